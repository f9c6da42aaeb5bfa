"""The copies of a story by the texts that they have, and which text is taken from which: of docs/origins.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from copydesk.cluster import Copy, Link, Relation
from copydesk.clustering.canonical import credited_names, published_time, publisher_names
from copydesk.clustering.coverage import ADDED_SHARE, OWN_WORDS, Cover, alike, covers

# Newsrooms with the same text that credit one source, from which that text is taken for all that the source wrote.
ATTESTED = 2

_A_DAY = timedelta(days=1)


@dataclass(eq=False)
class Text:
    """Copies with the same text, but for small changes."""

    copies: list[Copy]
    newsroom: Mapping[str, str]
    """Who published them, by article."""
    within: list[Text] = field(default_factory=list)
    """Texts that have this one and more, the most alike first."""
    beyond: list[Text] = field(default_factory=list)
    """Texts that this one has, and more."""
    taken_from: Text | None = None
    """The text that this one is cut from, or re-runs; None where it is none of these."""

    @cached_property
    def credits(self) -> Counter[str]:
        """The sources that its copies credit, folded."""
        return Counter(name for copy in self.copies for name in credited_names(copy))

    @cached_property
    def names(self) -> frozenset[str]:
        """What its publishers are known by, folded."""
        return frozenset[str]().union(*map(publisher_names, self.copies))

    @cached_property
    def attested(self) -> bool:
        """Whether it is all that its source wrote: the source has it, or several newsrooms have just that."""
        newsrooms = {self.newsroom[copy.article_id] for copy in self.copies}
        return not self.names.isdisjoint(self.credits) or len(newsrooms) >= ATTESTED

    @cached_property
    def adds(self) -> bool:
        """Whether it is one newsroom's that credits a source, and has much beside all that this source wrote.

        It is where that newsroom alone has it, or others credit it for it.
        """
        sources = self.credits.keys() - self.names
        citing = [copy for copy in self.copies if credited_names(copy) & sources]
        newsrooms = {self.newsroom[copy.article_id] for copy in citing}
        if len(newsrooms) != 1:
            return False
        names = frozenset[str]().union(*map(publisher_names, citing))
        is_its = newsrooms == set(self.newsroom.values()) or not names.isdisjoint(self.credits)
        return is_its and any(_is_of_source(other, sources) for other in self.beyond)

    @cached_property
    def first(self) -> Copy:
        """The copy that was published first; of the undated, which come last, the one of smallest id."""
        return min(self.copies, key=lambda copy: (published_time(copy), copy.article_id))

    @cached_property
    def author(self) -> Copy:
        """The copy of the newsroom that wrote it, if one of these did: the most credited, else the first."""

        def rank(copy: Copy) -> tuple[int, bool, datetime, str]:
            credited = sum(self.credits[name] for name in publisher_names(copy))
            return -credited, bool(credited_names(copy)), published_time(copy), copy.article_id

        return min(self.copies, key=rank)

    def is_before(self, other: Text) -> bool:
        """Whether it was surely out before the other one, by the dates that are known."""
        if self.first.published_at is None or other.first.published_at is None:
            return False
        return min(map(_latest, self.copies)) <= published_time(other.first)


class Story:
    """What copies come to: their texts, and for each which other one it is taken from."""

    def __init__(self, copies: Sequence[Copy], links: Iterable[Link]) -> None:
        self.newsroom = newsrooms(copies)
        """What tells the publisher of each article from others, by the article's id."""
        by_id = {copy.article_id: copy for copy in copies}
        found = covers(copies)
        same = [(one.one, one.other) for one in found if not one.one_has_own and not one.other_has_own]
        self.texts: list[Text] = []
        self._text_of: dict[str, Text] = {}
        self._published: dict[str, list[Text]] = defaultdict(list)
        for part in alike(by_id, same):
            text = Text([by_id[name] for name in part], {name: self.newsroom[name] for name in part})
            self.texts.append(text)
            self._text_of |= dict.fromkeys(part, text)
            for name in text.names:
                self._published[name].append(text)
        for cover in sorted(found, key=lambda one: -one.strength):
            self._note(cover)
        self._credited_names = frozenset[str]().union(*(text.credits for text in self.texts))
        carried = _carried(by_id, links)
        for text in self.texts:
            text.taken_from = self._source(text, carried)
        _break_circles(self.texts)

    def absent(self, text: Text) -> list[str]:
        """The sources that its copies credit and that published none of all copies, the most credited first."""
        absent = [(name, count) for name, count in text.credits.items() if name not in self._published]
        return [name for name, _ in sorted(absent, key=lambda one: (-one[1], one[0]))]

    def _note(self, cover: Cover) -> None:
        one, other = self._text_of[cover.one], self._text_of[cover.other]
        if one is not other and cover.one_has_own != cover.other_has_own:
            longer, shorter = (one, other) if cover.one_has_own else (other, one)
            shorter.within.append(longer)
            longer.beyond.append(shorter)

    def _source(self, text: Text, carried: Mapping[str, str]) -> Text | None:
        if text.adds:
            return None
        if text.credits:
            return None if self.absent(text) else self._credited(text)
        if all(copy.article_id in carried for copy in text.copies):
            return self._text_of[carried[text.copies[0].article_id]]
        for longer in text.within:
            if self._is_cut(text, longer):
                return longer
        for shorter in text.beyond:
            if shorter.credits and not shorter.attested and text.names.isdisjoint(shorter.credits):
                return shorter
        return None

    def _is_cut(self, text: Text, longer: Text) -> bool:
        """Whether a text that credits nobody is taken for a part of one that has it and more."""
        if not text.names.isdisjoint(longer.credits):
            return False
        if not text.names.isdisjoint(self._credited_names):  # a source, unless it had it from there itself
            return longer.is_before(text)
        return bool(longer.credits) or not text.is_before(longer)

    def _credited(self, text: Text) -> Text | None:
        """The text of the source that most copies of this one credit, where that is another text."""
        for name, _ in sorted(text.credits.items(), key=lambda one: (-one[1], one[0])):
            homes = self._published[name]
            if text not in homes:
                own = [copy for home in homes for copy in home.copies if name in publisher_names(copy)]
                return self._text_of[min(own, key=_rank).article_id]
        return None


