"""The title of a page's article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from copydesk.agencies import fold_source
from copydesk.article import Provenance
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html import visible
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.urls import domain
from copydesk.extraction.limits import MAX_RAW
from copydesk.unicode import few_marks

# Share of the shorter headline's words that two headlines of one story have in common.
ALIKE = 0.3
# Words of a badge before a title, and the fewest of a title that it can stand before.
MAX_BADGE_WORDS = 2
MIN_TITLE_WORDS = 3
# Headings in which the title element's is looked for, and words of a site's name.
MAX_HEADINGS = 3
MAX_SITE_WORDS = 6
# Words of a section between a headline and the site's name: "Headline | Town | The Outlet".
MAX_SECTION_WORDS = 2

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]{1,2}\s+|\s*[|]\s*|:\s+")


def fold_title(text: str) -> str:
    """A title for comparison: words without case and punctuation."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", few_marks(text)).casefold()))


def choose_title(page: Page, found: list[Candidate[str]], publisher: str | None) -> Resolved[str]:
    """The title by heading, structured data and title element.

    Metadata often holds a headline for search engines; what readers saw is the heading. It comes first where
    the metadata bears out that it is the article's, not the site's or a section's.
    """
    if behind := _behind_site(page):
        others = (f"title_element: {page.title}"[:MAX_RAW],)
        return Resolved(behind, Provenance(method="heading", raw=behind, others=others))
    stated = [one for one in found if one.method == "json_ld"]
    stated += sorted((one for one in found if one.method != "json_ld"), key=_is_salvaged)
    stated += [Candidate(page.title, "title_element", page.title)] if page.title else []
    sites = [name for name in (publisher, *page.meta.get("og:site_name", ()), *_domains(page)) if name]
    stated = [Candidate(without_site(one.value, sites), one.method, one.raw) for one in stated]
    stated = [one for one in stated if fold_title(one.value) not in {"", fold_title(publisher or "")}]
    headings = [Candidate(text, "h1", text) for text in visible.headings(page)[:1] if fold_title(text)]
    if headings and any(_is_badged(headings[0].value, one.value) for one in stated):
        headings = []
    if headings and stated and not any(are_alike(headings[0].value, one.value) for one in stated):
        return resolve([*stated, *headings], same=fold_title)
    return resolve([*headings, *stated], same=fold_title)


def _domains(page: Page) -> list[str]:
    """Hosts of the addresses that the page gives of itself."""
    links = page.tree.xpath("//link[@rel='canonical']/@href") + page.meta.get("og:url", [])
    return [host for link in links if (host := domain(str(link)))]


def are_alike(heading: str, title: str, share: float = ALIKE) -> bool:
    """Whether the two may be headlines of one story, by the words that they share."""
    left, right = (set(fold_title(text).split()) for text in (heading, title))
    return len(left & right) >= share * min(len(left), len(right))


def _is_badged(heading: str, title: str) -> bool:
    """Whether a heading is the title with a word or two of the site's before it ("Premium", "Video")."""
    before, is_end, _ = f"{fold_title(heading)}\n".partition(f" {fold_title(title)}\n")
    return bool(is_end) and len(before.split()) <= MAX_BADGE_WORDS and len(title.split()) >= MIN_TITLE_WORDS


def _is_salvaged(found: Candidate[str]) -> bool:
    return found.method == "json_ld_salvaged"


def _behind_site(page: Page) -> str | None:
    """The heading below the first level that the title element names behind the first: "The Blog: Headline"."""
    first = next(iter(visible.headings(page)), None)
    if not first or not fold_title(page.title).startswith(f"{fold_title(first)} "):
        return None
    rest = fold_title(page.title).removeprefix(f"{fold_title(first)} ")
    if len(rest.split()) < MIN_TITLE_WORDS or len(first.split()) > MAX_SITE_WORDS:
        return None
    texts = (squeezed(element.text_content()) for element in page.tree.iter("h2", "h3"))
    return next((text for text in texts if fold_title(text) == rest), None)


def site_of(page: Page) -> str | None:
    """The site's name, where the title element adds it to the heading: "Headline | Section | The Outlet"."""
    if _behind_site(page):
        return visible.headings(page)[0]
    pieces = [piece for piece in _SEPARATOR.split(page.title) if piece]
    whole = fold_title(page.title)
    for heading in visible.headings(page)[:MAX_HEADINGS]:
        folded = fold_title(heading)
        if folded and whole.startswith(f"{folded} ") and len(pieces) > 1:
            site = pieces[-1].strip()
            return site if fold_title(site) not in folded and len(site.split()) <= MAX_SITE_WORDS else None
    return None


def without_site(title: str, sites: Iterable[str]) -> str:
    """A title without the site's name, or its domain, at either end, and without the section before it at its end.

    Args:
        title: of an article.
        sites: names and domains of its site.
    """
    names = {fold_source(site) for site in sites} - {""}
    separators = list(_SEPARATOR.finditer(title))
    if not separators or not names:
        return title
    first, last = separators[0], separators[-1]
    if fold_source(title[last.end() :]) in names:
        before = title[: last.start()].strip()
        section = separators[-2] if len(separators) > 1 and separators[-2][0] == last[0] else None
        if (
            section
            and section.start()
            and len(title[section.end() : last.start()].split()) <= MAX_SECTION_WORDS
        ):
            return title[: section.start()].strip()
        return before or title
    if fold_source(title[: first.start()]) in names:
        return title[first.end() :].strip() or title
    return title
