"""Safari's web archives: a property list that holds a page and what it shows."""

from __future__ import annotations

import plistlib
from typing import Any

from copydesk.extraction.decode import decode
from copydesk.outcome import RejectionReason


def archived_page(data: bytes) -> tuple[str, str | None] | RejectionReason:
    """The markup of the page that a web archive holds, and its address."""
    try:
        resource: dict[str, Any] = plistlib.loads(data)["WebMainResource"]
        payload = resource["WebResourceData"]
    except (plistlib.InvalidFileException, LookupError, TypeError, ValueError, OverflowError):
        return RejectionReason.UNDECODABLE
    if not isinstance(payload, bytes):
        return RejectionReason.UNDECODABLE
    charset = resource.get("WebResourceTextEncodingName")
    text = decode(payload, f"text/html; charset={charset}" if isinstance(charset, str) else None)
    url = resource.get("WebResourceURL")
    return RejectionReason.UNDECODABLE if text is None else (text, url if isinstance(url, str) else None)
