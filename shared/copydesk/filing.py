"""Versions of an agency's item: which of those that the inbox holds is the living one. A pure rule."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from copydesk.agencies import fold_source, is_agency
from copydesk.article import NewsItem, VersionedRecord
from copydesk.moments import time_key
from copydesk.outcome import RejectionReason, Status, Verdict

# Why an article is put aside: it is rejected, and yet filed under an agency's item.
PUT_ASIDE = frozenset({RejectionReason.SUPERSEDED, RejectionReason.CANCELED})

# In place of a version that is not stated: any that is stated is higher.
UNSTATED = -1

# A provider as a code of a scheme, such as `nprov:WNA`: the schemes' short names differ between feeds, codes do not.
_CODE = re.compile(r"[A-Za-z][\w.-]*:([^\s/:]+)")
_ADDRESS = re.compile(r"https?://([^\s/]+)(?:/\S*?([^\s/]*))?/?", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:www\.)?([\w-]+)(?:\.[\w-]+)+", re.IGNORECASE)
# An id that is a URI names who gave it, and so is nobody else's.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:\S+")


class Standing(StrEnum):
    """What a filed article is to be."""

    LIVING = "living"
    SUPERSEDED = "superseded"
    CANCELED = "canceled"

    @property
    def verdict(self) -> Verdict:
        """What that makes of the article."""
        if self is Standing.LIVING:
            return Verdict(status=Status.INDEXED)
        return Verdict(status=Status.REJECTED, reason=RejectionReason(str(self)))


class Filed(VersionedRecord):
    """An article, or what takes one back, under the item of an agency that it is a version of."""

    article_id: str = Field(description="of the article, or of what stands in its place")
    bucket: str = Field(description="of the object that it is in")
    key: str = Field(description="of that object, not URL-encoded")
    generation: int = Field(ge=1, description="the reading of the key that filed it")
    several: bool = Field(description="whether its object holds several")
    version: int = Field(description="as the provider counts; -1 where it does not say")
    created: str = Field(
        description="when the version was made, as text that sorts by time; empty where that is not known"
    )
    canceled: bool = Field(description="whether it takes the item back")
    decided: Standing | None = Field(
        default=None, description="what became of it: `living`, `superseded` or `canceled`; null until then"
    )


def filed_under(item: NewsItem | None) -> str | None:
    """The name that all versions of an item share: 32 hexadecimal digits.

    None where nothing says whose id it is: of two providers that count 1, 2, 3, neither supersedes the other.
    """
    if item is None:
        return None
    provider = folded_provider(item.provider)
    if not provider and not _URI.fullmatch(item.id):
        return None
    day = f"\0{item.day}" if item.day else ""
    name = f"{provider}\0{item.id}{day}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(name).hexdigest()[:32]


def folded_provider(stated: str) -> str:
    """A provider however it is named: by a code (`nprov:AFP`), an address, a domain, or a name in any spelling."""
    name = stated.strip()
    if (address := _ADDRESS.fullmatch(name)) is not None:
        name = address[2] or address[1]
    elif (code := _CODE.fullmatch(name)) is not None:
        name = code[1]
    domain = _DOMAIN.fullmatch(name)
    if domain is not None and is_agency(fold_source(domain[1])):
        name = domain[1]
    return fold_source(name) or name.casefold()


def created_key(item: NewsItem) -> str:
    """When a version was made, as text that sorts by time: a day before its times, those without an offset in UTC."""
    made = item.version_created_at or ""
    return time_key(datetime.fromisoformat(made), "microseconds") if "T" in made else made


def filed_version(item: NewsItem) -> tuple[int, str, bool]:
    """What the rule looks at: version, creation, whether the item is taken back."""
    return (
        UNSTATED if item.version is None else item.version,
        created_key(item),
        item.status == "canceled",
    )


def in_order(filed: Iterable[Filed]) -> list[Filed]:
    """What takes an item back first; then the highest version that is stated, of several the one made last, and of
    those the one with the smallest id.
    """
    by_id = sorted(filed, key=lambda one: one.article_id)
    return sorted(by_id, key=lambda one: (one.canceled, one.version, one.created), reverse=True)


def living(filed: Iterable[Filed]) -> Filed | None:
    """What stands for an item: the first in order, and nothing where it was taken back."""
    first = next(iter(in_order(filed)), None)
    return None if first is None or first.canceled else first


def standing(article_id: str, filed: Iterable[Filed]) -> Standing:
    """What an article is to be among all that is filed under its item."""
    entries = list(filed)
    if any(one.canceled for one in entries):
        return Standing.CANCELED
    best = living(entries)
    return Standing.LIVING if best is not None and best.article_id == article_id else Standing.SUPERSEDED


def contradicted(filed: Iterable[Filed]) -> list[Filed]:
    """Articles of which was decided what does not hold (any more); of those that are being decided, none."""
    entries = list(filed)
    return [
        one
        for one in entries
        if one.decided is not None
        and not one.canceled
        and one.decided is not standing(one.article_id, entries)
    ]
