"""Records for people: in columns where they fit, each a block of lines where not, a line with tabs in a pipe.

No id, date or key is ever cut or broken; titles in columns are cut.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from pydantic import BaseModel
from rich.cells import cell_len, set_cell_size

from copydesk.article import Publisher
from copydesk.cli.terminal import UNBOUNDED, json_text, put, say, visible, width, wrapped
from copydesk.client import Results
from copydesk.cluster import Cluster, Copy, Match
from copydesk.outcome import Verdict

# The heading of each column, and what of a record stands under it.
Columns = Mapping[str, Callable[[Any], object]]

GAP = "  "
NOTHING = "-"

# The one column that is cut, and cells of it that must be left.
TITLE, MIN_TITLE = "title", 24

# In a block these say by themselves what they are.
UNNAMED = frozenset({"published", "listed", "updated", "publisher", "outcome", "object", TITLE})

# Names that may hold white space and are one all the same: whoever copies them wants them whole.
WHOLE = frozenset({"object", "key", "object.key", "url"})

# The one field that has lines of its own.
TEXT = "text"

# Cells for the names of fields; a longer name has a line to itself.
MAX_NAME = 18


def show_many(results: Results[Any], columns: Columns, limit: int, *, as_json: bool) -> None:
    """Print up to `limit` records, and the cursor to go on from."""
    records = list(islice(results, limit))
    if as_json:
        show_json({"items": [one.model_dump(mode="json") for one in records], "cursor": results.cursor})
        return
    show_rows(records, columns)
    if not records:
        say("no such records", to=sys.stderr)
    if len(records) == limit:
        say(f"for more: --cursor {results.cursor}", to=sys.stderr)


def show_json(fields: Mapping[str, Any]) -> None:
    """Print fields for programs."""
    put(json_text(fields, indent=2))


def show_rows(records: Iterable[BaseModel], columns: Columns, *, in_columns: bool = True) -> None:
    """Print records; not in columns where they come one by one."""
    rows = [[_shown(read(record)) for read in columns.values()] for record in records]
    names = list(columns)
    widths = _widths([names, *rows], names) if in_columns and rows else None
    if width() == UNBOUNDED:
        lines: Iterable[str] = ("\t".join(row) for row in rows)
    elif widths:
        lines = (_row(row, widths) for row in (names, *rows))
    else:
        lines = (line for row in rows for line in _block(names, row))
    for line in lines:
        put(line)


def show_fields(fields: Mapping[str, Any]) -> None:
    """Print the fields that have a value, a name and a value a line; those of maps as `map.field`."""
    found = dict(_flat(fields))
    indent = " " * (min(MAX_NAME, max(map(len, found), default=0)) + len(GAP))
    for name, value in found.items():
        parts = value.split("\n") if name == TEXT else [value]
        lines = [indent + line for part in parts for line in _lines(name, visible(part), len(indent))]
        if len(name) > MAX_NAME:
            put(name)
        else:
            lines[0] = name + lines[0][len(name) :]
        for line in lines:
            put(line)


def _shown(value: object) -> str:
    return NOTHING if value in (None, "") else visible(value)


def _widths(rows: list[list[str]], names: list[str]) -> list[int] | None:
    """The cells of each column, such that a row fits a line; None where none do."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    spare = width() - sum(widths) - len(GAP) * (len(widths) - 1)
    if spare < 0 and TITLE in names:
        at = names.index(TITLE)
        cut = max(min(MIN_TITLE, widths[at]), widths[at] + spare)
        spare, widths[at] = spare + widths[at] - cut, cut
    return widths if spare >= 0 else None


def _row(row: list[str], widths: list[int]) -> str:
    cells = (
        set_cell_size(value, size) if cell_len(value) <= size else set_cell_size(value, size - 1) + "…"
        for value, size in zip(row, widths, strict=True)
    )
    return GAP.join(cells).rstrip()


