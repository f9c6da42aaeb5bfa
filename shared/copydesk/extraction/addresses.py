"""Addresses of a text dump: its own, as records keep them, those of its pictures, and what its domain tells."""

from __future__ import annotations

import re

from copydesk.article import Draft, Provenance, Publisher
from copydesk.extraction.html.urls import clean_url, domain
from copydesk.extraction.limits import MAX_RAW
from copydesk.lengths import MAX_IMAGES

# Characters of a dump that are searched for pictures.
MAX_SEARCHED = 500_000

_IMAGE = re.compile(
    r"!\[[^\[\]]{0,500}\]\(\s{0,3}<?(?P<inline>[^\s()<>]{1,2000})"
    r"|^(?:image|cover|thumbnail|featured_image|cover_image|og_image)\s?:\s?[\"']?(?P<field>[^\s\"']{1,2000})",
    re.IGNORECASE | re.MULTILINE,
)


def with_addresses(draft: Draft, text: str, fetched: str | None) -> Draft:
    """The draft of a dump with its addresses.

    Input: what the dump's lines gave, the dump, and the address that it was fetched from, where an archive tells.
    The dump's own address comes first; what is no web address is left out.
    """
    provenance = dict(draft.provenance)
    update: dict[str, object] = {"url": clean_url(draft.url) or clean_url(fetched)}
    if draft.url is None and update["url"]:
        provenance["url"] = Provenance(method="fetched", raw=(fetched or "")[:MAX_RAW])
    elif update["url"] is None:
        provenance.pop("url", None)
    host = domain(update["url"] if isinstance(update["url"], str) else None)
    if host and (draft.publisher is None or draft.publisher.domain is None):
        update["publisher"] = Publisher(name=draft.publisher.name if draft.publisher else None, domain=host)
        provenance.setdefault("publisher", Provenance(method="url", raw=str(update["url"])))
    if draft.credit and host and domain(draft.credit.url) == host:
        update["credit"] = None  # nobody credits itself
        provenance.pop("credit", None)
    if not draft.images and (found := _images(text, fetched)):
        update["images"] = tuple(found)[:MAX_IMAGES]
        provenance["images"] = Provenance(method="markdown", raw=" | ".join(found.values())[:MAX_RAW])
    return draft.model_copy(update=update | {"provenance": provenance})


def _images(text: str, base: str | None) -> dict[str, str]:
    """Addresses of pictures, each with the text it was read from."""
    found: dict[str, str] = {}
    for match in _IMAGE.finditer(text[:MAX_SEARCHED]):
        if len(found) == MAX_IMAGES:
            break
        if address := clean_url(match["inline"] or match["field"], base):
            found.setdefault(address, match[0])
    return found
