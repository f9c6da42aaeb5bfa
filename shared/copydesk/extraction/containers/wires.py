"""What news agencies send in XML: NITF, NewsML 1.2 and NewsML-G2 (https://iptc.org/standards/)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from copydesk.article import Credit, NewsItem
from copydesk.extraction.containers.counted import news_item_of
from copydesk.extraction.containers.counted import status_of as _status
from copydesk.extraction.containers.item import Item
from copydesk.extraction.containers.xml import local_name, parsed
from copydesk.extraction.dates import parse_date
from copydesk.extraction.json_fields import stated_date
from copydesk.moments import published_key
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
        is_canceled = item.news_item is not None and item.news_item.status == "canceled"
        yield item if item.text.strip() or is_canceled else RejectionReason.NO_ARTICLE
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
        authors=_signed(root),
        published=issued or (pubdata.get("date.publication") if pubdata is not None else None) or "",
        publisher=outlet or holder or "",
        credit=Credit(name=credit) if credit else None,
        topics=[key for one in _all(root, "keyword") if (key := one.get("key"))],
        regions=list(map(_in_small_letters, _texts(next(_all(root, "dateline"), root), "location"))),
        embargoed=_release_of_nitf(root, issued),
        news_item=_news_item_of_nitf(root),
    )


def _signed(root: etree._Element) -> list[str]:
    """Who bylines name: the people marked up in them, or else what they say but for the people's titles."""
    people = [name for byline in _all(root, "byline") for name in _texts(byline, "person")]
    if people:
        return people
    for title in list(_all(root, "byttl")):
        title.clear(keep_tail=True)
    return _texts(root, "byline")


def _in_small_letters(place: str) -> str:
    return place.title() if place.isupper() else place


def _release_of_nitf(root: etree._Element, issued: str | None) -> str:
    """When an item may be published, where that is later than it was sent."""
    released = _attribute(root, "date.release", "norm")
    sent, until = (parse_date(stated_date(one or "")) for one in (issued, released))
    later = bool(until and sent and published_key(until) > published_key(sent))
    return (
        released if later or _status(_attribute(root, "docdata", "management-status")) == "embargoed" else ""
    )


def _news_item_of_nitf(root: etree._Element) -> NewsItem | None:
    changed = next((one.get("norm") for one in reversed(list(_all(root, "revision-history")))), None)
    return news_item_of(
        _attribute(root, "doc-id", "regsrc"),
        _attribute(root, "doc-id", "id-string"),
        _attribute(root, "du-key", "version") or _attribute(root, "du-key", "generation"),
        changed or _attribute(root, "date.issue", "norm"),
        _status(_attribute(root, "docdata", "management-status")),
    )


def _news_item(element: etree._Element) -> Item:
    """An item of NewsML 1.2 or NewsML-G2: the two name what they share alike but for the case of letters."""
    inner = next(_all(element, "nitf"), None)
    body = next(_all(element, "body.content", "body", "datacontent", "inlinedata"), None)
    by = _first(element, "by", "byline")
    creators = [name for one in _all(element, "creator") if (name := _first(one, "name"))]
    credit = _first(element, "creditline")
    language = next((one.get("tag") for one in _all(element, "language")), None)
    return Item(
        method="newsml",
        text=_markup(body),
        title=_first(element, "headline") or (_first(inner, "hl1") if inner is not None else ""),
        authors=[by] if by else creators,
        published=_first(element, "firstcreated", "contentcreated", "versioncreated"),
        modified=_first(element, "versioncreated", "thisrevisioncreated"),
        publisher=_party(next(_all(element, "copyrightholder", "provider"), None)),
        language=language or element.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        credit=Credit(name=credit) if credit else None,
        topics=[name for one in _all(element, "subject") if (name := _first(one, "name"))],
        regions=_places(element),
        embargoed=_embargo(element),
        news_item=_news_item_of_newsml(element),
    )


def _places(element: etree._Element) -> list[str]:
    """Where a story was written: by name, in NewsML 1.2 the city of origin, else as its dateline begins."""
    named = [name for one in _all(element, "located") if (name := _first(one, "name"))]
    cities = [
        one.get("Value") or ""
        for location in _all(element, "location")
        for one in _all(location, "property")
        if (one.get("FormalName") or "").lower() == "city"
    ]
    dateline = re.split(r"[,(–—]| - ", _first(element, "dateline"))[0].strip()
    return named or list(filter(None, cities)) or [_in_small_letters(dateline)]


def _embargo(element: etree._Element) -> str:
    """Until when an item is embargoed; in NewsML 1.2, when its status changes."""
    changes = next(_all(element, "statuswillchange"), None)
    is_embargoed = _status(_attribute(element, "status", "FormalName")) == "embargoed"
    return _first(element, "embargoed") or (_first(changes, "dateandtime") if is_embargoed else "")


def _news_item_of_newsml(element: etree._Element) -> NewsItem | None:
    provider = next(_all(element, "provider"), None)
    coded = (
        provider.get("qcode") or provider.get("literal") or provider.get("uri")
        if provider is not None
        else None
    )
    status = _attribute(element, "pubstatus", "qcode") or _attribute(element, "status", "FormalName")
    is_embargoed = next(_all(element, "embargoed"), None) is not None
    return news_item_of(
        _first(element, "providerid") or coded or _party(provider),
        _own_id(element),
        element.get("version") or _first(element, "revisionid"),
        _first(element, "versioncreated", "thisrevisioncreated"),
        "embargoed" if is_embargoed and _status(status) == "usable" else _status(status),
        day="" if element.get("guid") else _first(element, "dateid"),
    )


def _attribute(element: etree._Element, name: str, attribute: str) -> str:
    return next((value for one in _all(element, name) if (value := one.get(attribute))), "")


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
