"""The extract stage: bring what the pipeline says of a key to what the inbox holds now."""

from __future__ import annotations

import time
from collections import Counter

import boto3

from copydesk.article import Article, ObjectRef, article_id
from copydesk.extraction import Extracted, Limits, extract_bounded
from copydesk.extraction.child import ARTICLE_SECONDS
from copydesk.matching.boilerplate import Boilerplate
from copydesk.message import ArticleMessage
from copydesk.outcome import ObjectOutcome, RejectionReason, Status, Verdict
from copydesk.pipeline.events import ObjectName
from copydesk.pipeline.settings import ExtractSettings
from copydesk.storage.boilerplates import BoilerplateStore
from copydesk.storage.buckets import Archived, Inbox, InboxObject, Overflow
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import ArticleQueue

# Bytes of an object as stored: what the function can hold in memory beside what it unpacks to.
MAX_OBJECT_BYTES = 64 * 2**20

# The extract function's default time-out.
INVOCATION_SECONDS = 120.0
# Of the time that is left to an invocation, what one object's articles may be read in; the rest is for writing down
# what became of them, and a fixed part for what nobody foresaw.
READING_SHARE = 0.75
RESERVED_SECONDS = 5.0
# An object that is given less than this share of an invocation, and does not get by with it, gets another.
LATE_SHARE = 0.8

INDEXED = Verdict(status=Status.INDEXED)
REMOVED = Verdict(status=Status.REMOVED)


class OutOfTime(Exception):
    """Others took the time of this invocation: the object has to be read in another one."""


class ExtractStage:
    """Reconciles keys of the inbox with what is stored, one at a time."""

    def __init__(
        self, inbox: Inbox, outcomes: OutcomeStore, queue: ArticleQueue, boilerplate: Boilerplate
    ) -> None:
        self._boilerplate = boilerplate
        self._inbox = inbox
        self._outcomes = outcomes
        self._queue = queue
        self._whole_seconds = 0.0
        """What an invocation has: the most that any object was given."""

    @classmethod
    def from_settings(cls, settings: ExtractSettings) -> ExtractStage:
        """The stage over AWS. Endpoints and credentials are boto3's affair."""
        s3 = boto3.client("s3")
        overflow = Overflow(s3, settings.overflow_bucket)
        return cls(
            Inbox(s3),
            OutcomeStore(boto3.client("dynamodb"), settings.outcomes_table),
            ArticleQueue(boto3.client("sqs"), settings.dedupe_queue_url, overflow),
            BoilerplateStore(overflow).get(settings.boilerplate_version),
        )

    def reconcile(
        self, name: ObjectName, *, seconds: float = INVOCATION_SECONDS, last_try: bool = False
    ) -> Verdict | None:
        """Read what the inbox holds under a key now, and pass it on as the key's next generation.

        The claim comes before the read: of two workers, the one that claims later has read what is newer, and
        the other's generation is void. So events may come late, twice, or in any order.

        Args:
            name: the key that an event named.
            seconds: until the function is killed.
            last_try: whether the event is not delivered again if this fails; the outcome then says `failed`
                until it succeeds, for what kills the function leaves nobody to say so.

        Returns:
            The outcome that the object has or, once all its articles are indexed, will have. None where the key is that
            of a folder, which consoles make of an empty object, and never was anything else: it has none.

        Raises:
            OutOfTime: the object came late in its batch, and there was too little time left for it.
        """
        self._whole_seconds = max(self._whole_seconds, seconds)
        known = self._outcomes.get(*name)
        if known is not None and self._is_current(known):
            return known.verdict
        if known is None and name.key.endswith("/") and self._is_folder(name):
            return None
        claim = self._outcomes.claim(*name, Status.FAILED if last_try else Status.PENDING)
        try:
            found = self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES)
        except Archived as archived:
            result = Extracted(position=0, reason=RejectionReason.ARCHIVED)
            return self._pass_on(claim, archived.ref, [result], _rejected(result))
        if found is None:
            return self._pass_on(claim, None, [], REMOVED)
        results = self._extracted(found, seconds)
        if any(result.draft is not None for result in results):
            return self._pass_on(claim, found.ref, results, INDEXED)
        return self._pass_on(claim, found.ref, results, _rejected(results[0]))

    def _extracted(self, found: InboxObject, seconds: float) -> list[Extracted]:
        """What extraction makes of the object.

        Where it takes longer than a whole invocation has, its articles up to there, and one `timeout` for the rest.
        """
        if found.data is None:
            return [Extracted(position=0, reason=RejectionReason.TOO_LARGE)]
        budget = READING_SHARE * seconds - RESERVED_SECONDS
        if budget < ARTICLE_SECONDS:
            raise OutOfTime(f"{seconds:.0f} seconds are left")
        learned = self._boilerplate if self._boilerplate.uses else None
        started = time.monotonic()
        results = list(
            extract_bounded(
                found.data,
                content_type=found.content_type,
                boilerplate=learned,
                limits=Limits(object_seconds=budget),
            )
        )
        is_late = seconds < LATE_SHARE * self._whole_seconds
        if is_late and time.monotonic() - started >= budget and results[-1].reason is RejectionReason.TIMEOUT:
            raise OutOfTime(f"{seconds:.0f} seconds were left, and were not enough")
        return results

    def _is_folder(self, name: ObjectName) -> bool:
        now = self._inbox.head(*name)
        return now is None or now.size == 0

    def _is_current(self, known: ObjectOutcome) -> bool:
        now = self._inbox.head(known.bucket, known.key)
        if known.status is Status.REMOVED:
            return now is None
        done = (
            known.status in {Status.INDEXED, Status.REJECTED} and known.reason is not RejectionReason.ARCHIVED
        )
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
