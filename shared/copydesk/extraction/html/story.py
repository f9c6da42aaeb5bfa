"""What in a reading is no story: the title again, lists of links, notices, bylines, and what stands below the story.

Each rule names passages, and is believed while they hold few enough words: a story about cookies is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.document import Line
from copydesk.extraction.dump.furniture import is_furniture
from copydesk.extraction.html.agreement import fold_words
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.passages import Passage, count, held_words
from copydesk.extraction.html.repeats import repeated
from copydesk.extraction.names import split_authors, strip_by
from copydesk.extraction.text import count_words

# Share of characters in links above which a line is a list of links.
MAX_LINK_SHARE = 0.6
MAX_ALIKE = 50  # lines of links that begin with one word, that are compared
# Passages at the start, and their words, that can repeat the title; and how like it they must be (Jaccard).
TITLE_PASSAGES = 4
TITLE_WORDS = 40
MIN_TITLE_LIKENESS = 0.6
# Words of the first passage above which the title stands; and the share of the words that teasers above a heading of
# the first level can hold. Boxes repeat the title within the story.
OPENING_WORDS = 12
MAX_ABOVE_HEADING = 0.3
# Passages at the start in which a byline can stand, and its most words.
BYLINE_PASSAGES = 4
MAX_BYLINE_WORDS = 14
# A passage this long is prose, and phrase lists are believed only of the last ones, where notices stand.
PROSE_WORDS = 25
LAST_PASSAGES = 3
# The element that holds this share of the story's words is its container.
MIN_CONTAINER_SHARE = 0.75
# Shares of the words that rules may take away: what stands below the story, furniture, and credits. Paid stories
# stand in elements of the same names as the notices that keep others from them.
MAX_BELOW = 0.2
MAX_FURNITURE = 0.3
MAX_NOTICES = 0.15
MAX_CREDITS = 0.1

Passages = Sequence[Passage]


def story_of(passages: Passages, page: Page, title: Sequence[str]) -> list[Passage]:
    """The passages that are the story; `title` is the headline's folded words."""
    kept = _without(passages, _outside(passages, page, title))
    again = repeated([passage.text for passage in kept])
    total = count(passages) - sum(len(kept[number].words) for number in again)
    kept = _without(kept, again)
    for find, most in _rules(page):
        numbers = set(find(kept))
        if sum(len(kept[number].words) for number in numbers) <= most * total:
            kept = _without(kept, numbers)
    return kept


def _without(passages: Passages, numbers: set[int]) -> list[Passage]:
    return [passage for number, passage in enumerate(passages) if number not in numbers]


def _rules(page: Page) -> Iterable[tuple[Callable[[Passages], Iterable[int]], float]]:
    """Rules in their order, each with the share of the words that it may take away."""
    yield lambda passages: _below_container(passages, page), MAX_BELOW
    yield lambda passages: _in_notices(passages, page), MAX_FURNITURE
    yield lambda passages: [*_furniture(passages), *_bylines(passages, page)], MAX_FURNITURE
    yield _credits, MAX_CREDITS


def _outside(passages: Passages, page: Page, title: Sequence[str]) -> set[int]:
    """Numbers of the passages above the title, of the title, of lists of links and buttons, and of other stories."""
    heading = heading_line(passages, page, title)
    end = _next_heading(page, heading)
    joined = any(passage.line is None for passage in passages)
    links = _linked_words(page) if joined else {}
    shown = set().union(*page.line_words) if joined else set()
    found = set()
    for number, passage in enumerate(passages):
        if passage.line is None:
            is_button = len(passage.words) < PROSE_WORDS and shown.isdisjoint(passage.words)
            is_outside = is_button or _is_of_links(passage, links)
        else:
            line = page.lines[passage.line]
            is_outside = not heading < passage.line < end or line.link_share > MAX_LINK_SHARE
        if is_outside or (number < TITLE_PASSAGES and _is_title(passage, title)):
            found.add(number)
    return found


def _next_heading(page: Page, heading: int) -> int:
    """The number of the line where another story begins: a heading made like this one's, in an article of its own."""
    below = range(heading + 1, len(page.lines)) if heading >= 0 and page.lines[heading].level == 1 else ()
    own = page.elements[page.lines[heading].block]
    article = _article(page, heading)
    return next(
        (n for n in below if page.elements[page.lines[n].block] == own and _article(page, n) != article),
        len(page.lines),
    )


def _article(page: Page, number: int) -> int | None:
    """The innermost article element around a line."""
    around = reversed(page.lines[number].around)
    return next((element for element in around if page.elements[element].tag == "article"), None)


