"""The lines of a text as credits are looked for in them: links apart, and the edges known from the story."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from copydesk.extraction.text import count_words

# A line with this many words is the story's prose.
PROSE_WORDS = 20
# Share of the lines of prose above and below which a line is at the story's edge; one is always allowed, for a lead
# or a note on the author.
HEAD_SHARE = 0.15
TAIL_SHARE = 0.25
# Lines from either end in which the edges are, so that time stays bounded in texts without prose.
EDGE_LINES = 150

_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(\s{0,2}([^()\s]{0,1000}(?:\([^()\s]{0,200}\))?)[^()\n]{0,200}\)")
_EMPHASIS = re.compile(r"[*_]{1,3}(?=\w)|(?<=[\w.])[*_]{1,3}(?!\w)")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line without markup, and the links that stood in it, text to address ("#" where there is none)."""

    text: str
    links: Mapping[str, str]
    words: int
    head: bool = False
    """Whether it stands above the story or in its first lines."""
    tail: bool = False
    """Whether it stands below the story or in its last lines."""


def read_lines(text: str) -> list[TextLine]:
    """The lines of a text that hold something, with their places."""
    plain = [_unlinked(line.strip()) for line in text.split("\n") if line.strip()]
    words = [count_words(line) for line, _ in plain]
    total = sum(count >= PROSE_WORDS for count in words)
    lines: list[TextLine] = []
    above = 0
    for number, ((line, links), count) in enumerate(zip(plain, words, strict=True)):
        is_prose = count >= PROSE_WORDS
        below = total - above - is_prose
        head = number < EDGE_LINES and above <= max(1, HEAD_SHARE * total)
        tail = number >= len(plain) - EDGE_LINES and below <= max(1, TAIL_SHARE * total)
        lines.append(TextLine(line, links, count, head, tail))
        above += is_prose
    return lines


def lone_line(text: str) -> TextLine:
    """A line that is looked at by itself: it stands anywhere."""
    line, links = _unlinked(text.strip())
    return TextLine(line, links, len(line.split()), head=True, tail=True)


def _unlinked(line: str) -> tuple[str, dict[str, str]]:
    links: dict[str, str] = {}

    def shown(match: re.Match[str]) -> str:
        text = match[1].strip(" *_")
        links.setdefault(text, match[2])
        return text

    if "](" in line:
        line = _LINK.sub(shown, line)
    return _EMPHASIS.sub("", line) if "*" in line or "_" in line else line, links
