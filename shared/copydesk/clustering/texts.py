"""The copies of a story by the texts that they have, and which text is taken from which: of docs/origins.md."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from copydesk.agencies import is_agency
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
    within: list[Text] = field(default_factory=list)
    """Texts that have this one and more, the most alike first."""
    beyond: list[Text] = field(default_factory=list)
    """Texts that this one has, and more."""
    adds: bool = False
    """Whether it is a newsroom's that credits a source, and has much beside all that this source wrote."""
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

    @property
    def words(self) -> int:
        """Of its longest copy."""
        return max(copy.word_count for copy in self.copies)

    @cached_property
    def citing(self) -> list[Copy]:
        """The copies that credit a source that has none of these."""
        return [copy for copy in self.copies if credited_names(copy) - self.names]

    @cached_property
    def first(self) -> Copy:
        """The copy that was published first, as far as that is known."""
        return min(self.copies, key=_when)

    def is_before(self, other: Text) -> bool:
        """Whether it was surely out before the other one, by the dates that are known."""
        # Who credits somebody took it from there.
        wrote = [copy for copy in other.copies if not credited_names(copy)] or other.copies
        if self.first.published_at is None or any(copy.published_at is None for copy in wrote):
            return False
        return min(map(_latest, self.copies)) <= min(map(published_time, wrote))


