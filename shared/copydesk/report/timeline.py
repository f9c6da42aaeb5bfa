"""When copies were published and whom they credit, as the geometry of one picture."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from copydesk.cluster import Copy, Relation
from copydesk.clustering.canonical import credited_names, publisher_names
from copydesk.report.dates import MONTHS, moment_of
from copydesk.report.naming import publisher_of
from copydesk.report.story import Story

# Of the picture, in units that are pixels on wide screens.
WIDTH = 960
LABELS = 210  # left of the lanes
UNDATED_ROOM = 80  # right of them, where a copy has no date
MARGIN = 14
DOT = 12  # room of a mark
MOST_NAMED = 24  # copies that have a line each, with the publisher's name
MOST_LINES = 250  # copies with a line to what they match: of more, the lines would be one area
LINES = 8  # of these as dark as one
ROW = 19  # height of such a line
MOST_STACKED = 9  # marks above each other; of more, they overlap
TICKS = 7  # most labels on the line of time
LANES = 8  # most sources with a lane of their own
LABEL = 26  # characters of a lane's label

_STEPS = tuple(
    timedelta(minutes=minutes)
    for minutes in (5, 15, 30, 60, 180, 360, 720, 1440, 2880, 10_080, 20_160, 43_200, 129_600, 525_600)
)


class Mark(NamedTuple):
    """A copy in the picture."""

    number: int
    """Which of the story's copies."""
    shape: str
    """`canonical`, or its relation."""
    x: float
    y: float
    name: str | None
    """Of its publisher, where there is room for all."""
    until: float | None
    """Where its day ends, of one that is dated by a day alone; else none."""
    first_seen: bool


class Lane(NamedTuple):
    """The copies that credit one source."""

    label: str
    copies: int
    top: float
    height: float
    middle: float
    """Where its label stands."""


class Tick(NamedTuple):
    """A label on the line of time."""

    x: float
    label: str


class Timeline(NamedTuple):
    """The whole picture."""

    height: float
    lanes: list[Lane]
    ticks: list[Tick]
    marks: list[Mark]
    shapes: frozenset[str]
    """Those of the marks."""
    matches: str
    """A path with a line for every match; none where they are too many."""
    opacity: float
    """Of those lines: the more there are, the fainter."""
    undated: bool


def timeline(story: Story) -> Timeline:
    """The picture of a story."""
    copies = [one.copied for one in story.copies]
    moments = [moment_of(copy.published_key) for copy in copies]
    scale = _Scale([moment for moment in moments if moment])
    places: dict[int, tuple[float, float]] = {}
    lanes: list[Lane] = []
    top = float(MARGIN)
    is_named = len(copies) <= MOST_NAMED
    for label, numbers in _lanes(copies):
        placed, height = _placed({number: scale.x(moments[number]) for number in numbers}, is_named=is_named)
        places |= {number: (x, top + y) for number, (x, y) in placed.items()}
        middle = min(y for _, y in placed.values()) if is_named else height / 2
        lanes.append(Lane(_cut(label), len(numbers), top, height, top + middle))
        top += height
    numbers_of = {copy.article_id: number for number, copy in enumerate(copies)}
    marks = [
        Mark(
            number,
            _shape(story, number),
            *places[number],
            name=publisher_of(copy) if is_named else None,
            until=scale.end_of_day(copy.published_key),
            first_seen=copy.article_id == story.first_seen,
        )
        for number, copy in enumerate(copies)
    ]
    lines = [
        "M{:.0f} {:.0f}L{:.0f} {:.0f}".format(*places[number], *places[numbers_of[one.match.article_id]])
        for number, one in enumerate(story.copies)
        if one.match and one.match.article_id in numbers_of and len(copies) <= MOST_LINES
    ]
    return Timeline(
        top + 30,
        lanes,
        scale.ticks(),
        marks,
        frozenset(mark.shape for mark in marks),
        "".join(lines),
        min(0.35, LINES / len(copies)),
        None in moments,
    )


def _placed(across: dict[int, float], *, is_named: bool) -> tuple[dict[int, tuple[float, float]], float]:
    """Where the marks of a lane are below its top, and its height: a line each where they are named, else stacked."""
    if is_named:
        lines = {number: (x, ROW * (line + 0.6)) for line, (number, x) in enumerate(across.items())}
        return lines, ROW * (len(lines) + 0.2)
    stacks: dict[int, int] = defaultdict(int)
    stacked: dict[int, int] = {}
    for number, x in across.items():
        stacked[number] = stacks[round(x / DOT)]
        stacks[round(x / DOT)] += 1
    most = max(stacks.values())
    height = DOT * (min(most, MOST_STACKED) + 1.5)
    step = (height - 1.5 * DOT) / most
    return {number: (x, height - DOT - stacked[number] * step) for number, x in across.items()}, height


