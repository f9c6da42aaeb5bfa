"""`copydesk drop`, `explain`, `boilerplate publish`: against a running stack, local or deployed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import boto3
import typer

from copydesk.cli.files import Paths, read_artefact, walk
from copydesk.cli.tables import show_json
from copydesk.cli.terminal import put, say, say_prose, visible
from copydesk.client import Desk, NotFound, StackNames
from copydesk.matching.explain import explain as explain_articles
from copydesk.outcome import Status
from copydesk.storage.boilerplates import BoilerplateStore
from copydesk.storage.buckets import Overflow

POLL_SECONDS = 0.5

Stack = Annotated[
    str | None,
    typer.Option(
        envvar="COPYDESK_STACK",
        show_default=False,
        help="CloudFormation stack; `copydesk` unless set. COPYDESK_INBOX_BUCKET and so on name its parts "
        "where there is no CloudFormation.",
    ),
]


class Timeout(Exception):
    """Objects had no outcome in time."""


def drop(
    paths: Paths,
    prefix: Annotated[str, typer.Option(help="Put in front of every key.")] = "",
    wait: Annotated[
        int, typer.Option(metavar="SECONDS", help="Wait so long for outcomes, and print them.")
    ] = 0,
    stack: Stack = None,
) -> None:
    """Upload files, or every file of folders, to the inbox, under their paths relative to the folder.

    Prints each key; with --wait, each key and its outcome.
    """
    desk = open_desk(stack)
    s3 = boto3.client("s3")
    keys: dict[str, str | None] = {}
    for path, name in walk(paths):
        key = prefix + name
        with path.open("rb") as body:
            answer = s3.put_object(Bucket=desk.names.inbox_bucket, Key=key, Body=body)
        keys[key] = answer.get("VersionId")
        if not wait:
            say(key)
    if wait:
        _wait(desk, keys, wait)


def publish(
    artefact: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, show_default=False, help="From `learn`.")
    ],
    stack: Stack = None,
) -> None:
    """Hand what was learned to a stack, and print its version: the stack's parameter BoilerplateVersion."""
    overflow = Overflow(boto3.client("s3"), open_desk(stack).names.overflow_bucket)
    say(BoilerplateStore(overflow).put(read_artefact(artefact)))


def explain(
    first: Annotated[str, typer.Argument(show_default=False, help="Id of an article.")],
    second: Annotated[str, typer.Argument(show_default=False, help="Id of another one.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    stack: Stack = None,
) -> None:
    """Why two articles are or are not copies: in words, with the longest passages shared and not shared."""
    desk = open_desk(stack)
    boilerplates = BoilerplateStore(Overflow(boto3.client("s3"), desk.names.overflow_bucket))
    articles = desk.article(first), desk.article(second)
    learned = [boilerplates.get(one.boilerplate_version) for one in articles]
    found = explain_articles(*articles, *learned)
    if as_json:
        show_json(found.model_dump(mode="json"))
        return
    say_prose(found.summary)
    sides = found.passages
    for title, side in (
        ("In both", sides.shared),
        ("Only in the first", sides.only_left),
        ("Only in the second", sides.only_right),
    ):
        for passage in side:
            put("")
            say(f"{title}, {passage.words} words:")
            say_prose(passage.text, indent="  ")


def open_desk(stack: str | None) -> Desk:
    """The records of the stack that the command line names."""
    return Desk(StackNames.from_stack(stack) if stack else None)


def _wait(desk: Desk, keys: dict[str, str | None], seconds: int) -> None:
    waiting = dict(keys)
    deadline = time.monotonic() + seconds
    while waiting:
        for key, version in list(waiting.items()):
            try:
                found = desk.outcome(key)
            except NotFound:
                continue
            if found.status is not Status.PENDING and found.version_id == version:
                put(f"{visible(key)}\t{found.verdict}")
                del waiting[key]
        if waiting and time.monotonic() > deadline:
            raise Timeout(f"{len(waiting)} of {len(keys)} objects have no outcome after {seconds} s")
        time.sleep(POLL_SECONDS if waiting else 0)
