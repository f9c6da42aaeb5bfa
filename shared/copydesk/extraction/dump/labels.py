"""Label lines: "Region: [Asia](#), [USA](#)", "Fecha de publicación:" above its value, front matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from copydesk.extraction.dates import before_date, dates_in
from copydesk.extraction.document import Document, Line, Link
from copydesk.extraction.dump.furniture import is_furniture
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.names import has_role, split_authors, strip_by
from copydesk.extraction.phrases import every, fold

T = TypeVar("T", bound=Hashable)

KINDS = (
    "title",
    "date",
    "modified",
    "author",
    "publisher",
    "source",
    "region",
    "topic",
    "tag",
    "image",
    "url",
)
DAYS = frozenset({"date", "modified"})
# A label's value, where it is a line of its own, is short.
MAX_VALUE_WORDS = 14
MAX_OTHER_WORDS = 8  # but for titles and days
MAX_VALUES = 30
# A line that begins with a date and goes on with labels is short, and so is the date with its time and zone.
MAX_DATED_LINE = 300  # characters
MAX_DATE_WORDS = 8
# Without a colon or markup, a label of topics stands below prose and above so many short lines; menus are longer.
PROSE_WORDS = 25
PROSE_LINES = 100  # above the label, so that time stays bounded
MIN_TAG_LINES = 2
MAX_TAG_LINES = 8
MAX_TAG_WORDS = 3
LINKED_SHARE = 0.7

_KIND = {phrase: kind for kind in reversed(KINDS) for phrase in every(f"{kind}_labels")}
_ALTERNATIVES = "|".join(re.escape(phrase) for phrase in sorted(_KIND, key=len, reverse=True))
_START = re.compile(rf"^\W{{0,3}}({_ALTERNATIVES})\s{{0,3}}[:：|]\s*", re.IGNORECASE)
_COLON = re.compile(r"[:：|]")
# Latin labels need a space behind their colon; in Chinese and Japanese a value follows it at once.
_INNER = re.compile(
    rf"(?:(?<=\s)|(?<=[|;]))({_ALTERNATIVES})\s{{0,3}}(?:[:：]\s+|(?<=[\u3400-\u9fff])[:：]|：)",
    re.IGNORECASE,
)
# A label that is of none of the kinds ends a value: "来源：X 责任编辑：Y".
_UNKNOWN_LABEL = re.compile(r"\s+[\u3400-\u9fff]{2,8}[:：].*$")
# A dump's own address can be its first line, below its title at most.
ADDRESS_LINES = 2
_ADDRESS = re.compile(r"<?https?://[^\s<>]{4,2000}>?")
_CLOCK_END = re.compile(r"\d\s?(?:hs?|hrs|uhr|[ap]\.?\s?m|ч)\.$", re.IGNORECASE)
# What parts the values of a label, and is none.
_SEPARATORS = " |;,"
_EDGES = " .,;:*_"
# Above the menu of a site, more often than above a story's topics.
_OF_MENUS = re.compile(r"[ck]ategor|catégor|sec[ct]i|rubri|рубри|катег|разд|sezion|seç|editoria|ressort")
_FRONT_KEY = re.compile(r"^([\w -]{1,40}?)\s*[:=]\s*(.*)$")
_FRONT_KEYS = {
    "title": "title headline",
    "date": "date published published_at publish_date pubdate date_published publishdate created",
    "modified": "lastmod updated modified date_modified",
    "author": "author authors byline by",
    "publisher": "publisher site site_name sitename publication outlet",
    "source": "source credit",
    "url": "url link canonical canonical_url permalink source_url original_url",
    "region": "region regions country countries location",
    "topic": "theme themes topic topics category categories section",
    "tag": "tag tags keywords",
    "language": "lang language",
}
_FRONT_KINDS = {key: kind for kind, keys in _FRONT_KEYS.items() for key in keys.split()}


@dataclass(frozen=True, slots=True)
class Label:
    """A label that was read: its kind, its values in order, the line's text, and the links of its values."""

    kind: str
    values: tuple[str, ...]
    raw: str
    links: tuple[Link, ...] = ()
    method: str = "label"


def labelled(labels: Iterable[Label], kind: str, read: Callable[[str], T | None]) -> Iterator[Candidate[T]]:
    """The values of the labels of a kind, as `read` reads their text; those of which it makes nothing left out."""
    for label in labels:
        if label.kind == kind and (value := read(", ".join(label.values))):
            yield Candidate(value, label.method, label.raw)