class Story:
    """What copies come to: their texts, and for each which other one it is taken from."""

    def __init__(self, copies: Sequence[Copy], links: Iterable[Link]) -> None:
        self.newsroom = newsrooms(copies)
        """What tells the publisher of each article from others, by the article's id."""
        by_id = {copy.article_id: copy for copy in copies}
        found = covers(copies)
        same = [(one.one, one.other) for one in found if not any(one.own())]
        self.texts = [Text([by_id[name] for name in part]) for part in alike(by_id, same)]
        self._text_of = {copy.article_id: text for text in self.texts for copy in text.copies}
        clusters = alike(by_id, [(one.one, one.other) for one in found])
        self._cluster = {name: number for number, part in enumerate(clusters) for name in part}
        self._published: dict[str, list[Text]] = defaultdict(list)
        for text in self.texts:
            for name in text.names:
                self._published[name].append(text)
        self._credits = sum((text.credits for text in self.texts), Counter[str]())
        for cover in sorted(found, key=lambda one: -one.strength):
            self._note(cover)
        written = self._written()
        for text in self.texts:
            text.adds = self._adds(text, written)
        carried = _carried(by_id, links)
        for text in self.texts:
            text.taken_from = self._source(text, carried)
        _break_circles(self.texts)

    def absent(self, text: Text) -> list[str]:
        """The sources that its copies credit and that published none of all copies, the most credited first."""
        absent = [(name, count) for name, count in text.credits.items() if name not in self._published]
        return [name for name, _ in sorted(absent, key=lambda one: (-one[1], one[0]))]

    def author(self, text: Text) -> Copy:
        """The copy of the newsroom that wrote a text, if one of these did: the most credited, else the first."""

        def rank(copy: Copy) -> tuple[int, bool, bool, tuple[object, ...]]:
            names = publisher_names(copy)
            credited = self._credited_as(names)
            return -credited, bool(credited_names(copy)), not any(map(is_agency, names)), _when(copy)

        return min(text.citing if text.adds else text.copies, key=rank)

    def _note(self, cover: Cover) -> None:
        one, other = self._text_of[cover.one], self._text_of[cover.other]
        if one is other:
            return
        one_has_own, other_has_own = cover.own(one.words, other.words)
        if one_has_own != other_has_own:
            longer, shorter = (one, other) if one_has_own else (other, one)
            shorter.within.append(longer)
            longer.beyond.append(shorter)

    def _written(self) -> dict[tuple[str, int], int]:
        """The words of all that sources wrote that have a copy of their own, by their names, in each cluster."""
        found: dict[tuple[str, int], int] = {}
        for text in self.texts:
            for key in ((name, self._cluster_of(text)) for name in text.names):
                found[key] = max(found.get(key, 0), text.words)
        return found

    def _adds(self, text: Text, written: Mapping[tuple[str, int], int]) -> bool:
        newsrooms = {self.newsroom[copy.article_id] for copy in text.citing}
        if text.within or len(newsrooms) != 1:
            return False
        for name in text.credits.keys() - text.names:
            words = written.get((name, self._cluster_of(text)), 0)
            longest = max(copy.word_count for copy in text.citing)
            if words and longest - words >= max(OWN_WORDS, ADDED_SHARE * longest):
                return True
        return False

    def _source(self, text: Text, carried: Mapping[str, str]) -> Text | None:
        if text.adds or self.absent(text):
            return None
        credited = self._credited(text)
        if credited is not None:
            return credited
        if all(copy.article_id in carried for copy in text.copies):
            return self._text_of[carried[text.copies[0].article_id]]
        for longer in text.within:
            if self._is_cut(text, longer):
                return longer
        for shorter in text.beyond:
            sources = shorter.credits.keys() - shorter.names
            if sources and sources.isdisjoint(text.names) and not self._is_whole(shorter):
                return shorter
        return None

    def _is_whole(self, text: Text) -> bool:
        """Whether a text is all that its source wrote: it has a copy here, or several newsrooms have just that."""
        here = any(name in self._published for name in text.credits)
        return here or len({self.newsroom[copy.article_id] for copy in text.copies}) >= ATTESTED

    def _cluster_of(self, text: Text) -> int:
        return self._cluster[text.copies[0].article_id]

    def _is_cut(self, text: Text, longer: Text) -> bool:
        """Whether a text that credits nobody is taken for a part of one that has it and more."""
        if not text.names.isdisjoint(longer.credits):
            return False
        sources = longer.credits.keys() | longer.names
        is_source = self._credited_as(text.names) > self._credited_as(sources) or any(
            map(is_agency, text.names)
        )
        if is_source:  # unless it had it from there itself
            return longer.is_before(text)
        return bool(longer.citing) or not text.is_before(longer)

    def _credited_as(self, names: Iterable[str]) -> int:
        """How many copies credit one of these names."""
        return sum(self._credits[name] for name in names)

    def _credited(self, text: Text) -> Text | None:
        """The text of the source that most copies of this one credit, where that is another text."""
        citing_nobody = [publisher_names(copy) for copy in text.copies if not credited_names(copy)]
        for name, _ in sorted(text.credits.items(), key=lambda one: (-one[1], one[0])):
            if name in text.names:
                continue
            own = [
                copy
                for home in self._published[name]
                for copy in home.copies
                if name in publisher_names(copy)
            ]
            home = self._text_of[
                min(own, key=lambda copy: (bool(credited_names(copy)), _when(copy))).article_id
            ]
            is_here = any(self._is_source(names, text, name) for names in citing_nobody)
            if not is_here or home.is_before(text):
                return home
        return None

    def _is_source(self, names: frozenset[str], text: Text, other: str) -> bool:
        """Whether a newsroom that credits nobody for a text is its source, rather than another one that is credited."""
        is_credited = not names.isdisjoint(text.credits) or self._credited_as(names) > self._credits[other]
        return is_credited or any(map(is_agency, names))


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


def _when(copy: Copy) -> tuple[date, bool, datetime, str]:
    """In the order of publication: of a day, those without a time come after the others; the undated are last."""
    moment = published_time(copy)
    return moment.astimezone(UTC).date(), not _has_time(copy), moment, copy.article_id


def _has_time(copy: Copy) -> bool:
    return copy.published_at is not None and "T" in copy.published_at


def _latest(copy: Copy) -> datetime:
    """The latest moment at which a copy can have been published."""
    moment = published_time(copy)
    return moment if copy.published_at is None or _has_time(copy) else moment + _A_DAY


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
            first = min(circle, key=lambda one: _when(one.first))
            first.taken_from = None
        done |= way.keys()
