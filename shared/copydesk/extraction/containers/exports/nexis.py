"""Nexis (Uni, Advance, and the older one), as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.extraction.containers.exports.rows import (
    byline_in_order,
    in_small_letters,
    is_copyright,
    is_date,
    kinds_of,
    label_pattern,
    rows_of,
    running_text,
)
from copydesk.extraction.containers.item import Item
from copydesk.extraction.phrases import table

# "1 of 12 DOCUMENTS", "Dokument 1 von 12", in the languages of the older one.
NUMBER = (
    r"\d+ (?:of|von|de|van|di) \d+ DO[CK]UM\w+"
    r"|Dokument \d+ von \d+|Documento? \d+ (?:de|di|van) \d+"
)
MARK = re.compile(rf"^[ \t\xa0]*(?:{NUMBER})[ \t\r]*$|^End of Document[ \t\r]*$", re.MULTILINE)

_NUMBER = re.compile(rf"^[ \t\xa0]*(?:{NUMBER})[ \t\r]*$", re.MULTILINE)
_END = re.compile(r"^End of Document[ \t\r]*$", re.MULTILINE)
_LABELS = tuple(
    (kinds, re.compile(label_pattern(kinds), flags))
    for kinds, flags in (
        (kinds_of(table("exports")["nexis"]), re.IGNORECASE),
        (kinds_of(table("exports")["nexis_capitals"]), re.NOFLAG),
    )
)
# In the newer exports, rows that part the text from what stands about it.
_BODY, _BELOW = "body", frozenset({"graphic", "classification", "notes", "load-date", "correction"})
# The first page of the newer exports: who exported when, the documents' titles, and how each was found.
_COVER = re.compile(
    r"(?:user name|date and time|job number|documents? \(\d+\)|client/matter|search (?:terms|type)|narrowed by"
    r"|content type|timeline)\b",
    re.IGNORECASE,
)

Labels = dict[int, tuple[str, str]]


def items(text: str) -> Iterator[Item]:
    """The documents of an export."""
    for document in (_NUMBER if _NUMBER.search(text) else _END).split(text):
        rows = rows_of(document)
        if any(rows):
            yield _item(rows)


def _item(rows: list[str]) -> Item:
    newer = next((number for number, row in enumerate(rows) if row.casefold() == _BODY), None)
    is_first = False
    if newer is not None:
        rows, is_first = _without_cover(rows, newer)
        newer = next(number for number, row in enumerate(rows) if row.casefold() == _BODY)
    else:
        rows = _unwrapped([row for row in rows if row.casefold() != f"{_BODY}:"])
    labels = {number: label for number, row in enumerate(rows) if (label := _label(row))}
    above = {number for number, (kind, _) in labels.items() if _is_above(kind)}
    first = min(above, default=newer or 0)
    begin = (newer if newer is not None else _last_of_header(labels, above)) + 1
    end = next((number for number in range(begin, len(rows)) if _ends_text(rows, labels, number)), len(rows))
    header = [row for row in rows[:first] if row and not is_copyright(row)]
    dates = [number for number, row in enumerate(header) if is_date(row)]
    # Title, publisher and day stand below what is left of the first page.
    if is_first and dates and dates[-1] > 1:
        header, dates = header[dates[-1] - 2 :], [2]
    said = dict(label for number, label in labels.items() if number < begin or number >= end)
    language = said.get("language", "")
    return Item(
        method="nexis",
        text=running_text(rows[begin:end]),
        title=said.get("headline") or _title(header, dates, newer is not None),
        authors=[byline_in_order(in_small_letters(said["byline"]))] if "byline" in said else [],
        published=header[dates[0]] if dates else "",
        publisher=header[dates[0] - 1] if dates and dates[0] else "",
        language=language[:2] if len(language) == 2 else "",
        topics=[said["section"].partition(";")[0]] if "section" in said else [],
        url=said.get("url", ""),
        own_id=said.get("url", ""),
    )


def _unwrapped(rows: list[str]) -> list[str]:
    """Rows in which what a label of the header holds stands in one, up to an empty row or the next label."""
    joined: list[str] = []
    kind = ""
    for row in rows:
        label = _label(row)
        if kind in {"headline", "byline"} and row and not label:
            joined[-1] += f" {row}"
            continue
        kind = label[0] if label else kind if row else ""
        joined.append(row)
    return joined


def _without_cover(rows: list[str], body: int) -> tuple[list[str], bool]:
    """The rows below a first page, and whether there was one: some rows of it have no mark of their own."""
    cover = max((number for number in range(body) if _COVER.match(rows[number])), default=-1)
    return rows[cover + 1 :], cover >= 0


def _label(row: str) -> tuple[str, str] | None:
    """What the label that a row begins with holds, and its value."""
    for kinds, pattern in _LABELS:
        if match := pattern.match(row):
            return kinds.get(match[1]) or kinds[match[1].lower()], match[2]
    return None


def _is_above(kind: str) -> bool:
    """Whether a label stands above a text; all others stand below it."""
    return kind in {"headline", "byline", "section", "above"}


def _title(header: list[str], dates: list[int], newer: bool) -> str:
    """The newer exports begin with it; in the older ones it is the last row above the labels."""
    rest = [row for number, row in enumerate(header) if number not in dates]
    return (rest[0] if newer else rest[-1]) if rest else ""


def _last_of_header(labels: Labels, above: set[int]) -> int:
    """The last of the labels that stand above a text, before the first that stands below one."""
    below = min((number for number in labels if number not in above), default=None)
    return max((number for number in above if below is None or number < below), default=-1)


def _ends_text(rows: list[str], labels: Labels, number: int) -> bool:
    row = rows[number].casefold()
    return (
        row in _BELOW or (number in labels and not _is_above(labels[number][0])) or row == "end of document"
    )
