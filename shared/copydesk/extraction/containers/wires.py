"""What news agencies send in XML: NITF, NewsML 1.2 and NewsML-G2 (https://iptc.org/standards/)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from copydesk.article import Credit
from copydesk.extraction.containers.item import Item
from copydesk.extraction.containers.xml import local_name, parsed
from copydesk.outcome import RejectionReason


def wire_items(text: str) -> Iterator[Item | RejectionReason]:
    """The items of a message in order; a reason in the place of one without text, and where nothing can be read."""
    root = parsed(text)
    if root is None:
        yield RejectionReason.UNDECODABLE
        return
    items = [root] if _name(root) == "nitf" else _items(root)
    for element in items:
        item = _nitf(element) if _name(element) == "nitf" else _news_item(element)
        item.own_id = "" if element is root else _own_id(element)
        yield item if item.text.strip() else RejectionReason.NO_ARTICLE
    if not items:
        yield RejectionReason.NO_ARTICLE


def _items(root: etree._Element) -> list[etree._Element]:
    return [one for one in root.iter() if _name(one) == "newsitem"]


def _nitf(root: etree._Element) -> Item:
    """An item of the News Industry Text Format, 3.x."""
    pubdata = next(_all(root, "pubdata"), None)
    copyright_ = next(_all(root, "doc.copyright"), None)
    issued = next((one.get("norm") for one in _all(root, "date.issue", "story.date")), None)
    holder = copyright_.get("holder") if copyright_ is not None else None
    outlet = pubdata.get("name") if pubdata is not None else None
    credit = _first(root, "distributor")
    return Item(
        method="nitf",
        text=_markup(next(_all(root, "body.content"), None)),
        title=_first(root, "hl1", "title"),
        authors=_texts(root, "byline"),
        published=issued or (pubdata.get("date.publication") if pubdata is not None else None) or "",
        publisher=outlet or holder or "",
        credit=Credit(name=credit) if credit else None,
        topics=[key for one in _all(root, "keyword") if (key := one.get("key"))],
        regions=_texts(next(_all(root, "dateline"), root), "location"),
    )


def _news_item(element: etree._Element) -> Item:
    """An item of NewsML 1.2 or NewsML-G2: the two name what they share alike but for the case of letters."""
    inner = next(_all(element, "nitf"), None)
    body = next(_all(element, "body.content", "body", "datacontent", "inlinedata"), None)
    creator = _first(element, "by", "byline") or _first(next(_all(element, "creator"), None), "name")
    credit = _first(element, "creditline")
    language = next((one.get("tag") for one in _all(element, "language")), None)
    return Item(
        method="newsml",
        text=_markup(body),
        title=_first(element, "headline") or (_first(inner, "hl1") if inner is not None else ""),
        authors=[creator] if creator else [],
        published=_first(element, "firstcreated", "contentcreated", "versioncreated"),
        modified=_first(element, "versioncreated", "thisrevisioncreated"),
        publisher=_party(next(_all(element, "copyrightholder", "provider"), None)),
        language=language or element.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        credit=Credit(name=credit) if credit else None,
        topics=[name for one in _all(element, "subject") if (name := _first(one, "name"))],
        regions=[name for one in _all(element, "located") if (name := _first(one, "name"))],
    )


def _own_id(element: etree._Element) -> str:
    """What its provider calls an item, the same for every version of it."""
    return element.get("guid") or _first(element, "newsitemid", "publicidentifier")


def _party(element: etree._Element | None) -> str:
    """Who somebody is: by name, or in NewsML 1.2 by what they are formally called."""
    formal = (name for one in _all(element, "party") if (name := one.get("FormalName")))
    return _first(element, "name") or next(formal, "")


def _name(element: etree._Element) -> str:
    """An element's name in small letters: the versions of NewsML differ in them."""
    return local_name(element).lower()


def _all(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The elements of the first of the names that there are any of."""
    for name in names if element is not None else ():
        found = [one for one in element.iter() if _name(one) == name]  # type: ignore[union-attr]
        if found:
            yield from found
            return


def _first(element: etree._Element | None, *names: str) -> str:
    return next((text for one in _all(element, *names) if (text := _text(one))), "")


def _texts(element: etree._Element, name: str) -> list[str]:
    return [text for one in _all(element, name) if (text := _text(one))]


def _text(element: etree._Element) -> str:
    """An element's text in one line, a space between the texts of its own elements."""
    return " ".join(" ".join(map(str, element.itertext())).split())


def _markup(element: etree._Element | None) -> str:
    return "" if element is None else etree.tostring(element, encoding="unicode", with_tail=False)
