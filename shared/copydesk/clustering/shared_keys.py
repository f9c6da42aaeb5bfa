"""Which articles of a whole collection share index keys: sorted arrays instead of a store's items."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate, compress, pairwise

# Keys are counted in so many parts, one after the other: a count of all would be the largest thing in memory.
PARTS = 256


class SharedKeys:
    """Articles by the keys that they share with others. Each is known by its place: 0, 1, 2 ..."""

    def __init__(self, keys_of_articles: Iterable[Iterable[int]]) -> None:
        """From the keys of each article, in the order of the places; keys are 64-bit hashes."""
        parts = [(array("Q"), array("I")) for _ in range(PARTS)]
        count = 0
        for place, keys in enumerate(keys_of_articles):
            for key in keys:
                own_keys, own_places = parts[key % PARTS]  # their low bits: keys are small hashes
                own_keys.append(key)
                own_places.append(place)
            count = place + 1
        self._starts = array("Q", [0])  # the articles under shared key n: from starts[n] to starts[n + 1]
        self._articles = array("I")
        while parts:
            self._add_shared(*parts.pop())
        self._key_starts, self._keys = self._by_article(count)

    def candidates(self, place: int, limit: int) -> list[int]:
        """The articles before this one that share keys with it: those that share most first, then by place.

        Under each key only the first `limit` articles are looked at, this one among them.
        """
        shared: Counter[int] = Counter()
        for number in self._keys[self._key_starts[place] : self._key_starts[place + 1]]:
            shared.update(self._before(number, place, limit))
        return sorted(shared, key=lambda other: (-shared[other], other))

    def sharing(self, place: int, limit: int) -> set[int]:
        """The articles that `candidates` names."""
        found: set[int] = set()
        for number in self._keys[self._key_starts[place] : self._key_starts[place + 1]]:
            found.update(self._before(number, place, limit))
        return found

    def _before(self, number: int, place: int, limit: int) -> array[int]:
        start, end = self._starts[number], self._starts[number + 1]
        return self._articles[start : bisect_left(self._articles, place, start, min(end, start + limit))]

    def _add_shared(self, keys: array[int], places: array[int]) -> None:
        posted: dict[int, list[int]] = {key: [] for key, times in Counter(keys).items() if times > 1}
        for key, place in compress(zip(keys, places, strict=True), map(posted.__contains__, keys)):
            posted[key].append(place)
        for articles in posted.values():
            self._articles.extend(articles)
            self._starts.append(len(self._articles))

    def _by_article(self, count: int) -> tuple[array[int], array[int]]:
        """The numbers of each article's shared keys, and where they start."""
        shared = array("I", bytes(4 * count))
        for place in self._articles:
            shared[place] += 1
        starts = array("Q", accumulate(shared, initial=0))
        numbers, ends = array("I", bytes(4 * len(self._articles))), starts[:]
        for number, (start, end) in enumerate(pairwise(self._starts)):
            for place in self._articles[start:end]:
                numbers[ends[place]] = number
                ends[place] += 1
        return starts, numbers
