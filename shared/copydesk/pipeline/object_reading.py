"""What extraction makes of an object in the time that an invocation has, without what was erased."""

from __future__ import annotations

import time
from contextlib import closing
from itertools import islice

from copydesk import __version__
from copydesk.erasure import ERASED, names_of
from copydesk.extraction import Extracted, Limits, extract_bounded
from copydesk.extraction.child import ARTICLE_SECONDS
from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.fingerprint import VERSION
from copydesk.outcome import MadeBy, RejectionReason
from copydesk.pipeline.sorting_out import Part
from copydesk.storage.boilerplates import LearnedInForce
from copydesk.storage.buckets import InboxObject
from copydesk.storage.refusals import RefusalStore

# Articles that one invocation reads of an object, and holds: at 3 ms and 5 KB each half a minute and 50 MB. What an
# archive has more is left to the next.
ARTICLES_AT_ONCE = 10_000

# Of the time that is left to an invocation, what one object's articles may be read in; the rest is for writing down
# what became of them, and a fixed part for what nobody foresaw.
READING_SHARE = 0.75
RESERVED_SECONDS = 5.0
# An object that is given less than this share of an invocation, and does not get by with it, gets another.
LATE_SHARE = 0.8


class OutOfTime(Exception):
    """Others took the time of this invocation: the object has to be read in another one."""


class ObjectReader:
    """Reads objects; of an archive, so much as an invocation can hold and has time for.

    Args:
        learned: what is taken out of texts.
        refusals: what was erased.
        columns: of tables, by names that people give.
    """

    def __init__(
        self, learned: LearnedInForce, refusals: RefusalStore, columns: Columns = NO_COLUMNS
    ) -> None:
        self._learned = learned
        self._refusals = refusals
        self._columns = columns
        self._whole_seconds = 0.0
        """What an invocation has: the most that any object was given."""

    @property
    def learned(self) -> Boilerplate:
        """What is taken out of texts now."""
        return self._learned.get()

    def begin(self, seconds: float) -> None:
        """Take note of how long the invocation still has when it turns to an object."""
        self._whole_seconds = max(self._whole_seconds, seconds)

    def made_by(self) -> MadeBy:
        """What makes articles of objects now."""
        learned = self._learned.get()
        return MadeBy(
            extraction=__version__, fingerprint=VERSION, boilerplate=learned.version if learned.uses else None
        )

    def read(self, found: InboxObject, seconds: float, first: int = 0) -> Part:
        """What an object holds from a position on, and whether that is all; erased articles are rejected.

        Args:
            found: the object with its bytes.
            seconds: until the function is killed.
            first: position to begin at.

        Raises:
            OutOfTime: there was too little time left in the batch.
        """
        return self._without_erased(self._extracted(found, seconds, first))

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
