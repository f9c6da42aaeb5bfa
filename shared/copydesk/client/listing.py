"""Questions that many records answer, page by page: articles by facets, the feed, what is new, what was rejected."""

from __future__ import annotations

from datetime import date
from typing import Any

from copydesk.client.asking import Asking
from copydesk.client.beside import both_facets, with_origins
from copydesk.client.lists import feed_days_range, feed_range, given_facets, ingested_range, verdict_range
from copydesk.client.ranges import Moment, bounds, moment_key
from copydesk.client.results import Results
from copydesk.clustering.origins import origins_at_least
from copydesk.facets import Facet, facet_key
from copydesk.outcome import ObjectOutcome, RejectionReason, Status
from copydesk.storage.items import Item, record_of
from copydesk.summary import ArticleSummary, FeedEntry, Ingested

# Facets in one question.
MOST_FACETS = 2


class Lists(Asking):
    """The questions of `Desk` that many records answer."""

    def articles(
        self,
        *,
        publisher: str | None = None,
        author: str | None = None,
        credit: str | None = None,
        region: str | None = None,
        topic: str | None = None,
        language: str | None = None,
        url: str | None = None,
        start: Moment | None = None,
        end: Moment | None = None,
        undated: bool = False,
        newest_first: bool = True,
        cursor: str | None = None,
    ) -> Results[ArticleSummary]:
        """The articles with one value of a facet, or of two facets, in the order of their publication.

        One Query a page. Of two facets, that is of the one which mostly has fewer articles to a value (url, author,
        topic, region, credit, publisher, language, in this order), and one BatchGetItem for each hundred of its
        articles looks which are listed under the other too: all that the first has in the range is read.

        Args:
            publisher: its name or its domain; an agency by any of its names, one Query for each. Case, accents and
                `www.` make no difference, in any facet.
            author: as the byline has the name.
            credit: the source that articles name as their origin, an agency likewise.
            region: as the article has it.
            topic: as the article has it.
            language: ISO 639-1 code. Its listing lies in `SHARDS` partitions, which are asked side by side.
            url: without regard to scheme, tracking parameters and a slash at the end.
            start: the first year, month, day or time of publication, in UTC.
            end: the last one, included whole.
            undated: ask for those without a date instead, which no range includes.
            newest_first: or oldest first.
            cursor: of such results, to go on from there.

        Raises:
            ValueError: not one facet or two are given, or `start` or `end` is no date.
            InvalidCursor: the cursor is not of this question.
        """
        facets = given_facets(publisher, author, credit, region, topic, language, url)
        if not 1 <= len(facets) <= MOST_FACETS:
            raise ValueError(f"give one or two of {', '.join(Facet)}")
        reach = bounds(start, end, undated=undated)
        (facet, value), *others = facets
        page: Any = {"newest_first": newest_first, "cursor": cursor}
        if not others:
            return self._listed(facet, value, reach, **page, question="articles")
        keep = both_facets(self._dynamodb, self.names, *others[0])
        question = f"articles {others[0][0]}#{facet_key(*others[0])}"
        return self._listed(facet, value, reach, **page, question=question, keep=keep)

    def republications(
        self,
        source: str,
        *,
        start: Moment | None = None,
        end: Moment | None = None,
        undated: bool = False,
        newest_first: bool = True,
        cursor: str | None = None,
    ) -> Results[ArticleSummary]:
        """The articles that name a source as their origin, each with who published it. One Query a page.

        The arguments are those of `articles`, and so are the errors.
        """
        reach = bounds(start, end, undated=undated)
        return self._listed(
            Facet.CREDIT, source, reach, newest_first=newest_first, cursor=cursor, question="republications"
        )

    def feed(
        self,
        day: date | str | None = None,
        *,
        start: date | str | None = None,
        end: date | str | None = None,
        undated: bool = False,
        origins: bool = False,
        newest_first: bool = True,
        cursor: str | None = None,
    ) -> Results[FeedEntry]:
        """The clusters whose canonical article was published on a day, or on some days, each shown by that article.

        A page is one Query of an index for each of `SHARDS` partitions, side by side; the index follows the
        clusters within about a second. Of several days each is read when the one before has ended, also where
        it has nothing. A cluster is missing while a member's leaving takes it apart.

        Args:
            day: in UTC; today unless given. `undated` stands for those without a date.
            start: in place of `day`: the first of some days; by itself, until today.
            end: the last of them, at most a year (366 days) from the first; by itself, that day.
            undated: ask for those without a date instead, in the order of ingestion: the same as that day.
            origins: say how many origins each has, from the clusters' headers: one BatchGetItem for each page more.
            newest_first: or oldest first.
            cursor: of such results, to go on from there.

        Raises:
            ValueError: `day`, `start` or `end` is no day, they are over a year apart, or are given with another.
            InvalidCursor: the cursor is not of this question.
        """
        if start is None and end is None:
            wanted = feed_range(self.names, day, undated=undated, newest_first=newest_first)
        elif day is not None or undated:
            raise ValueError("a range of days goes with no day, and the undated are in none")
        else:
            wanted = feed_days_range(self.names, start, end, newest_first=newest_first)
        keep = with_origins(self._dynamodb, self.names) if origins else None
        return self._results(wanted, self._feed_entry, "feed", cursor, keep=keep)

    def _feed_entry(self, item: Item) -> FeedEntry:
        entry = record_of(FeedEntry, item)
        if self._owners is None or entry.origins is None:
            return entry
        owned = origins_at_least(entry.credited, entry.credited_here, self._owners)
        return entry.model_copy(update={"origins": owned})

    def since(
        self, cursor: str | None = None, *, start: Moment | None = None, newest_first: bool = False
    ) -> Results[Ingested]:
        """The articles in the order in which they became visible, up to `LAG_SECONDS` ago.

        The lag is what it takes for no article to be skipped: whoever keeps the cursor and comes back sees
        every article once for each version of it, and rarely one twice. Clocks of readers must be right to
        within three seconds. A page is one Query for each of `SHARDS` partitions, side by side.

        Args:
            cursor: of such results, to go on from there. None begins with the first article of all.
            start: begin here instead, in UTC; only without a cursor.
            newest_first: go back from now; such a cursor leads further back, never to what is new.

        Raises:
            InvalidCursor: the cursor is not of this question.
        """
        wanted = ingested_range(self.names, start, newest_first=newest_first)
        begin = "" if start is None or newest_first else moment_key(start)
        return self._results(wanted, lambda item: record_of(Ingested, item), "since", cursor, begin)

    def outcomes(
        self,
        status: Status | str,
        day: date | str | None = None,
        *,
        reason: RejectionReason | str | None = None,
        newest_first: bool = True,
        cursor: str | None = None,
    ) -> Results[ObjectOutcome]:
        """The objects rejected, or failed, on a day: by reason, then by time.

        A page is one Query of an index for each of `SHARDS` partitions, side by side.

        Args:
            status: `rejected` or `failed`; `rejected:too_short` is a status and a reason.
            day: of the verdict, in UTC; today unless given.
            reason: only objects rejected for it.
            newest_first: or oldest first, within a reason.
            cursor: of such results, to go on from there.

        Raises:
            ValueError: there is no such status or reason, or no list of it.
            InvalidCursor: the cursor is not of this question.
        """
        name, _, cause = str(status).partition(":")
        if name not in {Status.REJECTED, Status.FAILED}:
            raise ValueError("only rejected and failed objects are listed")
        if (reason or cause) and (reason or cause) not in {*RejectionReason}:
            raise ValueError(f"{reason or cause} is no reason to reject, such as {RejectionReason.TOO_SHORT}")
        wanted_status = Status(name)
        why = RejectionReason(reason or cause) if reason or cause else None
        wanted = verdict_range(self.names, wanted_status, why, day, newest_first=newest_first)
        question = f"outcomes {why}#" if why else "outcomes "
        return self._results(wanted, lambda item: record_of(ObjectOutcome, item), question, cursor)
