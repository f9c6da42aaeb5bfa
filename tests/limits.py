"""The protocol with its limits so small that a handful of articles takes the paths of thousands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from copydesk.clustering import canonical, clusterer, merging, moving, records, regrouping


@contextmanager
def small_limits(
    *,
    moves: bool = False,
    named_above: int = records.NAMED_ABOVE,
    credited: int = canonical.MOST_CREDITED,
    candidates: int = clusterer.CANDIDATES_PER_KEY,
) -> Iterator[None]:
    """Everything moves one write at a time; names are kept from so few copies on; so few sources are listed.

    And so few candidates are looked at under a key.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusterer, "CANDIDATES_PER_KEY", candidates)
        patch.setattr(records, "NAMED_ABOVE", named_above)
        patch.setattr(canonical, "MOST_CREDITED", credited)
        if moves:
            for name in ("MOVED_AT_ONCE", "MOVED_WITH_NAMES"):
                patch.setattr(merging, name, 0)
                patch.setattr(moving, name, 1)
            patch.setattr(moving, "COMMIT_LIMIT", 2)
            patch.setattr(regrouping, "COMMIT_LIMIT", 2)
        yield
