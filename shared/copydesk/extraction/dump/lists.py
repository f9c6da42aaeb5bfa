"""Short lines without a sentence's end: a story's subheadings and lists, or stray headlines."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.document import Line
from copydesk.extraction.dump.alone import DROPPED, PROSE_WORDS, RUNNING, SENTENCE_STOP_SHARE, Role

MAX_SUBHEADING_WORDS = 8
LONG_LIST = 6
# A list after a colon has at least two items; without one, lines must be more to be alike not by chance.
FEWEST_ITEMS = 2
FEWEST_ALIKE = 4
# Of a list's lines; an item that a wrap or a link tore apart has another shape.
ALIKE_SHARE = 0.8

# A sentence without its full stop: headlines are shorter, have fewer function words or more capitals.
SENTENCE_WORDS = 15
MOST_LARGE_SHARE = 0.3
LONG_WORD = 4  # letters
_LONG_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SIGNATURE = re.compile(r"[.!?…][\"'“”‘’«»‹›]{0,2}\s([^\W\d_]{2,12})\W?$")
# With which agencies end a story.
_END_WORDS = frozenset({"ends", "enditem", "endit"})
_HEADLINES = frozenset({Role.SHORT, Role.REPEATED})
# An item's price, result or address can have a line of its own.
_DETAIL = re.compile(r"\d|https?://|www\.")
_NUMBERED = re.compile(r"\W{0,2}\d{1,4}\s?[.):\u00ba\u00aa\u2013-]")
_SHAPES: tuple[Callable[[str], bool], ...] = (
    lambda text: _NUMBERED.match(text) is not None,
    lambda text: ": " in text,
    lambda text: " - " in text or " – " in text or " — " in text,
)


def own_short_lines(lines: Sequence[Line], line_roles: Sequence[Role], start: int, end: int) -> set[int]:
    """The short lines without a sentence's end that are subheadings or list items, not stray headlines.

    Measured on benchmarks/dumps.py: over eight words such lines are other stories' headlines three times in
    four; beside furniture, most are furniture too; after a colon and in clean runs they are a story's lists.
    """
    own: set[int] = set()
    first = start
    while first < end:
        if line_roles[first] in RUNNING:
            first += 1
            continue
        last = first
        while last + 1 < end and line_roles[last + 1] not in RUNNING:
            last += 1
        run = range(first, last + 1)
        listed = first > start and lines[first - 1].text.endswith((":", "："))
        clean = not any(line_roles[n] in DROPPED for n in run)
        for n in run:
            short = lines[n].words <= MAX_SUBHEADING_WORDS and (clean or n == last or len(run) > LONG_LIST)
            unstopped = n == first and first > start and _is_unstopped_sentence(lines[n])
            if listed or lines[n].item or short or unstopped:
                own.add(n)
        first = last + 1
    return own


def _is_unstopped_sentence(line: Line) -> bool:
    """Whether a long line reads as a sentence that lacks its full stop, not as a headline."""
    words = [word for word in _LONG_WORD.findall(line.text)[1:] if len(word) >= LONG_WORD]
    large = sum(word[0].isupper() for word in words)
    return (
        line.words >= SENTENCE_WORDS
        and line.stop_share > SENTENCE_STOP_SHARE
        and large < MOST_LARGE_SHARE * len(words)
    )


def list_end(lines: Sequence[Line], line_roles: Sequence[Role], end: int) -> int:
    """The end of the list right after a text that ends before `end`; `end` where there is none.

    A colon opens a list of anything. Without one its lines are alike: all numbered, or all parted in two. A last
    paragraph that an agency signs ("... said. EFE") counts as one; elsewhere such lines are captions.
    """
    if end < len(lines) and line_roles[end] is Role.SHORT and _is_signed(lines[end]):
        return end + 1
    last = end
    while last < len(lines) and _may_be_item(lines[last], line_roles[last]):
        last += 1
    first = end
    # The list may have a heading, or a last short sentence that opens it.
    if not _opens_list(lines[end - 1]) and end < last and not _alike(lines[end:last]):
        first = end + 1
        if not _opens_list(lines[end]) and not _alike(lines[first:last]):
            return end
    listed = lines[first:last]
    return last if len(listed) >= FEWEST_ITEMS else end


def _is_signed(line: Line) -> bool:
    match = _SIGNATURE.search(line.text[-60:])
    signed = match is not None and (is_agency(match[1]) or match[1].casefold() in _END_WORDS)
    return signed and line.words >= PROSE_WORDS


def _may_be_item(line: Line, role: Role) -> bool:
    return role in _HEADLINES or (role is Role.METADATA and _DETAIL.search(line.text) is not None)


def _opens_list(line: Line) -> bool:
    return line.text.endswith((":", "："))


def _alike(listed: Sequence[Line]) -> bool:
    """Whether lines have one of the shapes of lists: numbers in front, or one separator in each."""
    texts = [line.text for line in listed]
    if len(texts) < FEWEST_ALIKE:
        return False
    return any(sum(map(shape, texts)) >= ALIKE_SHARE * len(texts) for shape in _SHAPES)
