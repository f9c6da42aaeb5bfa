"""A parsed page, and the parts of its head that several readers of metadata need."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from copydesk.extraction.document import Line
from copydesk.extraction.html.agreement import fold_words
from copydesk.extraction.html.beside import Surroundings
from copydesk.extraction.html.blocks import Element, Outline, outline
from copydesk.extraction.html.markup import flattened, harmless
from copydesk.extraction.language import language_code, language_of_lines

# Elements and text blocks of a page up to which other extractors are called: their time grows with the square.
# Of 383 labelled news pages the largest has 4,456 elements and 1,527 blocks.
MAX_ELEMENTS = 15_000
MAX_LINES = 5_000
MAX_ORDINARY = 3_000_000
# Levels of nesting that recursive readers follow; news pages have up to 60.
MAX_DEPTH = 200
_TOO_DEEP = "/*" * (MAX_DEPTH + 1)
# Characters of markup that are read at all, scripts left out: lxml takes about ten times that in memory. Of a longer
# page the beginning, and where no story begins there, the place where one does.
MAX_PARSED = 8_000_000
MAX_HEAD = 500_000
# Characters in which programs that keep pages write where they had them from.
MAX_BEGINNING = 20_000
_STORY_MARKS = ("<article", "<h1", "articlebody")
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_LONG_TEXT = re.compile(r">[^<>]{80}")
# Paragraphs in one cell from which a table is the page's layout and not data.
MIN_CELL_PARAGRAPHS = 3
_HEAD_TAGS = frozenset(("base", "link", "meta", "noscript", "script", "style", "template", "title"))
# Inside a heading: what is never shown, and what begins a line.
_NOT_SHOWN = frozenset(("script", "style", "svg", "template", "noscript"))
_LINE_BREAKS = frozenset(("br", "div", "p", "wbr", "hr"))


@dataclass(frozen=True)
class Page:
    """The tree of a page. Readers must not change it: they copy it where they prune."""

    markup: str
    tree: HtmlElement
    cut: bool = False
    """Whether there is more markup than is read."""
    beginning: str = ""
    """The first `MAX_BEGINNING` characters as they came, comments and all."""
    held: tuple[HtmlElement, ...] = ()
    """The first `MAX_ELEMENTS` elements: lxml makes an object anew for each that nobody holds, at every look."""

    @cached_property
    def is_ordinary(self) -> bool:
        """Whether readers can take the page whose time grows faster than the page."""
        return (
            len(self.markup) < MAX_ORDINARY and len(self.held) < MAX_ELEMENTS and len(self.lines) < MAX_LINES
        )

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Contents of meta elements by their lower-case name, property or, in the head, itemprop, in order."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for element in self.tree.iter("meta"):
            content = (element.get("content") or "").strip()
            in_body = (
                next(element.iterancestors("body"), None) is not None
            )  # where an item may be another story
            names = (
                ("property", "name", "http-equiv")
                if in_body
                else ("property", "name", "itemprop", "http-equiv")
            )
            for attribute in names:
                if content and (name := element.get(attribute)):
                    for part in name.lower().split():
                        found[part].append(content)
        return found

    @cached_property
    def outline(self) -> Outline:
        """The lines of the page's body, and the elements around them."""
        body = self.tree.find("body")
        return outline(self.tree if body is None else body)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the page's body."""
        return self.outline.lines

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements around the lines, by the numbers that the lines give."""
        return self.outline.elements

    def article(self, line: int, *, outermost: bool = False) -> int | None:
        """The number of the innermost or outermost article element around a line."""
        around = self.lines[line].around
        articles = [element for element in around if self.elements[element].tag == "article"]
        return articles[0 if outermost else -1] if articles else None

    @cached_property
    def line_words(self) -> tuple[tuple[str, ...], ...]:
        """The folded words of each line."""
        return tuple(tuple(fold_words(line.text)) for line in self.lines)

    @cached_property
    def declared_language(self) -> str | None:
        """What the markup says its language is, as it says it ("en-GB")."""
        names = ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang")
        return next(filter(None, map(self.tree.get, names)), None)

    @cached_property
    def language(self) -> str | None:
        """The language in which the page's lines are read (ISO 639-1): of its long texts, else the declared one."""
        declared = language_code(self.declared_language)
        return language_of_lines((line.text for line in self.lines), declared)[0] or declared

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """Texts of the first-level headings, in order."""
        return tuple(text for element in self.tree.iter("h1") if (text := heading_text(element)))

    @cached_property
    def surroundings(self) -> Surroundings:
        """Which of its elements stand beside its story."""
        return Surroundings(self.tree, self.title)

    @cached_property
    def title(self) -> str:
        """The title element's text."""
        for element in self.tree.iter("title"):
            parent = element.getparent()
            if parent is None or parent.tag != "svg":
                return squeezed(element.text_content())
        return ""


