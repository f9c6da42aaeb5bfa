"""Finding any of many phrases: buckets by first word, as an alternation is tried branch by branch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

# A count in front, and the marks, counts and arrows behind what a line says.
_AROUND = re.compile(r"^\W*(?:\d+\s+)?|[\s\d()\]】）」〕#:：.…»›>→!*|-]+$")
# Scripts that write no spaces: a phrase can stand anywhere among their signs.
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_LEADING = re.compile(r"\W{0,3}")
_WORD = re.compile(r"\w+")


class PhraseFinder:
    """A set of folded phrases; answers where they stand in folded text, at whole words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        self._symbols: list[str] = []
        self._spaceless: list[str] = []
        for phrase in phrases:
            if _SPACELESS.match(phrase):
                self._spaceless.append(phrase)
                continue
            word = _WORD.match(phrase)
            if word:
                self._by_word.setdefault(word[0], []).append(phrase)
            else:
                self._symbols.append(phrase)

    def opening(self, text: str) -> str | None:
        """The phrase that the text starts with, up to three other signs before it."""
        start = _LEADING.match(text)
        at = start.end() if start else 0
        if phrase := self._at(text, at):
            return phrase
        left = text.lstrip()
        others = (phrase for phrase in self._symbols if left.startswith(phrase))
        if phrase := next(others, None):
            return phrase
        spaceless = self._spaceless if _SPACELESS.match(text, at) else ()
        return next((one for one in spaceless if text.startswith(one, at)), None)

    def inside(self, text: str) -> Iterator[str]:
        """The phrases in the text: those of scripts without spaces first, else in order."""
        if self._spaceless and _SPACELESS.search(text):
            yield from (phrase for phrase in self._spaceless if phrase in text)
        for word in _WORD.finditer(text):
            if word[0] in self._by_word and (phrase := self._at(text, word.start())):
                yield phrase

    def _at(self, text: str, at: int) -> str | None:
        word = _WORD.match(text, at)
        for phrase in self._by_word.get(word[0], ()) if word else ():
            end = at + len(phrase)
            if text.startswith(phrase, at) and (
                not phrase[-1].isalnum() or not text[end : end + 1].isalnum()
            ):
                return phrase
        return None


@lru_cache(maxsize=16)
def bare(folded: str) -> str:
    """What a folded line says without the marks and counts around it."""
    return " ".join(_AROUND.sub("", folded).split())
