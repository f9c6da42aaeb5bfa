"""Where a story starts and ends in its run: standfirst and notices above it, notes and small print below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.alone import RUNNING, Judged, Role
from copydesk.extraction.dump.body import SETTLED_SHARE, Body
from copydesk.extraction.dump.datelines import is_dateline
from copydesk.extraction.dump.header import Header
from copydesk.extraction.dump.notices import notice_score
from copydesk.extraction.dump.persons import MOST_WORDS, is_person_note, quotes_speech
from copydesk.extraction.phrases import fold

# Lines of the header below a title, and sentences of a standfirst among them.
HEADER_LINES = 15
STANDFIRST_LINES = 2
# A note on the author can stand among the first kept lines, where the page puts it beside the byline.
OPENING_LINES = 3
# The score (notices.py) that makes a paragraph a notice at a story's head, and at its end, where they abound.
HEAD_SCORE = 3.0
TAIL_SCORE = 2.5
# Between notices, or where a lone separator parts it from the story, a paragraph needs fewer signs.
WEAK_SCORE = 1.0
LONGEST_WEAK_WORDS = 30
# A short paragraph near the end that names the author speaks of the author's other work.
LONGEST_MENTION_WORDS = 40
# So many words of unknown kind may stand behind a mark of the story's end; more are the story going on.
MOST_WORDS_BEHIND = 120


@dataclass(frozen=True, slots=True)
class _Run:
    document: Document
    roles: Sequence[Role]
    body: Body
    header: Header

    @property
    def lines(self) -> Sequence[Line]:
        return self.document.lines

    def score(self, number: int) -> float:
        return notice_score(self.lines[number], self.document.language, self.header.publisher)


def story_lines(
    document: Document, judged: Sequence[Judged], body: Body, header: Header, *, headed: bool = False
) -> list[int]:
    """The numbers of the story's lines.

    The body's, less what fields take, the standfirst, notices at either end and notes on authors. Lines of a page are
    `headed`: their header is known, and they hold no standfirst.
    """
    run = _Run(document, [one.role for one in judged], body, header)
    kept = [
        n for n in body.kept if n not in header.taken or (n > body.start + 3 and run.roles[n] is Role.PROSE)
    ]
    if header.title_at is not None and body.start <= header.title_at:
        kept = [n for n in kept if n > header.title_at]
    below = kept if headed else _below_header(run, kept)
    return _without_notes(run, _from_first(run, _to_last(run, below)))


def _below_header(run: _Run, kept: list[int]) -> list[int]:
    """The lines below the byline and the date; a standfirst stands between them and the title."""
    title_at = run.header.title_at
    if title_at is None:
        return kept
    said = [
        n for n in run.header.taken if title_at < n <= title_at + HEADER_LINES and run.roles[n] not in RUNNING
    ]
    above = [n for n in kept if said and n < max(said)]
    # Days go on below the first one of a timeline.
    dated = any(is_dateline(run.lines[n]) for n in range(max(said, default=0) + 1, run.body.end) if above)
    return kept if dated or len(above) > STANDFIRST_LINES else kept[len(above) :] or kept


def _from_first(run: _Run, kept: list[int]) -> list[int]:
    """The lines from the story's first on: below the last notice, and what stands between notices is one."""
    first = 0
    for place, number in enumerate(kept[:-1]):
        score = run.score(number)
        if score >= HEAD_SCORE:
            first = place + 1
        elif score < WEAK_SCORE or run.lines[number].words > LONGEST_WEAK_WORDS:
            break
    if _parted(run, kept, first) and run.score(kept[first]) >= WEAK_SCORE:
        first += 1
    return kept[first:]


def _parted(run: _Run, kept: list[int], first: int) -> bool:
    """Whether a separator stands below a weak notice that follows others."""
    return first > 0 and first + 1 < len(kept) and run.lines[kept[first + 1]].ruled


def _to_last(run: _Run, kept: list[int]) -> list[int]:
    """The lines to the story's last: above the notices, notes and small print that end the dump."""
    last = len(kept)
    while last > 1 and (_closes(run, kept, last - 1) or _follows_notice(run, kept, last)):
        last -= 1
    words = sum(run.lines[n].words for n in kept[:last])
    first, behind = last, 0
    while first > 1 and behind + run.lines[kept[first - 1]].words <= min(
        MOST_WORDS_BEHIND, (1.0 - SETTLED_SHARE) * words
    ):
        first -= 1
        behind += run.lines[kept[first]].words
    return kept[: next((place for place in range(first, last) if _is_end_mark(run, kept, place)), last)]


def _closes(run: _Run, kept: list[int], place: int) -> bool:
    """Whether a line with nothing of the story below it is no part of it."""
    number = kept[place]
    if number >= run.body.list_start:
        return False
    if run.roles[number] in {Role.SHORT, Role.HEADING}:
        return True
    line = run.lines[number]
    return _is_author_note(line, run.header.authors) or run.score(number) >= TAIL_SCORE


def _follows_notice(run: _Run, kept: list[int], last: int) -> bool:
    """Whether a last line with few signs of a notice stands below one."""
    weak = run.lines[kept[last - 1]].words <= LONGEST_WEAK_WORDS and run.score(kept[last - 1]) >= WEAK_SCORE
    return weak and last > 2 and run.score(kept[last - 2]) >= TAIL_SCORE


def _is_end_mark(run: _Run, kept: list[int], place: int) -> bool:
    """Whether what ends stories stands at a kept line or right above it: a credit, a note, a separator."""
    number = kept[place]
    if run.lines[number].ruled and run.score(number) >= WEAK_SCORE:
        return True
    between = range(kept[place - 1] + 1, number)
    return _names_first(run.lines[number], run.header.authors) or any(
        run.document.repeats[run.document.folded[n]] == 1 and is_credit_line(run.lines[n].text)
        for n in between
    )


def _names_first(line: Line, authors: tuple[str, ...]) -> bool:
    """Whether the line opens with an author's name and quotes nobody: a note on that author."""
    folded = fold(line.text[:200]).lstrip("*_ ")
    named = any(folded.startswith(fold(name)) for name in authors)
    return named and line.words <= MOST_WORDS and not quotes_speech(line)


def _is_author_note(line: Line, authors: tuple[str, ...]) -> bool:
    if _names_first(line, authors) or is_person_note(line):
        return True
    folded = fold(line.text)
    named = any(" " in name and fold(name) in folded for name in authors)
    if named and line.words <= LONGEST_MENTION_WORDS:
        return not quotes_speech(line)
    first_names = (name.split()[0] for name in authors if " " in name)
    by_first_name = folded.startswith(tuple(f"{fold(name)} " for name in first_names if len(name) > 2))
    return by_first_name and line.words <= MOST_WORDS and not quotes_speech(line)


def _without_notes(run: _Run, kept: list[int]) -> list[int]:
    for place in range(min(OPENING_LINES, len(kept) - 1)):
        line = run.lines[kept[place]]
        if _names_first(line, run.header.authors) or is_person_note(line, full_name=True):
            return kept[:place] + kept[place + 1 :]
    return kept
