"""The body of a page's article."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.article import Draft
from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.document import Line
from copydesk.extraction.dump.extract import extract_dump
from copydesk.extraction.dump.furniture import is_furniture
from copydesk.extraction.explaining import ExplainedLine
from copydesk.extraction.html.agreement import best_reading, fold_words
from copydesk.extraction.html.blocks import Block
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.readers import readers_of
from copydesk.extraction.html.repeats import once, repeated
from copydesk.extraction.names import split_authors, strip_by
from copydesk.extraction.phrases import every
from copydesk.unicode import has_joiners

# Lines of a reading that are looked at: a live blog has up to 2,000.
MAX_LINES = 8000
# Share of characters in links above which a line is a list of links.
MAX_LINK_SHARE = 0.6
MAX_ALIKE = 50  # blocks of links that begin with one word, that are compared
# Lines at the start, and their length in words, that can repeat the title; and how like it they must be (Jaccard).
TITLE_LINES = 4
TITLE_WORDS = 40
MIN_TITLE_LIKENESS = 0.6
# Lines at the start in which a byline can stand, and its most words.
BYLINE_LINES = 4
MAX_BYLINE_WORDS = 14
# Share of the words that phrase lists may call furniture; more is a story about subscriptions and cookies.
MAX_FURNITURE_SHARE = 0.3
# A line this long is prose, and phrase lists are believed only of the last lines, where notices stand.
PROSE_WORDS = 25
TAIL_LINES = 3
# The element that holds this share of the story's words is its container; what follows it is dropped while it is
# not more than that of the words.
MIN_CONTAINER_SHARE = 0.75
MAX_TAIL_SHARE = 0.2
MAX_CREDIT_SHARE = 0.1
# Paid stories stand in elements of the same names as the notices that keep others from them.
MAX_NOTICE_SHARE = 0.15
OPENING_BLOCKS = 12
# Share of a reading's words that stand in lines like the page's blocks, below which it is read as a text dump
# instead; and what that has to have in common with the reading. Measured on benchmarks/pages.py.
MIN_LOCATED_SHARE = 0.85
MIN_KNOWN_SHARE = 0.9
MIN_FOUND_SHARE = 0.4

_STOP_WORDS = frozenset(every("stop_words"))
_MARKUP = re.compile(r"<[^<>]{0,2000}>")


@dataclass(frozen=True, slots=True)
class PageBody:
    """Paragraphs of a story, how they were found, and the wider text in which credits are looked for."""

    paragraphs: list[str]
    method: str
    wide_text: str
    opening: list[str]
    """Texts of the blocks between the title and the story, where a byline or dateline may stand."""
    interrupted: float
    """Share of the gaps between the story's lines that hold links: an index has them in each."""
    lined: Draft | None = None
    """What the page gave when it was read as a text dump, where the paragraphs come from that."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    words: list[str]
    block: int | None
    """Number of the page's block with the same words; None where the reader joined or cut blocks."""


def read_body(page: Page, title: str | None, declared: str | None) -> PageBody | None:
    """The story's paragraphs; None where the page has none.

    Input: the page, its title, and the articleBody that its structured data declares, if any.
    """
    declared = _MARKUP.sub(" ", html.unescape(declared)) if declared else None
    readings = {name: read(page)[:MAX_LINES] for name, read in readers_of(page).items()}
    best = best_reading({name: once(lines) for name, lines in readings.items()}, declared)
    if best is None:
        return None
    blocks = page.blocks
    lines = _located(readings[best], blocks)
    lined = _by_lines(page, readings[best]) if _is_glued(lines) else None
    if lined:
        kept, method = _located(once(lined.text.split("\n\n")), blocks), "line_scores"
    else:
        kept, method = _story(lines, blocks, fold_words(title or ""), page.language), best
    return PageBody(
        [line.text for line in kept],
        method,
        "\n".join(readings[best]),
        _opening(kept, blocks, fold_words(title or "")),
        _interrupted(kept, blocks),
        lined,
    )


