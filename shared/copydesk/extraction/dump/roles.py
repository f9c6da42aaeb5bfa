"""What each line of a dump is, by itself and by its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from enum import Enum
from itertools import islice
from statistics import median

from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.document import Line
from copydesk.extraction.dump.furniture import (
    is_aside,
    is_caption,
    is_closing,
    is_ending,
    is_furniture,
    is_metadata,
    is_sharing,
    is_teaser,
)
from copydesk.extraction.dump.streams import stream_starts
from copydesk.extraction.phrases import fold

# Words that make a line prose; measured on the pages of benchmarks/dumps.py.
PROSE_WORDS = 10
# From here on a line without a sentence's end is running text, too.
LONG_LINE_WORDS = 25
# Function words make up over a third of running text in these languages, under a tenth of lists of names.
PROSE_STOP_SHARE = 0.15
# Letters among the signs of running text; logs and tables have fewer.
PROSE_LETTER_SHARE = 0.7
# Of a headline; fewer words are a subheading's.
MIN_HEADLINE_WORDS, MAX_HEADLINE_WORDS = 9, 25
# "Photo: Ana Holm, Fen Post"
MAX_CREDIT_WORDS = 8
# A line that holds the openings of so many paragraphs, of the first ones, and is longer than any paragraph.
WHOLE_TEXT_WORDS = 300
FEWEST_PARAGRAPHS = 3
MOST_OPENINGS = 20

# Of an agency's editors: "rmp/lll".
_INITIALS = re.compile(r"[a-z]{2,4}(?:[/-][a-z]{2,4}){1,3}")
# "... on his round in 1978.(KXYZ)": text beside a picture runs into its credit.
_GLUED_CREDIT = re.compile(r"([^\n]{20,400}[.!?][\"”]?)\([^()\n]{2,60}\)$")
MAX_CAPTION = 500  # characters
_CLOSING_MARKS = "\"'“”‘’«»‹›)"


class Role(Enum):
    """What a line is, by itself and by its neighbours."""

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


RUNNING = frozenset({Role.PROSE, Role.SENTENCE})
DROPPED = frozenset(
    {
        Role.FURNITURE,
        Role.METADATA,
        Role.LABEL,
        Role.ENDING,
        Role.SHARING,
        Role.CLOSING,
        Role.TEASER,
        Role.REPEATED,
        Role.ASIDE,
    }
)


def roles(lines: list[Line], labelled: set[int]) -> list[Role]:
    """The role of each line; `labelled` are the numbers of the lines that labels take."""
    counts = Counter(fold(line.text) for line in lines)
    judged = _listed_language(lines)
    found: list[Role] = []
    for number, line in enumerate(lines):
        if number in labelled:
            found.append(Role.LABEL)
        elif found and found[-1] is Role.FURNITURE and _runs_on(lines[number - 1], line):
            found.append(Role.FURNITURE)
        elif (
            found and found[-1] in RUNNING and _runs_on(lines[number - 1], line) and line.words < PROSE_WORDS
        ):
            found.append(Role.SENTENCE)
        else:
            found.append(_role(line, counts[fold(line.text)], judged))
    for start in stream_starts(lines, [role in RUNNING for role in found]):
        found[start] = Role.CLOSING
    for number in _asking_headlines(lines, found):
        found[number] = Role.SHORT
    for number in _captions(lines, found, counts) | _whole_texts(lines, found):
        found[number] = Role.REPEATED
    return found


def _asking_headlines(lines: list[Line], found: list[Role]) -> list[int]:
    """Lines that look like sentences for a question mark alone, among headlines of other stories."""
    return [
        number
        for number in range(1, len(lines) - 1)
        if found[number] in RUNNING
        and lines[number].words <= MAX_HEADLINE_WORDS
        and lines[number].text.rstrip(_CLOSING_MARKS).endswith(("?", "!"))
        and not any(found[beside] in RUNNING for beside in (number - 1, number + 1))
        and any(
            found[beside] is Role.SHORT and lines[beside].words >= MIN_HEADLINE_WORDS
            for beside in (number - 1, number + 1)
        )
    ]


def _captions(lines: list[Line], found: list[Role], counts: Counter[str]) -> set[int]:
    """Sentences that a picture's credit follows: glued to them, in brackets below, or wherever they recur."""
    glued = {
        n: match[1] for n, line in enumerate(lines) if (match := _GLUED_CREDIT.match(line.text[:MAX_CAPTION]))
    }
    described = set(glued.values())
    return {
        number
        for number, line in enumerate(lines)
        if found[number] in RUNNING
        and (
            number in glued
            or line.text in described
            or _is_credited(line, lines[number + 1 : number + 3], recurs=counts[fold(line.text)] > 1)
        )
    }


