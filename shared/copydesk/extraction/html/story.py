"""What in a reading is no story: the title again, lists of links, boxes, bylines, and what stands below the story.

The rules stand in `rules/page_frame.toml` and `rules/page_boxes.toml`; here are their tests.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.furniture import PURPOSES, is_closing
from copydesk.extraction.html.agreement import fold_words
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.passages import Passage, container, count
from copydesk.extraction.html.repeats import repeated
from copydesk.extraction.names import split_authors, strip_by
from copydesk.extraction.rules import rule, rules
from copydesk.extraction.text import count_words

# Share of characters in links above which a line is a list of links.
MAX_LINK_SHARE = 0.6
# Words of the first passage above which the title stands; and the share of the words that teasers above a heading of
# the first level can hold. Boxes repeat the title within the story.
OPENING_WORDS = 12
MAX_ABOVE_HEADING = 0.3
# Passages at the start and at the end in which titles, bylines and credits stand; the most words of a byline; and how
# like the title a passage is that repeats it (Jaccard).
EDGE = 4
MAX_BYLINE_WORDS = 14
MIN_TITLE_LIKENESS = 0.6
# A passage this long is prose, and phrase lists are believed only of the last ones, where notices stand.
PROSE_WORDS = 25
LAST_PASSAGES = 3
# Share of the words that a box may hold, and that a rule may take away: paid stories stand in elements of the same
# names as the notices that keep others from them, and stories are told about what notices say.
MAX_TAKEN = 0.3


_Test = Callable[["Story", int], bool]


@dataclass(frozen=True, eq=False, kw_only=True)
class Story(Document):
    """A reading of a page as a document: a line for each passage.

    Attributes:
        page: where it stands.
        passages: of the reading.
        title: the headline's folded words.
        authors: likewise of each author's name.
    """

    page: Page
    passages: tuple[Passage, ...]
    title: tuple[str, ...]
    authors: tuple[frozenset[str], ...] = ()

    @classmethod
    def of_passages(
        cls, passages: Sequence[Passage], page: Page, title: Sequence[str], authors: Iterable[str] = ()
    ) -> Story:
        """The passages as a document."""
        return cls(
            tuple(page.lines[one.line] if one.line is not None else Line.of(one.text) for one in passages),
            page.language,
            page=page,
            passages=tuple(passages),
            title=tuple(title),
            authors=tuple(frozenset(fold_words(name)) for name in authors),
        )

    @cached_property
    def heading(self) -> int:
        """The number of the page's line that is the title; -1 where there is none."""
        return heading_line(self.passages, self.page, self.title)

    @cached_property
    def end(self) -> int:
        """The number of the page's line where another story begins: a like heading, in an article of its own."""
        page, heading = self.page, self.heading
        below = range(heading + 1, len(page.lines)) if heading >= 0 and page.lines[heading].level == 1 else ()
        own, article = page.elements[page.lines[heading].block], page.article(heading)
        alike = (n for n in below if page.elements[page.lines[n].block] == own and page.article(n) != article)
        return next(alike, len(page.lines))

    @cached_property
    def held(self) -> Counter[int]:
        """How many words of the passages each element of the page holds."""
        held: Counter[int] = Counter()
        for passage in self.passages:
            if passage.line is not None:
                held.update(dict.fromkeys(self.page.lines[passage.line].around, len(passage.words)))
        return held

    @cached_property
    def bottom(self) -> int:
        """The number of the last passage in the innermost element that holds most of the story."""
        holder = container(self.passages, self.page)
        inside = [number for number, line in enumerate(self.lines) if holder in line.around]
        return max(inside, default=len(self.lines))

    @cached_property
    def closing(self) -> int:
        """The number of the first passage that opens what follows stories: comments, a note on the author."""
        return next((n for n, line in enumerate(self.lines) if is_closing(line)), len(self.lines))

    def is_at_edge(self, number: int) -> bool:
        """Whether a passage is one of the first or last ones."""
        return number < EDGE or number >= len(self.lines) - EDGE


