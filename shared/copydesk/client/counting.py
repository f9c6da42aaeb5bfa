"""Questions that numbers answer: how many articles by day, whom a publisher credits, who credits a source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pydantic import Field

from copydesk.article import Record
from copydesk.client.lists import facet_range, given_facets
from copydesk.client.ranges import Moment, bounds
from copydesk.client.records import Records
from copydesk.client.results import Results
from copydesk.facets import Facet, facet_key
from copydesk.moments import published_key

# Items counted by one Query: half of what it may read.
COUNTED_AT_ONCE = 700

_DAY = 10  # characters of a sort key that name a day


class DayCount(Record):
    """How many articles were published on a day."""

    day: str = Field(description="in UTC, such as 2024-05-06")
    articles: int = Field(ge=1, description="published on it")


class NameCount(Record):
    """How many articles there are of a source, or of a publisher."""

    name: str | None = Field(description="as the latest article spells it; null where it names none")
    articles: int = Field(ge=1, description="of these")


class Counts(Records):
    """The questions of `Desk` that numbers answer."""

    def counts(
        self,
        *,
        publisher: str | None = None,
        author: str | None = None,
        credit: str | None = None,
        region: str | None = None,
        topic: str | None = None,
        language: str | None = None,
        cluster: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
    ) -> list[DayCount]:
        """How many articles with one value of a facet, or of one cluster, were published on each day.

        Days that have none are left out, and so are articles without a date. Reads every article that it counts
        as its listing has it, some 6 to the read unit: one Query for each megabyte. A cluster is read whole.

        Args:
            publisher: as in `articles`; likewise the other facets.
            author: see there.
            credit: see there.
            region: see there.
            topic: see there.
            language: see there.
            cluster: its id, or that of one that was merged into it.
            start: the first year, month, day or time of publication, in UTC.
            end: the last one, included whole.

        Raises:
            ValueError: not exactly one of these is given, or `start` or `end` is no date.
            NotFound: there is no such cluster.
        """
        facets = given_facets(publisher, author, credit, region, topic, language)
        if len(facets) + (cluster is not None) != 1:
            raise ValueError("give one facet or a cluster")
        low, high = bounds(start, end, undated=False)
        if cluster is not None:
            keys: Iterable[str] = (published_key(copy.published_at) for copy in self.cluster(cluster).copies)
            days = Counter(key[:_DAY] for key in keys if low <= key <= high)
        else:
            days = Counter(day[:_DAY] for day in self._sort_keys(*facets[0], (low, high)))
        return [DayCount(day=day, articles=count) for day, count in sorted(days.items())]

    def credits(
        self, publisher: str, *, start: Moment | None = None, end: Moment | None = None
    ) -> list[NameCount]:
        """The sources that a publisher's articles credit, and how often, the most credited first.

        Those that credit nobody are counted under null. Reads all of the publisher's articles in the range as
        listings have them, some 6 to the read unit.

        Raises:
            ValueError: `start` or `end` is no date.
        """
        reach = bounds(start, end, undated=False)
        found = self._listed(
            Facet.PUBLISHER, publisher, reach, newest_first=True, cursor=None, question="credits"
        )
        return _counted(Facet.CREDIT, (one.credit.name if one.credit else None for one in found))

    def credited_by(
        self, source: str, *, start: Moment | None = None, end: Moment | None = None
    ) -> list[NameCount]:
        """The publishers whose articles credit a source, and how often, the most often first.

        Reads all articles in the range that credit it as listings have them, some 6 to the read unit.

        Raises:
            ValueError: `start` or `end` is no date.
        """
        reach = bounds(start, end, undated=False)
        found = self._listed(
            Facet.CREDIT, source, reach, newest_first=True, cursor=None, question="credited by"
        )
        names = (one.publisher.label if one.publisher else None for one in found)
        return _counted(Facet.PUBLISHER, names)

    def _sort_keys(self, facet: Facet, value: str, reach: tuple[str, str]) -> Results[str]:
        wanted = facet_range(self.names, facet, value, reach, newest_first=False)
        return Results(
            self._dynamodb,
            wanted,
            lambda item: str(item["entry"]["S"]),
            question="counts",
            cursor=None,
            page_size=COUNTED_AT_ONCE,
            only_keys=True,
        )


def _counted(facet: Facet, names: Iterable[str | None]) -> list[NameCount]:
    """Spellings of one name together."""
    counts: Counter[str] = Counter()
    spelled: dict[str, str | None] = {}
    for name in names:
        key = facet_key(facet, name) if name else ""
        spelled.setdefault(key, name)
        counts[key] += 1
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [NameCount(name=spelled[key], articles=count) for key, count in ordered]
