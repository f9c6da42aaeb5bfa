"""Whether a key has to be read, and the claim on its next generation: before anything of it is."""

from __future__ import annotations

from copydesk.erasure import ERASED, Kind, Name
from copydesk.outcome import ObjectOutcome, RejectionReason, Status, Verdict, object_uri
from copydesk.pipeline.events import ObjectName
from copydesk.storage.buckets import Inbox
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.refusals import RefusalStore


class Claims:
    """Claims keys of the inbox, one at a time."""

    def __init__(self, inbox: Inbox, outcomes: OutcomeStore, refusals: RefusalStore) -> None:
        self._inbox = inbox
        self._outcomes = outcomes
        self._refusals = refusals

    def claim(
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

    def _is_folder(self, name: ObjectName) -> bool:
        now = self._inbox.head(*name)
        return now is None or now.size == 0

    def is_current(self, known: ObjectOutcome) -> bool:
        """Whether the outcome of a key is that of what the inbox holds now."""
        now = self._inbox.head(known.bucket, known.key)
        if known.status is Status.REMOVED:
            return now is None
        done = (
            known.status in {Status.INDEXED, Status.REJECTED} and known.reason is not RejectionReason.ARCHIVED
        )
        return done and now is not None and (now.version_id, now.etag) == (known.version_id, known.etag)
