"""Group a collection in memory: what the dedupe function comes to, in a fraction of its time and memory."""

from __future__ import annotations

import gc
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator

from copydesk.article import Credit, IsoDate, Publisher, Record
from copydesk.cluster import Copy, Match
from copydesk.clustering.batch import Clusters, accompanied, clustered, first_id, likely_parts
from copydesk.clustering.canonical import canonical, credited_sources
from copydesk.clustering.clusterer import CANDIDATES_PER_KEY
from copydesk.clustering.evidence import match_with
from copydesk.clustering.reviewing import NearPair, near_pair
from copydesk.clustering.shared_keys import SharedKeys
from copydesk.clustering.verdicts import RULE_ALONE, Verdicts
from copydesk.matching.articles import owner
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.cutting import Passages, passages
from copydesk.matching.fingerprint import fingerprint
from copydesk.matching.learning import PublishedText, learn
from copydesk.matching.outline import packed_keys, packed_outline, unpacked_outline
from copydesk.matching.packed import packed, unpacked
from copydesk.matching.settings import BAND
from copydesk.pipeline.parallel import each

# Outlines that are not unpacked anew when an article is compared with them again: 2 KB each.
OUTLINES_KEPT = 8192

# Fingerprints that are not unpacked anew when an article is compared with them again: 10 to 60 KB each.
UNPACKED_KEPT = 2048

_Made = TypeVar("_Made")


class GroupArticle(BaseModel):
    """An article as `copydesk group` takes it. Unknown fields are ignored, and so is a date that is none."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str = ""
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: IsoDate | None = None
    credit: Credit | None = None

    @field_validator("published", mode="before")
    @classmethod
    def _only_dates(cls, value: object) -> object:
        try:
            datetime.fromisoformat(str(value))
        except ValueError:
            return None
        return str(value)

    @field_validator("text", mode="before")
    @classmethod
    def _no_text(cls, value: object) -> object:
        return "" if value is None else value

    @cached_property
    def owner(self) -> str | None:
        """Whose boilerplate may be in it."""
        return owner(self.publisher, self.url)


class Grouped(Record):
    """Where one article belongs."""

    id: str
    cluster_id: str
    canonical: bool
    match: Match | None


class Collection:
    """Articles to learn from and to group, with the work that each needs alone shared among processes."""

    def __init__(self, articles: Iterable[GroupArticle], executor: Executor | None = None) -> None:
        """Without an executor, all is done in this process; with one, the answers are the same.

        The articles are gone through once to learn and once to group, and not kept: what reads them from disk
        each time may hold many times more than memory does. An iterator, which ends, is kept as a whole.
        """
        self._articles = tuple(articles) if isinstance(articles, Iterator) else articles
        self._executor = executor
        self._passages: _KeptPassages | None = None

    def learn(self) -> Boilerplate:
        """What its publishers repeat."""
        kept = _KeptPassages()
        self._passages = kept  # needed again to strip
        return learn(self._published(kept))

    def _published(self, kept: _KeptPassages) -> Iterator[PublishedText]:
        for article, found in self._cut():
            kept.append(found)
            yield PublishedText(
                article.text, article.title, article.published, article.owner, article.url, found
            )

    def group(
        self,
        boilerplate: Boilerplate,
        verdicts: Verdicts = RULE_ALONE,
        review: Callable[[NearPair], object] | None = None,
    ) -> Iterator[Grouped]:
        """Its clusters: one answer per id, in the order in which the ids first come.

        Of articles with one id, the last stands. The order of the input decides nothing else.

        Args:
            boilerplate: what to ignore.
            verdicts: which articles match, with what people decided on them.
            review: is told of each pair in different clusters that is nearly one of copies.
        """
        outlines = {one.id: outline for one, outline in self._made_of_texts(_outline, boilerplate)}
        names, ids = list(outlines), sorted(outlines)
        shared = SharedKeys((*packed_keys(outlines[name]), *verdicts.keys(name)) for name in ids)
        short_of = BAND if review else 0.0
        parts = likely_parts(
            ids,
            lru_cache(OUTLINES_KEPT)(lambda place: unpacked_outline(outlines[ids[place]])),
            shared,
            verdicts,
            short_of=short_of,
        )
        outlines.clear()
        likely = {ids[place] for place in accompanied(parts)}
        articles = {
            one.id: _Article(print_, word_count, one.publisher, one.credit, one.published)
            for one, (print_, word_count) in self._made_of_texts(_fingerprint, boilerplate, likely)
        }
        self._passages = None
        print_of = lru_cache(UNPACKED_KEPT)(lambda place: unpacked(articles[ids[place]].print_))
        clusters = clustered(ids, parts, print_of, shared, verdicts)
        firsts = _canonical(articles, ids, clusters)

        for pair in _apart(shared, clusters, parts) if review else ():
            names_of = ids[pair[0]], ids[pair[1]]
            nearly = verdicts.near(*names_of, print_of(pair[0]), print_of(pair[1]))
            if review and nearly:
                review(near_pair(*names_of, nearly))

        def match_of(place: int, other: int) -> Match | None:
            if other == place:
                return None
            found = verdicts.similarity(ids[place], ids[other], print_of(place), print_of(other))
            return None if found is None else match_with(ids[other], found)

        places = {name: place for place, name in enumerate(ids)}
        for name in names:
            place = places[name]
            founder, match = clusters.founders[place], match_of(place, clusters.matched[place])
            first = firsts.get(founder, founder) == place
            yield Grouped(id=name, cluster_id=first_id(ids[founder]), canonical=first, match=match)

    def _made_of_texts(
        self, function: Callable[[_Text], _Made], boilerplate: Boilerplate, ids: Set[str] | None = None
    ) -> Iterator[tuple[GroupArticle, _Made]]:
        """What the function makes of each article, or of those with certain ids."""
        texts = (
            (article, _text(article, boilerplate, found))
            for article, found in self._known()
            if ids is None or article.id in ids
        )
        return each(self._executor, function, texts)

    def _known(self) -> Iterator[tuple[GroupArticle, Passages]]:
        """Each article with its passages."""
        if self._passages is None:
            return self._cut()
        return zip(self._articles, self._passages, strict=True)

    def _cut(self) -> Iterator[tuple[GroupArticle, Passages]]:
        return each(self._executor, passages, ((article, article.text) for article in self._articles))


@contextmanager
def no_collections() -> Iterator[None]:
    """Spare the collector the millions of records that are all kept: a sixth of the time, and nothing to find.

    For a whole run, for the first collection afterwards looks at all of them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Text(NamedTuple):
    """What `fingerprint` takes."""

    text: str
    title: str | None
    published_at: str | None
    publisher: str | None
    url: str | None


