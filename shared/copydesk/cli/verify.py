"""`copydesk verify`: find articles whose candidates were cut, and complete their comparison."""

from __future__ import annotations

import os
from typing import Annotated

import boto3
import typer

from copydesk.cli.stack import Stack
from copydesk.cli.terminal import put, say, visible
from copydesk.client.names import DEFAULT_STACK, StackNames
from copydesk.clustering.verifying import Verifier
from copydesk.storage.auditing import AuditedDynamoStore


class IndexNames(StackNames):
    """The names of a stack's resources, with the index, which applications have no use for."""

    index_table: str


def verify(
    *,
    list_only: Annotated[bool, typer.Option("--list", help="Only print their ids.")] = False,
    stack: Stack = None,
) -> None:
    """Find the articles whose candidates were cut, compare them with all, and join what was missed.

    A look-up reads a hundred articles under one index key. Where more share it the article's membership says so.
    Prints a line per article: its id, how many matches were missed, how many clusters that joined. Scans the
    articles table: for an operator, now and then; arrivals may go on meanwhile.
    """
    verifier = Verifier(_store(stack))
    verified = merged = 0
    for article_id in verifier.cut_articles():
        if list_only:
            say(article_id)
            continue
        found = verifier.verify(article_id)
        if found is not None:
            verified, merged = verified + 1, merged + found.merges
            put(f"{visible(article_id)}\t{found.matches}\t{found.merges}")
    if not list_only:
        say(f"{verified} articles verified, {merged} merges")


def _store(stack: str | None) -> AuditedDynamoStore:
    found = IndexNames.from_stack(stack) if stack else IndexNames.from_environment()
    found = found or IndexNames.from_stack(os.environ.get("COPYDESK_STACK", DEFAULT_STACK))
    names = IndexNames.model_validate(dict(found))
    return AuditedDynamoStore(
        boto3.client("dynamodb"),
        articles_table=names.articles_table,
        clusters_table=names.clusters_table,
        index_table=names.index_table,
    )
