"""Scores of groupings, by the scorer that comes with the labels, and their table."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any


class Scores:
    """Every score of a run, by method and collection."""

    def __init__(self, bench: Path) -> None:
        self._bench = bench
        self._cells: dict[str, dict[str, str]] = {}
        self._collections: list[str] = []

    def of(self, collection: str) -> Callable[..., None]:
        """What takes a method's name, the rows and their clusters, prints the score and keeps it."""
        self._collections.append(collection)
        return partial(self._report, collection)

    def _report(
        self,
        collection: str,
        method: str,
        rows: Sequence[Mapping[str, Any]],
        clusters: Sequence[int | str],
        rate: float | None = None,
        extra: str = "",
    ) -> None:
        if rate is not None:
            extra += f", {rate:,.0f} articles a CPU second"
        score = self._score(collection, rows, clusters)
        if isinstance(score, str):
            print(f"  {method}: {score}{extra}")
            return
        hard = f"{score['hard_negatives_merged']} of {score['hard_negatives']}"
        print(
            f"  {method}: precision {score['precision']:.3f}, recall {score['recall']:.3f}, F1 {score['f1']:.3f}, "
            f"hard negatives {hard}, largest cluster {score['largest_cluster']}{extra}"
        )
        # A collection without copies has no F1, and only look-alikes to merge.
        quality = f"{score['f1']:.3f}".removeprefix("0") if score["f1"] else "-"
        self._cells.setdefault(method, {})[collection] = f"{quality} / {score['hard_negatives_merged']}"

    def _score(
        self, collection: str, rows: Sequence[Mapping[str, Any]], clusters: Sequence[int | str]
    ) -> dict[str, Any] | str:
        labels = self._bench / "copies" / f"{collection}.labels.json.gz"
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as handle:
            for row, cluster in zip(rows, clusters, strict=True):
                handle.write(json.dumps({"id": row["id"], "cluster_id": str(cluster)}) + "\n")
            handle.flush()
            command = [sys.executable, self._bench / "score_copies.py", labels, handle.name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stderr.strip() if done.returncode else json.loads(done.stdout)

    def print_table(self) -> None:
        """All methods on all collections: F1 of pairs, and look-alikes merged."""
        print("\nF1 / look-alikes merged\n")
        print(f"| method | {' | '.join(self._collections)} |")
        print(f"|---|{'--:|' * len(self._collections)}")
        for method, cells in self._cells.items():
            print(f"| {method} | {' | '.join(cells.get(one, '') for one in self._collections)} |")


def components(size: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each position the smallest one it is connected to."""
    parent = list(range(size))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = at = parent[parent[at]]
        return at

    for left, right in pairs:
        low, high = sorted((root(left), root(right)))
        parent[high] = low
    return [root(at) for at in range(size)]
