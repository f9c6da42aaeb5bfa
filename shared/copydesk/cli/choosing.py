"""The options that choose objects of a stack to be read again."""

from __future__ import annotations

from typing import Annotated

import typer

from copydesk.outcome import RejectionReason, Status
from copydesk.replaying.choosing import Choice
from copydesk.versions import is_version

Prefixes = Annotated[
    list[str] | None,
    typer.Option("--prefix", show_default=False, help="Keys that begin so; may be repeated."),
]
Outcome = Annotated[
    str | None, typer.Option(show_default=False, help="Such as indexed, rejected or rejected:too_short.")
]
OlderThan = Annotated[
    str | None,
    typer.Option(
        metavar="VERSION", show_default=False, help="What an earlier version of copydesk read last."
    ),
]

_OUTCOMES = frozenset([*Status, *(f"{Status.REJECTED}:{reason}" for reason in RejectionReason)])


def choice_of(prefixes: list[str] | None, outcome: str | None, older_than: str | None) -> Choice | None:
    """What the options choose together; None where none of them is given.

    Raises:
        typer.BadParameter: `outcome` is none that there is, or `older_than` is no version.
    """
    if outcome is not None and outcome not in _OUTCOMES:
        raise typer.BadParameter(f"{outcome} is no outcome, such as indexed, rejected or rejected:too_short")
    if older_than is not None and not is_version(older_than):
        raise typer.BadParameter(f"{older_than} is no version, such as 0.2.0")
    if not (prefixes or outcome or older_than):
        return None
    return Choice(prefixes or [""], outcome, older_than)
