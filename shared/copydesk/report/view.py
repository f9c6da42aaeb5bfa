"""A story in the words and figures that its page shows: everything is decided here, templates only place it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from copydesk.clustering.canonical import credited_names
from copydesk.origins import Origins
from copydesk.report.dates import in_words, length_in_words, moment_of
from copydesk.report.difference import Kind
from copydesk.report.naming import NO_PUBLISHER, publisher_of, web_address
from copydesk.report.story import Beside, Story, Told
from copydesk.report.timeline import Timeline, timeline

# Of a strip that shows a copy beside the canonical text: as wide as that text; what was added stands to its right.
STRIP = 100
STRIP_ADDED = 50  # most room for what was added
STRIP_HEIGHT = 8

# Sources that the summary names; the picture and the table have all.
NAMED_SOURCES = 3


class Strip(NamedTuple):
    """Paths: what of the canonical text a copy kept and changed, what it left out, and what it added."""

    shared: str
    changed: str
    cut: str
    added: str


class Row(NamedTuple):
    """A copy in the table."""

    number: int
    article_id: str
    title: str
    address: str | None
    language: str | None
    publisher: str
    authors: str
    published: str
    published_key: str
    share: int | None
    """Of its words, in whole per cent, those that the canonical text has too: 100 are all."""
    beside: Beside | None
    strip: Strip | None
    relation: str | None
    matched: int | None
    """The number of the copy that it matches; none for the canonical one."""
    matched_publisher: str | None
    credit: str | None
    credit_address: str | None
    is_canonical: bool
    is_first_seen: bool
    is_origin: bool
    """Whether its newsroom published something of its own here."""


class View(NamedTuple):
    """A story's page."""

    cluster_id: str
    heading: str
    language: str | None
    lead: str
    figures: list[tuple[str, str]]
    """A number, and of what it is."""
    canonical: Row
    first_seen: Row | None
    earliest: list[Row]
    """Who gives the earliest date; several where they give the same."""
    credited: list[tuple[str, int]]
    """Every source that copies credit, with how many do."""
    origins: list[tuple[str, int]]
    """Who published something of their own, and how many copies re-ran it."""
    rows: list[Row]
    timeline: Timeline
    has_texts: bool


def view_of(story: Story) -> View:
    """What the page of a story shows."""
    numbers = {one.copied.article_id: number for number, one in enumerate(story.copies)}
    labels = [publisher_of(one.copied) for one in story.copies]
    rows = [_row(story, one, number, numbers, labels) for number, one in enumerate(story.copies)]
    canonical = rows[numbers[story.canonical]]
    dated = [row for row in rows if moment_of(row.published_key)]
    credited = _credited(story)
    return View(
        cluster_id=story.cluster_id,
        heading=story.heading,
        language=canonical.language,
        lead=_lead(rows, dated, credited),
        figures=_figures(story.origins, rows, dated, credited),
        canonical=canonical,
        first_seen=rows[numbers[story.first_seen]] if story.first_seen in numbers else None,
        earliest=[row for row in dated if row.published_key == dated[0].published_key],
        credited=credited,
        origins=[(one.owner or one.name or NO_PUBLISHER, len(one.reran)) for one in story.origins.origins],
        rows=rows,
        timeline=timeline(story),
        has_texts=any(one.article and one.article.text for one in story.copies),
    )


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number of things: `1 copy`, `2,000 copies`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def credits_of(number: int) -> str:
    """So many copies as the subject of a sentence: `1 credits`, `2,000 credit`."""
    return f"{number:,} {'credits' if number == 1 else 'credit'}"


