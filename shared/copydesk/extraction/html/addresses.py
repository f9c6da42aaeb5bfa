"""The address of a page's article, the domain that published it, and the addresses of its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.carriers import is_carrier, original, uncarried
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.urls import clean_url, domain

# Attributes in which an image's address stands, later ones where it is loaded when it is scrolled to.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "data-srcset", "srcset", "src")
# Pixels of width or height up to which an image is an icon or counts readers.
MAX_ICON = 100
_ORNAMENT = re.compile(
    r"(?:^|[/_.-])(?:logos?|favicon|sprites?|placeholder|blank|spacer|pixel|transparent|1x1|avatars?|gravatar|icons?)"
    r"(?=$|[/_.?-])",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)$", re.IGNORECASE)
_WIDTH = re.compile(r"(\S+)(?:\s+(\d+(?:\.\d+)?)[wx])?$")
_SIZE = re.compile(r"\d{1,5}")
_PORTRAIT = re.compile(r"author|byline|avatar", re.IGNORECASE)


def base_of(page: Page, url: str | None) -> str | None:
    """What the page's relative addresses are relative to."""
    href = _base_element(page)
    return urljoin(url or "", href) if href else url


def _base_element(page: Page) -> str:
    return next(filter(None, ((one.get("href") or "").strip() for one in page.tree.iter("base"))), "")


def own_addresses(
    page: Page, found: list[Candidate[str]], saved: list[Candidate[str]], fetched: str | None
) -> Iterator[Candidate[str]]:
    """The article's addresses, the canonical link first; a site's front page is nobody's canonical address.

    An address within an archive's is the article's; one that tells nothing but where the page is kept comes last.

    Args:
        page: to read.
        found: what its structured data gives.
        saved: what those who kept it say.
        fetched: where it was fetched from.
    """
    base = base_of(page, fetched or next((one.value for one in found if one.value.startswith("http")), None))
    canonical = [
        Candidate(raw, "canonical_link", raw)
        for element in page.tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split() and (raw := element.get("href") or "")
    ]
    stated = sorted(found, key=lambda one: not one.method.startswith("open_graph"))
    given = [Candidate(fetched, "fetched", fetched)] if fetched else []
    # Browsers and caches write a page's own address into its base; sites write that of a folder.
    element = _base_element(page)
    own = [Candidate(element, "base", element)] if element and not element.endswith("/") else []
    known = [address for one in (*canonical, *stated, *saved, *given, *own) if (address := _own(one, base))]
    known = [one for one in known if not is_carrier(one.value)] or known
    deeper = [one for one in known if urlsplit(one.value).path.strip("/") or urlsplit(one.value).query]
    yield from deeper or known


def _own(found: Candidate[str], base: str | None) -> Candidate[str] | None:
    """A found address as records keep it, taken out of that of an archive which holds it."""
    if clean_url(found.value, base) is None:
        return None
    whole = uncarried(replace(found, value=urljoin(base or "", "".join(found.value.split()))))
    address = clean_url(whole.value)
    return replace(whole, value=address) if address else None


def publishing_host(
    page: Page, url: str | None, found: list[Candidate[str]], fetched: str | None
) -> str | None:
    """The domain of the site that shows the page: a canonical address elsewhere is that of the page's origin."""
    canonical = domain(url)
    stated = [fetched, *(one.value for one in found if one.method.startswith("open_graph"))]
    own = (original(address) for address in stated if address)
    shown = next((host for address in own if not is_carrier(address) and (host := domain(address))), None)
    if canonical is None or shown is None:
        return canonical or shown or domain(original(_base_element(page)))
    return canonical if _site(shown) == _site(canonical) else shown


def _site(host: str) -> str:
    """The last two labels of a host, three where the last two are short, as under co.uk."""
    labels = host.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])


def images(page: Page, found: list[Candidate[str]], url: str | None) -> Iterator[tuple[str, Candidate[str]]]:
    """Addresses of the article's pictures, each once: those it declares, then those of its figures."""
    base = base_of(page, url)
    seen: set[str] = set()
    for one in [*found, *_figures(page)]:
        own = None if one.value.startswith("data:") else _own(one, base)
        address = own.value if own else None
        if address is None or _ORNAMENT.search(urlsplit(address).path):
            continue
        parts = urlsplit(address)
        # The same file in another size is the same picture.
        key = f"{parts.hostname}{parts.path}" if _PICTURE.search(parts.path) else address
        if key not in seen:
            seen.add(key)
            yield address, one


def _figures(page: Page) -> Iterator[Candidate[str]]:
    for element in page.tree.xpath("//figure//img | //article//img | //main//img"):
        if _is_of_story(page, element) and (address := _largest_source(element)):
            yield Candidate(address, "figure", address)


def _is_of_story(page: Page, image: HtmlElement) -> bool:
    """Whether an image is more than an icon, and neither beside the story nor of one who wrote it."""
    sizes = (_SIZE.match(image.get(name) or "") for name in ("width", "height"))
    if any(size and int(size[0]) <= MAX_ICON for size in sizes) or page.surroundings.is_beside(image):
        return False
    around = takewhile(lambda one: one.tag not in {"figure", "article", "main"}, image.iterancestors())
    return not any(_PORTRAIT.search(f"{one.get('class', '')} {one.get('id', '')}") for one in around)


def _largest_source(image: HtmlElement) -> str | None:
    """The address of the widest form of an image, from the first attribute that gives any."""
    for name in _SOURCES:
        forms = re.split(r",\s+", (image.get(name) or "").strip())
        found = [match for one in forms if not one.startswith("data:") and (match := _WIDTH.match(one))]
        if found:
            return max(found, key=lambda match: float(match[2] or 1))[1]
    return None
