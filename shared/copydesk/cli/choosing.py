"""The options that choose objects of a stack to be read again."""

from __future__ import annotations

from typing import Annotated

import typer

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


def choice_of(prefixes: list[str] | None, outcome: str | None, older_than: str | None) -> Choice | None:
    """What the options choose together; None where none of them is given.

    Raises:
        typer.BadParameter: `older_than` is no version.
    """
    if older_than is not None and not is_version(older_than):
        raise typer.BadParameter(f"{older_than} is no version, such as 0.2.0")
    if not (prefixes or outcome or older_than):
        return None
    return Choice(prefixes or [""], outcome, older_than)
