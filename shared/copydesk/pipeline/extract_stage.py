"""The extract stage: bring what the pipeline says of a key to what the inbox holds now."""

from __future__ import annotations

import time
from collections.abc import Callable

import boto3

from copydesk.article import ObjectRef
from copydesk.extraction import Extracted
from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.identity import identified
from copydesk.message import Continuation
from copydesk.outcome import ObjectOutcome, RejectionReason, Status, Verdict
from copydesk.pipeline.claims import Claims
from copydesk.pipeline.events import ObjectName
from copydesk.pipeline.object_reading import ARTICLES_AT_ONCE, ObjectReader, OutOfTime
from copydesk.pipeline.rereading import Comparison
from copydesk.pipeline.sending import GenerationSender
from copydesk.pipeline.settings import ExtractSettings
from copydesk.pipeline.sorting_out import REMOVED, rejected_as, verdict_of
from copydesk.pipeline.streams import Stream, unread_versions
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import BoilerplateStore, LearnedInForce, PointerStore
from copydesk.storage.buckets import Archived, Inbox, Overflow
from copydesk.storage.filings import FilingStore
from copydesk.storage.held_ids import HeldIds
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import BACKFILL, ArticleQueue, ReadingQueue
from copydesk.storage.refusals import RefusalStore

# Bytes of an object as stored: what the function can hold in memory beside what it unpacks to.
MAX_OBJECT_BYTES = 64 * 2**20

# The extract function's default time-out.
INVOCATION_SECONDS = 120.0