def squeezed(text: str) -> str:
    """Runs of white space as one space."""
    return " ".join(text.split())


def text_of(element: etree._Element) -> str:
    """An element's text, white space squeezed."""
    return squeezed("".join(element.itertext("*", etree.Entity)))


def heading_text(element: HtmlElement) -> str:
    """What a heading shows: no styles or scripts, and a space where a line breaks or a kicker runs into the headline.

    Inline elements that stand side by side are one word ("<b>D</b><span>rops</span>") unless the case of the letters
    tells two.
    """
    pieces: list[str] = []

    def add(text: str | None, *, apart: bool = False) -> None:
        if text:
            before = pieces[-1][-2:] if pieces else ""
            if apart and before.islower() and text[:1].isupper():
                pieces.append(" ")
            pieces.append(text)

    def walk(node: HtmlElement, *, apart: bool) -> None:
        if node.tag in _LINE_BREAKS:
            pieces.append(" ")
        if isinstance(node.tag, str) and node.tag not in _NOT_SHOWN:
            add(node.text, apart=apart)
            for number, child in enumerate(node):
                walk(child, apart=bool(number) and not (node[number - 1].tail or ""))
        if node.tag in _LINE_BREAKS:
            pieces.append(" ")
        if node is not element:
            add(node.tail)

    walk(element, apart=False)
    return squeezed("".join(pieces))


def parse(markup: str) -> Page | None:
    """The page of some markup; None where nothing can be parsed."""
    beginning = markup[:MAX_BEGINNING]
    whole = harmless(markup)
    markup = _window(whole)
    tree = _tree(markup)
    if tree is not None and tree.xpath(_TOO_DEEP):
        markup = flattened(markup)
        tree = _tree(markup)
    if tree is None:
        return None
    _give_body(tree)
    _open_templates(tree)
    _unwrap_layout_tables(tree)
    _part_preformatted(tree)
    held = tuple(islice(tree.iter(), MAX_ELEMENTS))
    return Page(markup, tree, cut=len(whole) > MAX_PARSED, beginning=beginning, held=held)


def _window(markup: str) -> str:
    if len(markup) <= MAX_PARSED:
        return markup
    start = _story_start(markup)
    if start < MAX_PARSED // 2:
        return markup[:MAX_PARSED]
    # No more than the head: a tag cut in two, or a menu that is not closed, would take in what follows.
    body = _BODY.search(markup, 0, MAX_HEAD)
    head = markup[: body.end() if body else 0]
    return head + markup[start : start + MAX_PARSED - len(head)]


def _story_start(markup: str) -> int:
    """Where the story of a long page begins: at its element, or shortly before its first long text, if far below."""
    lowered = markup.lower()
    known = len(lowered) == len(markup)  # a few letters grow in lower case
    places = [place for mark in _STORY_MARKS if known and (place := lowered.find(mark)) >= 0]
    start = min(places, default=0)
    text = _LONG_TEXT.search(markup, start)
    return text.start() - MAX_HEAD if text and text.start() - start > MAX_PARSED // 2 else start


def _tree(markup: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def _give_body(tree: HtmlElement) -> None:
    """Give a page that leaves its body's tag out a body: libxml2 keeps elements of HTML 5 in the head."""
    head = tree.find("head")
    if head is not None and tree.find("body") is None:
        shown = [child for child in head if child.tag not in _HEAD_TAGS]
        body = tree.makeelement("body")
        tree.append(body)
        body.extend(shown)


def _open_templates(tree: HtmlElement) -> None:
    """Drop the templates, which browsers keep for scripts, but for those of shadow trees, whose contents they show."""
    for template in list(tree.iter("template")):
        if template.get("shadowrootmode") or template.get("shadowroot"):
            template.tag = "div"
        elif template.getparent() is not None:
            template.drop_tree()


def _unwrap_layout_tables(tree: HtmlElement) -> None:
    """Make blocks of the cells that hold a whole story: readers would take such a table's row for one line."""
    for cell in list(tree.iter("td")):
        if len(cell.findall("p")) >= MIN_CELL_PARAGRAPHS or cell.find("h1") is not None:
            for element in (cell, *cell.iterancestors("table", "tbody", "tr")):
                element.tag = "div"
            for element in cell.itersiblings("td", "th"):
                element.tag = "div"
            for element in cell.itersiblings("td", "th", preceding=True):
                element.tag = "div"


def _part_preformatted(tree: HtmlElement) -> None:
    """Make paragraphs of preformatted text that blank lines part."""
    for element in list(tree.iter("pre")):
        parts = _BLANK_LINE.split((element.text or "").strip())
        if not len(element) and len(parts) > 1:
            element.tag, element.text = "div", None
            for part in parts:
                etree.SubElement(element, "p").text = part
