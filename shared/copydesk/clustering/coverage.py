"""Which copies have text of their own, and which are cut from others: of word counts and matches alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from copydesk.cluster import Copy, Similarity

# Words. A note of the newsroom, a place in the headline, a paragraph about the company come to fewer.
OWN_WORDS = 60

# Of either copy, the share that the other lacks from which that is no matter of changed words: each of them costs
# five shingles, so it would take one word in fourteen.
OWN_SHARE = 0.3

# The same, where the other one lies in the copy, so that words were added and not changed.
ADDED_SHARE = 0.2


class Cover(NamedTuple):
    """A match of two copies: how many words either has, and which share of them the other one has too."""

    one: str
    other: str
    words: int
    other_words: int
    contained: float
    other_contained: float
    strength: float

    def own(self, words: int = 0, other_words: int = 0) -> tuple[bool, bool]:
        """Whether either has text of its own beside the other.

        Args:
            words: of a longer copy that has all of the first one's text, of which the same is asked.
            other_words: likewise of the other.
        """
        longer, other_longer = max(words, self.words), max(other_words, self.other_words)
        contained = self.contained * self.words / longer if longer else self.contained
        other_contained = self.other_contained
        if other_longer:
            other_contained *= self.other_words / other_longer
        return (
            has_own(longer, contained, other_longer, other_contained),
            has_own(other_longer, other_contained, longer, contained),
        )


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
    if 1 - max(contained, other_contained) >= OWN_SHARE:
        return True
    # Changed words are lacking on both sides, added words on one.
    added = lacking - other_words * (1 - other_contained)
    return added >= OWN_WORDS and added >= ADDED_SHARE * words


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
            cover = Cover(
                copy.article_id,
                other.article_id,
                copy.word_count,
                other.word_count,
                match.containment,
                match.containment_of_other,
                match.jaccard,
            )
            found[min(cover[:2], cover[1::-1])] = cover
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
