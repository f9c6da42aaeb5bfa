"""The learn stage: from the latest articles to the version of what publishers repeat that the stack goes by."""

from __future__ import annotations

import time
from datetime import UTC
from typing import NamedTuple

import boto3

from copydesk.article import Article
from copydesk.matching.articles import owner
from copydesk.matching.cutting import passages
from copydesk.matching.learning import PublishedText
from copydesk.matching.relearning import SampledText, renewed, share_stripped
from copydesk.pipeline.settings import LearnSettings
from copydesk.prices import LAMBDA_GB_SECOND, read_dollars
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import NOTHING_LEARNED, BoilerplateStore, LearnedPointer, PointerStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.consumption import Consumption
from copydesk.storage.outcomes import Clock, utc_now
from copydesk.storage.samples import LatestArticles


class Learned(NamedTuple):
    """What one run came to."""

    version: str
    sequence: int
    """Of the version in force afterwards; 0 where there is none."""
    is_new: bool
    held_back: bool
    share: float
    """Of the sample's characters: what the version that was learned strips."""
    passages: int
    articles: int
    publishers: int
    read_units: float
    dollars_per_publisher: float


class LearnStage:
    """Learns from what is stored, and moves the pointer; every run may be repeated, or die at any call."""

    def __init__(
        self,
        articles: LatestArticles,
        overflow: Overflow,
        pointers: PointerStore,
        consumption: Consumption,
        settings: LearnSettings,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._articles = articles
        self._overflow = overflow
        self._pointers = pointers
        self._consumption = consumption
        self._settings = settings
        self._clock = clock

    @classmethod
    def from_settings(cls, settings: LearnSettings) -> LearnStage:
        """The stage over AWS. Endpoints and credentials are boto3's affair."""
        dynamodb = boto3.client("dynamodb")
        overflow = Overflow(boto3.client("s3"), settings.overflow_bucket)
        articles = ArticleStore(dynamodb, settings.articles_table, overflow)
        return cls(
            LatestArticles(dynamodb, settings.listings_table, articles),
            overflow,
            PointerStore(dynamodb, settings.outcomes_table),
            Consumption(dynamodb),
            settings,
        )

    def run(self) -> Learned:
        """Look at the latest articles, renew what is known, and have the stack go by it, unless it strips too much.

        Raises:
            copydesk.retrying.Contended: a table was too busy for too long.
        """
        began, units = time.monotonic(), self._consumption.units
        pointer, artefacts = self._pointers.get(), BoilerplateStore(self._overflow)
        known = artefacts.get(pointer.current.version if pointer.current else None)
        sample = [sampled(article) for article in self._articles.read()]
        learned = renewed(known, sample, self._settings.keep_days)
        share = share_stripped(learned, sample)
        held_back = learned.version != known.version and share > self._settings.most_share
        version = artefacts.put(learned) if learned != known else known.version
        after = self._told(pointer, version, share, held_back=held_back)
        publishers = len({one.article.publisher for one in sample})
        read = self._consumption.units - units
        gigabyte_seconds = (time.monotonic() - began) * self._settings.memory / 1024
        dollars = read_dollars(read) + gigabyte_seconds * LAMBDA_GB_SECOND["x86_64"]
        return Learned(
            version=version,
            sequence=after.current.sequence if after.current else 0,
            is_new=after.current != pointer.current,
            held_back=held_back,
            share=share,
            passages=len(learned.uses),
            articles=len(sample),
            publishers=publishers,
            read_units=read,
            dollars_per_publisher=dollars / max(1, publishers),
        )

    def _told(self, read: LearnedPointer, version: str, share: float, *, held_back: bool) -> LearnedPointer:
        """The pointer once it tells of this run; of none, where somebody chose a version meanwhile."""
        if held_back:
            after = read.model_copy(update={"held_back": version, "share": share})
        elif read.current is None and version == NOTHING_LEARNED.version:
            return read
        else:
            after = read.going_by(version, self._clock(), share)
        return after if after == read or self._pointers.put(after) else self._pointers.get()


def sampled(article: Article) -> SampledText:
    """An article as learning takes it: its text as it was before anything was taken out."""
    text = PublishedText(
        text=article.whole_text,
        title=article.title,
        published_at=article.published_at,
        publisher=owner(article.publisher.label if article.publisher else None, article.url),
        url=article.url,
    )
    came_in = article.ingested_at or article.object.uploaded_at
    return SampledText(text, passages(text.text), came_in.astimezone(UTC).date())
