"""What the exports of several databases share: rows without their edges, labels, names, running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from copydesk.extraction.dates import parse_date
from copydesk.extraction.dump.lines import read_lines
from copydesk.extraction.names import strip_by
from copydesk.extraction.people import has_role, looks_like_name

# Words of a row that can hold a date, and little else.
MAX_DATE_WORDS = 8

_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)\s)", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
# "Doe, Jane", "van der Berg, J. M.": one comma, and given names behind it.
_INVERTED = re.compile(
    r"(?:[a-z]{2,3} ){0,2}[^\W\d_][\w'’-]+, (?:[^\W\d_][\w'’-]+|[^\W\d_]\.)(?: [^\W\d_]\.)*"
)
# Words of a person's name where nothing says that it is one.
MAX_BARE_NAME = 3


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


def byline_in_order(byline: str) -> str:
    """A byline that is one name with the family's first, turned; any other as it is."""
    return in_order(byline) if _INVERTED.fullmatch(byline) and not has_role(byline) else byline


def is_author(row: str) -> bool:
    """Whether a row says "by", or is a person's name and no more."""
    return strip_by(row)[1] or (
        1 < len(row.split()) <= MAX_BARE_NAME and looks_like_name(row) and not has_role(row)
    )


def in_small_letters(byline: str) -> str:
    """A byline in which names stand in capitals, as people write them: "By JANE DOE" is "By Jane Doe".

    What follows such a name with a capital letter is a post, whatever parts it: "JANE DOE Staff Writer".
    """
    runs = [(large, list(words)) for large, words in groupby(byline.split(), str.isupper)]
    written: list[str] = []
    named = False
    for large, words in runs:
        if named and not large and words[0][0].isupper():
            written[-1] += ","
        # One word in capitals by itself is an agency's short name.
        named = large and len(words) > 1 and words[-1][-1].isalpha()
        text = " ".join(words)
        written.append(
            _LETTERS.sub(lambda word: word[0].capitalize(), text) if large and len(words) > 1 else text
        )
    return " ".join(written)


def kinds_of(labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What each label holds, by the label."""
    return {label: kind for kind, written in labels.items() for label in written}


def label_pattern(labels: Iterable[str]) -> str:
    """A row that begins with one of the labels: the label, and what stands behind its colon."""
    longest_first = sorted(labels, key=len, reverse=True)
    return rf"({'|'.join(map(re.escape, longest_first))})\s?:\s*(.*)$"
