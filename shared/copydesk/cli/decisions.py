"""`copydesk decide`, `decisions`, `review`: people's decisions on pairs of articles, and files of them."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from copydesk.cli.files import BadInput
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.terminal import put, say, visible
from copydesk.cli.verify import cluster_store
from copydesk.clustering.deciding import Decided, Decider
from copydesk.clustering.reviewing import near
from copydesk.decision import PairDecision, Says

One = Annotated[str, typer.Argument(show_default=False, help="Id of an article.")]
Other = Annotated[str, typer.Argument(show_default=False, help="Id of another one.")]


def decide(
    says: Annotated[Says, typer.Argument(show_default=False, help="`rule` lifts a decision.")],
    one: One,
    other: Other,
    *,
    why: Annotated[str, typer.Option(show_default=False, help="For what reason: kept with it.")] = "",
    by: Annotated[str, typer.Option(show_default=False, help="Who decides; you, unless given.")] = "",
    stack: Stack = None,
) -> None:
    """Say that two articles are copies, or are not, whatever their texts come to; and bring the clusters to it.

    It holds for every version of both, and waits for one that is not there yet. If this is interrupted, do it again.
    Prints where both are now: two articles that are no copies may still be together through others, which are named.
    """
    decider = Decider(cluster_store(stack))
    try:
        found = decider.decide(one, other, says, by=by or getpass.getuser(), at=datetime.now(UTC), why=why)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    say(_told(found))


def decisions(one: One, stack: Stack = None) -> None:
    """What people decided on an article: a line each, with the other article, when, by whom and why."""
    for decision in open_desk(stack).decisions(one):
        at = decision.at.isoformat(timespec="seconds") if decision.at else ""
        fields = (
            decision.says,
            decision.article_id,
            f"version {decision.version}",
            at,
            decision.by,
            decision.why,
        )
        put("\t".join(map(visible, fields)))


def review(
    articles: Annotated[list[str] | None, typer.Argument(show_default=False, help="Their ids.")] = None,
    *,
    day: Annotated[
        str | None,
        typer.Option(show_default=False, help="Instead, the clusters of a day as the feed has them."),
    ] = None,
    stack: Stack = None,
) -> None:
    """Articles that a little more in common would have made copies of these, for people to decide on.

    A line each: the two ids, the share of the shorter text that lies in the longer one, and the share asked for.
    """
    store = cluster_store(stack)
    names = articles or [entry.canonical.article_id for entry in open_desk(stack).feed(day=day)]
    told: set[frozenset[str]] = set()
    for name in names:
        for pair in near(store, name):
            if frozenset(pair.articles) not in told:
                told.add(frozenset(pair.articles))
                put("\t".join(map(visible, (*pair.articles, f"{pair.share:.2f}", f"{pair.threshold:.2f}"))))


def read_decisions(path: Path) -> Iterator[PairDecision]:
    """The decisions of a file, in its order.

    Raises:
        BadInput: a line is none; the message names the line.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield PairDecision.model_validate_json(line)
                except ValidationError as error:
                    reason = error.errors(include_url=False, include_input=False)[0]["msg"]
                    raise BadInput(f"{path}, line {number}: no decision: {reason}") from error


def _told(found: Decided) -> str:
    if found.waits_for:
        return f"version {found.version}; it waits for {' and '.join(found.waits_for)}"
    if found.through:
        return f"version {found.version}; still in one cluster through {', '.join(found.through)}"
    return f"version {found.version}; in {'one cluster' if found.together else 'two clusters'}"
