"""Items as agencies count them: provider, id, version and publishing status, out of whatever form states them."""

from __future__ import annotations

import re
from typing import Literal

from copydesk.article import NewsItem
from copydesk.extraction.dates import parse_date
from copydesk.extraction.identity import own_id
from copydesk.extraction.json_fields import Fields, stated_date, text_in

Status = Literal["usable", "embargoed", "withheld", "canceled"]

# IPTC's publishing statuses (http://cv.iptc.org/newscodes/pubstatusg2/), and what older standards call them.
_STATUSES: dict[str, Status] = {
    "embargoed": "embargoed", "withheld": "withheld", "canceled": "canceled", "cancelled": "canceled",
    "killed": "canceled", "kill": "canceled",
}  # fmt: skip
_NUMBER = re.compile(r"\d{1,15}")
# A name that ends with the version (RFC 3085); what stands before it all versions share.
_URN_VERSION = re.compile(r"(urn:newsml:.+):(\d{1,15})[UAN]?", re.IGNORECASE)


def status_of(stated: str) -> Status:
    """A status as IPTC calls it: "stat:canceled" is "canceled"; what is not known is usable."""
    return _STATUSES.get(stated.rpartition(":")[2].rpartition("/")[2].strip().lower(), "usable")


def news_item_of(
    provider: str, name: str, version: str, created: str, status: Status, *, day: str = ""
) -> NewsItem | None:
    """The item of an agency; None where it has no id."""
    number = _NUMBER.search(version)
    urn = _URN_VERSION.fullmatch(name.strip())
    name = own_id(urn[1] if urn and number and urn[2] == number[0] else name)
    if not name:
        return None
    return NewsItem(
        provider=" ".join(provider.split()),
        id=name,
        day=" ".join(day.split()) or None,
        version=int(number[0]) if number else None,
        version_created_at=parse_date(stated_date(created)),
        status=status,
    )


def news_item_of_json(fields: Fields) -> NewsItem | None:
    """The item that an object of ninjs is (https://iptc.org/standards/ninjs/); None for any other object."""
    if not isinstance(fields.get("uri"), str) or not {"versioncreated", "pubstatus"} & fields.keys():
        return None
    return news_item_of(
        text_in(fields.get("provider")) or text_in(fields.get("copyrightholder")),
        fields["uri"],
        text_in(fields.get("version")),
        text_in(fields.get("versioncreated")) or text_in(fields.get("firstcreated")),
        _status_of_json(fields),
    )


def embargo_of_json(fields: Fields) -> str:
    """Until when an object of ninjs is embargoed."""
    return text_in(fields.get("embargoed")) or text_in(fields.get("embargoeduntil"))


def _status_of_json(fields: Fields) -> Status:
    status = status_of(text_in(fields.get("pubstatus")))
    return "embargoed" if status == "usable" and embargo_of_json(fields) else status