def front_matter(text: str) -> tuple[list[Label], str]:
    """Labels of a YAML ("---") or TOML ("+++") block at the very top, and the text after it."""
    stripped = text.lstrip("\n \t")
    fence = stripped[:3]
    if fence not in {"---", "+++"} or "\n" not in stripped or stripped.split("\n", 1)[0].strip() != fence:
        return [], text
    end = stripped.find(f"\n{fence}", 3)
    if end < 0 or end > 20_000:
        return [], text
    rows = stripped[4:end].split("\n")
    if not any(_FRONT_KEY.match(row) for row in rows):
        return [], text
    found: dict[str, list[str]] = {}
    key = ""
    for row in rows:
        bullet = re.match(r"^\s*-\s+(.*)$", row)
        if bullet and key:
            found[key].append(_unquoted(bullet[1]))
        elif (match := _FRONT_KEY.match(row)) and not row.startswith((" ", "\t")):
            key = re.sub(r"[\s-]+", "_", match[1].strip().casefold())
            found[key] = _front_values(match[2])
    rest = stripped[end + 4 :]
    labels = [
        Label(
            _FRONT_KINDS[k], tuple(v for v in values if v), f"{k}: {', '.join(values)}", method="front_matter"
        )
        for k, values in found.items()
        if k in _FRONT_KINDS and any(values)
    ]
    return labels, rest[rest.find("\n") + 1 :] if "\n" in rest else ""


def _front_values(text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in text[1:-1].split(",")]
    return [_unquoted(text)] if text else []


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        inner = re.sub(r"\\[\"']|\"\"|''|(?<=\w)'(?=\w)", "", text[1:-1])
        # "Yes" is what "they" said: quotation marks of the value itself, not about it.
        if text[0] not in inner:
            return text[1:-1].replace(f"\\{text[0]}", text[0]).replace(text[0] * 2, text[0]).strip()
    return text


def label_lines(document: Document) -> tuple[dict[int, list[Label]], set[int]]:
    """The labels of a document by the number of the line where they start, and all lines that they take."""
    found: dict[int, list[Label]] = {}
    taken: set[int] = set()
    number = 0
    while number < len(document.lines):
        labels, count = labels_at(document.lines, number)
        if labels:
            found[number] = labels
        taken.update(range(number, number + count))
        number += max(1, count)
    return found, taken


def labels_at(lines: Sequence[Line], index: int) -> tuple[list[Label], int]:
    """The labels that start at a line, and how many lines they take (0 where the line is no label)."""
    line = lines[index]
    if index < ADDRESS_LINES and _ADDRESS.fullmatch(line.text):
        return [Label("url", (line.text.strip("<>"),), line.raw, method="first_line")], 1
    start = _START.match(line.text) if len(line.text) <= 600 and _COLON.search(line.text[:60]) else None
    if not start:
        dated = _dated(line)
        return (dated, 1) if dated else _bare_heading(lines, index)
    kind = _KIND[fold(start[1])]
    rest = line.text[start.end() :].strip(" *_")
    if not rest.strip(_SEPARATORS):
        return _value_below(lines, index, kind)
    if (kind in {"author", "date"} and line.words > 25) or (
        kind not in {"tag", "region", "topic"} and line.words > 40
    ):
        return [], 0
    if kind == "url":
        address = _ADDRESS.fullmatch(rest)
        return ([Label(kind, (rest.strip("<>"),), line.raw)], 1) if address else ([], 0)
    pieces = _split_inner(rest)
    labels = [_label(kind, pieces[0][1], line)] if pieces[0][1] else []
    labels += [_label(inner, value, line) for inner, value in pieces[1:]]
    if any(label.kind in DAYS and not dates_in(label.raw) for label in labels[:1]):
        return [], 0
    taken = 1
    while (
        rest.endswith(",")
        and taken < MAX_VALUES
        and index + taken < len(lines)
        and lines[index + taken].words <= MAX_VALUE_WORDS
    ):
        more = lines[index + taken]
        rest = more.text
        last = labels[-1]
        labels[-1] = Label(
            last.kind, last.values + _values(last.kind, more.text, more.links), last.raw, last.links
        )
        taken += 1
    return labels, taken


def _dated(line: Line) -> list[Label]:
    """The labels of a line that begins with a date that has none: "12 May 2023 Source: X Author: Y"."""
    inner = (
        _INNER.search(line.text) if len(line.text) <= MAX_DATED_LINE and _COLON.search(line.text) else None
    )
    if inner is None:
        return [_label("date", line.text, line)] if _is_clocked(line) else []
    day = line.text[: inner.start()].strip(_SEPARATORS)
    if before_date(day) or not dates_in(day) or len(day.split()) > MAX_DATE_WORDS:
        return []
    pieces = _split_inner(line.text[inner.start() - 1 :])
    return [
        _label("date", day, line),
        *(_label(kind, value, line) for kind, value in pieces if kind and value),
    ]


def _is_clocked(line: Line) -> bool:
    """Whether a line is a date with a time whose abbreviation looks like a sentence's end: "12 May 2023, 10:25 hs."."""
    timed = line.words <= MAX_VALUE_WORDS and _CLOCK_END.search(line.text) is not None
    return timed and dates_in(line.text) and not before_date(line.text).strip()


