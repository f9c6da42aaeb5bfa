"""Finding any of many phrases: buckets by first word, as an alternation is tried branch by branch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_LEADING = re.compile(r"\W{0,3}")
_WORD = re.compile(r"\w+")


class PhraseFinder:
    """A set of folded phrases; answers where they stand in folded text, at whole words."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_word: dict[str, list[str]] = {}
        self._symbols: list[str] = []
        for phrase in phrases:
            word = _WORD.match(phrase)
            if word:
                self._by_word.setdefault(word[0], []).append(phrase)
            else:
                self._symbols.append(phrase)

    def opening(self, text: str) -> str | None:
        """The phrase that the text starts with, up to three other signs before it."""
        start = _LEADING.match(text)
        at = start.end() if start else 0
        bare = text.lstrip()
        return self._at(text, at) or next((sign for sign in self._symbols if bare.startswith(sign)), None)

    def inside(self, text: str) -> Iterator[str]:
        """The phrases in the text, in order."""
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
