"""The title of a page's article."""

from __future__ import annotations

import re
import unicodedata

from copydesk.article import Provenance
from copydesk.extraction.html import visible
from copydesk.extraction.html.found import Chosen, Found, choose
from copydesk.extraction.html.page import Page, squeezed
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

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]{1,2}\s+|\s*[|]\s*")


def fold_title(text: str) -> str:
    """A title for comparison: words without case and punctuation."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", few_marks(text)).casefold()))


def choose_title(page: Page, found: list[Found[str]], publisher: str | None) -> Chosen[str]:
    """The title by heading, structured data and title element.

    Metadata often holds a headline for search engines; what readers saw is the heading. It comes first where
    the metadata bears out that it is the article's, not the site's or a section's.
    """
    if behind := _behind_site(page):
        others = (f"title_element: {page.title}"[:MAX_RAW],)
        return Chosen(behind, Provenance(method="heading", raw=behind, others=others))
    stated = [one for one in found if one.method == "json_ld"]
    stated += sorted((one for one in found if one.method != "json_ld"), key=_is_salvaged)
    stated += [Found(page.title, "title_element", page.title)] if page.title else []
    stated = [Found(without_site(one.value, publisher), one.method, one.raw) for one in stated]
    stated = [one for one in stated if fold_title(one.value) not in {"", fold_title(publisher or "")}]
    headings = [Found(text, "h1", text) for text in visible.headings(page)[:1] if fold_title(text)]
    if headings and any(_is_badged(headings[0].value, one.value) for one in stated):
        headings = []
    if headings and stated and not any(_alike(headings[0].value, one.value) for one in stated):
        return choose([*stated, *headings], same=fold_title)
    return choose([*headings, *stated], same=fold_title)


def _alike(heading: str, title: str) -> bool:
    """Whether the two may be headlines of one story, by the words that they share."""
    left, right = (set(fold_title(text).split()) for text in (heading, title))
    return len(left & right) >= ALIKE * min(len(left), len(right))


def _is_badged(heading: str, title: str) -> bool:
    """Whether a heading is the title with a word or two of the site's before it ("Premium", "Video")."""
    before, is_end, _ = f"{fold_title(heading)}\n".partition(f" {fold_title(title)}\n")
    return bool(is_end) and len(before.split()) <= MAX_BADGE_WORDS and len(title.split()) >= MIN_TITLE_WORDS


def _is_salvaged(found: Found[str]) -> bool:
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


def without_site(title: str, publisher: str | None) -> str:
    """A title without the site's name at its end."""
    pieces = _SEPARATOR.split(title)
    if len(pieces) > 1 and publisher and fold_title(pieces[-1]) == fold_title(publisher):
        return title[: title.rindex(pieces[-1])].rstrip(" |-–—·•»«:/~")
    return title
