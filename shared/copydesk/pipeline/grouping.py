"""Group a collection in memory, by the very protocol that the dedupe function runs."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator

from copydesk.article import Credit, IsoDate, Publisher, Record
from copydesk.cluster import Copy, Match
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.moving import copies_of
from copydesk.clustering.records import Header
from copydesk.clustering.settling import settled_home
from copydesk.matching.articles import owner
from copydesk.matching.boilerplate import Boilerplate, Passages, PublishedText, learn, passages
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.retrying import no_pause
from copydesk.storage.memory import MemoryStore

# Articles handed to another process at once: some 15 ms of work, against less than one to hand them over.
CHUNK = 64

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


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
    language: str | None = None

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
        """Without an executor, all is done in this process; with one, the answers are the same."""
        self.articles: Sequence[GroupArticle] = tuple(articles)
        self._executor = executor

    def learn(self) -> Boilerplate:
        """What its publishers repeat."""
        published = (PublishedText(one.text, one.title, one.published, one.owner) for one in self.articles)
        return learn(published, self._passages)

    def group(self, boilerplate: Boilerplate) -> Iterator[Grouped]:
        """Its clusters: one answer per id, in the order in which the ids first come.

        Of articles with one id, the last stands. The order of the input decides nothing else.
        """
        latest = {article.id: at for at, article in enumerate(self.articles)}
        store = self._clustered(latest, boilerplate)
        yield from _answers(store, latest)

    def _clustered(self, latest: Mapping[str, int], boilerplate: Boilerplate) -> MemoryStore:
        store = MemoryStore()
        clusterer = Clusterer(store, pause=no_pause)
        names = sorted(latest)
        texts = (self._text(latest[name], boilerplate) for name in names)
        for name, (found, words) in zip(names, self._each(_fingerprint, texts), strict=True):
            clusterer.add(_copy(self.articles[latest[name]], words), found)
        return store

    def _text(self, at: int, boilerplate: Boilerplate) -> _Text:
        one = self.articles[at]
        text = boilerplate.strip(one.text, one.owner, self._passages[at]) if boilerplate.uses else one.text
        return _Text(text, one.title, one.published, one.owner, one.url, one.language)

    @cached_property
    def _passages(self) -> Sequence[Passages]:
        """Needed to learn and again to strip."""
        return list(self._each(passages, (article.text for article in self.articles)))

    def _each(self, function: Callable[[_Item], _Result], items: Iterable[_Item]) -> Iterator[_Result]:
        if self._executor is None:
            return map(function, items)
        return self._executor.map(function, items, chunksize=CHUNK)


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
    language: str | None


def _fingerprint(one: _Text) -> tuple[Fingerprint, int]:
    """The fingerprint and the number of words."""
    return fingerprint(**one._asdict()), len(one.text.split())


def _copy(article: GroupArticle, word_count: int) -> Copy:
    return Copy(
        article_id=article.id,
        generation=1,
        title=article.title,
        url=article.url,
        publisher=Publisher(name=article.publisher) if article.publisher else None,
        credit=article.credit,
        published_at=article.published,
        word_count=word_count,
    )


def _answers(store: MemoryStore, articles: Mapping[str, int]) -> Iterator[Grouped]:
    members = store.members(articles)
    matches: dict[str, tuple[Header, dict[str, Match | None]]] = {}
    for name in articles:
        home = members[name].cluster_id or ""
        if home not in matches:
            header = settled_home(store, home)
            matches[home] = (header, {copy.article_id: copy.match for copy in copies_of(store, header)})
        header, found = matches[home]
        first = header.canonical is not None and header.canonical.article_id == name
        yield Grouped(id=name, cluster_id=header.cluster_id, canonical=first, match=found[name])
