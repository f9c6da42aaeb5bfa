"""`copydesk verify`: complete what arrivals left out, and repair headers and links."""

from __future__ import annotations

import os
from itertools import chain
from typing import Annotated

import boto3
import typer

from copydesk.cli.stack import Stack, stack_settings
from copydesk.cli.terminal import put, say, visible
from copydesk.client.names import DEFAULT_STACK, StackNames
from copydesk.clustering.auditing import items_of
from copydesk.clustering.verifying import Verifier
from copydesk.matching.settings import MatchSettings
from copydesk.pipeline.verify_run import Verified
from copydesk.pipeline.verify_stage import (
    ArticleVerified,
    Finding,
    HeaderRepaired,
    Left,
    LinkMended,
    VerifyStage,
)
from copydesk.retrying import Contended
from copydesk.storage.auditing import AuditedDynamoStore


def _told(settings: MatchSettings) -> str:
    return (
        f"threshold {settings.threshold:g}, {settings.days} days, {settings.least_words} words at least"
        f" ({settings.hash})"
    )


class IndexNames(StackNames):
    """The names of a stack's resources, with the index, which applications have no use for."""

    index_table: str


def verify(
    *,
    list_only: Annotated[bool, typer.Option("--list", help="Only print their ids.")] = False,
    stack: Stack = None,
) -> None:
    """Compare articles whose candidates were cut with all, and make clusters' headers say what their copies say.

    A look-up reads a hundred articles under one index key. Where more share it the article's membership says so.
    Prints a line per article: its id, how many matches were missed, how many clusters that joined. Headers may be wrong
    where copydesk 0.1 wrote them; each that is repaired is a line too, and so is a link of a round-up and a story that
    does not hold. A decision that somebody was interrupted in is followed. Scans the articles and the clusters table:
    for an operator, now and then; arrivals may go on meanwhile. VerifySchedule has a function of the stack do the same.
    """
    verifier = Verifier(cluster_store(stack))
    if list_only:
        linked = (link.article_id for link in items_of(verifier.links_to_mend()))
        for name in chain(verifier.cut_articles(), items_of(verifier.headers_to_repair()), linked):
            say(name)
        return
    settings = stack_settings(index_names(stack))
    if settings.in_force != settings.asked_for:
        say(f"clusters are made under {_told(settings.in_force)}")
        say(
            f"the stack's parameters ask for {_told(settings.asked_for)}: not before all articles are made anew"
        )
    total = Verified()
    for step in VerifyStage(verifier).steps():
        for finding in step.findings:
            put(_line(finding))
        total = total.with_all(step.findings)
    if total.headers_repaired:
        say(f"{total.headers_repaired} headers repaired")
    say(f"{total.articles_verified} articles verified, {total.merges} merges")
    if total.left:
        raise Contended(f"{total.left} articles or clusters were too busy: verify again")


def _line(finding: Finding) -> str:
    match finding:
        case HeaderRepaired(cluster_id):
            return f"{visible(cluster_id)}\theader repaired"
        case LinkMended(article_id, other_id):
            return f"{visible(article_id)}\tlink to {visible(other_id)} mended"
        case ArticleVerified(article_id, outcome):
            return f"{visible(article_id)}\t{outcome.matches}\t{outcome.merges}"
        case Left(name):
            return f"{visible(name)}\ttoo busy"


def cluster_store(stack: str | None) -> AuditedDynamoStore:
    """The clusters of the stack that the command line names, with everything that is kept of them."""
    names, dynamodb = index_names(stack), boto3.client("dynamodb")
    return AuditedDynamoStore(
        dynamodb,
        articles_table=names.articles_table,
        clusters_table=names.clusters_table,
        index_table=names.index_table,
        settings=lambda: stack_settings(names).in_force,
    )


def index_names(stack: str | None) -> IndexNames:
    """The names of what belongs to the stack that the command line names."""
    found = IndexNames.from_stack(stack) if stack else IndexNames.from_environment()
    found = found or IndexNames.from_stack(os.environ.get("COPYDESK_STACK", DEFAULT_STACK))
    return IndexNames.model_validate(dict(found))
