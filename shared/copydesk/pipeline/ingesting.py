"""The extract function's work: bring what the pipeline says of a key to what the inbox holds now."""

from __future__ import annotations

from collections import Counter

from copydesk.article import Article, ObjectRef, article_id
from copydesk.extraction import Extracted, extract_bounded
from copydesk.matching.boilerplate import Boilerplate
from copydesk.message import ArticleMessage
from copydesk.outcome import ObjectOutcome, RejectionReason, Status, Verdict
from copydesk.pipeline.events import ObjectName
from copydesk.storage.buckets import Inbox, InboxObject
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import ArticleQueue

# Bytes of an object as stored: what the function can hold in memory beside what it unpacks to.
MAX_OBJECT_BYTES = 64 * 2**20

INDEXED = Verdict(status=Status.INDEXED)
REMOVED = Verdict(status=Status.REMOVED)


class Ingester:
    """Reconciles keys of the inbox, one at a time."""

    def __init__(
        self, inbox: Inbox, outcomes: OutcomeStore, queue: ArticleQueue, boilerplate: Boilerplate
    ) -> None:
        self._boilerplate = boilerplate
        self._inbox = inbox
        self._outcomes = outcomes
        self._queue = queue

    def reconcile(self, name: ObjectName, *, last_try: bool = False) -> Verdict:
        """Read what the inbox holds under a key now, and pass it on as the key's next generation.

        The claim comes before the read: of two workers, the one that claims later has read what is newer, and
        the other's generation is void. So events may come late, twice, or in any order.

        Args:
            name: the key that an event named.
            last_try: whether the event is not delivered again if this fails; the outcome then says `failed`
                until it succeeds, for what kills the function leaves nobody to say so.

        Returns:
            The outcome that the object has or, once all its articles are indexed, will have.
        """
        known = self._outcomes.get(*name)
        if known is not None and self._is_current(known):
            return known.verdict
        claim = self._outcomes.claim(*name, Status.FAILED if last_try else Status.PENDING)
        found = self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES)
        if found is None:
            return self._pass_on(claim, None, [], REMOVED)
        results = self._extracted(found)
        if any(result.draft is not None for result in results):
            return self._pass_on(claim, found.ref, results, INDEXED)
        return self._pass_on(claim, found.ref, results, _rejected(results[0]))

    def _extracted(self, found: InboxObject) -> list[Extracted]:
        if found.data is None:
            return [Extracted(position=0, reason=RejectionReason.TOO_LARGE)]
        learned = self._boilerplate if self._boilerplate.uses else None
        key, content_type = found.ref.key, found.content_type
        return list(extract_bounded(found.data, key=key, content_type=content_type, boilerplate=learned))

    def _is_current(self, known: ObjectOutcome) -> bool:
        now = self._inbox.head(known.bucket, known.key)
        if known.status is Status.REMOVED:
            return now is None
        done = known.status in {Status.INDEXED, Status.REJECTED}
        return done and now is not None and (now.version_id, now.etag) == (known.version_id, known.etag)

    def _pass_on(
        self, claim: ObjectOutcome, ref: ObjectRef | None, results: list[Extracted], verdict: Verdict
    ) -> Verdict:
        # Whatever earlier generations may have indexed at positions that this one does not fill has to go.
        earlier = range(claim.positions) if claim.generation > 1 else range(0)
        new = {result.position: result for result in results}
        positions = sorted(new.keys() | set(earlier))
        alone = positions == [0]
        messages = [_message(claim, ref, position, new.get(position), alone=alone) for position in positions]
        # Where there is no article and never was one, nothing is left for the dedupe function to do.
        owed = [one for one in messages if one.article is not None or one.position in earlier]
        waiting = {one.position for one in owed}
        rejected = {one.position: one.verdict for one in messages if one.position not in waiting}
        if not alone and positions:
            counts = Counter(str(verdict) for verdict in rejected.values())
            expected = self._outcomes.expect(
                claim, ref, positions=positions[-1] + 1, waiting=len(owed), counts=counts, verdict=verdict
            )
            if not expected:
                return verdict
            self._outcomes.reject_articles(claim, rejected)
        if not owed:
            self._outcomes.finish(claim.bucket, claim.key, claim.generation, verdict, ref)
        self._queue.send(owed)
        return verdict


def settle(outcomes: OutcomeStore, current: ObjectOutcome, message: ArticleMessage) -> bool:
    """Set the outcome of a message's article, and so of its object. False where its generation is void."""
    if message.alone:
        name = (message.bucket, message.key, message.generation)
        return outcomes.finish(*name, message.verdict, message.object)
    return outcomes.finish_article(current, message.position, message.verdict)


def _message(
    claim: ObjectOutcome, ref: ObjectRef | None, position: int, result: Extracted | None, *, alone: bool
) -> ArticleMessage:
    name = article_id(claim.bucket, claim.key, position)
    article = None
    verdict = REMOVED if result is None else _rejected(result)
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


def _rejected(result: Extracted) -> Verdict:
    return Verdict(status=Status.REJECTED, reason=result.reason)