def _explained(blocks: list[Block], kept: list[_Line]) -> Iterator[ExplainedLine]:
    """The page's blocks, and what readers joined of several."""
    places = {line.block for line in kept if line.block is not None}
    for number, block in enumerate(blocks):
        about = "links" if block.link_share > MAX_LINK_SHARE else "notice" if block.notice else "other"
        yield ExplainedLine(
            text=block.text, role="story" if number in places else about, kept=number in places
        )
    for line in kept:
        if line.block is None:
            yield ExplainedLine(text=line.text, role="joined", kept=True)


def _is_glued(lines: list[_Line]) -> bool:
    """Whether a reading ran the page's blocks together, as readers do with tables and breaks."""
    located = sum(len(line.words) for line in lines if line.block is not None)
    return located < MIN_LOCATED_SHARE * sum(len(line.words) for line in lines)


def _by_lines(page: Page, reading: list[str]) -> Draft | None:
    """The page's blocks read as a text dump, where that gives most of what a reader found, and hardly more."""
    found = extract_dump("\n\n".join(block.text for block in page.blocks))
    if not isinstance(found, Draft):
        return None
    own, other = (Counter(fold_words(text)) for text in (found.text, "\n".join(reading)))
    shared = (own & other).total()
    return found if shared >= max(MIN_KNOWN_SHARE * own.total(), MIN_FOUND_SHARE * other.total()) else None


def _opening(story: list[_Line], blocks: list[Block], title: list[str]) -> list[str]:
    first = next((line.block for line in story if line.block is not None), None)
    if first is None:
        return []
    heading = _heading(story, blocks, title)
    start = heading + 1 if heading >= 0 else max(0, first - OPENING_BLOCKS)
    return [block.text for block in blocks[start:first]][:OPENING_BLOCKS]


def _interrupted(story: list[_Line], blocks: list[Block]) -> float:
    places = [line.block for line in story if line.block is not None]
    if len(places) < 2:
        return 0.0
    links = [
        number
        for number in range(min(places), max(places))
        if blocks[number].link_share > MAX_LINK_SHARE and len(blocks[number].text) > 15
    ]
    if len(places) == 2:
        return len(links) / 2
    # Links to other stories often stand together at one place of a story.
    gaps = {bisect_right(ordered, number) for number in links} if (ordered := sorted(places)) else set()
    return len(gaps) / (len(places) - 1)


def _located(texts: list[str], blocks: list[Block]) -> list[_Line]:
    places: dict[tuple[str, ...], list[int]] = {}
    for number, block in enumerate(blocks):
        places.setdefault(tuple(fold_words(block.text)), []).append(number)
    located: list[_Line] = []
    last = -1
    for text in texts:
        words = fold_words(text)
        found = places.get(tuple(words), [])
        place = _next_place(found, last)
        last = place if place is not None else last
        # Readers drop the joiners that letters of some scripts need; the page's own block has them.
        joined = place is not None and has_joiners(blocks[place].text)
        located.append(_Line(blocks[place].text if joined and place is not None else text, words, place))
    return located


def _next_place(places: list[int], last: int) -> int | None:
    after = bisect_right(places, last)
    if after < len(places):
        return places[after]
    return places[0] if places else None


def _story(lines: list[_Line], blocks: list[Block], title: list[str], language: str | None) -> list[_Line]:
    """The lines less the title, what stands above it, lists of links, furniture, and what follows the story."""
    heading = _heading(lines, blocks, title)
    links = _link_texts(blocks)
    kept = [
        line
        for number, line in enumerate(lines)
        if not (line.block is not None and line.block < heading)
        and not (number < TITLE_LINES and _is_title(line, title))
        and not (line.block is not None and blocks[line.block].link_share > MAX_LINK_SHARE)
        and not (line.block is None and _is_of_links(line, links))
    ]
    again = repeated([line.text for line in kept])
    total = sum(len(line.words) for line in lines) - sum(len(kept[number].words) for number in again)
    kept = [line for number, line in enumerate(kept) if number not in again]
    kept = _without(kept, _after_container(kept, blocks), MAX_TAIL_SHARE * total)
    kept = _without(kept, _in_notices(kept, blocks), MAX_FURNITURE_SHARE * total)
    furniture = {
        number
        for number, line in enumerate(kept)
        if (len(line.words) < PROSE_WORDS or number >= len(kept) - TAIL_LINES) and _is_furniture(line)
    }
    furniture |= {number for number, line in enumerate(kept[:BYLINE_LINES]) if _is_byline(line, language)}
    kept = _without(kept, furniture, MAX_FURNITURE_SHARE * total)
    credits_ = {number for number, line in enumerate(kept) if is_credit_line(line.text)}
    return _without(kept, credits_, MAX_CREDIT_SHARE * total)


