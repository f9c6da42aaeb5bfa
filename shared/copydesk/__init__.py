"""copydesk: clean news articles and find their syndicated copies, in records that explain themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copydesk.client import Desk, InvalidCursor, NotFound

__all__ = ["Desk", "InvalidCursor", "NotFound"]


def __getattr__(name: str) -> object:
    # The functions import parts of this package, and start faster without the client.
    if name in __all__:
        from copydesk import client

        return getattr(client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
