"""Labelled news pages, the extractors that read them, and how a reading is scored."""

from __future__ import annotations

import json
import lzma
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from copydesk.article import Draft
from copydesk.extraction.decode import decode
from copydesk.extraction.html.blocks import read_blocks
from copydesk.extraction.html.extract import extract_page

Row = dict[str, Any]
Overlap = tuple[float, float]

# Words of a shingle, and resamplings of a bootstrap interval of 95 %.
SHINGLE = 4
RESAMPLINGS = 1000


@dataclass(frozen=True)
class Reading:
    """What an extractor says of one page."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


def rows(path: Path, every: int = 1) -> Iterator[Row]:
    """Every `every`th row of a `.jsonl.xz` file: `id`, `html` (one character a byte) and `gold`."""
    with lzma.open(path, "rt", encoding="utf-8") as handle:
        for number, line in enumerate(handle):
            if number % every == 0:
                yield json.loads(line)


def markup(row: Row) -> str:
    return decode(row["html"].encode("latin-1")) or ""


def by_copydesk(page: str) -> Reading:
    draft = extract_page(page)
    if not isinstance(draft, Draft):
        return Reading()
    return Reading(draft.text, draft.title, draft.authors, draft.published_at)


def by_trafilatura(page: str, *, precision: bool = False) -> Reading:
    from trafilatura import extract

    return Reading(extract(page, favor_precision=precision, include_comments=False) or "")


def by_trafilatura_precision(page: str) -> Reading:
    return by_trafilatura(page, precision=True)


def metadata_of_trafilatura(page: str) -> Reading:
    from trafilatura import extract_metadata

    found = extract_metadata(page)
    authors = tuple(filter(None, map(str.strip, (found.author or "").split(";"))))
    return Reading("", found.title, authors, found.date)


def by_readability(page: str) -> Reading:
    import lxml.html
    from readability import Document

    document = Document(page)
    blocks = read_blocks(lxml.html.fromstring(document.summary()))
    return Reading("\n".join(block.text for block in blocks), document.short_title())


def by_resiliparse(page: str) -> Reading:
    from resiliparse.extract.html2text import extract_plain_text

    return Reading(extract_plain_text(page, main_content=True, alt_texts=False) or "")


def by_justext(page: str) -> Reading:
    import justext

    paragraphs = justext.justext(page.encode(), justext.get_stoplist("English"), encoding="utf-8")
    return Reading("\n\n".join(one.text for one in paragraphs if not one.is_boilerplate))


def by_c4(page: str) -> Reading:
    """The rules of C4 over the page's visible lines."""
    from resiliparse.extract.html2text import extract_plain_text

    return Reading(c4_lines(extract_plain_text(page, main_content=False, alt_texts=False) or ""))


def c4_lines(text: str) -> str:
    """Raffel et al. 2020: lines of five or more words that end like a sentence, no JavaScript notices."""
    return "\n".join(
        line
        for line in text.split("\n")
        if line.rstrip().endswith((".", "!", "?", '"', "”")) and len(line.split()) >= 5
        if "javascript" not in line.lower() and "cookie" not in line.lower()
    )


EXTRACTORS: dict[str, Callable[[str], Reading]] = {
    "copydesk": by_copydesk,
    "trafilatura": by_trafilatura,
    "trafilatura, precision": by_trafilatura_precision,
    "readability-lxml": by_readability,
    "resiliparse": by_resiliparse,
    "jusText": by_justext,
    "C4 rules": by_c4,
}


# Read apart from the text, so that its time does not count: a baseline that reads less is the harder one to keep to.
METADATA: dict[str, Callable[[str], Reading]] = {
    "trafilatura": metadata_of_trafilatura,
    "trafilatura, precision": metadata_of_trafilatura,
}


def words(text: str | None) -> list[str]:
    return re.findall(r"\w+", (text or "").lower())


def shingles(text: str | None) -> Counter[Hashable]:
    tokens = words(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[i : i + SHINGLE]) for i in range(max(1, len(tokens) - SHINGLE + 1)))


def overlap(guess: Counter[Hashable], truth: Counter[Hashable]) -> Overlap:
    """Precision and recall of a bag."""
    same = (guess & truth).total()
    return (
        same / guess.total() if guess else float(not truth),
        same / truth.total() if truth else float(not guess),
    )


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def macro_f1(overlaps: list[Overlap]) -> float:
    """F1 of the means of precision and recall."""
    return f1(mean(p for p, _ in overlaps), mean(r for _, r in overlaps))


def interval(differences: list[float]) -> tuple[float, float, float]:
    """The mean of some differences between the ends of its 95 % bootstrap interval; the seed is fixed."""
    rng = random.Random(0)
    means = sorted(mean(rng.choices(differences, k=len(differences))) for _ in range(RESAMPLINGS))
    return means[25], mean(differences), means[974]


def folded_title(text: str | None) -> str:
    return " ".join(words(unicodedata.normalize("NFKC", text or "")))


def folded_name(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character)).lower()
    return " ".join(words(re.sub(r"^\s*(by|von|par|por|di)\s+", "", plain)))
