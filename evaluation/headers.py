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
    """The share of the names found that are authors, and of the authors that were found."""

    precision: float
    recall: float


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


def _folded(names: Iterable[str]) -> set[str]:
    return set(map(folded_name, names))


def score(headers: Iterable[Header]) -> Score:
    """The names of all headers, counted; case and accents do not matter."""
    right = found = wanted = 0
    for header in headers:
        names, labelled = _folded(authors_of(header)), _folded(header.authors)
        right += len(names & labelled)
        found += len(names)
        wanted += len(labelled)
    return Score(right / max(1, found), right / max(1, wanted))


def halves() -> dict[str, list[Header]]:
    """The headers that rules may be written for, and the others."""
    found: dict[str, list[Header]] = {"headers": [], "headers, unseen half": []}
    for header in read_headers():
        found["headers" if header.seen else "headers, unseen half"].append(header)
    return found


def main() -> None:
    """Print each header of the seen half that came out otherwise than labelled, then the scores."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.headers")
    parser.add_argument("--unseen", action="store_true", help="name the misses of the other half, too")
    options = parser.parse_args()
    for half, headers in halves().items():
        for header in headers:
            names = authors_of(header)
            if (header.seen or options.unseen) and _folded(names) != _folded(header.authors):
                print(f"{header.language}: {header.lines!r} gives {list(names)}, not {list(header.authors)}")
        total = score(headers)
        print(f"{half}: {len(headers)}, precision {total.precision:.3f}, recall {total.recall:.3f}")


if __name__ == "__main__":
    main()
