"""Where each list of records lies: the keys of a table, or of an index, that a question asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from copydesk.client.names import StackNames
from copydesk.client.ranges import Moment, day_of, moment_key
from copydesk.client.results import AFTER_ALL, BEFORE_ALL, Range
from copydesk.facets import Facet
from copydesk.moments import UNDATED, time_key
from copydesk.outcome import RejectionReason, Status
from copydesk.storage.changes import CHANGED_AT, CHANGED_IN, CHANGES_INDEX, change_partitions
from copydesk.storage.erasures import erased_partitions
from copydesk.storage.feed import FEED_AT, FEED_DAY, FEED_INDEX, feed_partitions
from copydesk.storage.listings import (
    LAG_SECONDS,
    facet_partitions,
    former_partitions,
    ingested_partitions,
)
from copydesk.storage.outcome_states import VERDICT_AT, VERDICT_DAY, VERDICTS_INDEX, verdict_partitions

# Of the feed in one range: each day is a Query for each shard, also where nothing was published.
MOST_DAYS = 366

# Facets by how few articles one value mostly has, the fewest first.
NARROWEST_FIRST = (
    Facet.URL,
    Facet.AUTHOR,
    Facet.TOPIC,
    Facet.REGION,
    Facet.CREDIT,
    Facet.PUBLISHER,
    Facet.LANGUAGE,
)


def given_facets(
    publisher: str | None,
    author: str | None,
    credit: str | None,
    region: str | None,
    topic: str | None,
    language: str | None,
    url: str | None = None,
) -> list[tuple[Facet, str]]:
    """Those facets of which a value is given, the narrowest first."""
    given = {
        Facet.PUBLISHER: publisher,
        Facet.AUTHOR: author,
        Facet.CREDIT: credit,
        Facet.REGION: region,
        Facet.TOPIC: topic,
        Facet.LANGUAGE: language,
        Facet.URL: url,
    }
    return [(facet, value) for facet in NARROWEST_FIRST if (value := given[facet]) is not None]


def facet_range(
    names: StackNames, facet: Facet, value: str, reach: tuple[str, str], *, newest_first: bool
) -> Range:
    """The articles with a value of a facet, between two sort keys that `bounds` gave, by publication."""
    low, high = reach
    return Range(
        table=names.listings_table,
        partition_key="listing",
        sort_key="entry",
        partitions=facet_partitions(facet, value),
        former=former_partitions(facet, value),
        low=low or BEFORE_ALL,
        high=high,
        newest_first=newest_first,
    )


def feed_range(names: StackNames, day: date | str | None, *, undated: bool, newest_first: bool) -> Range:
    """The clusters of a day, today unless given, or those without a date, which `undated` names too.

    Raises:
        ValueError: `day` is no day.
    """
    named = UNDATED if undated or day == UNDATED else day_of(day or _today())
    return Range(
        table=names.clusters_table,
        index=FEED_INDEX,
        partition_key=FEED_DAY,
        sort_key=FEED_AT,
        partitions=feed_partitions(named),
        low=BEFORE_ALL,
        high=AFTER_ALL,
        newest_first=newest_first,
    )


def feed_days_range(
    names: StackNames, start: date | str | None, end: date | str | None, *, newest_first: bool
) -> Range:
    """The clusters of some days in a row: until today, or from the day that the range ends on, unless given.

    Raises:
        ValueError: an end is no day, they are the wrong way round, or over `MOST_DAYS` apart.
    """
    last = date.fromisoformat(day_of(end or max(day_of(_today()), day_of(start or _today()))))
    first = date.fromisoformat(day_of(start or last))
    if not 0 <= (last - first).days < MOST_DAYS:
        raise ValueError(f"a range of the feed begins before it ends, and has at most {MOST_DAYS} days")
    days = tuple((first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1))
    one_day = feed_range(names, first, undated=False, newest_first=newest_first)
    return replace(one_day, partitions=tuple(one for day in days for one in feed_partitions(day)), days=days)


def ingested_range(names: StackNames, start: Moment | None, *, newest_first: bool) -> Range:
    """The articles in the order of ingestion, from `start` until `LAG_SECONDS` ago."""
    horizon = datetime.now(UTC) - timedelta(seconds=LAG_SECONDS)
    return Range(
        table=names.listings_table,
        partition_key="listing",
        sort_key="entry",
        partitions=ingested_partitions(),
        low=BEFORE_ALL if start is None else moment_key(start),
        high=time_key(horizon, "milliseconds"),
        newest_first=newest_first,
    )


def change_range(names: StackNames, start: Moment) -> Range:
    """The headers of clusters in the order of their changes, from `start` on."""
    return Range(
        table=names.clusters_table,
        index=CHANGES_INDEX,
        partition_key=CHANGED_IN,
        sort_key=CHANGED_AT,
        partitions=change_partitions(),
        low=moment_key(start),
        high=AFTER_ALL,
        newest_first=False,
    )


def verdict_range(
    names: StackNames,
    status: Status,
    reason: RejectionReason | None,
    day: date | str | None,
    *,
    newest_first: bool,
) -> Range:
    """The objects with a verdict of a day, today unless given: by reason, then by time.

    Raises:
        ValueError: `day` is no day.
    """
    prefix = "" if reason is None else f"{reason}#"
    return Range(
        table=names.outcomes_table,
        index=VERDICTS_INDEX,
        partition_key=VERDICT_DAY,
        sort_key=VERDICT_AT,
        partitions=verdict_partitions(status, day_of(day or _today())),
        low=prefix or BEFORE_ALL,
        high=prefix + AFTER_ALL,
        newest_first=newest_first,
    )


def erased_range(names: StackNames, day: date) -> Range:
    """The articles that were erased on a day."""
    return replace(
        verdict_range(names, Status.REMOVED, None, day, newest_first=False),
        partitions=erased_partitions(day.isoformat()),
    )


def _today() -> date:
    return datetime.now(UTC).date()
