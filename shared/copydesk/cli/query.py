"""`copydesk query ...` and `copydesk watch`: the client's questions."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.tables import (
    ARTICLE_COLUMNS,
    COPY_COLUMNS,
    FEED_COLUMNS,
    INGESTED_COLUMNS,
    OUTCOME_COLUMNS,
    REPUBLICATION_COLUMNS,
    print_json,
    show_many,
    show_one,
    show_table,
)
from copydesk.storage.listings import LAG_SECONDS

POLL_SECONDS = 2.0

app = typer.Typer(no_args_is_help=True, help="Ask a stack for what it has recorded.")

Json = Annotated[bool, typer.Option("--json", help="For programs: {items, cursor}.")]
Limit = Annotated[int, typer.Option(min=1, help="Records to show.")]
Cursor = Annotated[
    str | None, typer.Option(show_default=False, help="Go on from here: what the same query printed.")
]
OldestFirst = Annotated[bool, typer.Option("--oldest-first", help="The other way round.")]
Undated = Annotated[bool, typer.Option("--undated", help="Those without a date instead.")]
Start = Annotated[
    str | None,
    typer.Option(show_default=False, help="First year, month, day or time of publication, in UTC."),
]
End = Annotated[str | None, typer.Option(show_default=False, help="The last one, included.")]
Day = Annotated[str | None, typer.Argument(show_default=False, help="YYYY-MM-DD in UTC; today unless given.")]
Id = Annotated[str, typer.Argument(show_default=False, help="Its id.")]
Facet = Annotated[str | None, typer.Option(show_default=False)]


@app.command("article")
def article(id: Id, *, as_json: Json = False, stack: Stack = None) -> None:  # noqa: A002 - named in the help
    """An article by its id."""
    show_one(open_desk(stack).article(id), as_json=as_json)


@app.command("url")
def url(
    address: Annotated[str, typer.Argument(show_default=False)], *, as_json: Json = False, stack: Stack = None
) -> None:
    """The article with an address."""
    show_one(open_desk(stack).by_url(address), as_json=as_json)


@app.command("outcome")
def outcome(
    key: Annotated[str, typer.Argument(show_default=False, help="Key of an object in the inbox.")],
    *,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """What became of an object."""
    show_one(open_desk(stack).outcome(key), as_json=as_json)


@app.command("cluster")
def cluster(id: Id, *, as_json: Json = False, stack: Stack = None) -> None:  # noqa: A002 - named in the help
    """A cluster with every copy; also by the id of one that has been merged into it."""
    found = open_desk(stack).cluster(id)
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    print(f"{found.size} copies, canonical {found.canonical.article_id}, first seen {found.first_seen}")
    show_table(found.copies, COPY_COLUMNS)


@app.command("feed")
def feed(
    day: Day = None,
    *,
    undated: Undated = False,
    limit: Limit = 20,
    cursor: Cursor = None,
    oldest_first: OldestFirst = False,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """The canonical articles published on a day, each with the number of its copies."""
    with _usage():
        found = open_desk(stack).feed(day, undated=undated, newest_first=not oldest_first, cursor=cursor)
    show_many(found, FEED_COLUMNS, limit, as_json=as_json)


@app.command("since")
def since(
    cursor: Annotated[
        str | None, typer.Argument(show_default=False, help="What the last such query printed.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(show_default=False, help="Begin at this time of ingestion.")
    ] = None,
    *,
    limit: Limit = 20,
    newest_first: Annotated[bool, typer.Option("--newest-first", help="The other way round.")] = False,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """The articles in the order of their ingestion, up to a few seconds ago."""
    with _usage():
        found = open_desk(stack).since(cursor, start=start, newest_first=newest_first)
    show_many(found, INGESTED_COLUMNS, limit, as_json=as_json)


@app.command("articles")
def articles(
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
    limit: Limit = 20,
    cursor: Cursor = None,
    oldest_first: OldestFirst = False,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """The articles with one of these, by publication. Case, accents and `www.` make no difference."""
    with _usage():
        found = open_desk(stack).articles(
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
            newest_first=not oldest_first,
            cursor=cursor,
        )
    show_many(found, ARTICLE_COLUMNS, limit, as_json=as_json)


@app.command("republications")
def republications(
    source: Annotated[str, typer.Argument(show_default=False, help="Whom articles name as their origin.")],
    start: Start = None,
    end: End = None,
    *,
    undated: Undated = False,
    limit: Limit = 20,
    cursor: Cursor = None,
    oldest_first: OldestFirst = False,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """Who republished a source: the articles that name it as their origin."""
    with _usage():
        found = open_desk(stack).republications(
            source, start=start, end=end, undated=undated, newest_first=not oldest_first, cursor=cursor
        )
    show_many(found, REPUBLICATION_COLUMNS, limit, as_json=as_json)


@app.command("outcomes")
def outcomes(
    status: Annotated[
        str, typer.Argument(show_default=False, help="rejected, failed, or such as rejected:too_short.")
    ],
    day: Day = None,
    *,
    limit: Limit = 20,
    cursor: Cursor = None,
    oldest_first: OldestFirst = False,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """The objects that were rejected or failed on a day, by reason."""
    with _usage():
        found = open_desk(stack).outcomes(status, day, newest_first=not oldest_first, cursor=cursor)
    show_many(found, OUTCOME_COLUMNS, limit, as_json=as_json)


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
                    print(json.dumps(one.model_dump(mode="json"), ensure_ascii=False), flush=True)
                else:
                    shown = [str(read(one) or "-") for read in INGESTED_COLUMNS.values()]
                    print("  ".join(shown), flush=True)
                position = found.cursor
            time.sleep(POLL_SECONDS)
    except KeyboardInterrupt:
        print(f"copydesk watch --cursor {position}", file=sys.stderr)


@contextmanager
def _usage() -> Iterator[None]:
    """What a question refuses of its arguments is wrong usage."""
    try:
        yield
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
