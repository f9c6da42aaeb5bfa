"""The paragraphs of a PDF's pages: a PDF places pieces of text, and only their places tell what belongs together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from statistics import median
from typing import Any

# Text at this share of a page's height from its top or bottom may be a running head or foot.
EDGE_SHARE = 0.12
# Share of the pages that repeat a running head, and the fewest of them.
RUNNING_SHARE = 0.5
RUNNING_PAGES = 2
# In sizes of the font: how far pieces of one line may be apart in height, and from where on a line is indented.
SAME_LINE = 0.35
INDENT = 0.7
# From where on a gap parts paragraphs: in distances between a page's lines, and in sizes of the font.
GAP = 1.3
LOOSE_GAP = 1.45
# Share of a full line that a line and the next one's first word do not fill where a paragraph ends.
FULL_LINE = 0.75
# Share by which the size of the font may differ within a paragraph.
SAME_SIZE = 0.08

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}  # U+FB00 to U+FB06
)
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page|seite|página|pagina|стр\.?)?\s*\d{1,4}(?:\s*(?:/|of|von|de|di|из)\s*\d{1,4})?\W*$", re.I
)
_SENTENCE_END = re.compile(r"[.!?…。！？:]['\"“”‘’«»‹›)\]]{0,3}$")
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(slots=True)
class _Line:
    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of one page in the order of its content, and where its top and bottom are."""

    lines: list[_Line]
    bottom: float
    top: float

    def edge(self, line: _Line) -> str | None:
        """ "top" or "bottom" for a line where running heads and feet are; else None."""
        margin = EDGE_SHARE * (self.top - self.bottom)
        if line.y >= self.top - margin:
            return "top"
        return "bottom" if line.y <= self.bottom + margin else None


def read_page(page: Any) -> PageText:
    """The lines of one page of pypdf's. Text that runs up or down the page is left out: stamps and watermarks."""
    lines: list[_Line] = []

    def visit(text: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        text = " ".join(text.translate(_LIGATURES).split())
        a, b = inner[0] * outer[0] + inner[1] * outer[2], inner[0] * outer[1] + inner[1] * outer[3]
        if not text or abs(b) > abs(a):
            return
        x = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
        y = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
        height = abs(size) * hypot(a, b) or 1.0
        last = lines[-1] if lines else None
        if last is not None and abs(last.y - y) <= SAME_LINE * max(height, last.size) and x >= last.x:
            last.text = f"{last.text} {text}"
        else:
            lines.append(_Line(text, x, y, height))

    page.extract_text(visitor_text=visit)
    box = page.mediabox
    return PageText(lines, float(box.bottom), float(box.top))


def paragraphs(pages: list[PageText]) -> list[str]:
    """The paragraphs of all pages: lines joined, words mended that a line's end divides, running heads once."""
    words = Counter(
        word for page in pages for line in page.lines for word in _WORD.findall(line.text.casefold())
    )
    blocks: list[list[_Line]] = []
    for lines in _without_running_heads(pages):
        found = list(_blocks(lines))
        if blocks and found and _runs_on(blocks[-1], found[0]):
            blocks[-1] += found.pop(0)
        blocks += found
    return [_joined(block, words) for block in blocks]


def _without_running_heads(pages: list[PageText]) -> Iterator[list[_Line]]:
    edges = Counter(
        name for page in pages for name in {_edge_name(page, line) for line in page.lines} if name is not None
    )
    least = max(RUNNING_PAGES, RUNNING_SHARE * len(pages))
    for number, page in enumerate(pages):
        kept, heads = [], []
        for line in page.lines:
            name = _edge_name(page, line)
            if name is None or edges[name] < least:
                kept.append(line)
            elif number == 0 and name[0] == "top":
                heads.append(line)  # the first tells who published this, and often when
        yield heads + [line for line in kept if not _PAGE_NUMBER.match(line.text)]


def _edge_name(page: PageText, line: _Line) -> tuple[str, str] | None:
    edge = page.edge(line)
    return (edge, _DIGITS.sub("#", line.text)) if edge else None


def _blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    measure = _Measure.of(lines)
    block: list[_Line] = []
    for line in lines:
        if block and not _continues(block, line, measure):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


@dataclass(frozen=True, slots=True)
class _Measure:
    """A page's usual distance between lines, the area of its usual full line, in characters times font size."""

    step: float
    full: float

    @classmethod
    def of(cls, lines: list[_Line]) -> _Measure:
        steps = [one.y - two.y for one, two in pairwise(lines) if one.y > two.y and _alike(one, two)]
        widths = sorted(len(line.text) * line.size for line in lines)
        return cls(median(steps) if steps else 0.0, widths[len(widths) * 3 // 4] if widths else 0.0)


def _continues(block: list[_Line], line: _Line, measure: _Measure) -> bool:
    last = block[-1]
    if not _alike(last, line):
        return False
    if line.y > last.y:
        return _runs_on(block, [line])  # the next column
    if last.y - line.y > max(GAP * measure.step, LOOSE_GAP * line.size):
        return False
    room = FULL_LINE * measure.full / last.size
    if len(last.text) + 1 + len(line.text.split(" ", 1)[0]) < room:
        return False
    return not (line.x - last.x > INDENT * line.size and _SENTENCE_END.search(last.text))


def _alike(one: _Line, two: _Line) -> bool:
    return abs(one.size - two.size) <= SAME_SIZE * max(one.size, two.size)


def _runs_on(block: list[_Line], following: list[_Line]) -> bool:
    """Whether a block that a column or page ends goes on in the next."""
    last, first = block[-1], following[0]
    return (
        _alike(last, first)
        and not _SENTENCE_END.search(last.text)
        and (len(block) > 1 or first.text[:1].islower())
    )


def _joined(block: list[_Line], words: Counter[str]) -> str:
    text = ""
    for line in block:
        divided = _HYPHENATED.search(text[-80:])
        rest = _WORD.match(line.text)
        if divided and rest and line.text[:1].islower():
            # "well-" and "known" are one word with a hyphen where the text has it elsewhere.
            hyphen = "-" if words[f"{divided[1]}-{rest[0]}".casefold()] else ""
            text = text[:-1] + hyphen + line.text
        else:
            text = f"{text} {line.text}" if text else line.text
    return text
