"""Which copies have text of their own, and which are cut from others: of word counts and matches alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from copydesk.cluster import Copy, Similarity

# Words. A note of the newsroom, a place in the headline, a paragraph about the company come to fewer.
OWN_WORDS = 60

# Of a copy, the share that the other lacks from which the copy's own text cannot be changed words: each changed word
# costs five shingles, so it would take one word in twelve.
OWN_SHARE = 0.35

# The same, where the other one lies in the copy, so that words were added and not changed.
ADDED_SHARE = 0.2


class Cover(NamedTuple):
    """A match, as it says of either copy whether it has text of its own beside the other."""

    one: str
    other: str
    one_has_own: bool
    other_has_own: bool
    strength: float


def has_own(words: int, contained: float, other_words: int, other_contained: float) -> bool:
    """Whether a copy has enough text that the other lacks to have published something of its own.

    Args:
        words: of the copy; 0 where that is unknown, of which nothing can be shown.
        contained: the share of the copy that the other has.
        other_words: of the other one.
        other_contained: the share of the other one that the copy has.
    """
    lacking = words * (1 - contained)
    if lacking < OWN_WORDS:
        return False
    # Changed words are lacking on both sides, added words on one.
    added = lacking - other_words * (1 - other_contained)
    return 1 - contained >= OWN_SHARE or (added >= OWN_WORDS and added >= ADDED_SHARE * words)


def is_plain(match: Similarity) -> bool:
    """Whether neither of two copies can have text of its own beside the other, however long they are."""
    return min(match.containment, match.containment_of_other) > 1 - ADDED_SHARE


def covers(copies: Sequence[Copy]) -> list[Cover]:
    """The matches among these copies, each pair once, in the order of ids; others than these are left out."""
    by_id = {copy.article_id: copy for copy in copies}
    found: dict[tuple[str, str], Cover] = {}
    for copy in copies:
        for match in filter(None, (copy.match, *copy.further_matches)):
            other = by_id.get(match.article_id)
            if other is None or other is copy:
                continue
            shares = match.containment, match.containment_of_other
            cover = Cover(
                copy.article_id,
                other.article_id,
                has_own(copy.word_count, shares[0], other.word_count, shares[1]),
                has_own(other.word_count, shares[1], copy.word_count, shares[0]),
                match.jaccard,
            )
            if cover.one > cover.other:
                cover = Cover(cover.other, cover.one, cover.other_has_own, cover.one_has_own, match.jaccard)
            found[cover.one, cover.other] = cover
    return [cover for _, cover in sorted(found.items(), key=itemgetter(0))]


def alike(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The parts of a set of ids that pairs hold together: each sorted, in order of their first."""
    parent = {name: name for name in ids}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    parts: dict[str, list[str]] = defaultdict(list)
    for name in sorted(parent):
        parts[root(name)].append(name)
    return list(parts.values())
