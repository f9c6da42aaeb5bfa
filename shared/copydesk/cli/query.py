"""`copydesk query ...` and `copydesk watch`: the client's questions.

A question is a function of a `Desk` and of what the user gives it; `_one` and `_many` make commands of them, with the
options that all of their kind have. To add one: write it here, and its columns in `tables`.
"""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from pydantic import BaseModel

from copydesk.article import Article
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.tables import (
    ARTICLE_COLUMNS,
    FEED_COLUMNS,
    INGESTED_COLUMNS,
    OUTCOME_COLUMNS,
    POSITION_COLUMNS,
    REPUBLICATION_COLUMNS,
    Columns,
    copy_columns,
    show_fields,
    show_json,
    show_many,
    show_rows,
)
from copydesk.cli.terminal import json_text, put, say
from copydesk.client import Desk, NotFound, Results
from copydesk.outcome import ObjectOutcome
from copydesk.storage.listings import LAG_SECONDS
from copydesk.summary import ArticleSummary, FeedEntry, Ingested

POLL_SECONDS = 2.0

app = typer.Typer(no_args_is_help=True, help="Ask a stack for what it has recorded.")

Json = Annotated[bool, typer.Option("--json", help="For programs.")]
Limit = Annotated[int, typer.Option(min=1, help="Records to show.")]
Cursor = Annotated[
    str | None, typer.Option(show_default=False, help="Go on from here: what the same query printed.")
]
OldestFirst = Annotated[bool, typer.Option("--oldest-first", help="The other way round.")]
NewestFirst = Annotated[bool, typer.Option("--newest-first", help="The other way round.")]
Undated = Annotated[bool, typer.Option("--undated", help="Those without a date instead.")]
Start = Annotated[
    str | None,
    typer.Option(show_default=False, help="First year, month, day or time of publication, in UTC."),
]
End = Annotated[str | None, typer.Option(show_default=False, help="The last one, included.")]
Day = Annotated[str | None, typer.Argument(show_default=False, help="YYYY-MM-DD in UTC; today unless given.")]
Facet = Annotated[str | None, typer.Option(show_default=False)]


def _argument(text: str) -> Any:
    return typer.Argument(show_default=False, help=text)


@dataclass(frozen=True)
class Shown:
    """One record: its fields for programs and for people, and the records in it, in columns."""

    record: Mapping[str, Any]
    fields: Mapping[str, Any]
    rows: Iterable[BaseModel] = ()
    columns: Columns = field(default_factory=dict)


def _one(question: Callable[..., Shown]) -> Callable[..., None]:
    """The command of a question that one record answers."""

    def command(*, as_json: Json = False, stack: Stack = None, **given: Any) -> None:
        shown = question(open_desk(stack), **given)
        if as_json:
            show_json(shown.record)
            return
        show_fields(shown.fields)
        if shown.rows:
            put("")
            show_rows(shown.rows, shown.columns)

    return _command(question, command)


def _many(columns: Columns) -> Callable[[Callable[..., Results[Any]]], Callable[..., None]]:
    """The command of a question that many records answer, page by page."""

    def of(question: Callable[..., Results[Any]]) -> Callable[..., None]:
        def command(
            *,
            limit: Limit = 20,
            cursor: Cursor = None,
            oldest_first: OldestFirst = False,
            as_json: Json = False,
            stack: Stack = None,
            **given: Any,
        ) -> None:
            given.setdefault("newest_first", not oldest_first)
            with _usage():
                found = question(open_desk(stack), cursor=cursor, **given)
            show_many(found, columns, limit, as_json=as_json)

        return _command(question, command)

    return of


