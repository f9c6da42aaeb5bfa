"""A dump as a sequence of logical lines: blocks found, hard wraps undone, markup read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from copydesk.extraction.document import SENTENCE_END, Line, Link
from copydesk.extraction.dump.markdown import reference, shown_text
from copydesk.extraction.phrases import every

# A line longer than this cannot be a hard wrap of mail or terminal text.
WIDEST_WRAP = 120
NARROWEST_WRAP = 40
# Lines in which a text was cut, at least, and the share of them that begin in lower case.
FEWEST_WRAPPED = 3
RUNNING_SHARE = 1 / 3
# Of a full line's width that the longest has; and of full lines, the share that ends within a sentence.
FULL_SHARE = 0.8
CUT_SHARE = 0.5
# Markup in longer lines is not read; a news paragraph is under 10,000 characters.
MAX_MARKED_LINE = 200_000
# More lines than any one article's dump has; what stands beyond is not read, so that time stays bounded.
MAX_LINES = 30_000

# "by ANA HOLM - Pictures" below a headline: in a text that was cut at a column, so short a line would be no line.
MAX_BYLINE = 50
_BYLINE = re.compile(rf"(?:{'|'.join(map(re.escape, every('by')))})[:：]?\s[^\W\d_a-zа-я]")

_ATX = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r"^\s*(?:[*\-_=~#•·+]\s*){3,}$|^\s*(?:\\?\*\s*){1,3}$|^[\s*•·—–\-_=~#|+.]{1,80}$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•‣▪◦●–]|\(?\d{1,3}[.)])\s+(?=\S)")
# "– Nobody wanted this – said the mayor": a dash that opens what somebody says, in Polish and others.
_SPOKEN = re.compile(r"\s*–\s[^–\n]{2,1000}\s–\s")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")


def read_lines(text: str, markdown: bool) -> list[Line]:
    """The logical lines of cleaned text, in order; blank lines, rules and reference definitions left out."""
    physical = text.split("\n")
    references = dict(filter(None, map(reference, physical))) if markdown else {}
    lines: list[Line] = []
    block = 0
    fenced = ruled = False
    groups = _blocks(physical[:MAX_LINES])
    width = _wrap_width(groups)
    for group in groups:
        block += 1
        for raw, level in [(line, 0) for line in group] if fenced else _unwrapped(group, width):
            if markdown and _FENCE.match(raw):
                fenced = not fenced
                continue
            if markdown and reference(raw):
                continue
            if len(raw) <= 200 and _RULE.match(raw):
                ruled = True
                continue
            line = _line(raw, level, block, references, markdown, fenced)
            if line.text:
                lines.append(replace(line, ruled=ruled) if ruled else line)
                ruled = False
    return lines


def _blocks(physical: list[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    for line in physical:
        if line.strip():
            groups[-1].append(line.rstrip())
        elif groups[-1]:
            groups.append([])
    return groups if groups[-1] else groups[:-1]


def _wrap_width(groups: list[list[str]]) -> int:
    """The column at which the dump was hard-wrapped; 0 where it was not."""
    wrapped = [part for group in groups for part in _parts(group) if _is_wrapped(part)]
    if wrapped:
        return max(len(line) for part in wrapped for line in part)
    lengths = [len(line.rstrip()) for group in groups for line in group]
    longest = max(lengths, default=0)
    if not NARROWEST_WRAP <= longest <= WIDEST_WRAP:
        return 0
    full = [line for group in groups for line in group if len(line.rstrip()) >= FULL_SHARE * longest]
    # Where each full line ends a sentence, paragraphs happen to be of one length.
    cut = sum(SENTENCE_END.search(line.rstrip()[-12:]) is None for line in full)
    by_hand = cut >= FEWEST_WRAPPED and cut >= CUT_SHARE * len(full) and len(full) >= len(lengths) / 4
    return longest if by_hand else 0


def _parts(group: list[str]) -> Iterator[list[str]]:
    """The pieces of a block that could each be one text: from one item, heading or rule to the next."""
    start = 0
    for number in range(1, len(group) + 1):
        if number == len(group) or _stands_alone(group[number - 1]) or _opens(group[number]):
            yield group[start:number]
            start = number


def _stands_alone(line: str) -> bool:
    return _ATX.match(line) is not None or _RULE.match(line[:200]) is not None


def _opens(line: str) -> bool:
    return _stands_alone(line) or _ITEM.match(line) is not None


def _is_wrapped(part: list[str]) -> bool:
    """Whether lines are one text, cut wherever the next word did not fit in."""
    width = max(map(len, part))
    if len(part) < FEWEST_WRAPPED or not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return False
    if any(len(line) + 1 + len(following.split()[0]) <= width for line, following in pairwise(part)):
        return False
    return sum(line.lstrip()[:1].islower() for line in part[1:]) >= RUNNING_SHARE * (len(part) - 1)


def _unwrapped(group: list[str], width: int) -> list[tuple[str, int]]:
    """The block's lines, wrapped pieces joined, each with its setext heading level or 0."""
    joined: list[tuple[str, int]] = []
    for part in _parts(group):
        setext = _SETEXT.match(part[0]) if joined else None
        if setext and len(joined[-1][0]) <= 200 and not _ITEM.match(joined[-1][0]):
            joined[-1] = (joined[-1][0], 1 if setext[1][0] == "=" else 2)
            continue
        whole = _is_wrapped(part)
        joined.append((part[0], 0))
        for previous, line in pairwise(part):
            if whole or _continues(previous, line, width):
                joined[-1] = (f"{joined[-1][0]} {line.strip()}", 0)
            else:
                joined.append((line, 0))
    return joined


def _continues(previous: str, line: str, width: int) -> bool:
    if line.startswith("  ") and not previous.startswith("  ") and not _ITEM.match(previous):
        return False
    first = line.split(maxsplit=1)[0]
    if width and len(previous) + 1 + len(first) > width and len(previous) > 0.6 * width:
        return True
    # A sentence that runs on in lower case after a long enough line.
    open_end = len(previous) > 30 and not SENTENCE_END.search(previous[-12:]) and not previous.endswith(":")
    return open_end and first[:1].islower() and not (len(line) <= MAX_BYLINE and _BYLINE.match(line))


def _line(raw: str, level: int, block: int, references: dict[str, str], markdown: bool, fenced: bool) -> Line:
    body = raw.strip()
    no_links: tuple[Link, ...] = ()
    item = quote = False
    marked = markdown and not fenced and len(body) <= MAX_MARKED_LINE
    if marked:
        if match := _QUOTE.match(body):
            body, quote = body[match.end() :], True
        if match := _ATX.match(body):
            level, body = len(match[1]), match[2]
    if (match := _ITEM.match(body)) and not _SPOKEN.match(body):
        item = True
        body = body if match[0].strip()[:1].isdigit() else body[match.end() :]
    text, links = shown_text(body, references) if marked else (body, no_links)
    return Line.of(
        " ".join(text.split()),
        raw=raw.strip(),
        block=block,
        links=links,
        level=level,
        item=item,
        quote=quote,
        code=fenced,
        emphasis=marked and raw.lstrip().startswith("**"),
    )