class _Article(NamedTuple):
    """What is kept of an article that may be a copy: its fingerprint, packed, and what decides who stands for all."""

    print_: bytes
    word_count: int
    publisher: str | None
    credit: Credit | None
    published: str | None


class _KeptPassages:
    """The passages of all articles, in three arrays."""

    def __init__(self) -> None:
        self._hashes, self._ends, self._starts = array("Q"), array("I"), array("Q", [0])

    def append(self, found: Passages) -> None:
        self._hashes.extend(found.hashes)
        self._ends.extend(array("I", found.ends))
        self._starts.append(len(self._hashes))

    def __iter__(self) -> Iterator[Passages]:
        for start, end in pairwise(self._starts):
            yield Passages(self._hashes[start:end], self._ends[start:end])


def _text(one: GroupArticle, boilerplate: Boilerplate, found: Passages) -> _Text:
    text = boilerplate.strip(one.text, one.owner, found)
    return _Text(text, one.title, one.published, one.owner, one.url)


def _outline(one: _Text) -> bytes:
    return packed_outline(one.text, one.published_at, one.url)


def _fingerprint(one: _Text) -> tuple[bytes, int]:
    """The fingerprint, packed, and the number of words."""
    return packed(fingerprint(**one._asdict())), len(one.text.split())


def _apart(shared: SharedKeys, clusters: Clusters, parts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The places of articles in different clusters that share keys, and are in one part."""
    for place in accompanied(parts):
        for other in sorted(shared.candidates(place, CANDIDATES_PER_KEY)):
            if parts[other] == parts[place] and clusters.founders[other] != clusters.founders[place]:
                yield other, place


def _canonical(articles: Mapping[str, _Article], ids: Sequence[str], clusters: Clusters) -> dict[int, int]:
    """The place of the copy that stands for each cluster, by its founder; of clusters of one, none."""
    members: dict[int, list[int]] = defaultdict(list)
    for place, (founder, other) in enumerate(zip(clusters.founders, clusters.matched, strict=True)):
        if other != place:
            members[founder].append(place)
    firsts = {}
    for founder, places in members.items():
        copies = [_copy(ids[place], articles[ids[place]]) for place in places]
        first = canonical(copies, credited_sources(copies))
        firsts[founder] = places[copies.index(first)]
    return firsts


def _copy(article_id: str, article: _Article) -> Copy:
    """What a cluster knows of an article, as far as it decides which copy stands for all."""
    return Copy(
        article_id=article_id,
        generation=1,
        publisher=Publisher(name=article.publisher) if article.publisher else None,
        credit=article.credit,
        published_at=article.published,
        word_count=article.word_count,
    )