def _row(story: Story, one: Told, number: int, numbers: dict[str, int], labels: list[str]) -> Row:
    copy, match, credit = one.copied, one.match, one.copied.credit
    matched = numbers.get(match.article_id) if match else None
    is_canonical = copy.article_id == story.canonical
    return Row(
        number=number,
        article_id=copy.article_id,
        title=copy.title or "Untitled",
        address=web_address(copy.url),
        language=copy.language,
        publisher=labels[number],
        authors=", ".join(copy.authors),
        published=in_words(copy.published_key),
        published_key=copy.published_key,
        share=int(100 * one.beside.share) if one.beside else None,
        beside=one.beside,
        strip=_strip(one.beside) if one.beside else None,
        relation=match.relation.words if match else None,
        matched=matched,
        matched_publisher=None if matched is None else labels[matched],
        credit=credit.name if credit else None,
        credit_address=web_address(credit.url) if credit else None,
        is_canonical=is_canonical,
        is_first_seen=copy.article_id == story.first_seen,
        is_origin=any(copy.article_id in one.published for one in story.origins.origins),
    )


def _strip(beside: Beside) -> Strip:
    words = sum(count for _, count in beside.kept) or 1
    paths = dict.fromkeys(Kind, "")
    at = 0
    for kind, count in beside.kept:
        paths[kind] += _stretch(STRIP * at / words, STRIP * count / words)
        at += count
    added = min(STRIP * beside.added / words, STRIP_ADDED)
    return Strip(
        paths[Kind.SHARED], paths[Kind.CHANGED], paths[Kind.OWN], _stretch(STRIP + 2, added) if added else ""
    )


def _stretch(left: float, width: float) -> str:
    """A line along the middle of a strip: as wide as it is stroked."""
    return f"M{left:.3g} {STRIP_HEIGHT // 2}h{max(width, 0.4):.3g}"


def _credited(story: Story) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for one in story.copies:
        for name in credited_names(one.copied):
            counts[name] += 1
            spelled.setdefault(name, one.copied.credit.name if one.copied.credit else name)
    return [(spelled[name], count) for name, count in sorted(counts.items(), key=lambda found: -found[1])]


def _lead(rows: list[Row], dated: list[Row], credited: list[tuple[str, int]]) -> str:
    publishers = len({row.publisher for row in rows})
    text = f"{counted(publishers, 'publisher')} ran this text in {counted(len(rows), 'copy', 'copies')}"
    if len(dated) > 1 and dated[0].published != dated[-1].published:
        text += f", dated from {dated[0].published} to {dated[-1].published}"
    elif dated:
        text += f", dated {dated[0].published}"
    crediting = sum(count for _, count in credited)
    named = [f"{credits_of(count)} {name}" for name, count in credited[:NAMED_SOURCES]]
    if len(credited) > NAMED_SOURCES:
        named.append(f"{credits_of(sum(count for _, count in credited[NAMED_SOURCES:]))} others")
    silent = len(rows) - crediting
    if silent:
        named.append(f"{credits_of(silent)} nobody" if named else "none credits a source")
    return f"{text}. {_sentence(named)}."


def _sentence(parts: list[str]) -> str:
    text = ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)
    return text[:1].upper() + text[1:]


def _figures(
    origins: Origins, rows: list[Row], dated: list[Row], credited: list[tuple[str, int]]
) -> list[tuple[str, str]]:
    publishers = len({row.publisher for row in rows})
    figures = [
        _figure(origins.independent, "independent origin"),
        _figure(len(rows), "copy", "copies"),
        _figure(publishers, "publisher"),
        _figure(len(credited), "source credited", "sources credited"),
    ]
    if len(dated) > 1:
        first, last = moment_of(dated[0].published_key), moment_of(dated[-1].published_key)
        number, _, unit = (
            length_in_words(last - first).partition(" ") if first and last else ("0", "", "minutes")
        )
        figures.append((number, f"{unit} from first to last date"))
    whole = sum(1 for row in rows if not row.is_canonical and row.share is not None and row.share >= 90)
    if any(row.share is not None for row in rows):
        figures.append((f"{whole:,}", "have nine tenths of their words from the canonical text"))
    return figures


def _figure(number: int, one: str, many: str | None = None) -> tuple[str, str]:
    value, _, label = counted(number, one, many).partition(" ")
    return value, label


Link = Callable[[str, str], str | None]
"""Where a page links to: of a kind (`article`, `publisher`, ...) and a value, an address or none."""
