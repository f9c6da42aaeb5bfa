"""What a generation of a key came to, noted and sent: all at once, or part by part."""

from __future__ import annotations

from collections.abc import Callable

from copydesk.article import ObjectRef
from copydesk.extraction import Extracted
from copydesk.message import Continuation
from copydesk.outcome import MadeBy, ObjectOutcome, Verdict
from copydesk.pipeline.sorting_out import INDEXED, Part, SortedOut, verdict_of
from copydesk.pipeline.streams import EXPIRED, Stream
from copydesk.storage.held_ids import Held, HeldIds
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.queue import ArticleQueue, ReadingQueue


class GenerationSender:
    """Notes what a generation owes before any of it is sent, and sends it.

    Args:
        outcomes: of objects.
        held: the ids that keys have had.
        queue: of the dedupe function.
        reading: of the extract function, for what an invocation leaves.
        made_by: what makes articles of objects now.
    """

    def __init__(
        self,
        outcomes: OutcomeStore,
        held: HeldIds,
        queue: ArticleQueue,
        reading: ReadingQueue,
        made_by: Callable[[], MadeBy],
    ) -> None:
        self._outcomes = outcomes
        self._held = held
        self._queue = queue
        self._reading = reading
        self._made_by = made_by

    def pass_on(
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
                whole=stream is not None and stream.whole,
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

    def begin_parts(
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
        return self.send_part(claim, start, part)

    def send_part(self, current: ObjectOutcome, at: Continuation, part: Part) -> Verdict | None:
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
