"""Paragraphs that the main reader lost: those that a rough one has, where the page marks them up as the story's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from copydesk.extraction.html.agreement import Runs, fold_words
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.passages import Passage

# Words of a paragraph by which a story's elements are known, and of one that is worth taking back.
MIN_WORDS = 10
# Share of links from which a line leads away from the story.
MAX_LINK_SHARE = 0.4
# Elements around a paragraph, the innermost ones, that are of one kind throughout a story.
LEVELS = 2

Kind = tuple[tuple[str, str], ...]


def recovered(page: Page, story: Sequence[Passage], rough: Callable[[], Sequence[str]]) -> list[Passage]:
    """The passages of a story and, at their places, the page's lines that it lacks.

    Pages part a story by pictures and boxes, and readers keep one part. The others stand in elements of the same tags
    and classes. A rough reader that keeps too much tells them from the page's frame.

    Args:
        page: where it stands.
        story: as the main reader has it.
        rough: gives the lines of the other reader.
    """
    have = {passage.line for passage in story}
    kinds = {_kind(page, number) for number in have if number is not None and _is_prose(page, number)}
    if not kinds:
        return list(story)
    articles = {page.article(number, outermost=True) for number in have if number is not None}
    lost = [
        number
        for number in range(len(page.lines))
        if number not in have
        and _is_prose(page, number)
        and _kind(page, number) in kinds
        and _is_open(page, number)
        and page.article(number, outermost=True) in articles
    ]
    if not lost:
        return list(story)
    said = Runs(passage.words for passage in story)
    seen = Runs(map(fold_words, rough()))
    words = page.line_words
    return _merged(page, story, [one for one in lost if seen.hold(words[one]) and not said.hold(words[one])])


def _is_prose(page: Page, number: int) -> bool:
    return len(page.line_words[number]) >= MIN_WORDS and page.lines[number].link_share < MAX_LINK_SHARE


def _kind(page: Page, number: int) -> Kind:
    """The tags and classes of the innermost elements around a line."""
    around = (page.elements[element] for element in page.lines[number].around[-LEVELS:])
    return tuple((element.tag, element.kind) for element in around)


def _is_open(page: Page, number: int) -> bool:
    """Whether browsers show a line, and none of its elements says that it holds no part of a story."""
    around = page.lines[number].around
    return page.outline.boxes.isdisjoint(around) and not any(page.elements[one].is_hidden for one in around)


def _merged(page: Page, story: Sequence[Passage], lost: Sequence[int]) -> list[Passage]:
    waiting = [Passage(page.lines[number].text, page.line_words[number], number) for number in lost]
    merged: list[Passage] = []
    for passage in story:
        while waiting and passage.line is not None and (waiting[0].line or 0) < passage.line:
            merged.append(waiting.pop(0))
        merged.append(passage)
    return merged + waiting
