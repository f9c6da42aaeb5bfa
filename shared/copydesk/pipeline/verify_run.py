"""One run of the verify function: it goes on where the last one stopped, and notes how far it comes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import boto3

from copydesk.clustering.verifying import Verifier
from copydesk.matching.settings import USUAL, MatchSettings
from copydesk.pipeline.settings import VerifySettings
from copydesk.pipeline.verify_stage import (
    BEGINNING,
    ArticleVerified,
    Finding,
    HeaderRepaired,
    Left,
    LinkMended,
    Place,
    VerifyStage,
)
from copydesk.storage.auditing import AuditedDynamoStore
from copydesk.storage.consumption import Consumption
from copydesk.storage.match_settings import kept_settings
from copydesk.storage.outcomes import Clock, utc_now
from copydesk.storage.pacing import Pace
from copydesk.storage.verifying import ProgressStore


class Verified(NamedTuple):
    """What one run came to."""

    headers_repaired: int = 0
    links_mended: int = 0
    articles_verified: int = 0
    matches: int = 0
    merges: int = 0
    left: int = 0
    """Articles and clusters that others were at all the time, or that there was no time for."""
    finished: bool = False
    """Whether the end was reached: the next run begins anew."""
    busy: bool = False
    """Whether another run was at it, so that this one did nothing."""
    units: float = 0.0

    def with_all(self, findings: list[Finding]) -> Verified:
        """What it has come to with these."""
        outcomes = [one.outcome for one in findings if isinstance(one, ArticleVerified)]
        kinds = [type(one) for one in findings]
        return self._replace(
            headers_repaired=self.headers_repaired + kinds.count(HeaderRepaired),
            links_mended=self.links_mended + kinds.count(LinkMended),
            articles_verified=self.articles_verified + len(outcomes),
            matches=self.matches + sum(one.matches for one in outcomes),
            merges=self.merges + sum(one.merges for one in outcomes),
            left=self.left + kinds.count(Left),
        )


class VerifyRun:
    """Verifies a stack bit by bit; every run may be repeated, or die at any call."""

    def __init__(
        self,
        verifier: Verifier,
        progress: ProgressStore,
        consumption: Consumption,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._verifier = verifier
        self._progress = progress
        self._consumption = consumption
        self._clock = clock

    @classmethod
    def from_settings(cls, settings: VerifySettings) -> VerifyRun:
        """Over AWS. Endpoints and credentials are boto3's affair."""
        dynamodb = boto3.client("dynamodb")

        def match_settings() -> MatchSettings:
            kept = kept_settings(dynamodb, settings.articles_table)
            return kept.in_force if kept else USUAL

        store = AuditedDynamoStore(
            dynamodb,
            articles_table=settings.articles_table,
            clusters_table=settings.clusters_table,
            index_table=settings.index_table,
            settings=match_settings,
        )
        progress = ProgressStore(dynamodb, settings.outcomes_table)
        return cls(Verifier(store), progress, Pace(dynamodb, settings.units_per_second))

    def run(self, seconds_left: Callable[[], float]) -> Verified:
        """Verify for as long as there is time, from where the last run stopped.

        Raises:
            copydesk.retrying.Contended: the tables were too busy for too long.
        """
        began = self._consumption.units
        progress = self._progress.take(self._clock(), math.ceil(seconds_left()))
        if progress is None:
            return Verified(busy=True)
        verified = Verified()
        for step in VerifyStage(self._verifier, seconds_left).steps(Place(progress.part, progress.position)):
            verified = verified.with_all(step.findings)
            finished = step.place == BEGINNING
            part, position = step.place
            finished_at = self._clock() if finished else progress.finished_at
            update = {"part": part, "position": position, "finished_at": finished_at}
            written = self._progress.put(progress.model_copy(update=update))
            verified = verified._replace(finished=finished)
            if written is None:  # this run was taken for dead: another one goes on
                break
            progress = written
        else:
            self._progress.put(progress.model_copy(update={"busy_until": None}))
        return verified._replace(units=self._consumption.units - began)
