"""RSS and Atom feeds: every item is an article position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from copydesk.article import Credit
from copydesk.extraction.containers.item import Item, text_of_markup
from copydesk.extraction.containers.xml import local_name, parsed
from copydesk.extraction.html.urls import clean_url


def feed_items(text: str) -> Iterator[Item]:
    """The items of a feed in order; none where it is damaged beyond reading."""
    root = parsed(text)
    if root is None:
        return
    channel = next((element for element in root if local_name(element) == "channel"), root)
    publisher = _child_text(channel, "title")
    language = _child_text(channel, "language") or channel.get(f"{_XML}lang") or ""
    for element in root.iter():
        if local_name(element) in {"item", "entry"}:
            yield _item(element, publisher, language)


_XML = "{http://www.w3.org/XML/1998/namespace}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def _item(element: etree._Element, publisher: str, language: str) -> Item:
    atom = local_name(element) == "entry"
    content = _child_text(element, "encoded") or _child_text(element, "content")
    summary = _child_text(element, "description") or _child_text(element, "summary")
    url = _link(element)
    return Item(
        method="atom" if atom else "rss",
        own_id=_own_id(element) or clean_url(url) or url,
        text=max(content, summary, key=len) if content else summary,
        title=_child_text(element, "title"),
        authors=_authors(element),
        published=next(filter(None, (_child_text(element, n) for n in ("pubDate", "published", "date", "issued"))), "")
        or (_child_text(element, "updated") if atom else ""),
        modified=_child_text(element, "updated") or _child_text(element, "modified"),
        url=url,
        publisher=publisher,
        language=element.get(f"{_XML}lang") or language,
        excerpt=summary if content else "",
        credit=_source(element),
        images=[child.get("url") or "" for child in element.iter() if local_name(child) in {"enclosure", "thumbnail"}
                or (local_name(child) == "content" and (child.get("medium") == "image"))],
        topics=[text for child in element
                if local_name(child) == "category" and (text := child.get("term") or _text(child))],
    )  # fmt: skip


def _own_id(element: etree._Element) -> str:
    return _child_text(element, "guid") or _child_text(element, "id") or element.get(f"{_RDF}about") or ""


def _text(element: etree._Element) -> str:
    if len(element) and element.get("type") == "xhtml":
        return etree.tostring(element, encoding="unicode", with_tail=False)
    return "".join(element.itertext()).strip()


def _child_text(element: etree._Element, name: str) -> str:
    texts = [_text(child) for child in element if local_name(child) == name]
    return max(texts, key=len, default="")


def _authors(element: etree._Element) -> list[str]:
    found = []
    for child in element:
        if local_name(child) in {"creator", "author"}:
            # RSS has "mail@host (Name)", Atom a name element.
            name = _child_text(child, "name") or _text(child)
            in_brackets = re.fullmatch(r"\S+@\S+\s*\((.+)\)", name)
            found.append(in_brackets[1] if in_brackets else name)
    return [name for name in found if name and "@" not in name]


def _link(element: etree._Element) -> str:
    links = [child for child in element if local_name(child) == "link"]
    for child in links:
        if child.get("href") and child.get("rel", "alternate") == "alternate":
            return str(child.get("href"))
    plain_link = next((text for child in links if (text := _text(child))), "")
    guid = _child_text(element, "guid") or _child_text(element, "id")
    return plain_link or (guid if guid.startswith("http") else "")


def _source(element: etree._Element) -> Credit | None:
    """The feed that an item says it was taken from."""
    for child in element:
        if local_name(child) == "source":
            name = text_of_markup(_child_text(child, "title") or _text(child))
            if name:
                return Credit(name=name, url=clean_url(child.get("url") or _link(child)))
    return None
