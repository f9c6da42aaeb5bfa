"""Which lines of a dump are the story: score each line, take the best run, drop furniture inside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from statistics import median

from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.dump.furniture import (
    is_aside,
    is_closing,
    is_ending,
    is_furniture,
    is_metadata,
    is_teaser,
)
from copydesk.extraction.dump.lines import Line
from copydesk.extraction.phrases import fold

# Words that make a line prose; measured on the pages of benchmarks/dumps.py.
PROSE_WORDS = 10
# From here on a line without a sentence's end is running text, too.
LONG_LINE_WORDS = 25
# Function words make up over a third of running text in these languages, under a tenth of lists of names.
PROSE_STOP_SHARE = 0.15
# Letters among the signs of running text; logs and tables have fewer.
PROSE_LETTER_SHARE = 0.7
MAX_GAIN = 60
# An ending cuts where this share of the run's prose stands before it.
SETTLED_SHARE = 0.5
# A closing cuts where so many words of prose stand before it in the run.
CLOSED_WORDS = 50
MAX_ASIDE_LINES = 8
# More lines in a row that trail off are other stories' teasers.
MAX_TRAILING = 3


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
    CLOSING = "closing"
    ASIDE = "aside"
    REPEATED = "repeated"


_LOSS = {
    Role.HEADING: -3.0,
    Role.SHORT: -4.0,
    Role.TEASER: -12.0,
    Role.FURNITURE: -6.0,
    Role.METADATA: -10.0,
    Role.LABEL: -3.0,
    Role.ENDING: -40.0,
    Role.CLOSING: -60.0,
    Role.ASIDE: -8.0,
    Role.REPEATED: -6.0,
}
_RUNNING = frozenset({Role.PROSE, Role.SENTENCE})
_DROPPED = frozenset(
    {
        Role.FURNITURE,
        Role.METADATA,
        Role.LABEL,
        Role.ENDING,
        Role.CLOSING,
        Role.TEASER,
        Role.REPEATED,
        Role.ASIDE,
    }
)
MAX_SUBHEADING_WORDS = 8
LONG_LIST = 6


@dataclass(frozen=True, slots=True)
class Body:
    """The chosen lines by number, and the run `[start, end)` that they come from."""

    kept: tuple[int, ...]
    start: int
    end: int


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
            found and found[-1] in _RUNNING and _runs_on(lines[number - 1], line) and line.words < PROSE_WORDS
        ):
            found.append(Role.SENTENCE)
        else:
            found.append(_role(line, counts[fold(line.text)], judged))
    return found


def _runs_on(previous: Line, line: Line) -> bool:
    """Whether a line goes on with the sentence that the previous block broke off."""
    return previous.words >= PROSE_WORDS and not previous.ends_sentence and line.text[:1].islower()


def _role(line: Line, count: int, judged: bool) -> Role:
    if is_closing(line):
        return Role.CLOSING
    if is_aside(line):
        return Role.ASIDE
    if is_ending(line):
        return Role.ENDING
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
    return line.ends_sentence or line.words >= LONG_LINE_WORDS or line.text.endswith((":", ",", ";"))


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


def find_body(lines: list[Line], line_roles: list[Role]) -> Body:
    """The story's lines. With no prose at all, nothing is kept."""
    start, end = _best_run([_score(line, role) for line, role in zip(lines, line_roles, strict=True)])
    end = _settled_end(lines, line_roles, start, end)
    kept = _inside(lines, line_roles, start, end)
    return Body(tuple(kept), start, end)


def _score(line: Line, role: Role) -> float:
    if role is Role.PROSE:
        return float(min(line.words, MAX_GAIN)) * (1.0 - line.link_share)
    if role is Role.SENTENCE:
        return min(line.words, PROSE_WORDS) * (1.0 - line.link_share)
    return _LOSS[role]


def _best_run(scores: list[float]) -> tuple[int, int]:
    """The bounds of the run with the largest sum (Kadane)."""
    best, best_bounds, total, begin = 0.0, (0, 0), 0.0, 0
    for number, score in enumerate(scores):
        if total <= 0:
            total, begin = 0.0, number
        total += score
        if total > best:
            best, best_bounds = total, (begin, number + 1)
    return best_bounds


def _settled_end(lines: list[Line], line_roles: list[Role], start: int, end: int) -> int:
    """The end of the run, moved up to the first ending that most of its prose stands before."""
    prose = [line.words if role is Role.PROSE else 0 for line, role in zip(lines, line_roles, strict=True)]
    total, seen = sum(prose[start:end]), 0
    for number in range(start, end):
        if line_roles[number] is Role.ENDING and seen >= SETTLED_SHARE * total:
            return number
        if line_roles[number] is Role.CLOSING and seen >= CLOSED_WORDS:
            return number
        seen += prose[number]
    return end


def _inside(lines: list[Line], line_roles: list[Role], start: int, end: int) -> list[int]:
    kept: list[int] = []
    seen: set[str] = set()
    aside = 0
    own = _own_short_lines(lines, line_roles, start, end)
    for number in range(start, end):
        role, line = line_roles[number], lines[number]
        if role is Role.TEASER and _amid_prose(line_roles, number, start, end):
            role = Role.SENTENCE
        if role is Role.ASIDE:
            aside = MAX_ASIDE_LINES
            continue
        if role in {Role.PROSE, Role.SENTENCE} or (role is Role.HEADING and not aside):
            aside = 0
        elif aside:
            aside -= 1
            continue
        if role in _DROPPED or (role is Role.SHORT and number not in own):
            continue
        key = fold(line.text)
        if line.words >= 4 and key in seen:
            continue
        seen.add(key)
        kept.append(number)
    return kept


def _own_short_lines(lines: list[Line], line_roles: list[Role], start: int, end: int) -> set[int]:
    """The short lines without a sentence's end that are subheadings or list items, not stray headlines.

    Measured on benchmarks/dumps.py: over eight words such lines are other stories' headlines three times in
    four; beside furniture, most are furniture too; after a colon and in clean runs they are a story's lists.
    """
    own: set[int] = set()
    first = start
    while first < end:
        if line_roles[first] in _RUNNING:
            first += 1
            continue
        last = first
        while last + 1 < end and line_roles[last + 1] not in _RUNNING:
            last += 1
        run = range(first, last + 1)
        listed = first > start and lines[first - 1].text.endswith((":", "："))
        clean = not any(line_roles[n] in _DROPPED for n in run)
        for n in run:
            short = lines[n].words <= MAX_SUBHEADING_WORDS and (clean or n == last or len(run) > LONG_LIST)
            if listed or lines[n].item or short:
                own.add(n)
        first = last + 1
    return own


def _amid_prose(line_roles: list[Role], number: int, start: int, end: int) -> bool:
    """Whether a sentence that trails off stands among the story's: one of few, with prose on both sides."""
    first = last = number
    while first > start and line_roles[first - 1] is Role.TEASER and last - first < MAX_TRAILING:
        first -= 1
    while last + 1 < end and line_roles[last + 1] is Role.TEASER and last - first < MAX_TRAILING:
        last += 1
    return start < first and last < end - 1 and {line_roles[first - 1], line_roles[last + 1]} <= _RUNNING
