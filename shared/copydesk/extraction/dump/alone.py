"""What a line of a dump is by itself: what rules of data make of it, else what its shape does."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump import furniture
from copydesk.extraction.rules import rule, rules

# Words that make a line prose; measured on the pages of benchmarks/dumps.py.
PROSE_WORDS = 10
# From here on a line without a sentence's end is running text, too.
LONG_LINE_WORDS = 25
# Function words make up over a third of running text in these languages, under a tenth of lists of names.
PROSE_STOP_SHARE = 0.15
# Function words of a sentence; headlines have fewer.
SENTENCE_STOP_SHARE = 0.3
# Letters among the signs of running text; logs and tables have fewer.
PROSE_LETTER_SHARE = 0.7
# Of a line that is a link; in a story's sentence, links are words of it.
LINKED_SHARE = 0.8
# "See more" is a button, a longer link that ends no sentence leads to another story.
LINK_WORDS = 4

CLOSING_MARKS = "\"'“”‘’«»‹›)"


class Role(StrEnum):
    """What a line is; the effects of the rules that tell it."""

    PROSE = "prose"
    SENTENCE = "sentence"
    HEADING = "heading"
    SHORT = "short"
    TEASER = "teaser"
    FURNITURE = "furniture"
    METADATA = "metadata"
    LABEL = "label"
    ENDING = "ending"
    SHARING = "sharing"
    CLOSING = "closing"
    ASIDE = "aside"
    REPEATED = "repeated"


class Judged(NamedTuple):
    """The role of a line, and the id of the rule that gave it."""

    role: Role
    rule: str


RUNNING = frozenset({Role.PROSE, Role.SENTENCE})
DROPPED = frozenset(Role) - RUNNING - {Role.HEADING, Role.SHORT}

# The sets that are asked of a line, in order: the first rule that holds gives the role. Those of furniture look at
# nothing but its text, so that a line that recurs is judged once.
_SHAPES = ("links", "teasers", "shapes")


@lru_cache(maxsize=1)
def by_themselves(document: Document) -> tuple[Judged, ...]:
    """The role of each line of a document, whatever stands around it."""
    known: dict[str, Judged | None] = {}
    judged: list[Judged] = []
    for number, line in enumerate(document.lines):
        if number in document.labelled:
            judged.append(Judged(Role.LABEL, "label"))
            continue
        if line.text not in known:
            known[line.text] = _first(document, number, furniture.PURPOSES)
        found = known[line.text] or _first(document, number, _SHAPES)
        judged.append(found or Judged(Role.SHORT, "short"))
    return tuple(judged)


def runs(document: Document, number: int) -> bool:
    """Whether there is a line of that number that by itself is running text."""
    return 0 <= number < len(document.lines) and by_themselves(document)[number].role in RUNNING


def is_prose(line: Line) -> bool:
    """Whether a line is running text of some length, whatever document it stands in."""
    found = rules("shapes").first_of(line)
    return found is not None and found.effect == Role.PROSE


def _first(document: Document, number: int, purposes: Sequence[str]) -> Judged | None:
    for purpose in purposes:
        if found := rules(purpose).first(document, number):
            return Judged(Role(found.effect), found.id)
    return None


@rule("note-on-the-source")
def _names_source(document: Document, number: int) -> bool:
    return is_credit_line(document.lines[number].text)


@rule("link-of-a-sentence")
def _links_sentence(document: Document, number: int) -> bool:
    return _is_link(document.lines[number]) and document.lines[number].words >= PROSE_WORDS


@rule("link")
def _links(document: Document, number: int) -> bool:
    return _is_link(document.lines[number])


def _is_link(line: Line) -> bool:
    return line.words >= LINK_WORDS and line.link_share > LINKED_SHARE and not line.ends_sentence


@rule("heading")
def _is_heading(document: Document, number: int) -> bool:
    return document.lines[number].level > 0


@rule("prose")
def _is_prose(document: Document, number: int) -> bool:
    line = document.lines[number]
    ended = line.ends_sentence or line.text.rstrip(CLOSING_MARKS).endswith((":", ",", ";"))
    return ended and _reads_as_text(line) and (line.stop_share >= PROSE_STOP_SHARE or not _is_known(document))


@rule("long-prose")
def _is_long(document: Document, number: int) -> bool:
    line = document.lines[number]
    known = line.stop_share >= PROSE_STOP_SHARE or not _is_known(document)
    return line.words >= LONG_LINE_WORDS and known and _reads_as_text(line)


@rule("prose-of-names")
def _is_of_names(document: Document, number: int) -> bool:
    line = document.lines[number]
    long = line.words >= LONG_LINE_WORDS and line.ends_sentence
    return long and _reads_as_text(line) and line.stop_share > PROSE_STOP_SHARE / 3


@rule("sentence")
def _is_sentence(document: Document, number: int) -> bool:
    return document.lines[number].ends_sentence and document.lines[number].words >= 3


@rule("repeated")
def _recurs(document: Document, number: int) -> bool:
    return document.repeats[document.folded[number]] > 1


def _reads_as_text(line: Line) -> bool:
    return line.words >= PROSE_WORDS and not line.code and _letter_share(line.text) >= PROSE_LETTER_SHARE


def _letter_share(text: str) -> float:
    """The share of letters, with their marks, among a line's first signs."""
    signs = text[:400].replace(" ", "")
    return sum(c.isalpha() or c > "\u0300" for c in signs) / max(1, len(signs))


@lru_cache(maxsize=1)
def _is_known(document: Document) -> bool:
    """Whether the function word lists know the document's language: long sentences hold many of their words."""
    shares = [
        line.stop_share
        for line in document.lines
        if line.words >= 15 and (line.ends_sentence or line.words >= LONG_LINE_WORDS)
    ]
    return not shares or median(shares) >= PROSE_STOP_SHARE
