"""Every kind of item in every table: the records, with the keys and marks that the store writes beside them.

docs/schema.md and docs/schema/ are generated from here, and a test reads real tables back by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, Field

from copydesk.article import Article, Record, VersionedRecord
from copydesk.cluster import Copy, Link
from copydesk.clustering.records import Header, Member
from copydesk.erasure import ErasedArticle, Erasure, ErasureSalt, Refusal, Work
from copydesk.filing import Filed
from copydesk.outcome import ArticleOutcome, ObjectOutcome, Verdict
from copydesk.storage.boilerplates import LearnedPointer
from copydesk.storage.listings import Note
from copydesk.storage.match_settings import StackSettings
from copydesk.storage.verifying import VerifyProgress
from copydesk.summary import ArticleSummary, Ingested


class ArticleItem(Article):
    """An article. Absent is null here, where other items leave the attribute out."""

    part: Literal["article"] = Field(description="sort key")
    generation: int = Field(ge=1, description="which reading of its key this is")
    text: str | None = Field(  # type: ignore[assignment]
        description="NFC; paragraphs separated by a blank line; null where it lies at `text_at`"
    )
    text_at: str | None = Field(
        default=None, description="s3:// address of a text over 300,000 bytes, in the overflow bucket"
    )
    filed_under: str | None = Field(
        default=None,
        description="only of a version of an agency's item: what follows `news-item#` in the outcomes table",
    )


class RemovedArticleItem(VersionedRecord):
    """In place of an article: it is gone. Late messages of earlier generations change nothing any more."""

    article_id: str = Field(description="of the article that was")
    part: Literal["article"] = Field(description="sort key")
    generation: int = Field(ge=1, description="the reading of its key that found it gone")
    removed: Literal[True] = Field(description="only here: look for it before anything else")
    filed_under: str | None = Field(
        default=None,
        description="only of a version of an agency's item that another stands for, or that was taken back: what "
        "follows `news-item#` in the outcomes table",
    )
    expires: int | None = Field(
        default=None,
        description="only of one that was erased, where TombstoneDays says so: when DynamoDB may forget it, in epoch "
        "seconds",
    )


class MembershipItem(Member):
    """Which cluster an article is in."""

    part: Literal["member"] = Field(description="sort key")
    expires: int | None = Field(
        default=None,
        description="only of one that was erased, where TombstoneDays says so: when DynamoDB may forget it, in epoch "
        "seconds",
    )


class SettingsItem(StackSettings):
    """The settings of matching."""

    article_id: Literal["settings"] = Field(description="partition key: no article's")
    part: Literal["settings"] = Field(description="sort key")


class FingerprintItem(Record):
    """What articles are compared by."""

    article_id: str = Field(description="of the article")
    part: str = Field(description="sort key: `fingerprint#` and the generation in ten digits")
    fingerprint: bytes = Field(description="copydesk's own encoding")


class ClusterItem(Header):
    """A cluster's header; of a cluster of one, the only item."""

    entry: Literal["cluster"] = Field(description="sort key: sorts before the copies")
    feed_day: str | None = Field(
        default=None, description="key of `feed`: the canonical copy's day in UTC, or `undated`, and a shard"
    )
    feed_at: str | None = Field(
        default=None, description="key of `feed`: when it was published (undated: ingested), and the cluster"
    )
    changed_in: str | None = Field(
        default=None,
        description="key of `changes`: a shard; none of a cluster that is as its first article founded it, nor before "
        "copydesk 0.2 has written it",
    )
    changed_at: str | None = Field(
        default=None, description="key of `changes`: when any of this last changed, and the cluster"
    )


class CopyItem(Copy):
    """A copy in a cluster of two or more."""

    cluster_id: str = Field(description="the cluster that it is in")
    entry: str = Field(description="sort key: `copy#` and the article's id")
    move_to: str | None = Field(
        default=None,
        description="while the cluster is changing: where this copy goes; empty where it leaves",
    )
    found: str | None = Field(
        default=None,
        description="`id#generation` of the article that this item was written for the match with",
    )


class NameItem(Record):
    """A name that a copy of a large cluster credits or is published under, in the order of who may stand for it."""

    cluster_id: str = Field(description="partition key: `names#` and the cluster that the copy is in")
    entry: str = Field(
        description="sort key: `credits` or `publishes`, a hash of the folded name, what the copy is ranked by"
    )


class LinkItem(Link):
    """That an article carries another one among other stories, from the side of either."""

    cluster_id: str = Field(description="partition key: `links#` and the article that it is kept with")
    entry: str = Field(
        description="sort key: `carries` or `carried`, the other article's id, its generation in ten digits, the own "
        "generation in ten digits"
    )