def _command(question: Callable[..., object], command: Callable[..., None]) -> Callable[..., None]:
    """Register a command that takes what its question takes, and the options of its kind."""
    own, shared = (inspect.signature(one, eval_str=True).parameters for one in (question, command))
    replaced = {"oldest_first"} if "newest_first" in own else set()
    taken = {**own, **{name: one for name, one in shared.items() if name not in own.keys() | replaced}}
    keyword = inspect.Parameter.KEYWORD_ONLY
    options = [
        one.replace(kind=keyword)
        for name, one in taken.items()
        if name != "desk" and one.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    command.__dict__["__signature__"] = inspect.Signature(options)  # typer reads it
    command.__doc__ = question.__doc__
    return app.command(question.__name__)(command)


@_one
def article(desk: Desk, id: Annotated[str, _argument("Its id.")]) -> Shown:  # noqa: A002 - named in the help
    """An article by its id: every field, where each came from, and the cluster that it is in."""
    return _article(desk, desk.article(id))


@_one
def url(desk: Desk, address: Annotated[str, _argument("In any spelling.")]) -> Shown:
    """The article with an address."""
    return _article(desk, desk.by_url(address))


@_one
def outcome(desk: Desk, key: Annotated[str, _argument("Key of an object in the inbox.")]) -> Shown:
    """What became of an object, and of each article in it."""
    found, articles = desk.outcome(key), desk.article_outcomes(key)
    fields = {"outcome": str(found.verdict), **found.model_dump(mode="json")}
    inner = [one.model_dump(mode="json", exclude={"object"}) for one in articles]
    return Shown({**fields, "articles": inner}, fields, articles, POSITION_COLUMNS)


@_one
def cluster(desk: Desk, id: Annotated[str, _argument("Its id, or that of one merged into it.")]) -> Shown:  # noqa: A002
    """A cluster with every copy: how each comes to be one, canonical first, and whom it credits."""
    found = desk.cluster(id)
    fields = found.model_dump(mode="json", exclude={"copies", "canonical"})
    copies = sorted(found.copies, key=lambda one: (one != found.canonical, one.published_key))
    shown = {**fields, "canonical": found.canonical.article_id}
    return Shown(found.model_dump(mode="json"), shown, copies, copy_columns(found))


@_many(FEED_COLUMNS)
def feed(desk: Desk, day: Day = None, *, undated: Undated = False, **page: Any) -> Results[FeedEntry]:
    """The canonical articles published on a day, each with the number of its copies."""
    return desk.feed(day, undated=undated, **page)


@_many(INGESTED_COLUMNS)
def since(
    desk: Desk,
    cursor: Annotated[str | None, _argument("What the last such query printed.")] = None,
    start: Annotated[
        str | None, typer.Option(show_default=False, help="Begin at this time of ingestion.")
    ] = None,
    *,
    newest_first: NewestFirst = False,
) -> Results[Ingested]:
    """The articles in the order of their ingestion, up to a few seconds ago."""
    return desk.since(cursor, start=start, newest_first=newest_first)


@_many(ARTICLE_COLUMNS)
def articles(
    desk: Desk,
    publisher: Facet = None,
    author: Facet = None,
    credit: Facet = None,
    region: Facet = None,
    topic: Facet = None,
    language: Facet = None,
    url: Facet = None,
    start: Start = None,
    end: End = None,
    *,
    undated: Undated = False,
    **page: Any,
) -> Results[ArticleSummary]:
    """The articles with one of these, by publication. Case, accents and `www.` make no difference."""
    return desk.articles(
        publisher=publisher,
        author=author,
        credit=credit,
        region=region,
        topic=topic,
        language=language,
        url=url,
        start=start,
        end=end,
        undated=undated,
        **page,
    )


@_many(REPUBLICATION_COLUMNS)
def republications(
    desk: Desk,
    source: Annotated[str, _argument("Whom articles name as their origin.")],
    start: Start = None,
    end: End = None,
    *,
    undated: Undated = False,
    **page: Any,
) -> Results[ArticleSummary]:
    """Who republished a source: the articles that name it as their origin."""
    return desk.republications(source, start=start, end=end, undated=undated, **page)


@_many(OUTCOME_COLUMNS)
def outcomes(
    desk: Desk,
    status: Annotated[str, _argument("rejected, failed, or such as rejected:too_short.")],
    day: Day = None,
    **page: Any,
) -> Results[ObjectOutcome]:
    """The objects that were rejected or failed on a day, by reason."""
    return desk.outcomes(status, day, **page)


def watch(
    cursor: Annotated[
        str | None, typer.Option(show_default=False, help="Go on from here; from now unless given.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: a JSON line per article.")] = False,
    stack: Stack = None,
) -> None:
    """Follow what is ingested, a few seconds behind, until Ctrl-C; then print where to go on."""
    desk = open_desk(stack)
    now = datetime.now(UTC) - timedelta(seconds=LAG_SECONDS)
    with _usage():
        position = desk.since(cursor, start=None if cursor else now).cursor
    try:
        while True:
            found = desk.since(position)
            for one in found:
                if as_json:
                    put(json_text(one.model_dump(mode="json")))
                else:
                    show_rows([one], INGESTED_COLUMNS, in_columns=False)
                sys.stdout.flush()
                position = found.cursor
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        say(f"copydesk watch --cursor {position}", to=sys.stderr)


def former(name: str, question: Callable[..., None]) -> Callable[..., None]:
    """What stood beside a question until 0.2, and printed JSON always."""

    def command(**given: Any) -> None:
        say(f"`copydesk {name}` goes with 0.3: use `copydesk query {name} --json`", to=sys.stderr)
        question(**{**given, "as_json": True})

    command.__dict__["__signature__"] = inspect.signature(question)
    command.__doc__ = question.__doc__
    return command


def _article(desk: Desk, found: Article) -> Shown:
    cluster_id = None
    with suppress(NotFound):  # while it is being indexed
        cluster_id = desk.cluster_id(found.article_id)
    fields = {"cluster_id": cluster_id, **found.model_dump(mode="json")}
    # For people the long ones last, and short: the field, the method, the text that it was read from.
    short = {name: value for name, value in fields.items() if name not in {"provenance", "text"}}
    origins = {name: f"{one.method}: {one.raw}" for name, one in found.provenance.items()}
    return Shown(fields, {**short, "from": origins, "text": found.text})


@contextmanager
def _usage() -> Iterator[None]:
    """What a question refuses of its arguments is wrong usage."""
    try:
        yield
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
