"""The rows of an export from files: what `copydesk extract` and `copydesk group` printed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from copydesk.article import Article, Credit, Publisher
from copydesk.chunks import chunks
from copydesk.cli.extracted import LOCAL_BUCKET
from copydesk.cli.lines import DamagedFile, Remnant, TooLongLine, numbered_lines
from copydesk.cluster import Copy, Match
from copydesk.clustering.origins import independent_origins
from copydesk.export.rows import article_row, copy_row, origin_values, row_of
from copydesk.export.run import Step
from copydesk.export.spool import Page, Spool
from copydesk.export.tables import ARTICLES, CLUSTERS, COPIES, OUTCOMES, Row
from copydesk.outcome import Status, object_uri
from copydesk.owners import Owners
from copydesk.pipeline.grouping import Grouped

# Columns that a cluster's origins are told by.
_MATCH = tuple(name.removeprefix("match_") for name in COPIES.names if name.startswith("match_"))
_SHOWN = (
    "title",
    "url",
    "publisher_name",
    "publisher_domain",
    "credit_name",
    "credit_url",
    "authors",
    "published_at",
    "language",
    "word_count",
)

# Lines that are put into the spool at once.
LINES = 200


class FileReader:
    """Reads files of JSON lines, in any order of the files.

    Args:
        files: each with the name that it is told by.
        say: is told of each line that is neither an article's nor a group's.
        owners: of outlets, whose origins count once.
    """

    def __init__(
        self, files: Sequence[tuple[str, Path]], say: Callable[[str], object], owners: Owners | None
    ) -> None:
        self._files, self._say, self._owners = files, say, owners
        self.lost = 0
        """Lines, and ends of damaged files, of which there is no row."""

    def steps(self, spool: Spool) -> tuple[Step, ...]:
        """See `Source`."""
        lines = [
            Step(f"{name} ({number} of {len(self._files)})", partial(self._lines, name, file))
            for number, (name, file) in enumerate(self._files, start=1)
        ]
        return (*lines, Step("clusters", lambda _: _clusters(spool, self._owners)))

    def settled(self, orphans: Iterable[tuple[str, str]]) -> Iterator[Page]:
        """See `Source`. Groups may be of articles that were not given."""
        del orphans
        yield from ()

    def _lines(self, name: str, file: Path, place: Any) -> Iterator[Page]:
        reached, held = place or (0, None)
        page = _Lines(held)
        try:
            for number, line in numbered_lines(file):
                if number <= reached:
                    continue
                try:
                    page.add(line)
                except _NoRow as error:
                    if not isinstance(line, Remnant):
                        self._lose(f"{name}, line {number}: {error}")
                if page.lines >= LINES:
                    yield page.taken(number)
        except DamagedFile as error:
            self._lose(f"{name}, {error}")
        page.end()
        yield page.taken(None)

    def _lose(self, what: str) -> None:
        self.lost += 1
        self._say(what)


class _NoRow(ValueError):
    """A line is neither an article's nor a group's."""


class _Lines:
    """The rows of some lines, and the file whose lines are being read, which has its outcome once they end."""

    def __init__(self, held: dict[str, Any] | None) -> None:
        self._rows: dict[str, list[Row]] = {}
        self._held = held
        self.lines = 0

    def add(self, line: str | TooLongLine) -> None:
        self.lines += 1
        try:
            row = json.loads(line) if isinstance(line, str) else None
        except (ValueError, RecursionError):
            row = None
        try:
            if isinstance(row, dict) and "outcome" in row and "key" in row:
                self._extracted(row)
            elif isinstance(row, dict) and "cluster_id" in row:
                found = Grouped.model_validate(row)
                copy = copy_row(found.id, found.cluster_id, found.match, is_canonical=found.canonical)
                self._put(COPIES.name, copy)
            else:
                raise _NoRow("no row of `copydesk extract` or `copydesk group`")
        except ValidationError as error:
            (wrong, *_) = error.errors(include_url=False, include_input=False)
            raise _NoRow(f"{error.title}, {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}") from None

    def end(self) -> None:
        """No line of the file that is held follows."""
        if self._held is not None:
            self._put(OUTCOMES.name, row_of(OUTCOMES, self._held))
            self._held = None

    def taken(self, number: int | None) -> Page:
        rows, self._rows, self.lines = self._rows, {}, 0
        return Page((number, self._held), rows)

    def _extracted(self, row: dict[str, Any]) -> None:
        given = row.get("article")
        article = None if given is None else Article.model_validate(given, extra="ignore")
        key, label = str(row["key"]), str(row["outcome"])
        if self._held is None or self._held["key"] != key:
            self.end()
            self._held = {
                "bucket": LOCAL_BUCKET,
                "key": key,
                "positions": 0,
                "counts": {},
                "file_kind": row.get("file_kind"),
            }
        held = self._held
        held["positions"] += 1
        held["counts"] = dict(Counter(held["counts"]) + Counter([label]))
        if article is not None:
            found = article.object
            held |= {
                "bucket": found.bucket,
                "version_id": found.version_id,
                "etag": found.etag,
                "size": found.size,
            }
            self._put(ARTICLES.name, article_row(article))
        held["object"] = object_uri(held["bucket"], key)
        first = str(Status.INDEXED) if str(Status.INDEXED) in held["counts"] else next(iter(held["counts"]))
        held["status"], _, reason = first.partition(":")
        held["reason"] = reason or None
        if not reason:
            held["file_kind"] = None

    def _put(self, table: str, row: Row) -> None:
        self._rows.setdefault(table, []).append(row)


def _clusters(spool: Spool, owners: Owners | None) -> Iterator[Page]:
    """The clusters that the copies of the spool are in."""
    together = groupby(spool.members(_MATCH, _SHOWN), key=itemgetter(0))
    for rows in chunks((_cluster(name, list(members), owners) for name, members in together), LINES):
        yield Page(None, {CLUSTERS.name: rows})


def _cluster(name: str, members: list[tuple[Any, ...]], owners: Owners | None) -> Row:
    copies = [_copy(member) for member in members]
    known = all(member[3] for member in members)
    return row_of(
        CLUSTERS,
        {
            "cluster_id": name,
            "canonical_article_id": next((member[1] for member in members if member[2]), members[0][1]),
            "size": len(members),
            "credited": sorted({copy.credit.name for copy in copies if copy.credit}),
            **(origin_values(independent_origins(copies, owners=owners)) if known else {}),
        },
    )


def _copy(member: tuple[Any, ...]) -> Copy:
    """What origins are told by: a row of the query above."""
    matched = dict(zip(_MATCH, member[4:], strict=False))
    shown = dict(zip(_SHOWN, member[4 + len(_MATCH) :], strict=True))
    name, domain = shown["publisher_name"], shown["publisher_domain"]
    return Copy(
        article_id=member[1],
        generation=1,
        title=shown["title"],
        url=shown["url"],
        publisher=Publisher(name=name, domain=domain) if name or domain else None,
        credit=Credit(name=shown["credit_name"], url=shown["credit_url"]) if shown["credit_name"] else None,
        authors=tuple(json.loads(shown["authors"] or "[]")),
        published_at=shown["published_at"],
        language=shown["language"],
        word_count=shown["word_count"] or 0,
        match=Match(**matched) if matched["article_id"] else None,
    )