class FacetItem(ArticleSummary):
    """An article under one value of one facet."""

    listing: str = Field(
        description="partition key: the facet, `#`, the folded value; of a language, a shard too"
    )
    entry: str = Field(description="sort key: when it was published or `undated`, the id, the generation")
    value: str = Field(description="the value as the article spells it")


class IngestedItem(Ingested):
    """An article in the order of ingestion."""

    listing: str = Field(description="partition key: `ingested` and a shard")
    entry: str = Field(description="sort key: when it was listed, to the millisecond, the id, the generation")


class ObjectItem(ObjectOutcome):
    """What became of an object."""

    entry: Literal["object"] = Field(description="sort key: sorts after the articles")
    on_end: Verdict | None = Field(
        default=None,
        alias="verdict",
        description="of an object of several articles: its outcome once all are done",
    )
    filled: int | None = Field(
        default=None, description="of an object of several articles: `positions`, once all are done"
    )
    noted: bool | None = Field(
        default=None, description="of an object of several articles: this generation has listed their ids"
    )
    settled: int | None = Field(
        default=None,
        description="of an object of several articles: the last generation of which all was done; what lists before "
        "its own name is gone",
    )
    by_position: int | None = Field(
        default=None,
        description="of an object of several articles: positions of earlier generations that no list names",
    )
    stream: bool | None = Field(
        default=None, description="of a stream: this generation reads every version since `read_through`"
    )
    read_through: str | None = Field(
        default=None, description="of a stream: the last version of which all is done"
    )
    read_whole: int | None = Field(
        default=None,
        description="of a stream: the last generation that read all its versions, where it was asked to",
    )
    done: int | None = Field(
        default=None, description="of a stream: the last generation of which all is done"
    )
    in_doubt: bool | None = Field(
        default=None, description="of an object of several articles: nobody knows whether those had articles"
    )
    read_to: int | None = Field(
        default=None,
        description="of an object read in parts: the position that is next; -1 after the last part",
    )
    verdict_day: str | None = Field(
        default=None,
        description="key of `verdicts`, only where rejected, failed, removed, or where several articles are done: "
        "the status, the day in UTC, a shard",
    )
    verdict_at: str | None = Field(
        default=None,
        description="key of `verdicts`: the reason, the time of the verdict, a hash of the object",
    )


class ObjectArticleItem(ArticleOutcome):
    """What became of one article of an object that holds several. Only those of the object's generation count."""

    entry: str = Field(description="sort key: `article#` and the position in ten digits")


class LearnedItem(LearnedPointer):
    """Which version of what publishers repeat is taken out of texts."""

    object: Literal["boilerplate"] = Field(description="partition key: no object's")
    entry: Literal["boilerplate"] = Field(description="sort key")


class VerifyingItem(VerifyProgress):
    """How far a stack has been verified, and who is at it."""

    object: Literal["verifying"] = Field(description="partition key: no object's")
    entry: Literal["verifying"] = Field(description="sort key")


class ErasureSaltItem(ErasureSalt):
    """What hashes of erased names are salted with, and how often more was refused."""

    object: Literal["erasures"] = Field(description="partition key: no object's")
    entry: Literal["salt"] = Field(description="sort key")


class ErasureItem(Erasure):
    """The record of an erasure."""

    object: Literal["erasures"] = Field(description="partition key: no object's")
    entry: str = Field(description="sort key: `erasure#` and its hash")


class RefusalItem(Refusal):
    """That something was erased and is refused, or was."""

    object: str = Field(description="partition key: `erased#` and the hash")
    entry: Literal["refusal"] = Field(description="sort key")


class WorkItem(Work):
    """What an erasure has found and not done yet: there is none once it is done."""

    object: str = Field(description="partition key: `erased#` and the hash of the erasure")
    entry: str = Field(description="sort key: `work#`, and the article's id or a hash of the object's name")


class ErasedArticleItem(ErasedArticle):
    """An article that was erased, by its id."""

    object: str = Field(description="partition key: `erased#` and the hash of the erasure")
    entry: str = Field(description="sort key: `erased-article#` and the id")
    verdict_day: str = Field(description="key of `verdicts`: `erased`, the day in UTC, a shard")
    verdict_at: str = Field(description="key of `verdicts`: the time, the id")


