"""Whatever happens to files with versions of agencies' items, and in whatever order: the end follows from the files."""

from __future__ import annotations

from random import Random

from copydesk.filing import filed_under
from tests.filing_histories import History, expected, found
from tests.thorough import THOROUGH

HISTORIES = 5_000 if THOROUGH else 150
CHANGES = 8


def end_of(seed: int) -> None:
    history = History(Random(seed), CHANGES)
    history.run()
    assert found(history.world) == expected(history.world.files), "\n".join([f"seed {seed}", *history.log])
    # What is filed is what the files say, and every decision on it holds.
    held = {
        (name, key)
        for key, file in history.world.files.items()
        if (name := filed_under(file.item)) is not None
    }
    assert {(name, one.key) for (name, _), one in history.world.filed.items()} == held


def test_the_end_follows_from_the_files_alone() -> None:
    for seed in range(HISTORIES):
        end_of(seed)
