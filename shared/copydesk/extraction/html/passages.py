"""What a reader found of a page, paragraph by paragraph, each at the page's line that says the same."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from copydesk.extraction.html.agreement import fold_words
from copydesk.extraction.html.page import Page
from copydesk.unicode import has_joiners

# The element that holds this share of a story's words is its container.
MIN_CONTAINER_SHARE = 0.75


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a reading.

    Attributes:
        text: as the reader gives it.
        words: folded.
        line: number of the page's line with the same words; None where the reader joined or cut lines.
    """

    text: str
    words: tuple[str, ...]
    line: int | None


def located(texts: Iterable[str], page: Page) -> list[Passage]:
    """The passages of a reading, less words of buttons, which no line of the page has."""
    places: dict[tuple[str, ...], list[int]] = {}
    for number, words in enumerate(page.line_words):
        places.setdefault(words, []).append(number)
    shown = set(chain.from_iterable(places))
    found: list[Passage] = []
    last = -1
    for text in texts:
        words = tuple(fold_words(text))
        place = _next(places.get(words, []), last)
        if place is None:
            if not shown.isdisjoint(words):
                found.append(Passage(text, words, None))
            continue
        last = place
        # Readers drop the joiners that letters of some scripts need; the page's own line has them.
        own = page.lines[place].text
        found.append(Passage(own if has_joiners(own) else text, words, place))
    return found


def _next(places: Sequence[int], last: int) -> int | None:
    after = bisect_right(places, last)
    if after < len(places):
        return places[after]
    return places[0] if places else None


def count(passages: Iterable[Passage]) -> int:
    """The words of some passages."""
    return sum(len(passage.words) for passage in passages)


def share_in_one_element(passages: Sequence[Passage], page: Page) -> float:
    """The share of the words whose paragraphs are children of one element, as those of most stories are."""
    parents: Counter[tuple[int, ...]] = Counter()
    for passage in passages:
        if passage.line is not None:
            parents[page.lines[passage.line].around[-2:-1]] += len(passage.words)
    return max(parents.values(), default=0) / max(1, count(passages))


def container(passages: Sequence[Passage], page: Page) -> int | None:
    """The number of the innermost element that holds most of a story, where most of it stands in lines of the page."""
    held: Counter[int] = Counter()
    known = 0
    for passage in passages:
        if passage.line is not None:
            known += len(passage.words)
            held.update(dict.fromkeys(page.lines[passage.line].around, len(passage.words)))
    if known < count(passages) / 2:
        return None
    # Elements are numbered in document order, so the last of nested ones is the innermost.
    return max((one for one, words in held.items() if words >= MIN_CONTAINER_SHARE * known), default=None)