def _link_texts(blocks: list[Block]) -> dict[str, list[list[str]]]:
    """The words of the page's blocks of links, the longest first, by the first word."""
    found: dict[str, list[list[str]]] = {}
    for words in (fold_words(block.text) for block in blocks if block.link_share > MAX_LINK_SHARE):
        if words:
            found.setdefault(words[0], []).append(words)
    return {first: sorted(texts, key=len, reverse=True)[:MAX_ALIKE] for first, texts in found.items()}


def _is_of_links(line: _Line, links: dict[str, list[list[str]]]) -> bool:
    """Whether a line is nothing but blocks of links, as readers join the cells of a table."""
    at = 0
    while at < len(line.words):
        texts = links.get(line.words[at], [])
        size = next((len(words) for words in texts if line.words[at : at + len(words)] == words), 0)
        if not size:
            return False
        at += size
    return True


def _in_notices(lines: list[_Line], blocks: list[Block]) -> set[int]:
    """Numbers of the lines in elements that say they hold no part of a story, and hold little of this one."""
    notices = [blocks[line.block].notice if line.block is not None else None for line in lines]
    held: Counter[int] = Counter()
    for notice, line in zip(notices, lines, strict=True):
        if notice is not None:
            held[notice] += len(line.words)
    most = MAX_NOTICE_SHARE * sum(len(line.words) for line in lines)
    return {number for number, notice in enumerate(notices) if notice is not None and held[notice] <= most}


def _without(lines: list[_Line], numbers: set[int], most_words: float) -> list[_Line]:
    """The lines without those numbered, unless that took more words than a story can have of such lines."""
    if sum(len(lines[number].words) for number in numbers) > most_words:
        return lines
    return [line for number, line in enumerate(lines) if number not in numbers]


def _after_container(lines: list[_Line], blocks: list[Block]) -> set[int]:
    """Numbers of the lines below the innermost element that holds most of the story."""
    held: Counter[int] = Counter()
    for line in lines:
        if line.block is not None:
            for element in blocks[line.block].around:
                held[element] += len(line.words)
    located = sum(len(line.words) for line in lines if line.block is not None)
    holders = [element for element, words in held.items() if words >= MIN_CONTAINER_SHARE * located]
    if not holders or located < sum(len(line.words) for line in lines) / 2:
        return set()
    # Elements are numbered in document order, so the last of nested ones is the innermost.
    container = max(holders)
    last = max(
        number
        for number, line in enumerate(lines)
        if line.block is not None and container in blocks[line.block].around
    )
    return set(range(last + 1, len(lines)))


def _heading(lines: list[_Line], blocks: list[Block], title: list[str]) -> int:
    """The number of the title's block, the last one above the story's first long line; -1 where there is none."""
    first = next((line.block for line in lines if line.block is not None and len(line.words) >= 12), None)
    if first is None or not title:
        return -1
    return max((n for n in range(first) if fold_words(blocks[n].text) == title), default=-1)


def _is_title(line: _Line, title: list[str]) -> bool:
    if not title or not line.words or len(line.words) >= TITLE_WORDS:
        return False
    own, other = set(line.words), set(title)
    return len(own & other) / len(own | other) > MIN_TITLE_LIKENESS


def _is_byline(line: _Line, language: str | None) -> bool:
    """Whether a line does nothing but say who wrote the story."""
    short = len(line.words) <= MAX_BYLINE_WORDS and not line.text.rstrip().endswith((".", "!", "?"))
    return short and strip_by(line.text, language)[1] and bool(split_authors(line.text, language=language))


def _is_furniture(line: _Line) -> bool:
    size = len(line.words)
    stop_share = sum(word in _STOP_WORDS for word in line.words) / max(1, size)
    return is_furniture(Line(line.text[:2000], words=size, stop_share=stop_share))