def _block(names: list[str], row: list[str]) -> list[str]:
    """A record in lines: as many of its cells on each as fit, what is longer than one broken between words."""
    lines: list[str] = []
    titled = False
    for name, value in zip(names, row, strict=True):
        if value == NOTHING:
            continue
        cell = value if name in UNNAMED else f"{name} {value}"
        if lines and not titled and cell_len(lines[-1] + GAP + cell) <= width():
            lines[-1] += GAP + cell
        else:
            lines += [(GAP if lines else "") + line for line in _lines(name, cell, len(GAP))]
        titled = name == TITLE
    return lines


def _lines(name: str, text: str, indent: int) -> list[str]:
    return [text] if name in WHOLE else wrapped(text, width() - indent)


def _flat(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if value in (None, [], {}, "") or name == "schema_version":
            continue
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and not any(isinstance(one, (dict, list)) for one in value):
            yield prefix + name, ", ".join(map(str, value))
        else:
            yield prefix + name, value if isinstance(value, str) else json_text(value)


def _label(publisher: Publisher | None) -> str | None:
    return publisher.label if publisher else None


ARTICLE_COLUMNS: Columns = {
    "published": lambda one: one.published_at,
    "publisher": lambda one: _label(one.publisher),
    "title": lambda one: one.title,
    "article": lambda one: one.article_id,
}
INGESTED_COLUMNS: Columns = {"listed": lambda one: f"{one.listed_at:%Y-%m-%d %H:%M:%S}", **ARTICLE_COLUMNS}
REPUBLICATION_COLUMNS: Columns = {**ARTICLE_COLUMNS, "credits": lambda one: one.credit and one.credit.name}
FEED_COLUMNS: Columns = {
    "published": lambda one: one.canonical.published_at,
    "publisher": lambda one: _label(one.canonical.publisher),
    "title": lambda one: one.canonical.title,
    "copies": lambda one: one.size,
    "origins": lambda one: _at_least(one.origins, at_least=one.origins_at_least),
    "cluster": lambda one: one.cluster_id,
}
DAY_COLUMNS: Columns = {"day": lambda one: one.day, "articles": lambda one: one.articles}
NAME_COLUMNS: Columns = {"name": lambda one: one.name, "articles": lambda one: one.articles}
OUTCOME_COLUMNS: Columns = {
    "outcome": lambda one: one.verdict,
    "updated": lambda one: f"{one.updated_at:%Y-%m-%d %H:%M:%S}",
    "object": lambda one: one.key,
}
POSITION_COLUMNS: Columns = {
    "position": lambda one: str(one.position),
    "outcome": lambda one: Verdict(status=one.status, reason=one.reason),
    "file_kind": lambda one: one.file_kind,
    "article": lambda one: one.article_id,
}
VERSION_COLUMNS: Columns = {
    "version": lambda one: "" if one.version < 0 else str(one.version),
    "made": lambda one: one.created,
    "": lambda one: "takes it back" if one.canceled else one.decided,
    "object": lambda one: one.key,
    "article": lambda one: one.article_id,
}
LINK_COLUMNS: Columns = {
    "relation": lambda one: one.match.relation.words,
    "article": lambda one: one.match.article_id,
    "shared": lambda one: f"{max(one.match.containment, one.match.containment_of_other):.0%}",
}


def copy_columns(cluster: Cluster) -> Columns:
    """The columns of a cluster's copies: each with the match that leads to the canonical one, and whom it credits."""
    matches = cluster.matches_to_canonical()
    publishers = {copy.article_id: _label(copy.publisher) for copy in cluster.copies}

    def of_match(read: Callable[[Match], object]) -> Callable[[Copy], object]:
        return lambda copy: read(matches[copy.article_id]) if copy.article_id in matches else None

    return {
        **ARTICLE_COLUMNS,
        "relation": of_match(lambda match: match.relation),
        "to": of_match(
            lambda match: " ".join(filter(None, (match.article_id, publishers[match.article_id])))
        ),
        "shared": of_match(lambda match: f"{match.containment:.0%}"),
        "credits": lambda copy: copy.credit and copy.credit.name,
    }


def _at_least(number: int | None, *, at_least: bool | None) -> str | None:
    return None if number is None else f"{'≥' if at_least else ''}{number}"