def newsrooms(copies: Iterable[Copy]) -> dict[str, str]:
    """What tells the publishers of articles apart, by the articles' ids: one is known by its name or its domain.

    An article whose publisher is unknown has one of its own.
    """
    pairs = [
        (f"article {copy.article_id}", f"name {name}") for copy in copies for name in publisher_names(copy)
    ]
    ids = {f"article {copy.article_id}" for copy in copies} | {name for _, name in pairs}
    return {
        one.removeprefix("article "): part[0]
        for part in alike(ids, pairs)
        for one in part
        if one.startswith("article ")
    }


def _is_of_source(text: Text, sources: Set[str]) -> bool:
    """Whether a text is all that one of these sources wrote."""
    if not sources.isdisjoint(text.names):
        return True
    return text.attested and not sources.isdisjoint(text.credits)


def _rank(copy: Copy) -> tuple[bool, datetime, str]:
    return bool(credited_names(copy)), published_time(copy), copy.article_id


def _latest(copy: Copy) -> datetime:
    """The latest moment at which a copy can have been published."""
    moment = published_time(copy)
    return moment + _A_DAY if copy.published_at and "T" not in copy.published_at else moment


def _carried(copies: Mapping[str, Copy], links: Iterable[Link]) -> dict[str, str]:
    """The round-ups that have next to nothing beside the stories that they carry, each with the largest of these."""
    parts: dict[str, dict[str, float]] = defaultdict(dict)
    for link in links:
        one = link if link.match.relation is Relation.CARRIES else link.mirrored()
        if {one.article_id, one.match.article_id} <= copies.keys():
            parts[one.article_id][one.match.article_id] = one.match.containment
    found = {}
    for name, stories in parts.items():
        rest = 1 - sum(stories.values())
        if rest < ADDED_SHARE or rest * copies[name].word_count < OWN_WORDS:
            found[name] = min(stories, key=lambda story: (-stories[story], story))
    return found


def _break_circles(texts: Iterable[Text]) -> None:
    """Of texts that are taken from each other in a circle, the one that was out first is taken from none."""
    done: set[int] = set()
    for text in texts:
        way: dict[int, Text] = {}
        at: Text | None = text
        while at is not None and id(at) not in done and id(at) not in way:
            way[id(at)] = at
            at = at.taken_from
        if at is not None and id(at) in way:
            circle = list(way.values())[list(way).index(id(at)) :]
            first = min(circle, key=lambda one: (published_time(one.first), one.first.article_id))
            first.taken_from = None
        done |= way.keys()
