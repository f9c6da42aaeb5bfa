"""Which reading of a page is its story: one reader where the page bears it out, else the vote of several."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from copydesk.extraction.html import readers
from copydesk.extraction.html.agreement import Readings, Words, bag
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.passages import Passage, located, share_in_one_element
from copydesk.extraction.html.recovery import recovered
from copydesk.extraction.html.repeats import once

# Passages of a reading that are looked at: a live blog has up to 2,000.
MAX_PASSAGES = 8000
# Share of a story's words in paragraphs that are children of one element, from which no other reader is asked.
MIN_IN_ONE_ELEMENT = 0.7


class Reading(NamedTuple):
    """A page's story, as the reader of a name found it."""

    reader: str
    passages: list[Passage]

    @property
    def texts(self) -> list[str]:
        """The passages' texts."""
        return [passage.text for passage in self.passages]


def read_story(page: Page, declared: Words) -> Reading | None:
    """The reading to trust; None where no reader finds anything.

    The main reader errs where a page parts its story, or puts others below it in elements of their own: two more,
    which take most of the time, are asked there only.

    Args:
        page: any.
        declared: the words of the articleBody that the page's structured data gives.
    """
    if not page.is_ordinary:
        return _reading("prose", page, readers.prose(page))
    rough = cache(lambda: readers.resiliparse(page)[:MAX_PASSAGES])
    main = _whole(readers.trafilatura(page), page, rough)
    if share_in_one_element(main, page) >= MIN_IN_ONE_ELEMENT:
        return Reading("trafilatura", main)
    precise = located(readers.trafilatura(page, precise=True)[:MAX_PASSAGES], page)
    words = Readings(_bag(main), _bag(precise), bag(once(rough())), declared)
    if words.are_settled():
        return Reading("trafilatura_precision", precise)
    simple = _whole(readers.readability(page), page, rough)
    best = words.best(_bag(simple))
    if best == "simple":
        found = Reading("readability", simple)
    else:
        name, own = ("trafilatura", main) if best == "main" else ("trafilatura_precision", precise)
        found = Reading(name, recovered(page, own, rough, {passage.line for passage in simple}))
    return found if found.passages else _reading("resiliparse", page, rough())


def _whole(lines: list[str], page: Page, rough: Callable[[], list[str]]) -> list[Passage]:
    return recovered(page, located(lines[:MAX_PASSAGES], page), rough)


def _bag(passages: list[Passage]) -> Words:
    return bag(once([passage.text for passage in passages]))


def _reading(name: str, page: Page, lines: list[str]) -> Reading | None:
    return Reading(name, located(lines[:MAX_PASSAGES], page)) if lines else None