def heading_line(passages: Passages, page: Page, title: Sequence[str]) -> int:
    """The number of the title's line; -1 where there is none.

    It is the last one above the story's first long passage, or a heading of the first level with teasers above it.
    """
    places = [number for number, words in enumerate(page.line_words) if title and words == tuple(title)]
    first = next((one.line for one in passages if one.line is not None and _is_long(one)), -1)
    total = count(passages)
    for number in reversed(places):
        above = count(one for one in passages if one.line is not None and one.line < number)
        if number < first or (page.lines[number].level == 1 and above <= MAX_ABOVE_HEADING * total):
            return number
    return -1


def _is_long(passage: Passage) -> bool:
    return count_words(passage.text) >= OPENING_WORDS


def _is_title(passage: Passage, title: Sequence[str]) -> bool:
    if not title or not passage.words or len(passage.words) >= TITLE_WORDS:
        return False
    own, other = set(passage.words), set(title)
    return len(own & other) / len(own | other) > MIN_TITLE_LIKENESS


def _linked_words(page: Page) -> dict[str, list[tuple[str, ...]]]:
    """The words of the page's lines of links, the longest first, by the first word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for line, words in zip(page.lines, page.line_words, strict=True):
        if words and line.link_share > MAX_LINK_SHARE:
            found.setdefault(words[0], []).append(words)
    return {first: sorted(texts, key=len, reverse=True)[:MAX_ALIKE] for first, texts in found.items()}


def _is_of_links(passage: Passage, links: dict[str, list[tuple[str, ...]]]) -> bool:
    """Whether a passage is nothing but lines of links, as readers join the cells of a table."""
    at = 0
    while at < len(passage.words):
        texts = links.get(passage.words[at], [])
        size = next((len(words) for words in texts if passage.words[at : at + len(words)] == words), 0)
        if not size:
            return False
        at += size
    return True


def _below_container(passages: Passages, page: Page) -> Iterable[int]:
    """Numbers of the passages below the innermost element that holds most of the story."""
    held = held_words(passages, page)
    known = sum(len(passage.words) for passage in passages if passage.line is not None)
    holders = [element for element, words in held.items() if words >= MIN_CONTAINER_SHARE * known]
    if not holders or known < count(passages) / 2:
        return ()
    # Elements are numbered in document order, so the last of nested ones is the innermost.
    container = max(holders)
    inside = (
        number
        for number, passage in enumerate(passages)
        if passage.line is not None and container in page.lines[passage.line].around
    )
    return range(max(inside) + 1, len(passages))


def _in_notices(passages: Passages, page: Page) -> Iterable[int]:
    """Numbers of the passages in elements that say they hold no part of a story, and hold little of this one."""
    notices = [page.lines[one.line].notice if one.line is not None else None for one in passages]
    held: Counter[int | None] = Counter()
    for notice, passage in zip(notices, passages, strict=True):
        held[notice] += len(passage.words)
    most = MAX_NOTICES * held.total()
    return (number for number, notice in enumerate(notices) if notice is not None and held[notice] <= most)


def _furniture(passages: Passages) -> Iterable[int]:
    for number, passage in enumerate(passages):
        is_short = len(passage.words) < PROSE_WORDS
        if (is_short or number >= len(passages) - LAST_PASSAGES) and is_furniture(Line.of(passage.text)):
            yield number


def _credits(passages: Passages) -> Iterable[int]:
    """Numbers of the passages at the story's edges that do nothing but name where it comes from."""
    for number, passage in enumerate(passages):
        is_edge = number < BYLINE_PASSAGES or number >= len(passages) - BYLINE_PASSAGES
        if is_edge and is_credit_line(passage.text):
            yield number


def _bylines(passages: Passages, page: Page) -> Iterable[int]:
    """Numbers of the first passages that do nothing but say who wrote the story."""
    for number, passage in enumerate(passages[:BYLINE_PASSAGES]):
        text = passage.text if passage.line is not None else _uncut(passage, page)
        if text.rstrip().endswith((".", "!", "?")) or len(fold_words(text)) > MAX_BYLINE_WORDS:
            continue
        is_signed = strip_by(text, page.language)[1]
        if is_signed and (text != passage.text or split_authors(text, language=page.language)):
            yield number


def _uncut(passage: Passage, page: Page) -> str:
    """The page's line of which a reader took words away, as it does with names in elements of their own."""
    words = set(passage.words)
    found = (line.text for line, own in zip(page.lines, page.line_words, strict=True) if words <= set(own))
    return next(found, passage.text)
