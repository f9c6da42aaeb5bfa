"""Headers of stories, labelled: whom the lines around a headline name as authors.

    python -m evaluation.headers [--unseen]

Each header is put between a headline and a story of its language, or below the story, and read as a text dump. Half of
the headers, told by their own checksum, are for writing rules; of the others only the scores are printed.
"""

from __future__ import annotations

import argparse
import tomllib
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from copydesk.article import Draft
from copydesk.extraction.dump.extract import extract_dump
from evaluation.scoring import folded_name

HEADERS = Path(__file__).parent / "headers"


class Header(NamedTuple):
    """Lines above or below a story, and the authors that they name."""

    language: str
    document: str
    lines: str
    authors: tuple[str, ...]

    @property
    def seen(self) -> bool:
        """Whether rules may be written for it: half of the headers, whatever is added."""
        return zlib.crc32(self.lines.encode()) % 2 == 0


class Score(NamedTuple):
    """Names that came out right, all that came out, and all that are there."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """The share of the names found that are authors; 1 where none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the authors that were found; 1 where there are none."""
        return self.right / self.wanted if self.wanted else 1.0


def read_headers(folder: Path = HEADERS) -> Iterator[Header]:
    """Every header, by language."""
    for path in sorted(folder.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for one in table["headers"]:
            above, below = one.get("above", ""), one.get("below", "")
            parts = (table["headline"], above, table["story"].strip(), below)
            document = "\n\n".join(filter(None, parts)) + "\n"
            yield Header(path.stem, document, above or below, tuple(one["authors"]))


def authors_of(header: Header) -> tuple[str, ...]:
    """The authors that extraction finds."""
    draft = extract_dump(header.document)
    return draft.authors if isinstance(draft, Draft) else ()


def score(headers: Iterable[Header]) -> Score:
    """The names of all headers, counted; case and accents do not matter."""
    right = found = wanted = 0
    for header in headers:
        names = set(map(folded_name, authors_of(header)))
        labelled = set(map(folded_name, header.authors))
        right += len(names & labelled)
        found += len(names)
        wanted += len(labelled)
    return Score(right, found, wanted)


def main() -> None:
    """Print the scores, and each header of the seen half that came out otherwise."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.headers")
    parser.add_argument("--unseen", action="store_true", help="name the misses of the other half, too")
    options = parser.parse_args()
    headers = list(read_headers())
    for header in headers:
        names = authors_of(header)
        if (header.seen or options.unseen) and {*map(folded_name, names)} != {
            *map(folded_name, header.authors)
        }:
            print(f"{header.language}: {header.lines!r} gives {list(names)}, not {list(header.authors)}")
    for half in (True, False):
        part = [header for header in headers if header.seen is half]
        total = score(part)
        print(
            f"{'seen' if half else 'unseen'}: {len(part)} headers, "
            f"precision {total.precision:.3f}, recall {total.recall:.3f}"
        )


if __name__ == "__main__":
    main()
