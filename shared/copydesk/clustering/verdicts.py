"""Which pairs of articles match: what people have decided on them, else what the rule says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from copydesk.cluster import Match, Relation, Similarity
from copydesk.clustering.records import Member
from copydesk.decision import Decision, Pair, Says, pair_key, pair_of
from copydesk.matching.compare import compare, finding, joins
from copydesk.matching.finding import Finding
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.settings import BAND, USUAL, MatchSettings

METHOD_DECISION = "decision"


class Verdicts:
    """A pure and symmetric function of two articles' ids and fingerprints."""

    def __init__(self, decided: Mapping[Pair, Says] | None = None, settings: MatchSettings = USUAL) -> None:
        """With what was decided on pairs; others, and those lifted, are the rule's under its settings."""
        self.settings = settings
        self._decided = {pair: says for pair, says in (decided or {}).items() if says is not Says.RULE}
        self._keys: dict[str, tuple[int, ...]] = defaultdict(tuple)
        for pair, says in sorted(self._decided.items()):
            if says is Says.COPY:
                for article_id in pair:
                    self._keys[article_id] += (pair_key(*pair),)

    def keys(self, article_id: str) -> tuple[int, ...]:
        """The index keys that an article has beside those of its text: one for each decided copy."""
        return self._keys.get(article_id, ())

    def decided(self, one: str, other: str) -> Says | None:
        """What is decided on a pair; None where the rule decides."""
        return self._decided.get(pair_of(one, other)) if self._decided else None

    def match(self, left: str, right: str, left_print: Fingerprint, right_print: Fingerprint) -> bool:
        """Whether two articles are copies that belong into one cluster."""
        says = self.decided(left, right)
        return joins(left_print, right_print, self.settings) if says is None else says is Says.COPY

    def similarity(
        self, left: str, right: str, left_print: Fingerprint, right_print: Fingerprint
    ) -> Similarity | None:
        """How two articles relate, from the left one's point of view; None where they are not copies."""
        if not self.match(left, right, left_print, right_print):
            return None
        found = compare(left_print, right_print, self.settings)
        if self.decided(left, right) is None:
            return found
        relation = (
            found.relation if joins(left_print, right_print, self.settings) else Relation.NEAR_IDENTICAL
        )
        return found.model_copy(update={"relation": relation, "method": METHOD_DECISION})

    def near(
        self, left: str, right: str, left_print: Fingerprint, right_print: Fingerprint
    ) -> Similarity | None:
        """How two articles relate that only lack a little to be copies; None for others, and where it is decided."""
        little = Finding.TOO_LITTLE_CONTAINED
        if self.decided(left, right) or finding(left_print, right_print, self.settings) is not little:
            return None
        found = compare(left_print, right_print, self.settings)
        share = max(found.containment, found.containment_of_other)
        return found if share >= found.threshold - BAND else None

    def hold(self, article_id: str, match: Match) -> bool:
        """Whether a match that an article shows is still what decides on the pair."""
        says = self.decided(article_id, match.article_id)
        return says is (Says.COPY if match.method == METHOD_DECISION else None)


RULE_ALONE = Verdicts()


def verdicts_of(members: Iterable[Member], settings: MatchSettings) -> Verdicts:
    """The verdicts on articles, with what is decided on them.

    Both of a pair say it; of what was read at different moments the later version holds.
    """
    latest: dict[Pair, Decision] = {}
    for member in members:
        for one in member.decisions:
            pair = pair_of(member.article_id, one.article_id)
            if pair not in latest or one.version > latest[pair].version:
                latest[pair] = one
    return Verdicts({pair: one.says for pair, one in latest.items()}, settings)
