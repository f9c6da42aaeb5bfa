"""Labelled pages that others published: measured where they are there, never needed."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from copydesk.extraction.decode import decode

Row = dict[str, Any]


class PublicSet(NamedTuple):
    """A set of pages, and where it comes from."""

    file: str
    """Under the folder of benchmarks: JSON Lines, xz: `id`, `url`, `html` (a character a byte), `gold`."""
    sha256: str
    """Of the file that the floors were pinned on."""
    pages: int
    repository: str
    commit: str
    labels: str
    """The file of the repository that holds the labels; `html/` beside it holds the pages."""


SETS = {
    "sh": PublicSet(
        file="pages/sh.jsonl.xz",
        sha256="a0ef2fc14d4d0141fd428156f7255278b248fc671c3650ae7dd9a2126b4bc739",
        pages=181,
        repository="https://github.com/scrapinghub/article-extraction-benchmark",
        commit="11b407d43934becc20873bb3dcd5e3d2591746d3",
        labels="ground-truth.json",
    ),
    "naeb": PublicSet(
        file="pages/naeb.jsonl.xz",
        sha256="66f2c90bf047f05bb10a6b8a2ce720e4ccaab288e4ac3f1bfc530d2827fe0a6f",
        pages=202,
        repository="https://github.com/AndyTheFactory/article-extraction-dataset",
        commit="61a9331d2559546a6dd68450e4a83036e87caec3",
        labels="articles.json",
    ),
    "fundus": PublicSet(
        file="pages/fundus.jsonl.xz",
        sha256="1881439c41546cbb720ec7964866919278daf3c4fca593caf39f49c087dbbfc8",
        pages=163,
        repository="https://github.com/dobbersc/fundus-evaluation",
        commit="4937e48c3b33eeba562ba62230bd5aa9822e3354",
        labels="dataset/ground_truth.json",
    ),
}


# Sets whose pages are read as text dumps too: the bodies that labels agree on best.
ALSO_AS_TEXT = ("naeb",)


def missing(name: str, folder: Path) -> str | None:
    """One sentence on a set that is not there: what it is and where to get it; None where it is there."""
    one = SETS[name]
    if (folder / one.file).is_file():
        return None
    return (
        f"{name} is not measured: {folder / one.file} is not there; its {one.pages} pages come from "
        f"{one.repository} at {one.commit[:12]} ({one.labels}), as {'JSON Lines'} of id, url, html and gold."
    )


def present(bench: Path | None) -> Iterator[tuple[str, Path]]:
    """The names and files of the sets that a folder has; for each that is missing there, print the sentence."""
    if bench is None:
        return
    for name, one in SETS.items():
        sentence = missing(name, bench)
        if sentence is None:
            yield name, bench / one.file
        else:
            print(sentence)


def rows(path: Path, every: int = 1) -> Iterator[Row]:
    """Every `every`th row of a set's file."""
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        for number, line in enumerate(handle):
            if number % every == 0:
                yield json.loads(line)


def markup(row: Row) -> str:
    """The page, decoded."""
    return decode(row["html"].encode("latin-1")) or ""


def has_day(gold: Row) -> bool:
    """Whether the labels name a day."""
    return bool(re.match(r"\d{4}-\d\d-\d\d", str(gold.get("date") or "")))
