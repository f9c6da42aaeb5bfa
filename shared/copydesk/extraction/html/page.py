"""A parsed page, and the parts of its head that several readers of metadata need."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement

from copydesk.extraction.document import Line
from copydesk.extraction.html.agreement import fold_words
from copydesk.extraction.html.beside import Surroundings
from copydesk.extraction.html.blocks import Element, Outline, outline
from copydesk.extraction.language import language_code, language_of_lines

# Elements and text blocks of a page up to which other extractors are called: their time grows with the square.
# Of 383 labelled news pages the largest has 4,456 elements and 1,527 blocks.
MAX_ELEMENTS = 15_000
MAX_LINES = 5_000
MAX_ORDINARY = 3_000_000
# Characters in which programs that keep pages write where they had them from.
MAX_BEGINNING = 20_000
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
            # In the body an item may be another story.
            in_body = next(element.iterancestors("body"), None) is not None
            names = ("property", "name", "http-equiv", *(() if in_body else ("itemprop",)))
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
