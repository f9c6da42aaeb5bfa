"""Reading objects again as the functions would, by their own code, with nothing written: see `OverlayTables`."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing, contextmanager
from typing import Any, cast

from copydesk.clustering.clusterer import Clusterer
from copydesk.extraction.child import ExtractionFailed
from copydesk.outcome import ObjectOutcome, Status, object_uri
from copydesk.pipeline.dedupe_stage import DedupeStage
from copydesk.pipeline.events import ObjectName
from copydesk.pipeline.extract_stage import ExtractStage
from copydesk.pipeline.failing import cause
from copydesk.pipeline.filing import Filing
from copydesk.pipeline.object_reading import ObjectReader, OutOfTime
from copydesk.replaying.differences import article_plan
from copydesk.replaying.overlay import Overlay
from copydesk.replaying.plan import ArticlePlan, ObjectPlan, Terms
from copydesk.replaying.sent import HeldMessages, HeldRest, OverlayOverflow
from copydesk.replaying.stack import ReplayStack
from copydesk.replaying.tables import OverlayTables
from copydesk.retrying import Contended, no_pause
from copydesk.storage.articles import ArticleStore, MissingText
from copydesk.storage.boilerplates import NONE, BoilerplateStore, LearnedInForce, PointerStore
from copydesk.storage.buckets import Inbox, Overflow
from copydesk.storage.dynamodb import DynamoClusterStore
from copydesk.storage.filings import FilingStore
from copydesk.storage.held_ids import HeldIds
from copydesk.storage.listings import ListingStore
from copydesk.storage.match_settings import MatchSettingsStore
from copydesk.storage.outcomes import OutcomeStore
from copydesk.storage.refusals import RefusalStore

# Why an object that is pending is not planned: what reads it may not have come to its articles yet.
BEING_READ = "it is being read just now"
# What a function ends its message with, to have it delivered again, and here every time.
FAILURES = (OutOfTime, Contended, ExtractionFailed, MissingText)


class Rehearsal:
    """A stack of which objects are read again, one after the other, each over what came of those before."""

    def __init__(self, stack: ReplayStack) -> None:
        names, dynamodb = stack.names, stack.dynamodb
        self.overlay = Overlay()
        self._tables = OverlayTables(dynamodb, names.tables, self.overlay)
        client = cast("Any", self._tables)
        self._stack = stack
        overflow = OverlayOverflow(stack.s3, names.overflow_bucket, self.overlay)
        kept = Overflow(stack.s3, names.overflow_bucket)
        learned = _learned(stack, kept)
        self._messages, self._rest = HeldMessages(), HeldRest()
        self._outcomes = OutcomeStore(client, names.outcomes_table)
        self._articles = ArticleStore(client, names.articles_table, overflow)
        self._stored_articles = ArticleStore(dynamodb, names.articles_table, kept)
        refusals = RefusalStore(client, names.outcomes_table)
        filings = FilingStore(client, names.outcomes_table)
        self._reader = ObjectReader(learned, refusals, stack.extract.named_columns)
        self._extract = ExtractStage(
            Inbox(stack.s3),
            self._outcomes,
            HeldIds(client, names.outcomes_table),
            self._articles,
            self._messages,
            self._rest,
            learned,
            refusals,
            filings,
            stack.extract.named_columns,
            stack.extract.streams,
        )
        settings = MatchSettingsStore(
            client, articles_table=names.articles_table, listings_table=names.listings_table
        )
        in_force = settings.in_force(stack.dedupe.match_settings)
        self.planned, self.stored = (
            DynamoClusterStore(
                tables,
                articles_table=names.articles_table,
                clusters_table=names.clusters_table,
                index_table=names.index_table,
                settings=lambda: in_force,
            )
            for tables in (client, dynamodb)
        )
        self._dedupe = DedupeStage(
            self._articles,
            Clusterer(self.planned, pause=no_pause),
            # However slow the stack answers from here, it is not the functions that are late.
            ListingStore(client, names.listings_table, monotonic=lambda: 0.0),
            self._outcomes,
            BoilerplateStore(kept),
            overflow,
            refusals,
            Filing(filings, self._rest.read_again),
        )
        self.terms = Terms(
            made_by=self._reader.made_by().model_copy(update={"settings": in_force.hash}),
            columns=stack.extract.columns,
            stream_prefixes=stack.extract.stream_prefixes,
        )

    def read_again(self, known: ObjectOutcome) -> ObjectPlan:
        """What it takes to read an object again, and whether there is anything to do. From then on it is as if done.

        Args:
            known: its outcome, as the stack has it.
        """
        plan = ObjectPlan(
            bucket=known.bucket,
            key=known.key,
            generation=known.generation,
            version_id=known.version_id,
            etag=known.etag,
            read_by=known.made_by,
            before=str(known.verdict),
            after=str(known.verdict),
            claims=False,
            is_due=False,
        )
        if not self._stack.extract.reads(known.bucket, known.key):
            return plan
        if known.status is Status.PENDING:
            return plan.model_copy(update={"error": BEING_READ})
        generation = self._generation(known)
        began, spent = self._tables.units, _Spent(self._tables)
        try:
            sent = self._read(ObjectName(known.bucket, known.key), spent)
        except FAILURES as error:
            return plan.model_copy(update={"error": cause(error)})
        units = self._tables.units.minus(began)
        if self._generation(known) == generation and self.terms.are_of(known.made_by):
            return plan
        return plan.model_copy(
            update={
                "is_due": True,
                "write_units": units.write,
                "read_units": units.read,
                "extract_seconds": round(spent.extract, 4),
                "dedupe_seconds": round(spent.dedupe, 4),
                "calls": spent.calls,
                "messages": sent,
            }
        )

    def settled(self, plan: ObjectPlan) -> ObjectPlan:
        """What has come of an object once all are read: others may have had it read again after itself."""
        if plan.error is not None:
            return plan
        after = self._outcomes.get(plan.bucket, plan.key)
        claims = after is None or after.generation != plan.generation
        return plan.model_copy(
            update={
                "after": str(after.verdict) if after else plan.before,
                "planned_version_id": after.version_id if after else None,
                "planned_etag": after.etag if after else None,
                "claims": claims,
                "is_due": plan.is_due or claims,
                "articles": self._changes(self.overlay.noted(object_uri(plan.bucket, plan.key))),
            }
        )

    def close(self) -> None:
        """Let go of what would have been written."""
        self.overlay.close()

    def _read(self, name: ObjectName, spent: _Spent) -> int:
        """Read an object, and those that it has read again with it; how many messages that sends."""
        sent = self._read_one(name, spent)
        while (called := self._rest.called()) is not None:
            if self._stack.extract.reads(called.bucket, called.key):
                sent += self._read_one(ObjectName(called.bucket, called.key), spent, after=called.after)
        return sent

    def _read_one(self, name: ObjectName, spent: _Spent, after: int | None = None) -> int:
        seconds = float(self._stack.sizes.extract_timeout)
        with spent.on_extraction():
            self._extract.reread(name, seconds=seconds, after=after)
            while (at := self._rest.taken()) is not None:
                self._extract.go_on(at, seconds=seconds)
        messages = self._messages.taken()
        self.overlay.note(object_uri(*name), (message.article_id for message in messages))
        with spent.on_deduping():
            for message in messages:
                self._dedupe.dedupe(message)
        return len(messages)

    def _generation(self, known: ObjectOutcome) -> int:
        """As it would be by now."""
        outcome = self._outcomes.get(known.bucket, known.key)
        return outcome.generation if outcome else 0

    def _changes(self, ids: Sequence[str]) -> tuple[ArticlePlan, ...]:
        before, after = (
            {one.article_id: (one.generation, one.article) for one in store.read(ids)}
            for store in (self._stored_articles, self._articles)
        )
        nothing = (0, None)
        plans = (
            article_plan(name, before.get(name, nothing)[1], after.get(name, nothing)[1])
            for name in ids
            if before.get(name) != after.get(name)
        )
        return tuple(one for one in plans if one is not None)


def terms_now(stack: ReplayStack) -> Terms:
    """What a plan would hold under that was made now."""
    with closing(Rehearsal(stack)) as rehearsal:
        return rehearsal.terms


class _Spent:
    """Processor time of one object, and calls of AWS."""

    def __init__(self, tables: OverlayTables) -> None:
        self.extract = self.dedupe = 0.0
        self._tables, self._calls = tables, tables.calls

    @property
    def calls(self) -> int:
        return self._tables.calls - self._calls

    @contextmanager
    def on_extraction(self) -> Any:
        began = _processor_seconds()
        yield
        self.extract += _processor_seconds() - began

    @contextmanager
    def on_deduping(self) -> Any:
        began = _processor_seconds()
        yield
        self.dedupe += _processor_seconds() - began


def _learned(stack: ReplayStack, overflow: Overflow) -> LearnedInForce:
    """What is taken out of texts, in one version for the whole plan."""
    pointers, asked_for = (
        PointerStore(stack.dynamodb, stack.names.outcomes_table),
        stack.extract.boilerplate_version,
    )
    if not asked_for:
        current = pointers.get().current
        asked_for = current.version if current else NONE
    return LearnedInForce(BoilerplateStore(overflow), pointers, asked_for)


def _processor_seconds() -> float:
    """Of this process and of its children that have ended."""
    children = os.times()
    return time.process_time() + children.children_user + children.children_system
