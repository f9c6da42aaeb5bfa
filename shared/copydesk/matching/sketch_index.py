"""Many texts at once: which of them may have the text of another one, without holding that against each.

Copies share a good part of the shorter one's hashes. So either they share one that few of the texts have, or most of
what the shorter one has is in many of them: a wall, a form filled in, a text that is there a hundred times.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from copydesk.matching.compare import MIN_SAMPLED
from copydesk.matching.outline import Outline, Sieve
from copydesk.matching.settings import USUAL, MatchSettings

# Texts that may have a hash and are looked at for it alone. Twice as many take twice as long where they are no copies.
RARE = 20


class SketchIndex:
    """Texts by the hashes of their sketches. Each is known by its place: 0, 1, 2 ..."""

    def __init__(
        self, outlines: Sequence[Outline], settings: MatchSettings = USUAL, *, least_limit: int | None = None
    ) -> None:
        """`least_limit` is the smallest `limit` of those that will be looked up; theirs, if not given."""
        self._outlines, self._settings = outlines, settings
        limits = [one.limit for one in outlines]
        self._least_limit = min(limits if least_limit is None else [*limits, least_limit], default=0)
        counts = Counter(value for one in outlines for value in one.sketch)
        self._common = frozenset(value for value, count in counts.items() if count > RARE)
        self._rare: dict[int, list[int]] = defaultdict(list)
        self._by_text: dict[int, list[int]] = defaultdict(list)
        for place, one in enumerate(outlines):
            self._by_text[one.text_hash].append(place)
            for value in one.sketch:
                if value not in self._common:
                    self._rare[value].append(place)
        self._usual = [place for place, one in enumerate(outlines) if self._is_usual(one)]

    def likely(
        self, outline: Outline, passing_over: Callable[[int], bool] = lambda _: False
    ) -> Iterator[int]:
        """The places of all that `is_copy` may hold of and this one, and of few others; in no order to rely on.

        Those to pass over are asked about one by one, before they are held against it.
        """
        if self._is_usual(outline):
            places = set(range(len(self._outlines)))
        else:
            found = self._rare.keys() & outline.sketch
            places = {place for value in found for place in self._rare[value]}
            places.update(self._usual, self._by_text.get(outline.text_hash, ()))
        sieve = Sieve(outline, self._settings)
        for place in places:
            if not passing_over(place) and sieve.lets_through(self._outlines[place]):
                yield place

    def _is_usual(self, outline: Outline) -> bool:
        """Whether what many texts have may be all that it shares with a copy that is no shorter."""
        if not self._common:
            return False
        shared = accumulate((value in self._common for value in outline.sketch), initial=0)
        least = max(MIN_SAMPLED, bisect_right(outline.sketch, self._least_limit))
        return any(
            size >= least and count >= max(MIN_SAMPLED, self._settings.threshold * size)
            for size, count in enumerate(shared)
        )
