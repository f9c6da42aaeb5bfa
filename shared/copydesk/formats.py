"""In which formats things are stored and sent: the numbers that this release reads of each, and the one that it writes.

Functions of two releases work side by side while one is deployed, and what is stored outlasts both. So a format changes
in two releases: the first reads both the old and the new one and still writes the old, the second writes the new.
CONTRIBUTING.md has the steps. A number stands with what is stored: a fingerprint's first byte, `schema_version` of a
record in a table, `format` of anything else. Where there is none, it is 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

FIRST = 1

Fields = dict[str, Any]


class UnknownFormat(ValueError):
    """Something is stored or sent in a format that this release does not read: another release wrote it."""


@dataclass(frozen=True, slots=True)
class Format:
    """Of one kind of thing, the numbers of its formats."""

    name: str
    """As errors name it."""
    reads: tuple[int, ...] = (FIRST,)
    writes: int = FIRST

    def check(self, number: object) -> int:
        """The number, if it is one of those that are read.

        Raises:
            UnknownFormat: it is none.
        """
        if isinstance(number, int) and number in self.reads:
            return int(number)
        found = f"format {number}" if isinstance(number, int) else "a format that is no number"
        known = " and ".join(map(str, self.reads))
        raise UnknownFormat(f"{self.name} has {found}, and this release of copydesk reads {known}")


@dataclass(frozen=True, slots=True)
class Formats:
    """Those of one release. Every reader and writer takes them, so that tests can have two releases at once."""

    fingerprint: Format = Format("a fingerprint", (2, 3), 3)
    id_list: Format = Format("a list of ids")
    passages: Format = Format("what publishers repeat", (2, 3), 3)  # 0.1.0 wrote 2
    records: Mapping[str, Format] = field(default_factory=dict)
    """Of records in tables and of messages, by the name of their class; all others have format 1."""

    def of(self, kind: str) -> Format:
        """The format of a kind of record or message."""
        return self.records.get(kind) or Format(kind)


FORMATS = Formats()


class Codec(NamedTuple):
    """From the fields of a record as today's class has them to those that one format has, and back. Both pure."""

    encode: Callable[[Fields], Fields]
    decode: Callable[[Fields], Fields]


# By class and number. What is not here is stored as the class has it.
CODECS: dict[tuple[str, int], Codec] = {}


def encoded(kind: str, fields: Fields, *, number_in: str, formats: Formats = FORMATS) -> Fields:
    """The fields of a record in the format that is written.

    Args:
        kind: the record's class.
        fields: as the class has them; may be changed.
        number_in: where the number stands.
        formats: of the release.
    """
    number = formats.of(kind).writes
    codec = CODECS.get((kind, number))
    stored = codec.encode(fields) if codec else fields
    return {**stored, number_in: number} if number != FIRST or number_in in stored else stored


def decoded(kind: str, fields: Fields, *, number_in: str, formats: Formats = FORMATS) -> Fields:
    """The fields of a record as today's class has them, without a number.

    Raises:
        UnknownFormat: they are in a format that is not read.
    """
    number = formats.of(kind).check(fields.get(number_in, FIRST))
    known = {name: value for name, value in fields.items() if name != number_in}
    codec = CODECS.get((kind, number))
    return codec.decode(known) if codec else known
