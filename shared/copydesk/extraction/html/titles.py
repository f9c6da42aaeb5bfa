"""The title of a page's article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from copydesk.agencies import fold_source
from copydesk.article import Provenance
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html.page import Page, squeezed
from copydesk.extraction.html.urls import domain
from copydesk.extraction.limits import MAX_RAW
from copydesk.extraction.text import are_alike, fold_title

# Words of a badge before a title, and the fewest of a title that it can stand before.
MAX_BADGE_WORDS = 2
MIN_TITLE_WORDS = 3
# Words of a site's name.
MAX_SITE_WORDS = 6
# Words of a section between a headline and the site's name: "Headline | Town | The Outlet".
MAX_SECTION_WORDS = 2

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]{1,2}\s+|\s*[|]\s*|:\s+")


def choose_title(
    page: Page, found: list[Candidate[str]], sites: Collection[str], authors: Collection[str]
) -> Resolved[str]:
    """The title by heading, structured data and title element.

    Metadata often holds a headline for search engines; what readers saw is the heading. It comes first where
    the metadata bears out that it is the article's, not the site's or a section's.

    Args:
        page: to read.
        found: what its structured data gives as its title.
        sites: names of its site, and
        authors: of those who wrote the article; none of them is its title.
    """
    if behind := _behind_site(page):
        others = (f"title_element: {page.title}"[:MAX_RAW],)
        return Resolved(behind, Provenance(method="heading", raw=behind, others=others))
    stated = sorted(found, key=lambda one: one.method == "json_ld_salvaged")
    stated += [Candidate(page.title, "title_element", page.title)] if page.title else []
    sites = {*sites, *_domains(page)}
    none = {"", *map(fold_title, (*sites, *authors))}
    stated = [Candidate(without_site(one.value, sites), one.method, one.raw) for one in stated]
    stated = [one for one in stated if fold_title(one.value) not in none]
    headings = [Candidate(text, "h1", text) for text in page.headings]
    headings = [one for one in headings if not _names_section(fold_title(one.value), none)]
    known = {fold_title(one.value) for one in stated}
    headings.sort(key=lambda one: fold_title(one.value) not in known)
    if headings and any(_is_badged(headings[0].value, one.value) for one in stated):
        headings = []
    if headings and stated and not any(are_alike(headings[0].value, one.value) for one in stated):
        return resolve([*stated, *headings[:1]], same=fold_title)
    return resolve([*headings[:1], *stated], same=fold_title)


def _names_section(heading: str, none: Collection[str]) -> bool:
    """Whether a folded heading is one of some names, or the name of a section behind one: "The Courier Opinion"."""
    behind = (heading.removeprefix(name) for name in none if heading.startswith(f"{name} "))
    return heading in none or any(len(rest.split()) <= MAX_SECTION_WORDS for rest in behind)


def _domains(page: Page) -> list[str]:
    """Hosts of the addresses that the page gives of itself."""
    links = page.tree.xpath("//link[@rel='canonical']/@href") + page.meta.get("og:url", [])
    return [host for link in links if (host := domain(str(link)))]


def _is_badged(heading: str, title: str) -> bool:
    """Whether a heading is the title with a word or two of the site's before it ("Premium", "Video")."""
    before, is_end, _ = f"{fold_title(heading)}\n".partition(f" {fold_title(title)}\n")
    return bool(is_end) and len(before.split()) <= MAX_BADGE_WORDS and len(title.split()) >= MIN_TITLE_WORDS


def _behind_site(page: Page) -> str | None:
    """The heading below the first level that the title element names behind the first: "The Blog: Headline"."""
    first = next(iter(page.headings), None)
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
        return page.headings[0]
    pieces = [piece for piece in _SEPARATOR.split(page.title) if piece]
    whole = fold_title(page.title)
    for heading in page.headings:
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
    found = list(_SEPARATOR.finditer(title))
    if not found or not names:
        return title
    if fold_source(title[: found[0].start()]) in names:
        return title[found[0].end() :].strip() or title
    if fold_source(title[found[-1].end() :]) not in names:
        return title
    end = found[-1].start()
    if len(found) > 1 and found[-2][0] == found[-1][0]:
        section = title[found[-2].end() : end]
        end = found[-2].start() if len(section.split()) <= MAX_SECTION_WORDS else end
    return title[:end].strip() or title
