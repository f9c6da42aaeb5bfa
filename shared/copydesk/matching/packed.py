"""Fingerprints as bytes that are fast to make and to read again: for holding very many of them in memory.

Not a stored format: that is `Fingerprint.encode`, a third smaller and many times slower.
"""

from __future__ import annotations

import marshal
from array import array
from dataclasses import fields
from operator import attrgetter

from copydesk.matching.fingerprint import Fingerprint

_NAMES = tuple(one.name for one in fields(Fingerprint))
_KEYS = _NAMES.index("keys")
_ARRAYS = tuple(at for at, one in enumerate(fields(Fingerprint)) if one.type == "array[int]")
_values = attrgetter(*_NAMES)


def packed(fingerprint: Fingerprint) -> bytes:
    """The fingerprint as bytes, for processes of this program on this machine alone."""
    values = list(_values(fingerprint))
    values[_KEYS] = array("Q", fingerprint.keys).tobytes()
    for at in _ARRAYS:
        values[at] = values[at].tobytes()
    return marshal.dumps(values)


def unpacked(data: bytes) -> Fingerprint:
    """The fingerprint that `packed` was given."""
    values = marshal.loads(data)  # noqa: S302 - this program's own bytes
    values[_KEYS] = tuple(array("Q", values[_KEYS]))
    for at in _ARRAYS:
        values[at] = array("I", values[at])
    return Fingerprint(*values)
