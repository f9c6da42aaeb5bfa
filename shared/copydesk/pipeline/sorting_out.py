"""What extraction found, sorted out: articles to send, positions to clear, rejections to note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from copydesk.article import Article, ObjectRef, article_id
from copydesk.extraction import Extracted
from copydesk.message import ArticleMessage
from copydesk.outcome import ObjectOutcome, Status, Verdict

INDEXED = Verdict(status=Status.INDEXED)
REMOVED = Verdict(status=Status.REMOVED)


class Part(NamedTuple):
    """What one invocation read of an object."""

    results: list[Extracted]
    is_last: bool = True
    """Whether nothing follows."""


@dataclass(frozen=True, slots=True)
class SortedOut:
    """What becomes of the positions of one reading, or of a part of it."""

    owed: list[ArticleMessage]
    """What the dedupe function has to do: index articles, remove what earlier generations indexed."""
    rejected: dict[int, Verdict]
    """Positions without an article, that never had one."""
    filled: int
    """Positions up to the last article; 1 where there is none."""
    alone: bool
    """Whether position 0 is all there is, and settles the object."""

    @classmethod
    def of(
        cls,
        claim: ObjectOutcome,
        ref: ObjectRef | None,
        results: Iterable[Extracted],
        gone: Iterable[int],
        *,
        earlier: int,
        in_parts: bool = False,
    ) -> Self:
        """Sort out what was read.

        Args:
            claim: the generation.
            ref: the version that was read; None where the key is gone.
            results: what was found.
            gone: positions to clear unless there is a result for them.
            earlier: positions that earlier generations may have used.
            in_parts: whether other parts of the object settle it too.
        """
        new = {result.position: result for result in results}
        positions = sorted(new.keys() | {position for position in gone if position < earlier})
        alone = positions == [0] and not in_parts
        messages = [_message(claim, ref, position, new.get(position), alone=alone) for position in positions]
        # Where there is no article and never was one, nothing is left for the dedupe function to do.
        owed = [one for one in messages if one.article is not None or one.position < earlier]
        waiting = {one.position for one in owed}
        return cls(
            owed=owed,
            rejected={one.position: one.verdict for one in messages if one.position not in waiting},
            filled=max((one.position + 1 for one in owed if one.article is not None), default=1),
            alone=alone or not positions,
        )


def counted(rejected: Mapping[int, Verdict]) -> dict[str, int]:
    """Rejections by outcome."""
    return dict(Counter(map(str, rejected.values())))


def verdict_of(results: list[Extracted], otherwise: Verdict | None = None) -> Verdict:
    """On an object: `indexed` if any of its results is an article, else as its first was rejected, or `otherwise`."""
    if any(result.draft is not None for result in results):
        return INDEXED
    return otherwise or rejected_as(results[0])


def rejected_as(result: Extracted) -> Verdict:
    """The verdict on a position without an article."""
    return Verdict(status=Status.REJECTED, reason=result.reason)


def _message(
    claim: ObjectOutcome, ref: ObjectRef | None, position: int, result: Extracted | None, *, alone: bool
) -> ArticleMessage:
    name = article_id(claim.bucket, claim.key, position)
    article = None
    verdict = REMOVED if result is None else rejected_as(result)
    if result is not None and result.draft is not None and ref is not None:
        verdict = INDEXED
        article = Article(
            **dict(result.draft), article_id=name, object=ref, position=position, ingested_at=claim.claimed_at
        )
    return ArticleMessage(
        bucket=claim.bucket,
        key=claim.key,
        generation=claim.generation,
        position=position,
        article_id=name,
        article=article,
        object=ref,
        alone=alone,
        verdict=verdict,
    )
