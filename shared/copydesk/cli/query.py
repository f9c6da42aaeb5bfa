"""`copydesk query ...` and `copydesk watch`: the client's questions.

To add one: write it here, and its columns in `tables`.
"""

from __future__ import annotations

import signal
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from copydesk.article import Article, article_id
from copydesk.cli.questions import Shown, counts_origins, many_records, one_record, usage
from copydesk.cli.signals import Stopped
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.tables import (
    ARTICLE_COLUMNS,
    DAY_COLUMNS,
    FEED_COLUMNS,
    INGESTED_COLUMNS,
    LINK_COLUMNS,
    NAME_COLUMNS,
    OUTCOME_COLUMNS,
    POSITION_COLUMNS,
    REPUBLICATION_COLUMNS,
    VERSION_COLUMNS,
    copy_columns,
    show_rows,
)
from copydesk.cli.terminal import json_text, put, say
from copydesk.client import Desk, NotFound, Results
from copydesk.filing import PUT_ASIDE
from copydesk.outcome import ObjectOutcome
from copydesk.storage.listings import LAG_SECONDS
from copydesk.summary import ArticleSummary, FeedEntry, Ingested

POLL_SECONDS = 2.0

NewestFirst = Annotated[bool, typer.Option("--newest-first", help="The other way round.")]
Undated = Annotated[bool, typer.Option("--undated", help="Those without a date instead.")]
Start = Annotated[
    str | None,
    typer.Option(show_default=False, help="First year, month, day or time of publication, in UTC."),
]
End = Annotated[str | None, typer.Option(show_default=False, help="The last one, included.")]
Day = Annotated[str | None, typer.Argument(show_default=False, help="YYYY-MM-DD in UTC; today unless given.")]
FirstDay = Annotated[
    str | None, typer.Option(show_default=False, help="In place of a day: the first of some, YYYY-MM-DD.")
]
LastDay = Annotated[
    str | None, typer.Option(show_default=False, help="The last of them; today unless given.")
]
Facet = Annotated[str | None, typer.Option(show_default=False)]


def _argument(text: str) -> Any:
    return typer.Argument(show_default=False, help=text)


@one_record
def article(desk: Desk, id: Annotated[str, _argument("Its id.")]) -> Shown:  # noqa: A002 - named in the help
    """An article by its id: every field, where each came from, and the cluster that it is in."""
    return _article(desk, desk.article(id))


@one_record
def url(desk: Desk, address: Annotated[str, _argument("In any spelling.")]) -> Shown:
    """The article with an address."""
    return _article(desk, desk.by_url(address))


@one_record
def outcome(desk: Desk, key: Annotated[str, _argument("Key of an object in the inbox.")]) -> Shown:
    """What became of an object, and of each article in it."""
    found, articles = desk.outcome(key), desk.article_outcomes(key)
    fields = {"outcome": str(found.verdict), **_instead(desk, found), **found.model_dump(mode="json")}
    inner = [one.model_dump(mode="json", exclude={"object"}) for one in articles]
    return Shown({**fields, "articles": inner}, fields, articles, POSITION_COLUMNS)


@one_record
@counts_origins
def cluster(desk: Desk, id: Annotated[str, _argument("Its id, or that of one merged into it.")]) -> Shown:  # noqa: A002
    """A cluster with every copy: how each comes to be one, canonical first, and whom it credits."""
    found = desk.cluster(id)
    fields = found.model_dump(mode="json", exclude={"copies", "canonical"})
    copies = sorted(found.copies, key=lambda one: (one != found.canonical, one.published_key))
    # For people the names alone; who re-ran whom is for programs.
    origins = {**fields["origins"], "origins": [one.name or "?" for one in found.origins.origins]}
    shown = {**fields, "origins": origins, "canonical": found.canonical.article_id}
    return Shown(found.model_dump(mode="json"), shown, copies, copy_columns(found))


@one_record
def versions(desk: Desk, id: Annotated[str, _argument("Of an article, indexed or not.")]) -> Shown:  # noqa: A002 - as above
    """The versions of an agency's item that an article is one of: which stands for it, or takes it back."""
    found = desk.versions(id)
    listed = [one.model_dump(mode="json") for one in found]
    return Shown({"article_id": id, "versions": listed}, {"article_id": id}, found, VERSION_COLUMNS)


