"""Which markup a text is, by its prolog and its first element: HTML, a feed, a wire's item, or another's XML."""

from __future__ import annotations

import re
from enum import StrEnum

# Characters of a text that are looked at to tell what it is.
HEAD_CHARACTERS = 4096


class Markup(StrEnum):
    """The kinds of markup that are told apart."""

    HTML = "html"
    FEED = "feed"
    WIRE = "wire"
    TEXT = "text"
    """An element around plain text."""
    FOREIGN = "foreign"


_PROLOG = re.compile(
    r"\s*(?:<\?[^>]{0,1000}\?>|<!--.{0,4000}?-->|<!doctype[^>\[]{0,500}(?:\[[^\]]{0,4000}\]\s*)?>)",
    re.I | re.S,
)
_DOCTYPE = re.compile(r"<!doctype\s+([\w:.-]{1,60})", re.IGNORECASE)
_FIRST_TAG = re.compile(r"\s*<([a-z][\w.:-]{0,60})(?=[\s/>])([^<>]{0,4000})", re.IGNORECASE)
# A namespace of the first element, and those of pages: https://www.w3.org/1999/xhtml, AMP's and publishers' likes.
_NAMESPACE = re.compile(r"\bxmlns\s*=\s*[\"']([^\"']{0,300})")
_PREFIX = re.compile(r"\bxmlns:\w")
_PAGE = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_PROSE = re.compile(r"<(?:p|div|br|h[1-6])[\s/>]", re.IGNORECASE)
# https://html.spec.whatwg.org/multipage/indices.html#elements-3, and those that it lists as obsolete.
_HTML = """a abbr acronym address applet area article aside audio b base basefont bdi bdo big blink blockquote body br
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
    fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe
    image img input ins kbd label legend li link main map mark marquee menu meta meter nav nobr noframes noscript object
    ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small
    source span strike strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track
    tt u ul var video wbr"""
_HTML_ELEMENTS = frozenset(_HTML.split())
# Names that HTML has, and other markup for research papers and captions, with a namespace of its own.
_SHARED = frozenset({"article", "section", "tt"})
_FEEDS = frozenset({"rss", "feed", "rdf:rdf"})
_WIRES = frozenset({"nitf", "newsml", "newsmessage", "newsitem", "packageitem"})
_FOREIGN = frozenset({"svg", "math", "urlset", "sitemapindex", "opml", "plist", "xml"})


def kind_of_markup(head: str) -> Markup:
    """The kind of a text that begins with a tag, a declaration or a remark."""
    doctype = _DOCTYPE.search(head[:HEAD_CHARACTERS])
    declared = doctype[1].lower() if doctype else ""
    xml = head.startswith("<?xml")
    head = _without_prolog(head)
    root = _FIRST_TAG.match(head)
    if root is None:
        return Markup.HTML
    name = root[1].lower()
    prefix, _, local = name.rpartition(":")
    if name in _FEEDS or local in {"feed", "rss"}:
        return Markup.FEED
    if local in _WIRES:
        return Markup.WIRE
    if name == "doc" or _is_prose(name, root[2], head):  # around plain text, as corpora keep it
        return Markup.TEXT
    if local == "html" or _PAGE.search(head[:HEAD_CHARACTERS]) or declared == "html":
        return Markup.HTML
    if declared or prefix or name in _FOREIGN or _is_of_other_names(name, root[2]):
        return Markup.FOREIGN
    if name in _HTML_ELEMENTS or "-" in name:  # elements that a page defines
        return Markup.HTML
    is_whole = re.search(rf"</{re.escape(root[1])}\s*>\s*\Z", head) is not None
    return Markup.FOREIGN if xml or (is_whole and not _PROSE.search(head)) else Markup.HTML


def first_element(head: str) -> str | None:
    """The name of the first element of a text that begins with markup; None where it has none."""
    root = _FIRST_TAG.match(_without_prolog(head[: 4 * HEAD_CHARACTERS]))
    return root[1] if root else None


def _without_prolog(head: str) -> str:
    while match := _PROLOG.match(head):
        head = head[match.end() :]
    return head


def _is_prose(name: str, attributes: str, head: str) -> bool:
    """Whether words stand in the signs of a tag, as names of companies and addresses do in some texts."""
    is_unknown = name not in _HTML_ELEMENTS and "=" not in attributes
    return is_unknown and "</" not in head and _PROSE.search(head) is None


def _is_of_other_names(name: str, attributes: str) -> bool:
    """Whether the first element says that its names are not those of HTML."""
    namespace = _NAMESPACE.search(attributes)
    if namespace:
        return "xhtml" not in namespace[1]
    return name in _SHARED and _PREFIX.search(attributes) is not None
