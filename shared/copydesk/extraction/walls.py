"""Drafts whose text is a wall, or runs into one: what is left of them as a story, or the reason why nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from copydesk.article import Draft
from copydesk.extraction.limits import EXCERPT_WORDS, MIN_WORDS
from copydesk.extraction.text import count_words
from copydesk.outcome import RejectionReason
from copydesk.walls.judge import Mark, all_wall, is_wall, marks, sentences

# Words of what a wall says at least at the edge of a story: "Read more" alone is furniture, or a writer's.
MIN_WALL_WORDS = 6
# Words that a first paragraph of its own has at least to be the story's beginning, which a wall cut off.
MIN_TEASER_WORDS = 8


def told(draft: Draft) -> Draft | RejectionReason:
    """The draft without the wall that its text begins or ends with; a reason where hardly more was there.

    `no_story` for a wall; `too_short` where the beginning of a story stands above it that is none by itself.
    """
    paragraphs = [_Paragraph(text) for text in draft.text.split("\n\n")]
    found = iter(marks([sentence for one in paragraphs for sentence in one.sentences]))
    for one in paragraphs:
        one.marks = [next(found) for _ in one.sentences]
    flat = [
        (sentence, mark)
        for one in paragraphs
        for sentence, mark in zip(one.sentences, one.marks, strict=True)
    ]
    if all_wall([sentence for sentence, _ in flat], [mark for _, mark in flat]):
        return RejectionReason.TOO_SHORT if paragraphs[0].is_teaser else RejectionReason.NO_STORY
    kept = _between_walls(paragraphs)
    if len(kept) == len(paragraphs):
        return draft
    text = "\n\n".join(one.text for one in kept)
    words = count_words(text)
    if words < MIN_WORDS:
        return RejectionReason.TOO_SHORT if words else RejectionReason.NO_STORY
    update: dict[str, object] = {"text": text, "word_count": words}
    origin = draft.provenance.get("excerpt")
    if origin and origin.method == "first_words":
        update["excerpt"] = " ".join(text.split()[:EXCERPT_WORDS])
    return draft.model_copy(update=update)


def refused(texts: Sequence[str], reason: RejectionReason) -> RejectionReason:
    """The reason for a document of these texts that has no story: `no_story` where they are a wall."""
    return RejectionReason.NO_STORY if is_wall("\n".join(texts)) else reason


class _Paragraph:
    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = sentences(text)
        self.marks: list[Mark] = []

    @property
    def is_teaser(self) -> bool:
        return self.is_own and count_words(self.text) >= MIN_TEASER_WORDS

    @property
    def is_own(self) -> bool:
        return any(mark is Mark.OWN for mark in self.marks)

    @property
    def is_walls(self) -> bool:
        return Mark.WALL in self.marks and not self.is_own


def _between_walls(paragraphs: list[_Paragraph]) -> list[_Paragraph]:
    start = _run(paragraphs)
    end = len(paragraphs) - _run(paragraphs[::-1])
    return paragraphs[start:end]


def _run(paragraphs: Sequence[_Paragraph]) -> int:
    """How many paragraphs from the first on are a wall's: to the last that says so, with labels and buttons."""
    run = list(takewhile(lambda one: not one.is_own, paragraphs))
    while run and not run[-1].is_walls:
        run.pop()
    words = sum(count_words(one.text) for one in run if one.is_walls)
    return len(run) if words >= MIN_WALL_WORDS else 0