def story_of(
    passages: Sequence[Passage], page: Page, title: Sequence[str], authors: Iterable[str] = ()
) -> list[Passage]:
    """The passages that are the story; `title` is the headline's folded words, `authors` are names."""
    read = Story.of_passages(passages, page, title)
    kept = [one for number, one in enumerate(passages) if not rules("page_frame").first(read, number)]
    again = repeated([passage.text for passage in kept])
    kept = [one for number, one in enumerate(kept) if number not in again]
    boxes = _boxes(Story.of_passages(kept, page, title, authors))
    return [one for number, one in enumerate(kept) if number not in boxes]


def _boxes(story: Story) -> set[int]:
    """Numbers of the passages that rules take, each while it takes few words of the story."""
    taken: defaultdict[str, list[int]] = defaultdict(list)
    for number in range(len(story.lines)):
        for one in rules("page_boxes").fired(story, number):
            taken[one.id].append(number)
    most = MAX_TAKEN * count(story.passages)
    believed = (some for some in taken.values() if count(story.passages[n] for n in some) <= most)
    return set(chain.from_iterable(believed))


def heading_line(passages: Sequence[Passage], page: Page, title: Sequence[str]) -> int:
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


def _test(id: str) -> Callable[[_Test], _Test]:  # noqa: A002 - as in the files
    """Make a function of a story and a passage's number the test of a rule."""

    def registered(test: _Test) -> _Test:
        rule(id)(lambda document, number: isinstance(document, Story) and test(document, number))
        return test

    return registered


@_test("page-outside")
def _is_outside(story: Story, number: int) -> bool:
    line = story.passages[number].line
    return line is not None and not story.heading < line < story.end


@_test("page-title-again")
def _is_title(story: Story, number: int) -> bool:
    own, title = set(story.passages[number].words), set(story.title)
    return number < EDGE and len(own & title) > MIN_TITLE_LIKENESS * len(own | title)


@_test("page-links")
def _is_of_links(story: Story, number: int) -> bool:
    line = story.lines[number]
    is_prose = line.ends_sentence and len(story.passages[number].words) >= PROSE_WORDS
    return line.link_share > MAX_LINK_SHARE and not (is_prose or _is_address(line))


def _is_address(line: Line) -> bool:
    """Whether a line is a link that shows nothing but where it leads: of what the story tells above it."""
    return any(link.url == line.text for link in line.links)


@_test("page-below-container")
def _is_below(story: Story, number: int) -> bool:
    return number > min(story.bottom, story.closing)


@_test("page-box")
def _is_in_box(story: Story, number: int) -> bool:
    most = MAX_TAKEN * count(story.passages)
    return any(
        element in story.page.outline.boxes and story.held[element] <= most
        for element in story.lines[number].around
    )


@_test("page-furniture")
def _is_furniture(story: Story, number: int) -> bool:
    is_short = len(story.passages[number].words) < PROSE_WORDS
    # A row of figures looks like what counts readers.
    line, known = story.lines[number], story.passages[number].line is not None
    if known and (story.page.elements[line.block].tag == "tr" or _is_address(line)):
        return False
    return (is_short or number >= len(story.lines) - LAST_PASSAGES) and any(
        rules(purpose).first(story, number) for purpose in PURPOSES
    )


@_test("page-list-of-notice")
def _is_of_notice(story: Story, number: int) -> bool:
    first = number
    while first and story.lines[first].item and not story.lines[first].ends_sentence:
        first -= 1
    below = range(number, len(story.lines))
    return (
        first < number
        and _is_furniture(story, first)
        and all(story.lines[n].item or _is_furniture(story, n) for n in below)
    )


@_test("page-credit")
def _is_credit(story: Story, number: int) -> bool:
    return story.is_at_edge(number) and is_credit_line(story.lines[number].text)


@_test("page-byline")
def _is_byline(story: Story, number: int) -> bool:
    passage = story.passages[number]
    text, words = passage.text, set(passage.words)
    if not story.is_at_edge(number) or len(words) > MAX_BYLINE_WORDS or text.endswith((".", "!", "?")):
        return False
    if any(name and name <= words for name in story.authors):
        return True
    is_signed = number < EDGE and strip_by(text, story.language)[1]
    # Readers take the names away that stand in elements of their own.
    return is_signed and (passage.line is None or bool(split_authors(text, language=story.language)))
