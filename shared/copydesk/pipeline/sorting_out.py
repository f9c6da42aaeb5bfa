"""What extraction found, sorted out: articles to send, articles to take away, rejections to note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, Self

from copydesk.article import Article, NewsItem, ObjectRef, article_id
from copydesk.extraction import Extracted
from copydesk.extraction.identity import identified
from copydesk.filing import filed_under
from copydesk.message import ArticleMessage
from copydesk.outcome import MadeBy, ObjectOutcome, Status, Verdict
from copydesk.storage.held_ids import Held

INDEXED = Verdict(status=Status.INDEXED)
REMOVED = Verdict(status=Status.REMOVED)


class Part(NamedTuple):
    """What one invocation read of an object."""

    results: list[Extracted]
    is_last: bool = True
    """Whether nothing follows."""


@dataclass(frozen=True, slots=True)
class SortedOut:
    """What becomes of the articles of one reading, or of a part of it."""

    owed: list[ArticleMessage]
    """What the dedupe function has to do: index articles, remove what earlier generations indexed."""
    rejected: list[ArticleMessage]
    """Items without an article, that never had one: for nobody to do."""
    alone: bool
    """Whether the document of the key's name is all there is, and settles the object."""
    positions: int
    """In use, with one for each article that is taken away."""

    @classmethod
    def of(
        cls,
        claim: ObjectOutcome,
        ref: ObjectRef | None,
        results: Iterable[Extracted],
        held: Held,
        *,
        first: int = 0,
        before: Set[str] | None = None,
        is_last: bool = True,
        made_by: MadeBy | None = None,
        rereading: bool = False,
        refs: Mapping[int, ObjectRef] = MappingProxyType({}),
    ) -> Self:
        """Sort out what was read.

        Args:
            claim: the generation.
            ref: the version that was read; None where the key is gone.
            results: what was found.
            held: what earlier generations may have left.
            first: the position that the part begins at.
            before: what earlier parts of this generation named; None where it is read in one go.
            is_last: whether nothing follows, and what is held and was not found again has to go.
            made_by: what read it.
            rereading: whether it was read again on somebody's word.
            refs: of positions that were found in another version, that version.
        """
        how = {"made_by": made_by, "rereading": rereading}
        found = {identified(claim.bucket, claim.key, result): result for result in results}
        gone = sorted(held.ids - found.keys() - (before or set())) if is_last else []
        after = max((result.position + 1 for result in found.values()), default=first)
        document = article_id(claim.bucket, claim.key)
        alone = before is None and held.knows_document and {*found, *gone} <= {document}
        messages = [
            _message(claim, refs.get(result.position, ref), name, result, alone=alone)
            for name, result in found.items()
        ]
        taken = [
            _removal(claim, ref, name, after + number, alone=alone, doubtful=name in held.doubtful)
            for number, name in enumerate(gone)
        ]
        # Where there is no article and never was one, nothing is left for the dedupe function to do.
        owed = [one for one in messages if one.has_item or one.article_id in held.ids]
        owed = [one.model_copy(update=how) for one in owed + taken]
        messages = [one.model_copy(update=how) for one in messages]
        return cls(
            owed=owed,
            rejected=[one for one in messages if not one.has_item and one.article_id not in held.ids],
            alone=alone,
            positions=max(after + len(gone), 1),
        )

    @property
    def filled(self) -> int:
        """Positions up to the last article, or what takes one back; 1 where there is none."""
        return max((one.position + 1 for one in self.owed if one.has_item), default=1)

    @property
    def ids(self) -> list[str]:
        """Of the articles, and of what takes one back."""
        return [one.article_id for one in self.owed if one.has_item]

    @property
    def others(self) -> list[str]:
        """Ids of items that are still there and have no article any more."""
        return [one.article_id for one in self.owed if not one.has_item and one.verdict != REMOVED]

    @property
    def gone(self) -> list[str]:
        """Ids of what is taken away, whether or not its item is still there."""
        return [one.article_id for one in self.owed if not one.has_item]

    @property
    def counts(self) -> dict[str, int]:
        """Rejections by outcome."""
        return dict(Counter(str(one.verdict) for one in self.rejected))


def verdict_of(results: list[Extracted], otherwise: Verdict | None = None) -> Verdict:
    """On an object: `indexed` if any of its results is an article, else as its first was rejected, or `otherwise`."""
    if any(result.draft is not None for result in results):
        return INDEXED
    return otherwise or rejected_as(results[0])


def rejected_as(result: Extracted) -> Verdict:
    """The verdict on a position without an article."""
    return Verdict(status=Status.REJECTED, reason=result.reason, file_kind=result.file_kind)


def item_of(result: Extracted) -> NewsItem | None:
    """The item of an agency that a position has a version of, or takes back."""
    return result.draft.news_item if result.draft is not None else result.canceled


def _message(
    claim: ObjectOutcome, ref: ObjectRef | None, name: str, result: Extracted, *, alone: bool
) -> ArticleMessage:
    article = None
    if result.draft is not None and ref is not None:
        article = Article(
            **dict(result.draft),
            article_id=name,
            object=ref,
            position=result.position,
            ingested_at=claim.claimed_at,
        )
    item = item_of(result)
    return ArticleMessage(
        bucket=claim.bucket,
        key=claim.key,
        generation=claim.generation,
        position=result.position,
        article_id=name,
        article=article,
        news_item=item if filed_under(item) else None,
        object=ref,
        alone=alone,
        verdict=INDEXED if article is not None else rejected_as(result),
    )


def _removal(
    claim: ObjectOutcome, ref: ObjectRef | None, name: str, position: int, *, alone: bool, doubtful: bool
) -> ArticleMessage:
    return ArticleMessage(
        bucket=claim.bucket,
        key=claim.key,
        generation=claim.generation,
        position=position,
        article_id=name,
        object=ref,
        alone=alone,
        verdict=REMOVED,
        doubtful=doubtful and not alone,
    )
