"""`copydesk explain`, `boilerplate publish`: against a running stack, local or deployed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import boto3
import typer

from copydesk.cli.files import read_artefact
from copydesk.cli.tables import show_json
from copydesk.cli.terminal import put, say, say_prose
from copydesk.client import Desk, StackNames
from copydesk.client.names import CONFIG
from copydesk.decision import Says
from copydesk.matching.explain import explain as explain_articles
from copydesk.matching.settings import USUAL
from copydesk.owners import Owners
from copydesk.storage.boilerplates import BoilerplateStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.match_settings import MatchSettingsStore, StackSettings

Stack = Annotated[
    str | None,
    typer.Option(
        envvar="COPYDESK_STACK",
        show_default=False,
        help="CloudFormation stack; `copydesk` unless set. COPYDESK_INBOX_BUCKET and so on name its parts "
        "where there is no CloudFormation.",
    ),
]


def publish(
    artefact: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, show_default=False, help="From `learn`.")
    ],
    stack: Stack = None,
) -> None:
    """Hand what was learned to a stack, and print its version: the stack's parameter BoilerplateVersion."""
    overflow = Overflow(boto3.client("s3", config=CONFIG), open_desk(stack).names.overflow_bucket)
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
    boilerplates = BoilerplateStore(Overflow(boto3.client("s3", config=CONFIG), desk.names.overflow_bucket))
    articles = desk.article(first), desk.article(second)
    learned = [boilerplates.get(one.boilerplate_version) for one in articles]
    found = explain_articles(*articles, learned[0], learned[1], stack_settings(desk.names).in_force)
    if as_json:
        show_json(found.model_dump(mode="json"))
        return
    for decision in desk.decisions(first):
        if decision.article_id == second and decision.says is not Says.RULE:
            say_prose(
                f"Decided{f' by {decision.by}' if decision.by else ''}: {decision.says}. {decision.why}".rstrip()
            )
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


def stack_settings(names: StackNames) -> StackSettings:
    """What a stack makes its clusters under; the usual settings before its first article."""
    kept = MatchSettingsStore(
        boto3.client("dynamodb", config=CONFIG),
        articles_table=names.articles_table,
        listings_table=names.listings_table,
    ).get()
    return kept or StackSettings(in_force=USUAL, asked_for=USUAL, version=1)


def open_desk(stack: str | None, owners: Owners | None = None) -> Desk:
    """The records of the stack that the command line names."""
    return Desk(StackNames.from_stack(stack) if stack else None, owners=owners)
