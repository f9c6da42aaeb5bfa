"""News agencies, as bylines and datelines abbreviate them."""

from __future__ import annotations

from copydesk.extraction.phrases import fold, table

_TABLE = table("agencies")
_AGENCIES: dict[str, str] = {fold(name): name for name in _TABLE["names"]} | _TABLE["aliases"]
# Short forms that are also everyday words or persons' initials: only in upper case are they agencies.
_SHORT = 4


def agency(text: str) -> str | None:
    """The agency's name where the text is just that, else None. Short forms count only in their own case."""
    trimmed = " ".join(text.strip(" .,;:()[]/*_-–—").split())
    name = _AGENCIES.get(fold(trimmed))
    if not name:
        return None
    if len(trimmed) <= _SHORT and trimmed != name and trimmed != name.upper():
        return None
    return name


def is_agency(text: str) -> bool:
    """Whether the text is just the name of a news agency, or "agencies"."""
    return agency(text) is not None or fold(text.strip()) in {
        "agencies",
        "agencias",
        "agenturen",
        "агентства",
    }