def _bare_heading(lines: Sequence[Line], index: int) -> tuple[list[Label], int]:
    """ "Region" as a heading with list items of links below it."""
    line = lines[index]
    kind = _KIND.get(fold(line.text.strip(" :*"))) if line.words <= 3 else None
    if kind == "author":
        return _people_below(lines, index)
    if kind not in {"region", "topic", "tag"}:
        return [], 0
    if not (line.level or line.emphasis):
        return _tags_below(lines, index, kind)
    items: list[Line] = []
    while index + 1 + len(items) < len(lines) and len(items) < MAX_VALUES:
        below = lines[index + 1 + len(items)]
        if not below.item or below.words > 6 or below.ends_sentence:
            break
        items.append(below)
    if not items:
        return [], 0
    return [Label(kind, tuple(i.text for i in items), line.text)], 1 + len(items)


def _below_prose(lines: Sequence[Line], index: int) -> bool:
    return any(line.words >= PROSE_WORDS for line in lines[max(0, index - PROSE_LINES) : index])


def _tags_below(lines: Sequence[Line], index: int, kind: str) -> tuple[list[Label], int]:
    """Below a story, "Topics" above a line of links, or above lines of a few words each."""
    if _OF_MENUS.match(fold(lines[index].text)) or not _below_prose(lines, index):
        return [], 0
    values: list[str] = []
    taken = 1
    for below in lines[index + 1 : index + 1 + 2 * MAX_TAG_LINES]:
        linked = below.links and below.link_share > LINKED_SHARE
        if below.words > MAX_TAG_WORDS * max(1, len(below.links)) or strip_by(below.text)[1]:
            break
        if below.words and is_furniture(below):
            break
        values += [link.text for link in below.links] if linked else [below.text] if below.words else []
        taken += 1
        if linked and len(below.links) > 1:
            break
    values = [value.strip(_EDGES) for value in values]
    if not MIN_TAG_LINES <= len(values) <= MAX_TAG_LINES:
        return [], 0
    return [Label(kind, tuple(values), f"{lines[index].text} {', '.join(values)}"[:300])], taken


def _people_below(lines: Sequence[Line], index: int) -> tuple[list[Label], int]:
    """ "Authors" above lines of "Jane Doe, Professor of Law, A University"."""
    people: list[str] = []
    for below in lines[index + 1 : index + 1 + MAX_VALUES]:
        first, comma, _ = below.text.partition(",")
        if not comma or below.words > MAX_VALUE_WORDS or below.ends_sentence or not has_role(below.text):
            break
        people += split_authors(first)
    if not people:
        return [], 0
    return [Label("author", tuple(people), f"{lines[index].text} {', '.join(people)}")], 1 + len(people)


def _value_below(lines: Sequence[Line], index: int, kind: str) -> tuple[list[Label], int]:
    below = lines[index + 1] if index + 1 < len(lines) else Line("")
    if kind in DAYS and not dates_in(below.text):  # "UPDATE:" above a story
        return [], 0
    long = below.words > MAX_VALUE_WORDS
    other = kind not in DAYS | {"title"} and (below.ends_sentence or below.words > MAX_OTHER_WORDS)
    if not below.text or long or other or _START.match(below.text):
        return [Label(kind, (), lines[index].text)], 1
    raw = f"{lines[index].text} {below.text}"
    values = _values(kind, below.text, below.links)
    taken = 2
    while (
        below.item
        and index + taken < len(lines)
        and lines[index + taken].item
        and lines[index + taken].words <= 6
    ):
        values += _values(kind, lines[index + taken].text, lines[index + taken].links)
        taken += 1
    return [Label(kind, values, raw, below.links)], taken


def _split_inner(rest: str) -> list[tuple[str, str]]:
    """The first value, then (kind, value) for each further label on the same line."""
    pieces: list[tuple[str, str]] = []
    kind, position = "", 0
    for match in _INNER.finditer(rest):
        pieces.append((kind, _UNKNOWN_LABEL.sub("", rest[position : match.start()]).strip(" |;,·•")))
        kind, position = _KIND[fold(match[1])], match.end()
    pieces.append((kind, _UNKNOWN_LABEL.sub("", rest[position:]).strip(_SEPARATORS)))
    return pieces


def _label(kind: str, value: str, line: Line) -> Label:
    if kind in {"source", "publisher"}:  # "来源：X 2022年1月12日"
        value = before_date(value).strip(_SEPARATORS) or value
    links = tuple(link for link in line.links if link.text and link.text in value)
    return Label(kind, _values(kind, value, links), line.text[:300], links)


def _values(kind: str, value: str, links: tuple[Link, ...]) -> tuple[str, ...]:
    if kind not in {"region", "topic", "tag"}:
        return (value.strip(),)
    linked = [link.text.strip(" ,;") for link in links]
    # Links are the values where they make up the line; else separators divide it.
    rest = value
    for name in linked:
        rest = rest.replace(name, "", 1)
    if linked and len(re.sub(r"[\W_]+", "", rest)) <= 3:
        parts = linked
    else:
        parts = re.split(r"\s*[,;|•·/、，#]\s*|\s[–-]\s", value)
    cleaned = (part.strip(_EDGES) for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if part and len(part) <= 80))[:MAX_VALUES]