class ExtractStage:
    """Reconciles keys of the inbox with what is stored, one at a time."""

    def __init__(
        self,
        inbox: Inbox,
        outcomes: OutcomeStore,
        held: HeldIds,
        articles: ArticleStore,
        queue: ArticleQueue,
        reading: ReadingQueue,
        learned: LearnedInForce,
        refusals: RefusalStore,
        filings: FilingStore,
        columns: Columns = NO_COLUMNS,
        streams: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._reader = ObjectReader(learned, refusals, columns)
        self._sender = GenerationSender(outcomes, held, queue, reading, self._reader.made_by)
        self._claims = Claims(inbox, outcomes, refusals)
        self._streams = streams
        self._inbox = inbox
        self._outcomes = outcomes
        self._held = held
        self._comparison = Comparison(articles, outcomes, filings)

    @property
    def outcomes(self) -> OutcomeStore:
        """Where it is noted what became of objects."""
        return self._outcomes

    @classmethod
    def from_settings(cls, settings: ExtractSettings, *, backfills: bool = False) -> ExtractStage:
        """The stage over AWS. Endpoints and credentials are boto3's affair.

        Args:
            settings: from the environment.
            backfills: whether it reads what lay there before: what it sends waits for what came since.
        """
        s3, sqs, dynamodb = boto3.client("s3"), boto3.client("sqs"), boto3.client("dynamodb")
        overflow = Overflow(s3, settings.overflow_bucket)
        return cls(
            Inbox(s3),
            OutcomeStore(dynamodb, settings.outcomes_table),
            HeldIds(dynamodb, settings.outcomes_table),
            ArticleStore(dynamodb, settings.articles_table, overflow),
            ArticleQueue(sqs, settings.dedupe_queue_url, overflow, BACKFILL if backfills else None),
            ReadingQueue(sqs, settings.backfill_queue_url if backfills else settings.extract_queue_url),
            LearnedInForce(
                BoilerplateStore(overflow),
                PointerStore(dynamodb, settings.outcomes_table),
                settings.boilerplate_version,
            ),
            RefusalStore(dynamodb, settings.outcomes_table),
            FilingStore(dynamodb, settings.outcomes_table),
            settings.named_columns,
            settings.streams,
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
            of a folder, which consoles make of an empty object, and never was anything else: it has none. Of a key
            that was erased it is kept nowhere.

        Raises:
            OutOfTime: the object came late in its batch, and there was too little time left for it.
        """
        self._reader.begin(seconds)
        known = self._outcomes.get(*name)
        if known is not None and self._claims.is_current(known):
            return known.verdict
        return self._read(name, known, seconds, last_try=last_try)

    def reread(
        self,
        name: ObjectName,
        *,
        seconds: float = INVOCATION_SECONDS,
        last_try: bool = False,
        after: int | None = None,
        repeated: bool = False,
    ) -> Verdict | None:
        """Read an object again that may have its outcome. Where it says the same, only the note of its reading changes.

        Where an article comes out otherwise, the object is claimed and read like a new version; articles that came out
        as they are stay untouched, others keep the time of their ingestion. An object that takes several
        invocations is claimed without being compared before.

        Args:
            name: of the key.
            seconds: until the function is killed.
            last_try: as `reconcile` takes it.
            after: the generation that is to be followed by another, though it say the same; of a stream, by one that
                reads every version there is. Where a later one is there, nothing is done.
            repeated: whether that was tried before; then the later one may be that of a try that died.

        Raises:
            OutOfTime: there was too little time left in the batch.
        """
        self._reader.begin(seconds)
        known = self._outcomes.get(*name)
        if known is None or known.status is Status.REMOVED:
            return self.reconcile(name, seconds=seconds, last_try=last_try)
        if after is not None:
            streams = self._streams(name.key)
            is_done = known.status not in {Status.PENDING, Status.FAILED}
            latest = self._held.read_whole(known) if streams else known.generation
            if latest > after and (is_done or not repeated):
                return known.verdict
            return self._read(name, known, seconds, last_try=last_try, rereading=True, whole=streams)
        if self._claims.is_current(known) and (found := self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES)):
            part = self._reader.read(found, seconds)
            same = (found.ref.version_id, found.ref.etag) == (known.version_id, known.etag)
            learned = self._reader.learned
            as_it_is = same and part.is_last
            as_it_is = as_it_is and self._comparison.finds_the_same(known, part.results, learned)
            if as_it_is and self._outcomes.note_rereading(known, self._reader.made_by()):
                return known.verdict
        return self._read(name, known, seconds, last_try=last_try, rereading=True)

    def _read(
        self,
        name: ObjectName,
        known: ObjectOutcome | None,
        seconds: float,
        *,
        last_try: bool,
        rereading: bool = False,
        whole: bool = False,
    ) -> Verdict | None:
        """Claim a key, and read it as its next generation."""
        claim = self._claims.claim(name, known, Status.FAILED if last_try else Status.PENDING)
        if claim is None or isinstance(claim, Verdict):
            return claim
        if self._streams(name.key):
            return self._read_stream(claim, known, seconds, rereading=rereading, whole=whole)
        held = self._held.of(claim, known)
        try:
            found = self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES)
        except Archived as archived:
            result = Extracted(position=0, reason=RejectionReason.ARCHIVED)
            return self._sender.pass_on(claim, archived.ref, [result], rejected_as(result), held)
        if found is None:
            return self._sender.pass_on(claim, None, [], REMOVED, held)
        part = self._reader.read(found, seconds)
        if not part.is_last:
            return self._sender.begin_parts(claim, found.ref, part, held, rereading=rereading)
        return self._sender.pass_on(
            claim, found.ref, part.results, verdict_of(part.results), held, rereading=rereading
        )

    def _read_stream(
        self,
        claim: ObjectOutcome,
        known: ObjectOutcome | None,
        seconds: float,
        *,
        rereading: bool,
        whole: bool,
    ) -> Verdict:
        """Read every version since the last of which all is done: what any of them has is there, as the newest has it.

        Or the `whole` of them, where an article of an earlier one is to come back.

        Raises:
            OutOfTime: they hold more than one invocation reads.
        """
        until = time.monotonic() + seconds
        name = (claim.bucket, claim.key)
        through = None if whole else self._held.read_through(claim, known)
        unread = unread_versions(self._inbox.versions(*name), through)
        found: dict[str, tuple[Extracted, ObjectRef]] = {}
        expired, newest = int(unread.has_gap), None
        for version_id in unread.ids:
            read = self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES, version_id=version_id)
            if read is None:
                expired += 1
                continue
            newest = newest or read.ref
            part = self._reader.read(read, until - time.monotonic())
            for one in part.results:
                found.setdefault(identified(*name, one), (one, read.ref))
            if not part.is_last or len(found) > ARTICLES_AT_ONCE:
                raise OutOfTime("the unread versions of a stream hold more than one invocation reads")
        held = self._held.of(claim, known, recent=unread.keeps and newest is not None)
        if newest is None:
            return self._sender.pass_on(claim, None, [], REMOVED, held)
        merged = list(found.values())
        results = [one.model_copy(update={"position": at}) for at, (one, _) in enumerate(merged)]
        refs = {at: ref for at, (_, ref) in enumerate(merged)}
        stream = Stream(refs, keeps=unread.keeps, expired=expired, whole=whole)
        verdict = verdict_of(results)
        return self._sender.pass_on(claim, newest, results, verdict, held, rereading=rereading, stream=stream)

    def go_on(
        self, at: Continuation, *, seconds: float = INVOCATION_SECONDS, last_try: bool = False
    ) -> Verdict | None:
        """Go on reading an object where an earlier invocation stopped, as a part of the same generation.

        Args:
            at: what that invocation left.
            seconds: until the function is killed.
            last_try: as `reconcile` takes it.

        Returns:
            The outcome that the object has or will have; None where a later generation has begun, or the inbox holds
            another version, of which an event tells.

        Raises:
            OutOfTime: there was too little time left in the batch.
        """
        self._reader.begin(seconds)
        name = ObjectName(at.object.bucket, at.object.key)
        if not at.lists_ids:  # as 0.1.0 left it
            return self.reconcile(name, seconds=seconds, last_try=last_try)
        current = self._outcomes.get(*name)
        if current is None or current.generation != at.generation:
            return None
        if current.status not in {Status.PENDING, Status.FAILED}:
            return current.verdict
        if last_try:
            self._outcomes.mark_failed(*name, at.generation)
        found = self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES)
        if found is None or (found.ref.version_id, found.ref.etag) != (at.object.version_id, at.object.etag):
            return None
        part = self._reader.read(found, seconds, at.first)
        return self._sender.send_part(current, at, part)
