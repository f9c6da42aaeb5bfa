"""`copydesk explain`, `boilerplate publish`, `use` and `status`: against a running stack, local or deployed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import boto3
import typer
from botocore.exceptions import ClientError

from copydesk.cli.files import read_artefact
from copydesk.cli.tables import show_fields, show_json
from copydesk.cli.terminal import put, say, say_prose
from copydesk.client import Desk, NotFound, StackNames
from copydesk.client.names import CONFIG
from copydesk.decision import Says
from copydesk.matching.explain import explain as explain_articles
from copydesk.matching.settings import USUAL
from copydesk.owners import Owners
from copydesk.storage.boilerplates import BoilerplateStore, PointerStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.match_settings import MatchSettingsStore, StackSettings
from copydesk.storage.outcomes import utc_now

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
    """Hand what was learned to a stack, and print its version: for `use`, or the parameter BoilerplateVersion."""
    say(_artefacts(open_desk(stack).names).put(read_artefact(artefact)))


def use(
    version: Annotated[str, typer.Argument(show_default=False, help="As `status` or `publish` prints it.")],
    stack: Stack = None,
) -> None:
    """Have a stack take a version of what publishers repeat out of texts from now on, and learn on from it.

    So one that was held back is let in, and an earlier one comes back. The parameter BoilerplateVersion overrules it.
    """
    names = open_desk(stack).names
    try:
        _artefacts(names).get(version)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
        raise NotFound(f"the stack has no version {version} of what publishers repeat") from error
    chosen = _pointers(names).choose(version, utc_now()).current
    say(f"version {chosen.sequence if chosen else 0} is {version}")


def status(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    stack: Stack = None,
) -> None:
    """Which version of what publishers repeat a stack has learned, which came before it, and which waits."""
    names = open_desk(stack).names
    pointer = _pointers(names).get()
    if as_json:
        show_json(pointer.model_dump(mode="json"))
        return
    current, previous = pointer.current, pointer.previous
    if current is None and pointer.held_back is None:
        say("nothing has been learned yet: the learn function runs by the stack's schedule")
        return
    show_fields(
        {
            "version": current and current.version,
            "number": current and current.sequence,
            "learned": current and current.learned_at.isoformat(),
            "passages": len(_artefacts(names).get(current.version).uses) if current else 0,
            "share of recent articles": f"{pointer.share:.1%}",
            "before it": previous and previous.version,
            "held back": pointer.held_back,
        }
    )


def explain(
    first: Annotated[str, typer.Argument(show_default=False, help="Id of an article.")],
    second: Annotated[str, typer.Argument(show_default=False, help="Id of another one.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    stack: Stack = None,
) -> None:
    """Why two articles are or are not copies: in words, with the longest passages shared and not shared."""
    desk = open_desk(stack)
    boilerplates = _artefacts(desk.names)
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


def _artefacts(names: StackNames) -> BoilerplateStore:
    return BoilerplateStore(Overflow(boto3.client("s3", config=CONFIG), names.overflow_bucket))


def _pointers(names: StackNames) -> PointerStore:
    return PointerStore(boto3.client("dynamodb", config=CONFIG), names.outcomes_table)


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
