"""Which reading of a page is its story: one reader where the page bears it out, else the vote of several."""

from __future__ import annotations

from typing import NamedTuple

from copydesk.extraction.html import readers
from copydesk.extraction.html.agreement import best_reading
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


def read_story(page: Page, declared: str | None) -> Reading | None:
    """The reading to trust; None where no reader finds anything.

    The main reader errs where a page parts its story, or puts others below it in elements of their own: two more,
    which take most of the time, are asked there only.

    Args:
        page: any.
        declared: the articleBody that the page's structured data gives.
    """
    if not page.is_ordinary:
        return _reading("prose", readers.prose(page), page)
    rough = readers.resiliparse(page)[:MAX_PASSAGES]
    main = recovered(page, located(readers.trafilatura(page)[:MAX_PASSAGES], page), rough)
    if share_in_one_element(main, page) >= MIN_IN_ONE_ELEMENT:
        return Reading("trafilatura", main)
    found = {
        "trafilatura": [passage.text for passage in main],
        "trafilatura_precision": readers.trafilatura_precise(page),
        "readability": readers.readability(page),
    }
    single = {name: once(lines[:MAX_PASSAGES]) for name, lines in found.items()}
    best = best_reading(single, declared, simple="readability", rough=once(rough))
    if best is None:
        return _reading("resiliparse", rough, page)
    return Reading(best, main) if best == "trafilatura" else _reading(best, found[best], page)


def _reading(name: str, lines: list[str], page: Page) -> Reading | None:
    return Reading(name, located(lines[:MAX_PASSAGES], page)) if lines else None
