"""The verify stage: headers, links, then marked articles, from wherever the last run has come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from copydesk.clustering.auditing import Position
from copydesk.clustering.clusterer import Added
from copydesk.clustering.comparing import BLOCK, unhurried
from copydesk.clustering.records import Member
from copydesk.clustering.verifying import Verifier, is_cut, pairs_of
from copydesk.retrying import Contended
from copydesk.storage.verifying import Part

# How often articles are tried again whose clusters were too busy.
TRIES = 3

# Of the time that there is: from when on what was found so far is verified, rather than look for more.
SEARCHING = 0.5

# Seconds without which nothing more is begun: a page of a table takes less.
LEAST_SECONDS = 20.0


class HeaderRepaired(NamedTuple):
    """A header says what its cluster's copies say, and did not."""

    cluster_id: str


class LinkMended(NamedTuple):
    """A link of a round-up and a story that did not hold is right, or gone."""

    article_id: str
    other_id: str


class ArticleVerified(NamedTuple):
    """An article was compared with all that share a key with it."""

    article_id: str
    outcome: Added


class Left(NamedTuple):
    """Others were at it all the time; the next pass finds it again."""

    name: str
    """The id of an article or a cluster."""


Finding = HeaderRepaired | LinkMended | ArticleVerified | Left


class Place(NamedTuple):
    """Where to go on."""

    part: Part = Part.HEADERS
    position: Position | None = None
    """In that part; None at its beginning."""


BEGINNING = Place()


class Step(NamedTuple):
    """What was found up to a place of the tables, and the place: the beginning once all was gone through."""

    findings: list[Finding]
    place: Place


class VerifyStage:
    """Goes through a stack. All of it may be repeated, or stopped at any call, beside any number of arrivals."""

    def __init__(self, verifier: Verifier, seconds_left: Callable[[], float] = unhurried) -> None:
        """`seconds_left` says how long there is, whenever it is asked."""
        self._verifier = verifier
        self._seconds_left = seconds_left

    def steps(self, place: Place = BEGINNING) -> Iterator[Step]:
        """From a place on until all was gone through, or the time is over.

        Raises:
            Contended: the tables were too busy for too long.
        """
        parts = {Part.HEADERS: self._headers, Part.LINKS: self._links, Part.ARTICLES: self._articles}
        while not self._is_late():
            for step in parts[place.part](place.position):
                yield step
                if self._is_late():
                    return
            place = _behind(place.part, None)
            if place == BEGINNING:
                return

    def _headers(self, position: Position | None) -> Iterator[Step]:
        for page in self._verifier.headers_to_repair(position):
            findings: list[Finding] = []
            for cluster_id in page.items:
                try:
                    if self._verifier.repair(cluster_id):
                        findings.append(HeaderRepaired(cluster_id))
                except Contended:
                    findings.append(Left(cluster_id))
            yield Step(findings, _behind(Part.HEADERS, page.position))

    def _links(self, position: Position | None) -> Iterator[Step]:
        for page in self._verifier.links_to_mend(position):
            findings: list[Finding] = []
            for link in page.items:
                try:
                    self._verifier.mend(link)
                    findings.append(LinkMended(link.article_id, link.match.article_id))
                except Contended:
                    findings.append(Left(link.article_id))
            yield Step(findings, _behind(Part.LINKS, page.position))

    def _articles(self, position: Position | None) -> Iterator[Step]:
        """Marked articles are gathered before they are verified, for the more there are the less each costs."""
        whole = self._seconds_left()
        place, waiting, decided = Place(Part.ARTICLES, position), list[str](), list[Member]()
        for page in self._verifier.marked_members(position):
            findings: list[Finding] = []
            waiting += [member.article_id for member in page.items if is_cut(member)]
            decided += [member for member in page.items if member.decisions]
            is_time = page.position is None or self._seconds_left() < SEARCHING * whole
            while waiting and (is_time or len(waiting) >= BLOCK) and not self._is_late():
                findings += self._verified(waiting[:BLOCK])
                waiting = waiting[BLOCK:]
            # Only then, for nothing but the place tells the next run what was followed.
            while decided and not waiting and not self._is_late():
                findings += self._followed(decided.pop())
            if not waiting and not self._is_late():  # else what there was no time for is found again there
                place = _behind(Part.ARTICLES, page.position)
            yield Step(findings, place)

    def _followed(self, member: Member) -> Iterator[Finding]:
        for pair in pairs_of(member):
            try:
                self._verifier.follow(*pair)
            except Contended:
                yield Left(member.article_id)

    def _verified(self, article_ids: list[str]) -> Iterator[Finding]:
        rest = article_ids
        for _ in range(TRIES):
            found = self._verifier.verify(rest, seconds_left=self._seconds_left)
            for article_id, outcome in found.items():
                yield ArticleVerified(article_id, outcome)
            rest = self._verifier.still_cut([name for name in rest if name not in found])
            if not rest or self._is_late():
                break
        for article_id in rest:
            yield Left(article_id)

    def _is_late(self) -> bool:
        return self._seconds_left() < LEAST_SECONDS


def _behind(part: Part, position: Position | None) -> Place:
    """The place behind a page: the next part's beginning behind the last one."""
    if position is not None:
        return Place(part, position)
    parts = list(Part)
    return Place(parts[(parts.index(part) + 1) % len(parts)])
