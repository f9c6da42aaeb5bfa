"""Which lines of a dump are the story: score each line, take the best run, drop furniture inside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.alone import DROPPED, PROSE_WORDS, RUNNING, Judged, Role
from copydesk.extraction.dump.lists import MAX_SUBHEADING_WORDS, list_end, own_short_lines
from copydesk.extraction.phrases import fold

# Words of a line that count: a long paragraph is no surer than a middling one.
MAX_GAIN = 60
# A gallery, a list or a box inside a story can have any number of short lines.
MAX_GAP_LOSS = 60.0
# An ending cuts where this share of the run's prose stands before it.
SETTLED_SHARE = 0.5
# A closing cuts where so many words of prose stand before it in the run.
CLOSED_WORDS = 50
# Some lines as long as headlines end a story where this share of its prose stands before them; earlier,
# they can be a list of the story's own.
OVER_SHARE = 0.85
FEWEST_HEADLINES = 3
MAX_ASIDE_LINES = 8

_LOSS = {
    Role.HEADING: -3.0,
    Role.SHORT: -4.0,
    Role.TEASER: -12.0,
    Role.FURNITURE: -6.0,
    Role.METADATA: -10.0,
    Role.LABEL: -3.0,
    Role.ENDING: -40.0,
    Role.SHARING: -6.0,
    Role.CLOSING: -60.0,
    Role.ASIDE: -8.0,
    Role.REPEATED: -6.0,
}
_HEADLINES = frozenset({Role.SHORT, Role.REPEATED})
_ENDINGS = frozenset({Role.ENDING, Role.SHARING})
_GAP = frozenset(
    {Role.SHORT, Role.REPEATED, Role.HEADING, Role.FURNITURE, Role.METADATA, Role.LABEL, Role.SHARING}
)


@dataclass(frozen=True, slots=True)
class Body:
    """The chosen lines by number, and the run `[start, end)` that they come from.

    From `list_start` on they are the list that ends the story; where it ends with a sentence, that is `end`.
    """

    kept: tuple[int, ...]
    start: int
    end: int
    list_start: int


def find_body(document: Document, judged: Sequence[Judged]) -> Body:
    """The story's lines. With no prose at all, nothing is kept."""
    lines, line_roles = document.lines, [one.role for one in judged]
    start, end = _best_run(_scores(lines, line_roles))
    end = _settled_end(lines, line_roles, start, end)
    kept = _inside(lines, line_roles, start, end)
    listed = range(end, list_end(lines, line_roles, end) if kept else end)
    return Body((*kept, *listed), start, listed.stop, listed.start)


def _scores(lines: Sequence[Line], line_roles: Sequence[Role]) -> list[float]:
    """Each line's gain or loss; between two sentences, short lines take away no more than MAX_GAP_LOSS."""
    scores: list[float] = []
    left = MAX_GAP_LOSS
    for line, role in zip(lines, line_roles, strict=True):
        score = _score(line, role)
        if role in RUNNING:
            left = MAX_GAP_LOSS
        elif role in _GAP:
            score = max(score, -left)
            left += score
        scores.append(score)
    return scores


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


def _settled_end(lines: Sequence[Line], line_roles: Sequence[Role], start: int, end: int) -> int:
    """The end of the run, moved up to the first mark of a story's end that enough of its prose stands before."""
    prose = [line.words if role is Role.PROSE else 0 for line, role in zip(lines, line_roles, strict=True)]
    total, seen = sum(prose[start:end]), 0
    last, headlines = start, 0
    endings = Counter(fold(lines[n].text) for n in range(start, end) if line_roles[n] in _ENDINGS)
    for number in range(start, end):
        role = line_roles[number]
        # A box that recurs stands within the story.
        recurs = role in _ENDINGS and endings[fold(lines[number].text)] > 1
        if role in _ENDINGS and seen >= SETTLED_SHARE * total and not recurs:
            return number
        if role is Role.CLOSING and seen >= CLOSED_WORDS:
            return number
        if role in RUNNING:
            last, headlines = number + 1, 0
        elif role in _HEADLINES and lines[number].words > MAX_SUBHEADING_WORDS:
            headlines += 1
            if headlines >= FEWEST_HEADLINES and seen >= OVER_SHARE * total:
                return last
        seen += prose[number]
    return end


def _inside(lines: Sequence[Line], line_roles: Sequence[Role], start: int, end: int) -> list[int]:
    kept: list[int] = []
    seen: set[str] = set()
    aside = 0
    own = own_short_lines(lines, line_roles, start, end)
    for number in range(start, end):
        role, line = line_roles[number], lines[number]
        if role is Role.ASIDE:
            aside = MAX_ASIDE_LINES
            continue
        if role in {Role.PROSE, Role.SENTENCE} or (role is Role.HEADING and not aside):
            aside = 0
        elif aside:
            aside -= 1
            continue
        if role in DROPPED or (role is Role.SHORT and number not in own):
            continue
        key = fold(line.text)
        if line.words >= 4 and key in seen:
            continue
        seen.add(key)
        kept.append(number)
    return kept
