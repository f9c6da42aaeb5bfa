"""A document as its lines, made once, whatever it was stored as. Rules look at it; nothing writes it back to text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from copydesk.extraction.phrases import every, fold
from copydesk.extraction.text import count_words

# Characters of a line whose function words are counted.
MAX_COUNTED = 2000

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_STOP_WORDS = frozenset(every("stop_words"))
SENTENCE_END = re.compile(r"[.!?…。！？।؟۔](?:[\"'“”‘’«»‹›)\]*_]|\[\d{1,3}\]|[¹²³⁴-⁹]){0,3}$")
# A sentence with a remark or signature after it: "... reopened. (AFP)", "... reopened. – dpa", "... reopened. ah/rb".
_SIGNED_END = re.compile(
    r"[.!?…][\"'“”‘’«»‹›]{0,2}\s?(?:\([^()]{1,70}\)|[-–—]{1,2}\s?[\w./ ]{2,30}"
    r"|\w{1,4}[|/]\w{1,4}(?:-\w{1,3})?)\W?$"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a line: what it shows, and where it goes ("" where that leads nowhere)."""

    text: str
    url: str


@dataclass(frozen=True)
class Line:
    """One line as readers see it: a heading, a paragraph, an entry of a list.

    Attributes:
        text: without markup, white space squeezed.
        raw: as the source has it.
        block: number of the run of lines that blank ones part, or of the page's innermost block-level element.
        links: in order.
        level: 1 to 6 of a heading, else 0.
        item: whether it is an entry of a list.
        quote: whether it is quoted as a block.
        code: whether it is text of machines.
        emphasis: whether all of it is set in bold letters.
        ruled: whether a rule or another lone separator ("***", "---", "# # #") stands right above.
        around: numbers of a page's block-level elements around it, the outermost first; none in plain text.
    """

    text: str
    raw: str = ""
    block: int = 0
    links: tuple[Link, ...] = ()
    level: int = 0
    item: bool = False
    quote: bool = False
    code: bool = False
    emphasis: bool = False
    ruled: bool = False
    around: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, **attributes: Any) -> Line:
        """The line of a text; `attributes` are the other fields."""
        attributes.setdefault("raw", text)
        return cls(text, **attributes)

    @cached_property
    def words(self) -> int:
        """How many words the text has."""
        return count_words(self.text)

    @cached_property
    def stop_share(self) -> float:
        """The share of function words among its words, in any known language."""
        tokens = _WORD.findall(self.text[:MAX_COUNTED].casefold())
        return sum(token in _STOP_WORDS for token in tokens) / len(tokens) if tokens else 0.0

    @cached_property
    def link_share(self) -> float:
        """The share of the text's characters that are links."""
        return min(1.0, sum(len(link.text) for link in self.links) / max(1, len(self.text)))

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends with sentence punctuation, closing quotes and a signature aside."""
        if SENTENCE_END.search(self.text[-12:]):
            return True
        return _SIGNED_END.search(self.text[-90:]) is not None


@dataclass(frozen=True, eq=False)
class Document:
    """The lines of one article's document in order.

    Two are never equal, so that what is worked out for one can be kept by it.

    Attributes:
        lines: all of them.
        language: that they are in, where it is known.
        labelled: the numbers of those that labels and their values fill.
    """

    lines: tuple[Line, ...]
    language: str | None = None
    labelled: frozenset[int] = frozenset()

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Document:
        """The document of some lines, its language not yet known."""
        return cls(tuple(lines))

    def in_language(self, language: str | None) -> Document:
        """The same lines, read as that language."""
        return replace(self, language=language)

    @cached_property
    def folded(self) -> Sequence[str]:
        """The lines' texts as phrases are compared."""
        return tuple(fold(line.text) for line in self.lines)

    @cached_property
    def repeats(self) -> Counter[str]:
        """How often each folded text is a line."""
        return Counter(self.folded)
