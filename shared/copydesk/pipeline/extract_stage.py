"""The extract stage: bring what the pipeline says of a key to what the inbox holds now."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from itertools import islice

import boto3

from copydesk import __version__
from copydesk.article import ObjectRef
from copydesk.erasure import ERASED, Kind, Name, names_of
from copydesk.extraction import Extracted, Limits, extract_bounded
from copydesk.extraction.child import ARTICLE_SECONDS
from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.identity import identified
from copydesk.matching.fingerprint import VERSION
from copydesk.message import Continuation
from copydesk.outcome import MadeBy, ObjectOutcome, RejectionReason, Status, Verdict, object_uri
from copydesk.pipeline.events import ObjectName
from copydesk.pipeline.rereading import Comparison
from copydesk.pipeline.settings import ExtractSettings
from copydesk.pipeline.sorting_out import INDEXED, REMOVED, Part, SortedOut, rejected_as, verdict_of
from copydesk.pipeline.streams import EXPIRED, Stream, unread_versions
from copydesk.storage.articles import ArticleStore
from copydesk.storage.boilerplates import BoilerplateStore, LearnedInForce, PointerStore
from copydesk.storage.buckets import Archived, Inbox, InboxObject, Overflow
from copydesk.storage.held_ids import Held, HeldIds
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import ArticleQueue, ReadingQueue
from copydesk.storage.refusals import RefusalStore

# Bytes of an object as stored: what the function can hold in memory beside what it unpacks to.
MAX_OBJECT_BYTES = 64 * 2**20

# Articles that one invocation reads of an object, and holds: at 3 ms and 5 KB each half a minute and 50 MB. What an
# archive has more is left to the next.
ARTICLES_AT_ONCE = 10_000

# The extract function's default time-out.
INVOCATION_SECONDS = 120.0
# Of the time that is left to an invocation, what one object's articles may be read in; the rest is for writing down
# what became of them, and a fixed part for what nobody foresaw.
READING_SHARE = 0.75
RESERVED_SECONDS = 5.0
# An object that is given less than this share of an invocation, and does not get by with it, gets another.
LATE_SHARE = 0.8


class OutOfTime(Exception):
    """Others took the time of this invocation: the object has to be read in another one."""


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
        columns: Columns = NO_COLUMNS,
        streams: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._learned = learned
        self._refusals = refusals
        self._columns = columns
        self._streams = streams
        self._inbox = inbox
        self._outcomes = outcomes
        self._held = held
        self._comparison = Comparison(articles, outcomes)
        self._queue = queue
        self._reading = reading
        self._whole_seconds = 0.0
        """What an invocation has: the most that any object was given."""

    @property
    def outcomes(self) -> OutcomeStore:
        """Where it is noted what became of objects."""
        return self._outcomes

    @classmethod
    def from_settings(cls, settings: ExtractSettings) -> ExtractStage:
        """The stage over AWS. Endpoints and credentials are boto3's affair."""
        s3, sqs, dynamodb = boto3.client("s3"), boto3.client("sqs"), boto3.client("dynamodb")
        overflow = Overflow(s3, settings.overflow_bucket)
        return cls(
            Inbox(s3),
            OutcomeStore(dynamodb, settings.outcomes_table),
            HeldIds(dynamodb, settings.outcomes_table),
            ArticleStore(dynamodb, settings.articles_table, overflow),
            ArticleQueue(sqs, settings.dedupe_queue_url, overflow),
            ReadingQueue(sqs, settings.extract_queue_url),
            LearnedInForce(
                BoilerplateStore(overflow),
                PointerStore(dynamodb, settings.outcomes_table),
                settings.boilerplate_version,
            ),
            RefusalStore(dynamodb, settings.outcomes_table),
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
        self._whole_seconds = max(self._whole_seconds, seconds)
        known = self._outcomes.get(*name)
        if known is not None and self._is_current(known):
            return known.verdict
        return self._read(name, known, seconds, last_try=last_try)

    def reread(
        self, name: ObjectName, *, seconds: float = INVOCATION_SECONDS, last_try: bool = False
    ) -> Verdict | None:
        """Read an object again that may have its outcome. Where it says the same, only the note of its reading changes.

        Where an article comes out otherwise, the object is claimed and read like a new version; articles that came out
        as they are stay untouched, others keep the time of their ingestion. An object that takes several
        invocations is claimed without being compared before.

        Args:
            name: of the key.
            seconds: until the function is killed.
            last_try: as `reconcile` takes it.

        Raises:
            OutOfTime: there was too little time left in the batch.
        """
        self._whole_seconds = max(self._whole_seconds, seconds)
        known = self._outcomes.get(*name)
        if known is None or known.status is Status.REMOVED:
            return self.reconcile(name, seconds=seconds, last_try=last_try)
        if self._is_current(known) and (found := self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES)):
            part = self._without_erased(self._extracted(found, seconds))
            same = (found.ref.version_id, found.ref.etag) == (known.version_id, known.etag)
            learned = self._learned.get()
            if same and part.is_last and self._comparison.finds_the_same(known, part.results, learned):
                settings = known.made_by.settings if known.made_by else None
                made_by = self._made_by().model_copy(update={"settings": settings})
                if self._outcomes.note_rereading(known, made_by):
                    return known.verdict
        return self._read(name, known, seconds, last_try=last_try, rereading=True)

    def _made_by(self) -> MadeBy:
        learned = self._learned.get()
        return MadeBy(
            extraction=__version__, fingerprint=VERSION, boilerplate=learned.version if learned.uses else None
        )

    def _read(
        self,
        name: ObjectName,
        known: ObjectOutcome | None,
        seconds: float,
        *,
        last_try: bool,
        rereading: bool = False,
    ) -> Verdict | None:
        """Claim a key, and read it as its next generation."""
        claim = self._claim(name, known, Status.FAILED if last_try else Status.PENDING)
        if claim is None or isinstance(claim, Verdict):
            return claim
        if self._streams(name.key):
            return self._read_stream(claim, known, seconds, rereading=rereading)
        held = self._held.of(claim, known)
        try:
            found = self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES)
        except Archived as archived:
            result = Extracted(position=0, reason=RejectionReason.ARCHIVED)
            return self._pass_on(claim, archived.ref, [result], rejected_as(result), held)
        if found is None:
            return self._pass_on(claim, None, [], REMOVED, held)
        part = self._without_erased(self._extracted(found, seconds))
        if not part.is_last:
            return self._begin_parts(claim, found.ref, part, held, rereading=rereading)
        return self._pass_on(
            claim, found.ref, part.results, verdict_of(part.results), held, rereading=rereading
        )

    def _read_stream(
        self, claim: ObjectOutcome, known: ObjectOutcome | None, seconds: float, *, rereading: bool
    ) -> Verdict:
        """Read every version since the last of which all is done: what any of them has is there, as the newest has it.

        Raises:
            OutOfTime: they hold more than one invocation reads.
        """
        until = time.monotonic() + seconds
        name = (claim.bucket, claim.key)
        unread = unread_versions(self._inbox.versions(*name), self._held.read_through(claim, known))
        found: dict[str, tuple[Extracted, ObjectRef]] = {}
        expired, newest = int(unread.has_gap), None
        for version_id in unread.ids:
            read = self._inbox.read(*name, max_bytes=MAX_OBJECT_BYTES, version_id=version_id)
            if read is None:
                expired += 1
                continue
            newest = newest or read.ref
            part = self._without_erased(self._extracted(read, until - time.monotonic()))
            for one in part.results:
                found.setdefault(identified(*name, one), (one, read.ref))
            if not part.is_last or len(found) > ARTICLES_AT_ONCE:
                raise OutOfTime("the unread versions of a stream hold more than one invocation reads")
        held = self._held.of(claim, known, recent=unread.keeps and newest is not None)
        if newest is None:
            return self._pass_on(claim, None, [], REMOVED, held)
        merged = list(found.values())
        results = [one.model_copy(update={"position": at}) for at, (one, _) in enumerate(merged)]
        refs = {at: ref for at, (_, ref) in enumerate(merged)}
        stream = Stream(refs, keeps=unread.keeps, expired=expired)
        verdict = verdict_of(results)
        return self._pass_on(claim, newest, results, verdict, held, rereading=rereading, stream=stream)

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
        self._whole_seconds = max(self._whole_seconds, seconds)
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
        part = self._without_erased(self._extracted(found, seconds, at.first))
        return self._send_part(current, at, part)

    def _claim(
        self, name: ObjectName, known: ObjectOutcome | None, status: Status
    ) -> ObjectOutcome | Verdict | None:
        """The next generation of a key; of one that was erased a verdict, and None of a folder's."""
        claim = self._outcomes.claim_known(*name, status) if known is not None else None
        if claim is not None:
            return claim
        erased = Name(Kind.KEY, object_uri(*name))
        refusal = self._refusals.known(self._refusals.salt(), [erased]).get(erased)
        if refusal is not None and refusal.holds:
            return ERASED
        if refusal is not None:  # it is refused no longer, and its next reading follows the last
            return self._outcomes.claim(*name, status, after=refusal.generation or 0)
        if name.key.endswith("/") and self._is_folder(name):
            return None
        return self._outcomes.claim(*name, status)

    def _without_erased(self, part: Part) -> Part:
        """A part without the articles that come under what was erased: they are rejected."""
        drafts = [result.draft for result in part.results if result.draft is not None]
        salt = self._refusals.salt() if drafts else None
        refused = self._refusals.refused(salt, {name for draft in drafts for name in names_of(draft)})
        if not refused:
            return part
        results = [
            result.model_copy(update={"draft": None, "reason": ERASED.reason})
            if result.draft is not None and not refused.isdisjoint(names_of(result.draft))
            else result
            for result in part.results
        ]
        return part._replace(results=results)

    def _extracted(self, found: InboxObject, seconds: float, first: int = 0) -> Part:
        """What extraction makes of the object from a position on, and whether that is all."""
        if found.data is None:
            return Part([Extracted(position=first, reason=RejectionReason.TOO_LARGE)])
        budget = READING_SHARE * seconds - RESERVED_SECONDS
        if budget < ARTICLE_SECONDS:
            raise OutOfTime(f"{seconds:.0f} seconds are left")
        learned = self._learned.get()
        started = time.monotonic()
        reading = extract_bounded(
            found.data,
            content_type=found.content_type,
            boilerplate=learned if learned.uses else None,
            limits=Limits(object_seconds=budget),
            columns=self._columns,
            first=first,
        )
        with closing(reading):
            results = list(islice(reading, ARTICLES_AT_ONCE))
            if len(results) == ARTICLES_AT_ONCE:
                return Part(results, is_last=False)
        ran_out = (
            bool(results)
            and time.monotonic() - started >= budget
            and results[-1].reason is RejectionReason.TIMEOUT
        )
        if ran_out and len(results) > 1:
            return Part(results[:-1], is_last=False)
        if ran_out and seconds < LATE_SHARE * self._whole_seconds:
            raise OutOfTime(f"{seconds:.0f} seconds were left, and were not enough")
        return Part(results)

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
        self,
        claim: ObjectOutcome,
        ref: ObjectRef | None,
        results: list[Extracted],
        verdict: Verdict,
        held: Held,
        *,
        rereading: bool = False,
        stream: Stream | None = None,
    ) -> Verdict:
        """Pass on all that a generation reads, in one go."""
        made_by = self._made_by()
        keeps = stream is not None and stream.keeps
        sorted_out = SortedOut.of(
            claim,
            ref,
            results,
            held,
            is_last=not keeps,
            made_by=made_by,
            rereading=rereading,
            refs=stream.refs if stream else {},
        )
        owed = sorted_out.owed
        if not sorted_out.alone:
            self._held.let_go(claim, sorted_out.gone)
            expected = self._outcomes.expect(
                claim,
                ref,
                waiting=len(owed),
                held=held,
                positions=sorted_out.positions,
                filled=sorted_out.filled,
                counts=sorted_out.counts | ({EXPIRED: stream.expired} if stream and stream.expired else {}),
                verdict=verdict,
                stream=stream is not None,
                keeps=keeps,
                listed=self._held.list_of(claim, sorted_out.ids, sorted_out.others),
                made_by=made_by,
            )
            if not expected:
                return verdict
            self._outcomes.reject_articles(claim, sorted_out.rejected)
        if not owed and not sorted_out.alone:
            self._outcomes.close(claim)
        elif not owed:
            self._outcomes.finish(claim.bucket, claim.key, claim.generation, verdict, ref, made_by)
        self._queue.send(owed)
        return verdict

    def _begin_parts(
        self, claim: ObjectOutcome, ref: ObjectRef, part: Part, held: Held, *, rereading: bool
    ) -> Verdict | None:
        """Pass on the first part of an object that one invocation does not read whole."""
        if not self._outcomes.begin(claim, ref, held, self._made_by()):
            return None
        start = Continuation(
            object=ref,
            generation=claim.generation,
            first=0,
            filled=1,
            verdict=verdict_of(part.results),
            lists_ids=True,
            rereading=rereading,
        )
        return self._send_part(claim, start, part)

    def _send_part(self, current: ObjectOutcome, at: Continuation, part: Part) -> Verdict | None:
        """Send a part, count it, leave the next to another invocation: whatever is repeated, it counts once.

        With the last of it goes what only earlier generations had.
        """
        after = max((result.position + 1 for result in part.results), default=at.first)
        before = self._held.noted(current) if part.is_last else set()
        held = self._held.of(current)
        sorted_out = SortedOut.of(
            current,
            at.object,
            part.results,
            held,
            first=at.first,
            before=before,
            is_last=part.is_last,
            made_by=self._made_by(),
            rereading=at.rereading,
        )
        filled = max(at.filled, sorted_out.filled)
        verdict = at.verdict if at.verdict == INDEXED else verdict_of(part.results, at.verdict)
        self._held.let_go(current, sorted_out.gone, part=at.first)
        listed = self._held.list_of(current, sorted_out.ids, sorted_out.others, first=at.first)
        if not self._outcomes.note_part(current, listed):
            return None
        self._outcomes.reject_articles(current, sorted_out.rejected)
        self._queue.send(sorted_out.owed)
        counting = self._outcomes.count_part(
            current,
            read_from=at.first,
            read_to=after,
            owed=len(sorted_out.owed),
            counts=sorted_out.counts,
            closing=(filled, verdict) if part.is_last else None,
        )
        if not counting:
            return None
        if not part.is_last:
            update = {"first": after, "filled": filled, "verdict": verdict}
            self._reading.send(at.model_copy(update=update))
        return verdict
