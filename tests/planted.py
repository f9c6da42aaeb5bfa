"""Stories with planted origins: who wrote what is known, for the texts are made here and then copied and edited."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from copydesk.article import Credit, Publisher
from copydesk.cluster import Copy
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.moving import copies_of
from copydesk.clustering.records import Header
from copydesk.matching.fingerprint import fingerprint
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore

ONSETS, RIMES = (
    [
        "b",
        "d",
        "f",
        "g",
        "h",
        "k",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "v",
        "br",
        "dr",
        "gr",
        "kr",
        "pl",
        "st",
        "tr",
    ],
    ["a", "e", "i", "o", "u", "ar", "en", "il", "on", "um", "ast"],
)
FIRST = [
    "Alder",
    "Bray",
    "Corrin",
    "Dunmore",
    "Elder",
    "Fenn",
    "Garrow",
    "Haven",
    "Isker",
    "Jarrow",
    "Kelm",
    "Larne",
    "Morrow",
    "Norvale",
    "Ostmar",
]
SECOND = ["Echo", "Post", "Courier", "Dispatch", "Ledger", "Gazette"]
OUTLETS = [f"{first} {second}" for first in FIRST for second in SECOND]
AGENCIES = ["AP", "Reuters", "dpa", "Harbour Wire", "Coast News Service", "Skerry Press Agency"]

MOST_ORIGINS, MOST_REPRINTS = 8, 60


@dataclass
class Planted:
    """One article of a story, and what is true of it."""

    id: str
    outlet: str
    paragraphs: list[str]
    published: datetime
    credit: str | None = None
    is_own: bool = False
    of: str = ""  # of a reprint, whose report it is
    day_only: bool = False
    undated: bool = False

    @property
    def published_at(self) -> str | None:
        if self.undated:
            return None
        return self.published.date().isoformat() if self.day_only else self.published.isoformat()


@dataclass
class PlantedStory:
    """The articles of a story, its origins by name, and a table of owners."""

    layout: str
    articles: list[Planted] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)

    @property
    def owned_origins(self) -> int:
        """How many there are where outlets of one owner count once."""
        return len({self.owners.get(domain_of(name), name) for name in self.origins})


def domain_of(outlet: str) -> str:
    """The domain of an outlet."""
    return outlet.lower().replace(" ", "") + ".example"


def planted_story(number: int) -> PlantedStory:
    """One story: the same for a number, whatever others are made."""
    return _Maker(random.Random(f"planted story {number}")).story()


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._words = [
            "".join(chance.choices(ONSETS)[0] + chance.choice(RIMES) for _ in range(chance.randint(1, 3)))
            for _ in range(900)
        ]
        self._weights = [1 / (rank + 3) for rank in range(len(self._words))]
        self._outlets = chance.sample(OUTLETS, len(OUTLETS))
        self._hidden = chance.choice([0.0, 0.2, 0.5, 0.8])
        self._began = datetime(2024, 5, 6, 4, tzinfo=UTC)

    def story(self) -> PlantedStory:
        """Origins of one layout, then reprints of them and of each other, then owners."""
        chance = self._chance
        count = chance.choice([1, 1, 2, 3, 4, 5, 6, 7, 8])
        layout = "report" if count == 1 else chance.choice(["reports", "statement", "added", "mixed"])
        story = PlantedStory(layout)
        sources = list(self._sources(story, layout, count))
        for _ in range(chance.choice([1, 2, 3, 5, 8, 13, 21, 34, MOST_REPRINTS])):
            sources.append(self._reprint(chance.choice(sources[:count]), sources))
        credited = {one.credit for one in sources}
        for one in sources:  # of what left no trace, nobody can know
            one.id = one.id or (self._id() if one.outlet not in credited else "")
        story.articles = [one for one in sources if one.id]
        if chance.random() < 0.5:
            used = sorted({one.outlet for one in story.articles if one.outlet not in AGENCIES})
            for house in range(chance.randint(1, 3)):
                for outlet in chance.sample(used, min(len(used), chance.randint(2, 6))):
                    story.owners.setdefault(domain_of(outlet), f"House {house}")
        for one in story.articles:
            kind = chance.random()
            one.day_only, one.undated = kind < 0.2, kind > 0.92
        chance.shuffle(story.articles)
        return story

    def _sources(self, story: PlantedStory, layout: str, count: int) -> Iterator[Planted]:
        chance = self._chance
        separate = (
            count
            if layout in {"report", "reports"}
            else chance.randint(1, count - 1)
            if layout == "mixed"
            else 0
        )
        agencies = chance.sample(AGENCIES, len(AGENCIES))
        for _ in range(separate):
            outlet = agencies.pop() if agencies and chance.random() < 0.5 else self._outlets.pop()
            yield self._origin(story, outlet, self._report(chance.randint(150, 700)))
        if layout == "statement":
            words = chance.randint(150, 350)
            shared = self._report(words)
            for _ in range(count):
                own = self._report(round(words * chance.uniform(0.6, 1.1)))
                yield self._origin(story, self._outlets.pop(), self._joined(shared, own))
        elif separate < count:
            agency = agencies.pop() if agencies else "AFP"
            words = chance.randint(250, 500)
            report = self._report(words)
            wire = self._origin(story, agency, report)
            wire.id = wire.id or self._id()  # else nobody can know what was added to it
            yield wire
            for _ in range(count - separate - 1):
                own = self._report(round(words * chance.uniform(0.5, 1.0)))
                added = self._origin(
                    story, self._outlets.pop(), self._joined(report, own), hours=chance.uniform(1, 9)
                )
                added.credit = agency if chance.random() < 0.5 else None
                yield added

    def _origin(self, story: PlantedStory, outlet: str, paragraphs: list[str], hours: float = 0.0) -> Planted:
        is_agency = outlet in AGENCIES or outlet == "AFP"
        published = self._began + timedelta(hours=hours, minutes=self._chance.randint(0, 50))
        there = not is_agency or self._chance.random() < 0.5  # an agency's own copy often is not
        story.origins.add(outlet)
        return Planted(self._id() if there else "", outlet, paragraphs, published, is_own=True)

    def _reprint(self, origin: Planted, earlier: list[Planted]) -> Planted:
        chance = self._chance
        taken_from = origin
        if chance.random() < 0.25:  # from another reprint of it
            links = [one for one in earlier if one.of == origin.outlet]
            taken_from = chance.choice(links) if links else origin
        credit = None if chance.random() < self._hidden else taken_from.outlet
        outlet = self._outlets.pop()
        published = taken_from.published + timedelta(minutes=chance.randint(5, 600))
        return Planted(
            self._id(), outlet, self._edited(taken_from.paragraphs), published, credit, of=origin.outlet
        )

    def _edited(self, paragraphs: list[str]) -> list[str]:
        chance, kept = self._chance, list(paragraphs)
        kind = chance.random()
        if kind < 0.25:
            kept = kept[: max(1, round(len(kept) * chance.uniform(0.5, 0.9)))]
        elif kind < 0.4:
            share = chance.uniform(0.01, 0.04)
            kept = [
                " ".join(self._word() if chance.random() < share else word for word in one.split())
                for one in kept
            ]
        elif kind < 0.55:
            kept = [*kept, self._sentence(), self._sentence()]
        return kept

    def _report(self, words: int) -> list[str]:
        paragraphs, left = [], words
        while left > 0:
            paragraph = " ".join(self._sentence() for _ in range(self._chance.randint(1, 3)))
            left -= len(paragraph.split())
            paragraphs.append(paragraph)
        return paragraphs

    def _joined(self, shared: list[str], own: list[str]) -> list[str]:
        """One's own words before what was shared, after it, or on either side."""
        at = self._chance.choice([0, len(own) // 2, len(own)])
        return [*own[:at], *shared, *own[at:]]

    def _sentence(self) -> str:
        words = [self._word() for _ in range(self._chance.randint(8, 20))]
        words[0] = words[0].capitalize()
        if self._chance.random() < 0.5:
            words.insert(3, str(self._chance.randint(2, 900)))
        if self._chance.random() < 0.6:
            words.insert(5, self._word().capitalize() + " " + self._word().capitalize())
        return " ".join(words) + "."

    def _word(self) -> str:
        return self._chance.choices(self._words, self._weights)[0]

    def _id(self) -> str:
        return f"{self._chance.getrandbits(64):016x}"


def copies_of_story(story: PlantedStory) -> tuple[list[Copy], list[tuple[Header, list[Copy]]]]:
    """The copies of a story with the matches that arrivals in this order make, and each header with its own."""
    store = MemoryStore()
    clusterer = Clusterer(store, pause=no_pause)
    for one in story.articles:
        text = "\n\n".join(one.paragraphs)
        print_ = fingerprint(
            text=text, title=None, published_at=one.published_at, publisher=one.outlet, url=None
        )
        copy = Copy(
            article_id=one.id,
            generation=1,
            publisher=Publisher(name=one.outlet, domain=domain_of(one.outlet)),
            credit=Credit(name=one.credit) if one.credit else None,
            published_at=one.published_at,
            word_count=len(text.split()),
        )
        clusterer.add(copy, print_)
    members = store.members(one.id for one in story.articles)
    headers = store.headers(member.cluster_id or "" for member in members.values())
    found = [(header, copies_of(store, header)) for header in headers.values()]
    return [copy for _, copies in found for copy in copies], found
