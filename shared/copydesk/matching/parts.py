"""How a text is parted, by headings or by paragraphs alone."""

from __future__ import annotations

import unicodedata

HEADING_WORDS = 14  # at most
HEADED_WORDS = 15  # that the line after a heading has at least
MIN_PARTS = 3  # fewer are no round-up
PARAGRAPH_WORDS = 30  # from which a paragraph may tell a story
MOST_PARAGRAPHS = 12  # of that length; more are the paragraphs of one long story


def headed_parts(text: str) -> list[str]:
    """The text from each heading to the next, and what is before the first; none where there are fewer than three.

    A heading is a short line without a mark at its end, after a line that has one, before a long line.
    """
    lines = [line.strip() for line in text.split("\n") if not line.isspace() and line]
    parts: list[list[str]] = []
    headings = 0
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        heading = _is_heading(before, line, after)
        headings += heading
        if heading or not parts:
            parts.append([])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts] if headings > 1 and len(parts) >= MIN_PARTS else []


def paragraphs(text: str) -> list[str]:
    """The long lines of a text; none where there are fewer than three, or many."""
    long = [line for line in text.split("\n") if len(line.split()) >= PARAGRAPH_WORDS]
    return long if MIN_PARTS <= len(long) <= MOST_PARAGRAPHS else []


def _is_heading(before: str, line: str, after: str) -> bool:
    if _ends_open(before) or not _ends_open(line):
        return False
    return len(line.split()) <= HEADING_WORDS and len(after.split()) >= HEADED_WORDS


def _ends_open(line: str) -> bool:
    """Whether a line ends in a letter or a digit."""
    return bool(line) and unicodedata.category(line[-1])[0] in "LMN"
