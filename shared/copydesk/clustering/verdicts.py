"""Which pairs of articles match: what people have decided on them, else what the rule says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from copydesk.cluster import Match, Relation, Similarity
from copydesk.clustering.records import Member
from copydesk.decision import Decision, Pair, Says, pair_key, pair_of
from copydesk.matching.compare import compare, joins
from copydesk.matching.fingerprint import Fingerprint

METHOD_DECISION = "decision"


class Verdicts:
    """A pure and symmetric function of two articles' ids and fingerprints."""

    def __init__(self, decided: Mapping[Pair, Says] | None = None) -> None:
        """With what was decided on pairs; others, and those lifted, are the rule's."""
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
        return joins(left_print, right_print) if says is None else says is Says.COPY

    def similarity(
        self, left: str, right: str, left_print: Fingerprint, right_print: Fingerprint
    ) -> Similarity | None:
        """How two articles relate, from the left one's point of view; None where they are not copies."""
        if not self.match(left, right, left_print, right_print):
            return None
        found = compare(left_print, right_print)
        if self.decided(left, right) is None:
            return found
        relation = found.relation if joins(left_print, right_print) else Relation.NEAR_IDENTICAL
        return found.model_copy(update={"relation": relation, "method": METHOD_DECISION})

    def hold(self, article_id: str, match: Match) -> bool:
        """Whether a match that an article shows is still what decides on the pair."""
        says = self.decided(article_id, match.article_id)
        return says is (Says.COPY if match.method == METHOD_DECISION else None)


RULE_ALONE = Verdicts()


def verdicts_of(members: Iterable[Member]) -> Verdicts:
    """What is decided on articles. Both of a pair say it; of those read at different moments the later holds."""
    latest: dict[Pair, Decision] = {}
    for member in members:
        for one in member.decisions:
            pair = pair_of(member.article_id, one.article_id)
            if pair not in latest or one.version > latest[pair].version:
                latest[pair] = one
    return Verdicts({pair: one.says for pair, one in latest.items()}) if latest else RULE_ALONE
