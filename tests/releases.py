"""Two releases at once, in which formats change as CONTRIBUTING.md has it: who reads and who writes what.

The next formats are a fingerprint's fourth, a header's second and a message's second. They only write down otherwise
what is the same, so that whatever else comes out otherwise was misread.
"""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest

from copydesk.formats import CODECS, FORMATS, Codec, Fields, Format, Formats
from copydesk.matching.encoding import ENCODINGS, Encoding
from copydesk.matching.fingerprint import VERSION, Fingerprint

# Of today's: it knows nothing of the next formats. Then the two releases in which they change.
TODAY = FORMATS
FIRST_OF_TWO = Formats(
    fingerprint=Format("a fingerprint", (2, 3, 4), 3),
    records={name: Format(name, (1, 2), 1) for name in ("Header", "ArticleMessage")},
)
SECOND_OF_TWO = replace(
    FIRST_OF_TWO,
    fingerprint=replace(FIRST_OF_TWO.fingerprint, writes=4),
    records={name: replace(one, writes=2) for name, one in FIRST_OF_TWO.records.items()},
)


def _pressed(print_: Fingerprint) -> bytes:
    return bytes([4]) + zlib.compress(print_.encode())


def _unpressed(data: bytes) -> Fingerprint:
    return Fingerprint.decode(zlib.decompress(data[1:]))


def _with_newsrooms(fields: Fields) -> Fields:
    """One attribute in place of two, with a name of its own: none has another meaning than before."""
    kept = {name: value for name, value in fields.items() if not name.startswith("origins")}
    told = {name: fields[name] for name in ("origins", "origins_at_least") if name in fields}
    return {**kept, "newsrooms": told}


def _without_newsrooms(fields: Fields) -> Fields:
    kept = {name: value for name, value in fields.items() if name != "newsrooms"}
    return {**kept, **fields["newsrooms"]}


def _with_outcome(fields: Fields) -> Fields:
    kept = {name: value for name, value in fields.items() if name != "verdict"}
    return {**kept, "outcome": [fields["verdict"]["status"], fields["verdict"].get("reason")]}


def _without_outcome(fields: Fields) -> Fields:
    kept = {name: value for name, value in fields.items() if name != "outcome"}
    status, reason = fields["outcome"]
    return {**kept, "verdict": {"status": status, "reason": reason}}


def know_next_formats(patch: pytest.MonkeyPatch) -> None:
    """Have the code of both releases in the place of today's."""
    patch.setitem(ENCODINGS, 4, Encoding(VERSION, _pressed, _unpressed))
    patch.setitem(CODECS, ("Header", 2), Codec(_with_newsrooms, _without_newsrooms))
    patch.setitem(CODECS, ("ArticleMessage", 2), Codec(_with_outcome, _without_outcome))