class HeldIdsItem(Record):
    """The ids that a reading of an object of several articles sent, or took away; those of its articles first."""

    object: str = Field(description="s3://bucket/key")
    entry: str = Field(
        description="sort key: `ids#sent#` or `ids#gone#`, the generation and two numbers in ten digits each"
    )
    generation: int = Field(description="the reading of the key that this is of")
    ids: bytes = Field(description="16 bytes each")
    others: bytes | None = Field(default=None, description="of items that have no article any more, likewise")


class FiledItem(Filed):
    """That an article is a version of an agency's item, or takes it back, and what became of it."""

    object: str = Field(description="partition key: `news-item#` and a hash of provider and id")
    entry: str = Field(description="sort key: `filed#` and the article's id")


class PostingItem(Record):
    """That an article has a shingle among its keys."""

    shingle: bytes = Field(description="partition key: a hash, 8 bytes")
    article: str = Field(description="sort key: the article's id, `#`, the generation in ten digits")


EXTRACT, DEDUPE, LEARN, VERIFY, ERASE = "extract", "dedupe", "learn", "verify", "`copydesk erase`"


@dataclass(frozen=True, slots=True)
class ItemKind:
    """One kind of item of a table."""

    name: str  # of its schema file
    table: str  # logical id in template.yaml
    model: type[BaseModel]
    mark: tuple[
        str, str
    ]  # the attribute, and the beginning of its value, that tell it from the table's others
    writer: str = DEDUPE  # the function
    writers: dict[str, str] = field(default_factory=dict)  # attributes that others write too
    private: bool = False  # copydesk's own affair: may change without notice


_EITHER = f"{EXTRACT}, {DEDUPE}"
_VERDICT = (
    "status",
    "error",
    "counts",
    "waiting",
    "settled",
    "read_through",
    "done",
    "by_position",
    "in_doubt",
    "version_id",
    "etag",
    "size",
    "updated_at",
    "verdict_day",
    "verdict_at",
)

# The first kind of a table whose mark an item bears is its own.
ITEM_KINDS = (
    ItemKind("article-membership", "ArticlesTable", MembershipItem, ("part", "member")),
    ItemKind("article-removed", "ArticlesTable", RemovedArticleItem, ("removed", "")),
    ItemKind("article", "ArticlesTable", ArticleItem, ("part", "article")),
    ItemKind("settings", "ArticlesTable", SettingsItem, ("part", "settings"), private=True),
    ItemKind("fingerprint", "ArticlesTable", FingerprintItem, ("part", "fingerprint#"), private=True),
    ItemKind("cluster", "ClustersTable", ClusterItem, ("entry", "cluster")),
    ItemKind("cluster-copy", "ClustersTable", CopyItem, ("entry", "copy#")),
    ItemKind("article-link", "ClustersTable", LinkItem, ("cluster_id", "links#")),
    ItemKind("cluster-name", "ClustersTable", NameItem, ("cluster_id", "names#"), private=True),
    ItemKind("listing-ingested", "ListingsTable", IngestedItem, ("listing", "ingested#")),
    ItemKind("listing-note", "ListingsTable", Note, ("listing", "article#"), private=True),
    ItemKind("listing", "ListingsTable", FacetItem, ("listing", "")),
    ItemKind(
        "outcome", "OutcomesTable", ObjectItem, ("entry", "object"), EXTRACT, dict.fromkeys(_VERDICT, _EITHER)
    ),
    ItemKind("outcome-article", "OutcomesTable", ObjectArticleItem, ("entry", "article#"), _EITHER),
    ItemKind("learned", "OutcomesTable", LearnedItem, ("entry", "boilerplate"), LEARN),
    ItemKind("verifying", "OutcomesTable", VerifyingItem, ("entry", "verifying"), VERIFY, private=True),
    ItemKind("erasure-salt", "OutcomesTable", ErasureSaltItem, ("entry", "salt"), ERASE, private=True),
    ItemKind("erasure", "OutcomesTable", ErasureItem, ("entry", "erasure#"), ERASE, private=True),
    ItemKind("refusal", "OutcomesTable", RefusalItem, ("entry", "refusal"), ERASE, private=True),
    ItemKind("erasure-work", "OutcomesTable", WorkItem, ("entry", "work#"), ERASE, private=True),
    ItemKind(
        "erased-article",
        "OutcomesTable",
        ErasedArticleItem,
        ("entry", "erased-article#"),
        ERASE,
        private=True,
    ),
    ItemKind("news-item", "OutcomesTable", FiledItem, ("entry", "filed#")),
    ItemKind("outcome-ids", "OutcomesTable", HeldIdsItem, ("entry", "ids#"), EXTRACT, private=True),
    ItemKind("posting", "IndexTable", PostingItem, ("shingle", ""), private=True),
)
