"""Paragraphs that the main reader lost: those that a rough one has, where the page marks them up as the story's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

from copydesk.extraction.html.agreement import Runs, fold_words
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.passages import Passage, container

# Words of a paragraph by which a story's elements are known, and of one that is worth taking back.
MIN_WORDS = 10
# Share of links from which a line leads away from the story.
MAX_LINK_SHARE = 0.4
# Elements around a paragraph, the innermost ones, that are of one kind throughout a story.
LEVELS = 2

# Elements that a story has within its container.
_STORY_TAGS = frozenset(
    ("table", "tbody", "thead", "tr", "td", "th", "ul", "ol", "li", "dl", "dt", "dd", "pre")
)
_LEAD_TAGS = frozenset(("div", "section", "header", "p"))

Kind = tuple[tuple[str, str], ...]


def recovered(
    page: Page,
    story: Sequence[Passage],
    rough: Callable[[], Sequence[str]],
    also: Set[int | None] = frozenset(),
) -> list[Passage]:
    """The passages of a story and, at their places, the page's lines that it lacks.

    Pages part a story by pictures and boxes, and readers keep one part. The others stand in elements of the same tags
    and classes. A rough reader that keeps too much tells them from the page's frame.

    Args:
        page: where it stands.
        story: as the main reader has it.
        rough: gives the lines of the other reader.
        also: numbers of the lines that a third reader has: sentences of it may be of any make.
    """
    have = {passage.line for passage in story if passage.line is not None}
    kinds = {_kind(page, number) for number in have if _is_prose(page, number)}
    if not kinds:
        return list(story)
    articles = {page.article(number, outermost=True) for number in have}
    alike = {
        number
        for number in _open_lines(page, have)
        if _is_prose(page, number)
        and ((number in also and page.lines[number].ends_sentence) or _kind(page, number) in kinds)
        and page.article(number, outermost=True) in articles
    }
    inside = set(_inside(page, story, have))
    if not alike and not inside:
        return list(story)
    said = Runs(passage.words for passage in story)
    text = f" {' '.join(word for passage in story for word in passage.words)} "
    seen = Runs(map(fold_words, rough())) if alike else said
    lost = [
        number
        for number in sorted(alike | inside)
        if f" {' '.join(words := page.line_words[number])} " not in text
        and not said.hold(words)
        and (number in inside or seen.hold(words))
    ]
    return _merged(page, story, lost)


def _open_lines(page: Page, have: Set[int]) -> Iterator[int]:
    """The other lines that browsers show, that are no lists of links, and in no box."""
    for number, line in enumerate(page.lines):
        is_other = number not in have and page.line_words[number] and line.link_share < MAX_LINK_SHARE
        is_open = page.outline.boxes.isdisjoint(line.around)
        if is_other and is_open and not any(page.elements[one].is_hidden for one in line.around):
            yield number


def _inside(page: Page, story: Sequence[Passage], have: Set[int]) -> Iterator[int]:
    """What stands in the element that holds the story: loose text, rows and entries of lists, and a lead of its own."""
    holder = container(story, page)
    for number in _open_lines(page, have) if holder is not None else ():
        line = page.lines[number]
        if holder not in line.around or not (min(have) < number < max(have) or _is_prose(page, number)):
            continue
        inner = {page.elements[one].tag for one in line.around[line.around.index(holder) + 1 :]}
        is_lead = number == min(have) - 1 and line.ends_sentence
        if inner <= _STORY_TAGS or (is_lead and inner <= _LEAD_TAGS):
            yield number


def _is_prose(page: Page, number: int) -> bool:
    return len(page.line_words[number]) >= MIN_WORDS


def _kind(page: Page, number: int) -> Kind:
    """The tags and classes of the innermost elements around a line."""
    around = (page.elements[element] for element in page.lines[number].around[-LEVELS:])
    return tuple((element.tag, element.kind) for element in around)


def _merged(page: Page, story: Sequence[Passage], lost: Sequence[int]) -> list[Passage]:
    waiting = [Passage(page.lines[number].text, page.line_words[number], number) for number in lost]
    merged: list[Passage] = []
    for passage in story:
        while waiting and passage.line is not None and (waiting[0].line or 0) < passage.line:
            merged.append(waiting.pop(0))
        merged.append(passage)
    return merged + waiting