def _is_credited(line: Line, below: list[Line], *, recurs: bool) -> bool:
    bracketed = below[:1] if below and below[0].text.startswith("(") and below[0].block == line.block else []
    return any(map(_credits_picture, below if recurs else bracketed))


def _credits_picture(line: Line) -> bool:
    return line.words <= MAX_CREDIT_WORDS and is_caption(line)


def _whole_texts(lines: list[Line], found: list[Role]) -> set[int]:
    """Long lines in which paragraphs that have lines of their own stand once more."""
    prose = (line.text[:60] for line, role in zip(lines, found, strict=True) if role is Role.PROSE)
    openings = list(islice(prose, MOST_OPENINGS))
    return {
        number
        for number, line in enumerate(lines)
        if line.words > WHOLE_TEXT_WORDS
        and sum(opening in line.text[1:] for opening in openings) >= FEWEST_PARAGRAPHS
    }


def _runs_on(previous: Line, line: Line) -> bool:
    """Whether a line goes on with the sentence that the previous block broke off."""
    goes_on = line.text[:1].islower() and not _INITIALS.fullmatch(line.text)
    return goes_on and previous.words >= PROSE_WORDS and not previous.ends_sentence


def _role(line: Line, count: int, judged: bool) -> Role:
    if is_closing(line):
        return Role.CLOSING
    if is_aside(line):
        return Role.ASIDE
    if is_ending(line):
        return Role.SHARING if is_sharing(line) else Role.ENDING
    if is_metadata(line):
        return Role.METADATA
    if is_furniture(line) or is_credit_line(line.text):
        return Role.FURNITURE
    if line.words >= 4 and line.link_share > 0.8 and not line.ends_sentence:
        return Role.TEASER if line.words >= PROSE_WORDS else Role.REPEATED
    if line.level:
        return Role.HEADING
    if is_teaser(line):
        return Role.TEASER
    if is_prose(line, judged=judged):
        return Role.PROSE
    if line.ends_sentence and line.words >= 3:
        return Role.SENTENCE
    return Role.REPEATED if count > 1 else Role.SHORT


def is_prose(line: Line, *, judged: bool = True) -> bool:
    """Whether the line is running text; `judged`: the function word lists know the dump's language."""
    if line.words < PROSE_WORDS or line.code or _letter_share(line.text) < PROSE_LETTER_SHARE:
        return False
    if judged and line.stop_share < PROSE_STOP_SHARE:
        return line.words >= LONG_LINE_WORDS and line.ends_sentence and line.stop_share > PROSE_STOP_SHARE / 3
    return (
        line.ends_sentence
        or line.words >= LONG_LINE_WORDS
        or line.text.rstrip(_CLOSING_MARKS).endswith((":", ",", ";"))
    )


def _letter_share(text: str) -> float:
    """The share of letters, with their marks, among a line's first signs."""
    signs = text[:400].replace(" ", "")
    return sum(c.isalpha() or c > "\u0300" for c in signs) / max(1, len(signs))


def _listed_language(lines: list[Line]) -> bool:
    """Whether the function word lists know the dump's language: long sentences hold many of their words."""
    shares = [
        line.stop_share for line in lines if line.words >= 15 and (line.ends_sentence or line.words >= 25)
    ]
    return not shares or median(shares) >= PROSE_STOP_SHARE
