"""The title of a page's article."""

from __future__ import annotations

import re
import unicodedata

from copydesk.article import Provenance
from copydesk.extraction.html import visible
from copydesk.extraction.html.found import Found, choose
from copydesk.extraction.html.page import Page

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]{1,2}\s+|\s*[|]\s*")


def fold_title(text: str) -> str:
    """A title for comparison: words without case and punctuation."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def choose_title(
    page: Page, found: list[Found[str]], publisher: str | None
) -> tuple[str | None, Provenance | None]:
    """The title by structured data, heading and title element."""
    candidates = [one for one in found if one.method.startswith("json_ld")]
    candidates += [Found(text, "h1", text) for text in visible.headings(page)[:1]]
    candidates += [one for one in found if not one.method.startswith("json_ld")]
    candidates += [Found(page.title, "title_element", page.title)] if page.title else []
    cleaned = [Found(without_site(one.value, publisher), one.method, one.raw) for one in candidates]
    return choose([one for one in cleaned if fold_title(one.value)], same=fold_title)


def without_site(title: str, publisher: str | None) -> str:
    """A title without the site's name at its end."""
    pieces = _SEPARATOR.split(title)
    if len(pieces) > 1 and publisher and fold_title(pieces[-1]) == fold_title(publisher):
        return title[: title.rindex(pieces[-1])].rstrip(" |-–—·•»«:/~")
    return title