class _Scale:
    """Moments to places from left to right."""

    def __init__(self, moments: list[datetime]) -> None:
        self._dated = bool(moments)
        self._first = min(moments, default=datetime(2000, 1, 1, tzinfo=UTC))
        self._last = max(moments, default=self._first)
        self._seconds = max((self._last - self._first).total_seconds(), 1.0)
        self._room = WIDTH - LABELS - UNDATED_ROOM - 2 * MARGIN

    def x(self, moment: datetime | None) -> float:
        if moment is None:
            return WIDTH - UNDATED_ROOM / 2
        return LABELS + MARGIN + self._room * (moment - self._first).total_seconds() / self._seconds

    def end_of_day(self, key: str) -> float | None:
        """Where the day of a date without a time ends, or the picture does."""
        moment = None if "T" in key else moment_of(key)
        if moment is None:
            return None
        return min(self.x(moment.replace(hour=23, minute=59, second=59)), WIDTH - UNDATED_ROOM)

    def ticks(self) -> list[Tick]:
        if not self._dated:
            return []
        step = next((one for one in _STEPS if self._seconds / one.total_seconds() <= TICKS), _STEPS[-1])
        step *= max(1, math.ceil(self._seconds / step.total_seconds() / TICKS))
        began = datetime(1, 1, 1, tzinfo=UTC)
        first = math.ceil((self._first - began) / step)
        last = (self._last - began) // step
        moments = [began + count * step for count in range(first, last + 1)]
        found = [Tick(self.x(moment), _label(moment, step)) for moment in moments]
        return found or [Tick(self.x(self._first), _label(self._first, timedelta()))]


def _label(moment: datetime, step: timedelta) -> str:
    day = f"{moment.day} {MONTHS[moment.month - 1]}"
    if step >= timedelta(days=1):
        return f"{day} {moment.year}"
    return f"{day}, {moment:%H:%M}"


def _lanes(copies: list[Copy]) -> list[tuple[str, list[int]]]:
    """Who credits whom: a label and the numbers of copies; sources that have copies here first."""
    credited: dict[str, list[int]] = defaultdict(list)
    spelled: dict[str, str] = {}
    for number, copy in enumerate(copies):
        for name in credited_names(copy):
            credited[name].append(number)
            if copy.credit:
                spelled.setdefault(name, copy.credit.name)
    sources: list[int] = []
    nobody: list[int] = []
    for number, copy in enumerate(copies):
        if credited_names(copy):
            continue
        (nobody if publisher_names(copy).isdisjoint(credited) else sources).append(number)
    ranked = sorted(credited, key=lambda name: (-len(credited[name]), name))
    lanes = [(spelled[name], credited[name]) for name in ranked[:LANES]]
    lanes.append(("other sources", sorted(one for name in ranked[LANES:] for one in credited[name])))
    lanes.append(("nobody", nobody))
    crediting = [
        (f"{'credits' if len(numbers) == 1 else 'credit'} {whom}", numbers)
        for whom, numbers in lanes
        if numbers
    ]
    return [("credited by others", sources), *crediting] if sources else crediting


def _cut(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"


def _shape(story: Story, number: int) -> str:
    one = story.copies[number]
    if one.copied.article_id == story.canonical:
        return "canonical"
    return one.match.relation.value if one.match else Relation.NEAR_IDENTICAL.value


# Outlines around the place of a mark: to be told apart without colours.
SHAPES = {
    "canonical": "m0-7l2 4.6 5 .4-3.8 3.3 1.2 4.9-4.4-2.6-4.4 2.6 1.2-4.9-3.8-3.3 5-.4z",
    Relation.IDENTICAL.value: "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    Relation.NEAR_IDENTICAL.value: "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z",
    Relation.EXCERPT.value: "m-5-4h10l-5 9z",
    Relation.EXTENDED.value: "m-5 4h10l-5-9z",
    Relation.REVISION.value: "m0-6l5 6-5 6-5-6z",
}

# Around the mark of the copy that was seen first.
RING = "m-8.5 0a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0-17 0z"

# What the shapes say, in words.
SHAPE_LABELS = (
    ("canonical", "canonical copy"),
    (Relation.IDENTICAL.value, "identical"),
    (Relation.NEAR_IDENTICAL.value, "nearly identical"),
    (Relation.EXCERPT.value, "excerpt"),
    (Relation.EXTENDED.value, "extended"),
    (Relation.REVISION.value, "revision by one publisher"),
)
