"""The body of a page's article."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import document_fromstring

from copydesk.article import Draft
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.extract import extract_document
from copydesk.extraction.explaining import ExplainedLine, tell_lines
from copydesk.extraction.html.agreement import LONGER, MIN_DECLARED_WORDS, bag, fold_words
from copydesk.extraction.html.blocks import read_lines
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.passages import Passage, count, located
from copydesk.extraction.html.reading import Reading, read_story
from copydesk.extraction.html.repeats import once
from copydesk.extraction.html.story import MAX_LINK_SHARE, heading_line, story_of

# Lines above the story in which a byline may stand.
OPENING_LINES = 12
# Characters of a list of links that interrupts a story.
MIN_LIST = 16
# Share of a reading's words that stand in lines like the page's, below which the page is read as a text dump instead;
# and what that has to have in common with the reading. Measured on benchmarks/pages.py.
MIN_LOCATED_SHARE = 0.85
MIN_KNOWN_SHARE = 0.9
MIN_FOUND_SHARE = 0.4
# Words of a story as shown that the declared one has not where it goes on with it: a wall's. A share of the declared.
MAX_FOREIGN_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class PageBody:
    """Paragraphs of a story, how they were found, and the wider text in which credits are looked for."""

    paragraphs: list[str]
    method: str
    read: list[str]
    """All paragraphs of the reading that the story is of."""
    opening: tuple[Line, ...]
    """The lines between the title and the story, where a byline or dateline may stand."""
    interrupted: float
    """Share of the gaps between the story's lines that hold links: an index has them in each."""
    lined: Draft | None = None
    """What the page gave when it was read as a text dump, where the paragraphs come from that."""


def read_body(
    page: Page, title: str | None, declared: str | None, authors: Iterable[str] = ()
) -> PageBody | None:
    """The story's paragraphs; None where the page has none.

    Input: the page, its title, the articleBody that its structured data declares, if any, and its authors' names.
    """
    stated = [Passage(line, tuple(fold_words(line)), None) for line in _paragraphs(declared or "")]
    reading = read_story(page, bag(passage.text for passage in stated)) or Reading("json_ld", [])
    title_words = fold_words(title or "")
    lined = _by_lines(page, reading) if _is_unmarked(reading, page, title_words) else None
    if lined:
        kept, method = located(once(lined.text.split("\n\n")), page), "line_scores"
    else:
        kept, method = story_of(reading.passages, page, title_words, authors), reading.reader
    if _goes_on(stated, kept):
        reading, lined, method = Reading("json_ld", stated), None, "json_ld"
        kept = story_of(stated, page, title_words, authors)
    if not reading.passages:
        return None
    tell_lines(lambda: _explained(page, reading, kept))
    return PageBody(
        [passage.text for passage in kept],
        method,
        reading.texts,
        _opening(kept, page, title_words),
        _interrupted(kept, page),
        lined,
    )


def _paragraphs(declared: str) -> list[str]:
    """The lines of an articleBody, which may hold markup."""
    markup = declared.strip().replace("\n", "<br>")
    return [line.text for line in read_lines(document_fromstring(f"<p>{markup}"))] if markup else []


def _goes_on(declared: Sequence[Passage], shown: Sequence[Passage]) -> bool:
    """Whether a page shows only a part of what it declares: above a wall, or where scripts have yet to show it."""
    if count(declared) < max(MIN_DECLARED_WORDS, LONGER * count(shown)):
        return False
    own, other = (bag(passage.text for passage in passages) for passages in (shown, declared))
    return (own - other).total() <= MAX_FOREIGN_SHARE * other.total()


def _explained(page: Page, reading: Reading, kept: Sequence[Passage]) -> Iterator[ExplainedLine]:
    """The page's lines, and what readers joined of several."""
    places, read = ({one.line for one in some} for some in (kept, reading.passages))
    for number, line in enumerate(page.lines):
        is_links = line.link_share > MAX_LINK_SHARE
        about = (
            "links"
            if is_links
            else "notice"
            if not page.outline.boxes.isdisjoint(line.around)
            else "dropped"
            if number in read
            else "other"
        )
        is_kept = number in places
        yield ExplainedLine(text=line.text, role="story" if is_kept else about, kept=is_kept)
    for passage in kept:
        if passage.line is None:
            yield ExplainedLine(text=passage.text, role="joined", kept=True)


def _is_unmarked(reading: Reading, page: Page, title: Sequence[str]) -> bool:
    """Whether a page does not mark its paragraphs: readers then run lines together, or take the page whole."""
    known = [passage for passage in reading.passages if passage.line is not None]
    heading = heading_line(reading.passages, page, title)
    if any(passage.line is not None and passage.line < heading for passage in known):
        known = [one for one in known if one.line is not None and _is_marked(page, page.lines[one.line])]
    return count(known) < MIN_LOCATED_SHARE * count(reading.passages)


def _is_marked(page: Page, line: Line) -> bool:
    return page.elements[line.block].tag != "div"


def _by_lines(page: Page, reading: Reading) -> Draft | None:
    """The page's lines read as a text dump's, where that gives most of what a reader found, and hardly more."""
    found = extract_document(Document(page.lines))
    if not isinstance(found, Draft):
        return None
    own, other = (Counter(fold_words(text)) for text in (found.text, "\n".join(reading.texts)))
    shared = (own & other).total()
    return found if shared >= max(MIN_KNOWN_SHARE * own.total(), MIN_FOUND_SHARE * other.total()) else None


def _opening(story: Sequence[Passage], page: Page, title: Sequence[str]) -> tuple[Line, ...]:
    first = next((passage.line for passage in story if passage.line is not None), None)
    if first is None:
        return ()
    heading = heading_line(story, page, title)
    start = heading + 1 if heading >= 0 else max(0, first - OPENING_LINES)
    return page.lines[start:first][:OPENING_LINES]


def _interrupted(story: Sequence[Passage], page: Page) -> float:
    places = sorted(passage.line for passage in story if passage.line is not None)
    if len(places) < 2:
        return 0.0
    between = range(places[0], places[-1])
    links = [
        number
        for number in between
        if page.lines[number].link_share > MAX_LINK_SHARE and len(page.lines[number].text) >= MIN_LIST
    ]
    if len(places) == 2:
        return len(links) / 2
    # Links to other stories often stand together at one place of a story.
    gaps = {bisect_right(places, number) for number in links}
    return len(gaps) / (len(places) - 1)
