"""Labelled news pages, and the extractors that read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from copydesk.article import Draft
from copydesk.extraction.html.blocks import read_lines
from copydesk.extraction.html.extract import extract_page


@dataclass(frozen=True)
class Reading:
    """What an extractor says of one page."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: str | None = None


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
    blocks = read_lines(lxml.html.fromstring(document.summary()))
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
