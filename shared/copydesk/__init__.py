"""copydesk: clean news articles and find their syndicated copies, in records that explain themselves.

`Desk` asks a deployed stack for its records. `extract` and `group` do without AWS, and need
`pip install 'copydesk[extraction]'`. Each is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copydesk.api import extract, group
    from copydesk.client import Desk, DeskError, InvalidCursor, NotFound
    from copydesk.clustering.origins import independent_origins
    from copydesk.owners import Owners

__version__ = "0.2.0"

__all__ = [
    "Desk",
    "DeskError",
    "InvalidCursor",
    "NotFound",
    "Owners",
    "__version__",
    "extract",
    "group",
    "independent_origins",
]

# The functions of the stack import parts of this package, and start faster without the rest.
_HOMES = {
    "Desk": "copydesk.client",
    "DeskError": "copydesk.client",
    "InvalidCursor": "copydesk.client",
    "NotFound": "copydesk.client",
    "Owners": "copydesk.owners",
    "extract": "copydesk.api",
    "group": "copydesk.api",
    "independent_origins": "copydesk.clustering.origins",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
