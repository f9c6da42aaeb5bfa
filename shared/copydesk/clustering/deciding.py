"""People decide on pairs of articles, and the clusters follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from copydesk.clustering.clusterer import Clusterer, Superseded
from copydesk.clustering.moving import changed, copies_of
from copydesk.clustering.records import ArticleRef, Member
from copydesk.clustering.regrouping import regroup
from copydesk.clustering.settling import settled_home
from copydesk.clustering.store import PutHeader, PutMember
from copydesk.clustering.verdicts import Verdicts, verdicts_of
from copydesk.decision import MOST_DECISIONS, Decision, Says, pair_key
from copydesk.matching.fingerprint import Fingerprint
from copydesk.retrying import retrying


class TooManyDecisions(ValueError):
    """An article has as many decisions as it can have."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision came to."""

    version: int
    waits_for: tuple[str, ...]  # articles that are not there yet
    together: bool  # whether both are in one cluster now
    through: tuple[
        str, ...
    ]  # where they are, though not matched: the articles between them, each a copy of the next


class Decider(Clusterer):
    """Sets and lifts decisions.

    The decision is written first, to the memberships of both articles at once. Every merge of two articles holds
    their memberships, and every regrouping reads them; so from then on nothing goes against it. What the clusters
    have to follow comes after, and can be done again at any time.
    """

    def decide(
        self, one: str, other: str, says: Says, *, by: str = "", at: datetime | None = None, why: str = ""
    ) -> Decided:
        """Say of two articles, by their ids, that they are copies, or are not, or that the rule decides again.

        It waits for an article that is not there. Doing it again writes one more version, and changes nothing else.

        Raises:
            ValueError: it is one article.
            TooManyDecisions: one of them has `MOST_DECISIONS` on other articles.
            Contended: the clusters were too busy; call again.
        """
        if one == other:
            raise ValueError("a decision is on two articles")
        version = retrying(self._pause, lambda: self._write(one, other, says, by, at, why))
        return self.follow(one, other, version)

    def follow(self, one: str, other: str, version: int = 0) -> Decided:
        """Bring the clusters of two articles to what is decided on them, if anything is.

        Raises:
            Contended: the clusters were too busy; call again.
        """
        members = self._members(one, other)
        if verdicts_of(members.values(), self._store.settings).decided(one, other) is Says.COPY:
            for member in members.values():
                if member.alive:
                    self._store.insert_postings([pair_key(one, other)], member.ref)
            # Who came meanwhile looked under that key before it was there, or sees it.
            members = self._members(one, other)
        living = [members[name] for name in (one, other) if name in members and members[name].alive]
        answer: tuple[bool, tuple[str, ...]] = False, ()
        if len(living) == 2:
            answer = retrying(self._pause, lambda: self._bring_together_or_apart(*living))
        waits = tuple(name for name in (one, other) if name not in {member.article_id for member in living})
        return Decided(version, waits, *answer)

    def erase(self, article_id: str, generation: int) -> None:
        """Take an article out as `remove` does, and with it what people decided on it, or wrote of it.

        With the other articles of such decisions a lifted one stays, without a word, for versions have to rise.

        Raises:
            Superseded: a later generation has made this one void.
            Contended: the clusters were too busy; call again.
        """
        member = self._members(article_id).get(article_id)
        if member is not None and member.generation > generation:
            raise Superseded(article_id)
        for one in member.decisions if member is not None else ():
            retrying(self._pause, partial(self._blank, one.article_id, article_id))
        self.remove(article_id, generation, erased=True)

    def _blank(self, name: str, erased: str) -> None:
        """Lift what was decided on an article and one that is erased, and forget by whom and why."""
        member = self._members(name).get(name)
        known = [] if member is None else [one for one in member.decisions if one.article_id == erased]
        for one in known:
            blank = Decision(article_id=erased, says=Says.RULE, version=one.version + 1)
            if member is None or one == blank.model_copy(update={"version": one.version}):
                continue
            if member.alive:
                self._store.delete_postings([pair_key(name, erased)], member.ref)
            others = (kept for kept in member.decisions if kept.article_id != erased)
            self._replace(member, decisions=(*others, blank))

    def _write(self, one: str, other: str, says: Says, by: str, at: datetime | None, why: str) -> int:
        members = self._members(one, other)
        known = [
            decision.version
            for name in members
            for decision in members[name].decisions
            if {name, decision.article_id} == {one, other}
        ]
        version = max(known, default=0) + 1
        writes = []
        for name, partner in ((one, other), (other, one)):
            decision = Decision(article_id=partner, says=says, version=version, by=by, at=at, why=why)
            member = members.get(name)
            before = _nobody(name) if member is None else member
            others = tuple(kept for kept in before.decisions if kept.article_id != partner)
            if len(others) >= MOST_DECISIONS:
                raise TooManyDecisions(f"{MOST_DECISIONS} decisions on article {name}")
            decided = {"decisions": (*others, decision), "version": before.version + 1}
            writes.append(
                PutMember(before.model_copy(update=decided), None if member is None else member.version)
            )
        self._store.commit(writes)
        return version

    def _bring_together_or_apart(self, one: Member, other: Member) -> tuple[bool, tuple[str, ...]]:
        """Whether they are in one cluster once it is as is decided, and through whom."""
        prints = self._store.fingerprints([one.ref, other.ref])
        if len(prints) < 2:
            return False, ()  # one is being retired; its next generation heeds the decision by itself
        try:
            self._outdate_plans(one.ref, other.ref)
            self._join(one.ref, other.ref, (prints[one.ref], prints[other.ref]))
            own = self._membership(one.ref)
            home = settled_home(self._store, own.cluster_id or "")
            regroup(self._store, home, anew=True)
            self._expect_unmoved(own)  # then it was in the cluster that is as it has to be
        except Superseded:
            return False, ()
        refs = [ArticleRef(copy.article_id, copy.generation) for copy in copies_of(self._store, home)]
        if other.ref not in refs:
            return False, ()
        verdicts = verdicts_of(
            self._store.members(ref.article_id for ref in refs).values(), self._store.settings
        )
        return True, chain(one.article_id, other.article_id, self._store.fingerprints(refs), verdicts)

    def _outdate_plans(self, *refs: ArticleRef) -> None:
        """Finish what is half-done in the clusters of articles, and void what was planned for them before the decision.

        A worker may have planned a regrouping by memberships that it read before. It commits to the header that it
        read then, so that a newer version of the header makes it read, and plan, again.
        """
        homes = [settled_home(self._store, self._membership(ref).cluster_id or "") for ref in refs]
        for home in {home.cluster_id: home for home in homes}.values():
            self._store.commit([PutHeader(changed(home), home.version)])


def chain(
    one: str, other: str, fingerprints: Mapping[ArticleRef, Fingerprint], verdicts: Verdicts
) -> tuple[str, ...]:
    """The fewest articles through which two are copies of each other: none where they match, or are not connected."""
    prints = {ref.article_id: print_ for ref, print_ in fingerprints.items()}
    if one not in prints or other not in prints:
        return ()
    posted = defaultdict(list)
    for name in sorted(prints):
        for key in (*prints[name].keys, *verdicts.keys(name)):
            posted[key].append(name)
    came_from: dict[str, str] = {one: one}
    rest = [one]
    for name in rest:
        keys = (*prints[name].keys, *verdicts.keys(name))
        for near in sorted({near for key in keys for near in posted[key]} - came_from.keys()):
            if verdicts.match(name, near, prints[name], prints[near]):
                came_from[near] = name
                rest.append(near)
        if other in came_from:
            break
    path: list[str] = []
    at = came_from.get(other, one)
    while at != one:
        path.append(at)
        at = came_from[at]
    return tuple(reversed(path))


def _nobody(article_id: str) -> Member:
    """In place of the membership of an article that is not there: as if it were gone before it came."""
    return Member(article_id=article_id, generation=0, alive=False, version=0, removed=True)
