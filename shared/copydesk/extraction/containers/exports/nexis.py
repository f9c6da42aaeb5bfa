"""Nexis (Uni, Advance, and the older one), as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.extraction.containers.exports.rows import is_copyright, is_date, rows_of, running_text
from copydesk.extraction.containers.item import Item

MARK = re.compile(r"^\s*\d+ (?:of|von|de|van|di) \d+ DO[CK]UM\w+\s*$|^End of Document\s*$", re.MULTILINE)

_NUMBER = re.compile(r"^\s*\d+ \w+ \d+ DO[CK]UM\w+\s*$", re.MULTILINE)
_END = re.compile(r"^End of Document\s*$", re.MULTILINE)
_LABEL = re.compile(
    r"(byline|section|length|dateline|highlight|headline|series|column|edition|source|pub-type|type"
    r"|load-date|language|graphic|publication-type|correction(?:-date)?|subject|organization|person|company|ticker"
    r"|geographic|city|country|state|industry|journal-code|url|document-type|classification|notes)\s*:\s*(.*)$",
    re.IGNORECASE,
)
# Labels that stand above a text; all others stand below it.
_ABOVE = frozenset(
    (
        "byline", "section", "length", "dateline", "highlight", "headline", "series", "column", "edition", "source",
        "pub-type", "type",
    )
)  # fmt: skip
# In the newer exports, rows that part the text from what stands about it.
_BODY, _BELOW = "body", frozenset({"graphic", "classification", "notes", "load-date", "correction"})


def items(text: str) -> Iterator[Item]:
    """The documents of an export."""
    for document in (_NUMBER if _NUMBER.search(text) else _END).split(text):
        rows = rows_of(document)
        if any(rows):
            yield _item(rows)


def _item(rows: list[str]) -> Item:
    newer = next((number for number, row in enumerate(rows) if row.casefold() == _BODY), None)
    labels = {number: match for number, row in enumerate(rows) if (match := _LABEL.match(row))}
    above = [number for number, match in labels.items() if match[1].lower() in _ABOVE]
    first = min(above, default=newer or 0)
    begin = (newer if newer is not None else _last_of_header(labels, above)) + 1
    end = next((number for number in range(begin, len(rows)) if _ends_text(rows, labels, number)), len(rows))
    header = [row for row in rows[:first] if row and not is_copyright(row)]
    dates = [number for number, row in enumerate(header) if is_date(row)]
    said = {
        labels[number][1].lower(): labels[number][2] for number in labels if number < begin or number >= end
    }
    return Item(
        method="nexis",
        text=running_text(rows[begin:end]),
        title=said.get("headline") or _title(header, dates, newer is not None),
        authors=[said["byline"]] if "byline" in said else [],
        published=header[dates[0]] if dates else "",
        publisher=header[dates[0] - 1] if dates and dates[0] else "",
        language=said.get("language", "")[:2] if len(said.get("language", "")) == 2 else "",
        topics=[said["section"].partition(";")[0]] if "section" in said else [],
        url=said.get("url", ""),
        own_id=said.get("url", ""),
    )


def _title(header: list[str], dates: list[int], newer: bool) -> str:
    """The newer exports begin with it; in the older ones it is the last row above the labels."""
    rest = [row for number, row in enumerate(header) if number not in dates]
    return (rest[0] if newer else rest[-1]) if rest else ""


def _last_of_header(labels: dict[int, re.Match[str]], above: list[int]) -> int:
    """The last of the labels that stand above a text, before the first that stands below one."""
    below = min((number for number in labels if number not in above), default=None)
    return max((number for number in above if below is None or number < below), default=-1)


def _ends_text(rows: list[str], labels: dict[int, re.Match[str]], number: int) -> bool:
    row = rows[number].casefold()
    return (
        row in _BELOW
        or (number in labels and labels[number][1].lower() not in _ABOVE)
        or row == "end of document"
    )
