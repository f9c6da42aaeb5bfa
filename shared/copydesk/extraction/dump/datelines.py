"""The days of a dump: lines about the title, the story and its end, and the dateline that the story begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copydesk.extraction.dates import dates_in, parse_date
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.body import Body
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.phrases import every

# Numbers apart: two dates with their times are long.
MAX_DATELINE_WORDS = 14
# Below a story other days are written, too: of births and deaths, of the page.
MAX_TAIL_WORDS = 6
# "KISANGA, Oct. 4, 2023 (AFP) – The lake ..."
_STORY_DATELINE = re.compile(r"^\W{0,3}([^\W\d_a-z][^–—\n]{4,80}?)(?:\s?[–—]|\s--?\s|\.\s?-)\s?")
MAX_STORY_DATELINE_WORDS = 10
_MODIFIED = re.compile(rf"\W*(?:last )?(?:{'|'.join(map(re.escape, every('modified_labels')))})(?!\w)")
# "Date – 12 May 2021"
_FACT = re.compile(r"[^\W\d_][^\n:–—-]{1,40}\s[–—-]\s\S")
_COPYRIGHT = re.compile(r"\W*(?:copyright|©)", re.IGNORECASE)


def is_dateline(line: Line) -> bool:
    """Whether a line is little more than a date."""
    return line.words <= MAX_DATELINE_WORDS and not line.ends_sentence and dates_in(line.text)


def datelines(document: Document, body: Body, title_at: int | None) -> Iterator[tuple[str, Candidate[str]]]:
    """Days in short lines, the nearest to the title first, each with the field of a draft that it is for."""
    lines = document.lines
    first = max(0, title_at - 8) if title_at is not None else max(0, body.start - 12)
    head = range(title_at or first, min(max(title_at or 0, body.start) + 5, len(lines)))
    above = range(first, title_at or first)[::-1]
    tail = range(body.end, min(body.end + 6, len(lines)))
    for number in (*head, *above, *tail):
        line = lines[number]
        most = MAX_TAIL_WORDS if number >= body.end else MAX_DATELINE_WORDS
        if number >= body.end and _is_listed(lines, number):
            continue
        if _words_but_numbers(line) > most or (number >= body.start and line.ends_sentence):
            continue
        day = parse_date(line.text, language=document.language)
        if day and _MODIFIED.match(document.folded[number]):
            yield "modified_at", Candidate(day, "dateline", line.raw)
        elif day and not _COPYRIGHT.match(line.text):
            yield "published_at", Candidate(day, "dateline", line.raw, frozenset((number,)))
    if body.kept and (match := _STORY_DATELINE.match(lines[body.kept[0]].text)):
        short = len(match[1].split()) <= MAX_STORY_DATELINE_WORDS
        if short and (day := parse_date(match[1], language=document.language)):
            yield "published_at", Candidate(day, "story_dateline", match[0])


def _is_listed(lines: Sequence[Line], number: int) -> bool:
    """Whether a line is one of several facts, each with its name and a dash: a day among them is of what happened."""
    beside = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    return _FACT.match(lines[number].text) is not None and any(_FACT.match(line.text) for line in beside)


def _words_but_numbers(line: Line) -> int:
    return line.words - sum(any(map(str.isdigit, word)) for word in line.text.split())
