"""The inbox, the tables and the queues as models, for agencies' items: each method is one call, at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from copydesk.article import Article, NewsItem, ObjectRef, article_id
from copydesk.filing import Filed, Standing
from copydesk.matching.articles import article_fingerprint
from copydesk.message import ArticleMessage, Rereading
from copydesk.outcome import Status, Verdict
from copydesk.storage.articles import FiledElsewhere, Stored
from copydesk.storage.boilerplates import NOTHING_LEARNED

BUCKET = "inbox"
NOW = datetime(2024, 5, 6, tzinfo=UTC)
REMOVED, INDEXED = Verdict(status=Status.REMOVED), Verdict(status=Status.INDEXED)


class File(NamedTuple):
    """What a key holds: an article, a version of an item or not, or what takes an item back."""

    item: NewsItem | None
    serial: int
    """Of the versions of all keys."""


@dataclass
class World:
    """The inbox, the tables and the queues, as models."""

    files: dict[str, File] = field(default_factory=dict)
    outcomes: dict[str, SimpleNamespace] = field(default_factory=dict)
    filed: dict[tuple[str, str], Filed] = field(default_factory=dict)
    articles: dict[str, tuple[int, Article | None, str | None]] = field(default_factory=dict)
    listed: set[tuple[str, int]] = field(default_factory=set)
    void: set[tuple[str, int]] = field(default_factory=set)
    messages: list[tuple[ArticleMessage, File | None]] = field(default_factory=list)
    events: list[tuple[Rereading, bool]] = field(default_factory=list)
    """With whether each was delivered before."""

    # The extract stage: an event is a hint to reconcile its key.

    def claim(self, at: Rereading, *, repeated: bool) -> int:
        """The next generation of a key, or 0 where there is nothing to do."""
        known = self.outcomes.get(at.key)
        done = known is not None and known.verdict.status is not Status.PENDING
        if (
            known is not None
            and at.after is not None
            and known.generation > at.after
            and (done or not repeated)
        ):
            return 0
        if known is not None and at.after is None and done and known.read == self.files.get(at.key):
            return 0
        generation = known.generation + 1 if known is not None else 1
        pending = Verdict(status=Status.PENDING)
        self.outcomes[at.key] = SimpleNamespace(generation=generation, verdict=pending, read=None)
        return generation

    def pass_on(self, at: Rereading, generation: int) -> None:
        """Read what a key holds now, and send its message as a generation."""
        file = self.files.get(at.key)
        self.messages.append((_message(at.key, generation, file, rereading=at.after is not None), file))

    def call(self, again: Rereading) -> None:
        """Have a key read again."""
        self.events.append((again, False))

    # The stores: a method is one call.

    def outcome(self, key: str) -> Any:
        known = self.outcomes.get(key)
        return known and SimpleNamespace(generation=known.generation, status=known.verdict.status)

    def finish(self, key: str, generation: int, verdict: Verdict, read: File | None) -> bool:
        known = self.outcomes[key]
        if known.generation != generation:
            return False
        self.outcomes[key] = SimpleNamespace(generation=generation, verdict=verdict, read=read)
        return True

    def file(self, name: str, filed: Filed) -> bool:
        there = self.filed.get((name, filed.article_id))
        if there is not None and there.generation > filed.generation:
            return False
        self.filed[name, filed.article_id] = filed
        return True

    def decide(self, name: str, filed: Filed, decided: Standing) -> bool:
        there = self.filed.get((name, filed.article_id))
        if there is None or there.generation != filed.generation:
            return False
        self.filed[name, filed.article_id] = there.model_copy(update={"decided": decided})
        return True

    def unfile(self, name: str, article: str, generation: int, *, alone: bool) -> None:
        there = self.filed.get((name, article))
        if there is not None and (
            there.generation == generation if alone else there.generation <= generation
        ):
            del self.filed[name, article]

    def read_filed(self, name: str) -> list[Filed]:
        return [one for (under, _), one in self.filed.items() if under == name]

    def store(
        self, name: str, generation: int, article: Article | None, under: str | None, left: tuple[str, ...]
    ) -> bool:
        there = self.articles.get(name)
        if there is not None:
            before, old, filed = there
            if before > generation or (article is not None and before == generation and old is None):
                return False
            if filed and filed not in {under, *left}:
                raise FiledElsewhere(filed)
        self.articles[name] = (generation, article, under)
        return True

    def stored(self, name: str) -> list[Stored]:
        there = self.articles.get(name)
        return [] if there is None else [Stored(name, there[0], there[1], filed_under=there[2])]

    def fingerprint(self, name: str) -> bytes | None:
        article = self.articles[name][1]
        return None if article is None else article_fingerprint(article, NOTHING_LEARNED).encode()

    def list_article(self, name: str, generation: int) -> bool:
        if (name, generation) in self.void:
            return False
        self.listed.add((name, generation))
        return True

    def unlist(self, name: str, through: int, *, void: bool) -> None:
        gone = {one for one in self.listed if one[0] == name and one[1] <= through}
        self.listed -= gone
        self.void |= gone | ({(name, through)} if void else set())


def _message(key: str, generation: int, file: File | None, *, rereading: bool) -> ArticleMessage:
    name, item = article_id(BUCKET, key), None if file is None else file.item
    is_kill = item is not None and item.status == "canceled"
    article, verdict = None, REMOVED
    if is_kill:
        verdict = Standing.CANCELED.verdict
    elif file is not None:
        ref = ObjectRef(bucket=BUCKET, key=key, etag=str(file.serial), size=1, uploaded_at=NOW)
        text = f"Words of file {file.serial}"
        article = Article(article_id=name, object=ref, text=text, word_count=4, news_item=item)
        verdict = INDEXED
    return ArticleMessage(
        bucket=BUCKET,
        key=key,
        generation=generation,
        position=0,
        article_id=name,
        article=article,
        news_item=item,
        alone=True,
        verdict=verdict,
        rereading=rereading,
    )
