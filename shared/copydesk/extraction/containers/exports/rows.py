"""What the exports of several databases share: rows without their edges, labels, names, running text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from copydesk.extraction.dates import parse_date
from copydesk.extraction.dump.lines import read_lines

# Words of a row that can hold a date, and little else.
MAX_DATE_WORDS = 8

_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)\s)", re.IGNORECASE)


def rows_of(text: str) -> list[str]:
    """The rows of a text, white space squeezed, empty ones kept."""
    return [" ".join(row.split()) for row in text.split("\n")]


def running_text(rows: Iterable[str]) -> str:
    """Paragraphs out of rows, which may be hard-wrapped."""
    return "\n\n".join(line.text for line in read_lines("\n".join(rows), markdown=False))


def is_date(row: str) -> bool:
    """Whether a row says a day and hardly more."""
    return len(row.split()) <= MAX_DATE_WORDS and parse_date(row, day_first=False) is not None


def is_copyright(row: str) -> bool:
    """Whether a row says who holds the rights."""
    return _COPYRIGHT.match(row) is not None


def in_order(name: str) -> str:
    """A name as bylines have it: "Doe, Jane" is "Jane Doe"."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip() else name.strip()