@one_record
def links(desk: Desk, id: Annotated[str, _argument("Of an article.")]) -> Shown:  # noqa: A002 - as above
    """Whom an article carries among other stories, and who carries it: found, but in no cluster for that."""
    found = desk.links(id)
    listed = [link.model_dump(mode="json") for link in found]
    return Shown({"article_id": id, "links": listed}, {"article_id": id}, found, LINK_COLUMNS)


@many_records(FEED_COLUMNS)
@counts_origins
def feed(
    desk: Desk,
    day: Day = None,
    start: FirstDay = None,
    end: LastDay = None,
    *,
    undated: Undated = False,
    **page: Any,
) -> Results[FeedEntry]:
    """The canonical articles published on a day, or on some days, each with its copies and origins counted."""
    return desk.feed(day, start=start, end=end, undated=undated, origins=True, **page)


@many_records(INGESTED_COLUMNS)
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


@many_records(ARTICLE_COLUMNS)
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
    """The articles with one of these, or both of two, by publication. Case, accents and `www.` make no difference."""
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


@one_record
def counts(
    desk: Desk,
    publisher: Facet = None,
    author: Facet = None,
    credit: Facet = None,
    region: Facet = None,
    topic: Facet = None,
    language: Facet = None,
    cluster: Annotated[str | None, typer.Option(show_default=False, help="Its id.")] = None,
    start: Start = None,
    end: End = None,
) -> Shown:
    """How many articles with one of these, or of a cluster, were published on each day."""
    asked = {
        "publisher": publisher,
        "author": author,
        "credit": credit,
        "region": region,
        "topic": topic,
        "language": language,
        "cluster": cluster,
    }
    with usage():
        found = desk.counts(**asked, start=start, end=end)
    fields = {name: value for name, value in asked.items() if value is not None}
    days = [one.model_dump(mode="json") for one in found]
    return Shown({**fields, "days": days}, fields, found, DAY_COLUMNS)


@one_record
def credits(  # noqa: A001 - what is asked for
    desk: Desk,
    name: Annotated[str, _argument("A publisher, an agency, or another source.")],
    start: Start = None,
    end: End = None,
) -> Shown:
    """Whom a publisher credits, and who credits it."""
    with usage():
        given, taken = desk.credits(name, start=start, end=end), desk.credited_by(name, start=start, end=end)
    fields = {"name": name}
    both = {
        "credits": [one.model_dump(mode="json") for one in given],
        "credited_by": [one.model_dump(mode="json") for one in taken],
    }
    by_it = {id(one) for one in given}
    columns = {"": lambda one: "credits" if id(one) in by_it else "credited by", **NAME_COLUMNS}
    return Shown({**fields, **both}, fields, [*given, *taken], columns)


@many_records(REPUBLICATION_COLUMNS)
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


@many_records(OUTCOME_COLUMNS)
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
    with usage():
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
    except Stopped as stopped:
        say(f"copydesk watch --cursor {position}", to=sys.stderr)
        if stopped.number != signal.SIGINT:
            raise


def _instead(desk: Desk, found: ObjectOutcome) -> dict[str, Any]:
    """What stands for an agency's item, or takes it back, in place of the one article that an object has."""
    if found.waiting is not None or found.reason not in PUT_ASIDE:
        return {}
    first = next(iter(desk.versions(article_id(found.bucket, found.key))), None)
    return (
        {"instead": first.model_dump(mode="json", include={"article_id", "bucket", "key"})} if first else {}
    )


def _article(desk: Desk, found: Article) -> Shown:
    cluster_id = None
    with suppress(NotFound):  # while it is being indexed
        cluster_id = desk.cluster_id(found.article_id)
    fields = {"cluster_id": cluster_id, **found.model_dump(mode="json")}
    # For people the long ones last, and short: the field, the method, the text that it was read from.
    short = {name: value for name, value in fields.items() if name not in {"provenance", "text"}}
    origins = {name: f"{one.method}: {one.raw}" for name, one in found.provenance.items()}
    return Shown(fields, {**short, "from": origins, "text": found.text})
