"""Group a collection in memory, by the very protocol that the dedupe function runs."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

from pydantic import BaseModel, ConfigDict, field_validator

from copydesk.article import Credit, IsoDate, Publisher, Record
from copydesk.cluster import Copy, Match
from copydesk.clustering.clusterer import Clusterer
from copydesk.clustering.moving import copies_of
from copydesk.clustering.records import Header
from copydesk.clustering.retrying import no_pause
from copydesk.clustering.settling import settled_home
from copydesk.matching.articles import owner
from copydesk.matching.boilerplate import Boilerplate, Passages, PublishedText, learn, passages
from copydesk.matching.fingerprint import fingerprint
from copydesk.storage.memory import MemoryStore


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

    @cached_property
    def passages(self) -> Passages:
        """Its passages, needed to learn and again to strip."""
        return passages(self.text)


class Grouped(Record):
    """Where one article belongs."""

    id: str
    cluster_id: str
    canonical: bool
    match: Match | None


def learn_boilerplate(articles: Sequence[GroupArticle]) -> Boilerplate:
    """What the publishers of a collection repeat."""
    return learn(
        [PublishedText(one.text, one.title, one.published, one.owner) for one in articles],
        [one.passages for one in articles],
    )


def group_articles(articles: Sequence[GroupArticle], boilerplate: Boilerplate) -> Iterator[Grouped]:
    """The clusters of a collection: one answer per id, in the order in which the ids first come.

    Of articles with one id, the last stands. The order of the input decides nothing else.
    """
    latest = {article.id: article for article in articles}
    store = _clustered(latest, boilerplate)
    yield from _answers(store, latest)


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


def _clustered(latest: Mapping[str, GroupArticle], boilerplate: Boilerplate) -> MemoryStore:
    store = MemoryStore()
    clusterer = Clusterer(store, pause=no_pause)
    for name in sorted(latest):
        article = latest[name]
        text = boilerplate.strip(article.text, article.owner, article.passages)
        clusterer.add(
            _copy(article, len(text.split())),
            fingerprint(
                text=text,
                title=article.title,
                published_at=article.published,
                publisher=article.owner,
                url=article.url,
                language=article.language,
            ),
        )
    return store


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


def _answers(store: MemoryStore, articles: Mapping[str, GroupArticle]) -> Iterator[Grouped]:
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
