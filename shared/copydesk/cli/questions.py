"""Commands of questions: a question is a function of a `Desk` and of what the user gives it.

`one_record` and `many_records` make commands of such functions, with the options that all of their kind have.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from copydesk.cli.files import OwnersFile, read_owners
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.tables import Columns, show_fields, show_json, show_many, show_rows
from copydesk.cli.terminal import put, say
from copydesk.client import Results

app = typer.Typer(no_args_is_help=True, help="Ask a stack for what it has recorded.")

Json = Annotated[bool, typer.Option("--json", help="For programs.")]
Limit = Annotated[int, typer.Option(min=1, help="Records to show.")]
Cursor = Annotated[
    str | None, typer.Option(show_default=False, help="Go on from here: what the same query printed.")
]
OldestFirst = Annotated[bool, typer.Option("--oldest-first", help="The other way round.")]


@dataclass(frozen=True)
class Shown:
    """One record: its fields for programs and for people, and the records in it, in columns."""

    record: Mapping[str, Any]
    fields: Mapping[str, Any]
    rows: Iterable[BaseModel] = ()
    columns: Columns = field(default_factory=dict)


def counts_origins(question: Callable[..., Any]) -> Callable[..., Any]:
    """A question whose answer depends on which outlets have one owner: its command takes `--owners`."""
    question.__dict__["counts_origins"] = True
    return question


def one_record(question: Callable[..., Shown]) -> Callable[..., None]:
    """The command of a question that one record answers."""

    def command(
        *, owners: OwnersFile = None, as_json: Json = False, stack: Stack = None, **given: Any
    ) -> None:
        shown = question(open_desk(stack, read_owners(owners)), **given)
        if as_json:
            show_json(shown.record)
            return
        show_fields(shown.fields)
        if shown.rows:
            put("")
            show_rows(shown.rows, shown.columns)

    return _command(question, command)


def many_records(columns: Columns) -> Callable[[Callable[..., Results[Any]]], Callable[..., None]]:
    """The command of a question that many records answer, page by page."""

    def of(question: Callable[..., Results[Any]]) -> Callable[..., None]:
        def command(
            *,
            limit: Limit = 20,
            cursor: Cursor = None,
            oldest_first: OldestFirst = False,
            owners: OwnersFile = None,
            as_json: Json = False,
            stack: Stack = None,
            **given: Any,
        ) -> None:
            given.setdefault("newest_first", not oldest_first)
            with usage():
                found = question(open_desk(stack, read_owners(owners)), cursor=cursor, **given)
            show_many(found, columns, limit, as_json=as_json)

        return _command(question, command)

    return of


def _command(question: Callable[..., object], command: Callable[..., None]) -> Callable[..., None]:
    """Register a command that takes what its question takes, and the options of its kind."""
    own, shared = (inspect.signature(of, eval_str=True).parameters for of in (question, command))
    dropped = {"oldest_first"} if "newest_first" in own else set()
    if "counts_origins" not in question.__dict__:
        dropped.add("owners")
    taken = {**own, **{name: option for name, option in shared.items() if name not in own.keys() | dropped}}
    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [
        option.replace(kind=keyword)
        for name, option in taken.items()
        if name != "desk" and option.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    command.__dict__["__signature__"] = inspect.Signature(options)  # typer reads it
    command.__doc__ = question.__doc__
    return app.command(question.__name__)(command)


def former(name: str, question: Callable[..., None]) -> Callable[..., None]:
    """What stood beside a question until 0.2, and printed JSON always."""

    def command(**given: Any) -> None:
        say(f"`copydesk {name}` goes with 0.3: use `copydesk query {name} --json`", to=sys.stderr)
        question(**{**given, "as_json": True})

    command.__dict__["__signature__"] = inspect.signature(question)
    command.__doc__ = question.__doc__
    return command


@contextmanager
def usage() -> Iterator[None]:
    """What a question refuses of its arguments is wrong usage."""
    try:
        yield
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
