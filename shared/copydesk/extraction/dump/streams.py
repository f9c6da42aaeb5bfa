"""Where a dump goes on with other texts: further stories, lists of teasers, comments.

By themselves such texts are prose like the story's. What tells is that their heads recur: each teaser has its
headline and its date, each comment its writer and time, each story of a stream a line to share it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise

from copydesk.extraction.dates import parse_date
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.alone import runs
from copydesk.extraction.dump.furniture import MAX_METADATA_WORDS, is_sharing
from copydesk.extraction.phrases import fold
from copydesk.extraction.rules import rule

PURPOSE = "streams"

# A timeline, or a story beside a box, can have two dates of the kind, and lines to share it at its head,
# middle and end two with prose below; lists have more.
FEWEST_HEADS = 3
# Fewer words than this between two lines for sharing: bars above and below a picture or a quotation.
FEWEST_STORY_WORDS = 50
# A headline has at least so many words; shorter lines are names, sections, buttons.
HEADLINE_WORDS = 3
# Lines that a head takes at most: section, headline, author, date.
HEAD_LINES = 5
# Stories that a page offers beside its own are of the same weeks.
MOST_DAYS = timedelta(days=31)

_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
# Posts set into a story end with their writer's handle and a date.
_HANDLE = re.compile(r"@\w")


@rule("other-texts-begin")
def _begins_other_text(document: Document, number: int) -> bool:
    return number in _starts(document)


@lru_cache(maxsize=1)
def _starts(document: Document) -> set[int]:
    """The numbers of lines at which other texts begin."""
    lines = list(document.lines)
    running = [runs(document, number) for number in range(len(lines))]
    return _dated(lines, running) | _shared(lines, running)


def _dated(lines: list[Line], running: list[bool]) -> set[int]:
    dated = {
        number: day
        for number, line in enumerate(lines)
        if not running[number] and 1 < line.words <= MAX_METADATA_WORDS and not _HANDLE.search(line.text)
        if (day := parse_date(line.text, day_first=True))
    }
    comments = {number for number in dated if _is_comment_head(lines, running, number)}
    teasers = {number: dated[number] for number in dated if _headline_above(lines, running, number)}
    heads = comments | (set() if _is_timeline(list(teasers.values())) else teasers.keys())
    return heads if len(heads) >= FEWEST_HEADS else set()


def _is_timeline(days: list[str]) -> bool:
    """Whether dates tell a story's course: of long ago and later, or each later than the one before."""
    if len(days) < FEWEST_HEADS:
        return False
    course = [date.fromisoformat(day[:10]) for day in days]
    return max(course) - min(course) > MOST_DAYS or all(one < later for one, later in pairwise(course))


def _headline_above(lines: list[Line], running: list[bool], number: int) -> bool:
    """Whether a headline stands above a date, and prose above that, and prose right below."""
    above = number
    while above > 0 and number - above < HEAD_LINES and not running[above - 1]:
        above -= 1
    headed = any(lines[n].words >= HEADLINE_WORDS for n in range(above, number))
    return above > 0 and running[above - 1] and headed and number + 1 < len(lines) and running[number + 1]


def _is_comment_head(lines: list[Line], running: list[bool], number: int) -> bool:
    """Whether a date with a time and a name stands between two texts."""
    line = lines[number]
    between = 0 < number < len(lines) - 1 and running[number - 1]
    return between and line.words >= HEADLINE_WORDS and _CLOCK.search(line.text) is not None


def _shared(lines: list[Line], running: list[bool]) -> set[int]:
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if not running[number] and is_sharing(line):
            places.setdefault(fold(line.text), []).append(number)
    above = list(
        accumulate((line.words * runs for line, runs in zip(lines, running, strict=True)), initial=0)
    )
    return {
        start
        for same in places.values()
        if len(same) >= FEWEST_HEADS
        for start, following in pairwise(same)
        if above[following] - above[start] >= FEWEST_STORY_WORDS
        and any(
            lines[n].words >= HEADLINE_WORDS and not running[n]
            for n in range(start + 1, min(start + HEAD_LINES, following))
        )
    }
