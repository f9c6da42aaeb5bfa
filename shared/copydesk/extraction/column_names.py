"""Which column of a table is which field of an article, where people say so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

from copydesk.extraction.json_fields import NAMES
from copydesk.extraction.phrases import fold

# The fields of an article, and the kind of field by which tables of JSON objects know each.
FIELDS = {
    "text": "text", "title": "title", "authors": "authors", "published_at": "published", "modified_at": "modified",
    "publisher": "publisher", "url": "url", "language": "language", "topics": "topics", "regions": "regions",
    "images": "images", "excerpt": "excerpt", "credit": "credit",
}  # fmt: skip

# The name that a column is given, by the name that it has, folded.
Columns = Mapping[str, str]
NO_COLUMNS: Columns = {}


class UnknownField(ValueError):
    """A mapping names a field that articles do not have, or no column."""


def columns_of(named: Mapping[str, Any]) -> Columns:
    """What to read which column as.

    Args:
        named: for a field of an article the name of its column, or several that a table may have.

    Raises:
        UnknownField: it names no field of an article, or no column.
    """
    columns: dict[str, str] = {}
    for field, names in named.items():
        several = [names] if isinstance(names, str) else names
        if field not in FIELDS:
            raise UnknownField(f"no field of an article: {field}; there are {', '.join(FIELDS)}")
        if (
            not isinstance(several, list)
            or not several
            or not all(isinstance(one, str) and one.strip() for one in several)
        ):
            raise UnknownField(f"no name of a column for {field}")
        columns |= {folded(name): NAMES[FIELDS[field]][0] for name in several}
    return columns


def columns_in(toml: str) -> Columns:
    """As `columns_of`, of a mapping file: a line such as `title = "Kopfzeile"` for each field.

    Raises:
        UnknownField: it is no TOML, or as `columns_of` raises it.
    """
    try:
        return columns_of(tomllib.loads(toml))
    except tomllib.TOMLDecodeError as error:
        raise UnknownField(f"no TOML: {error}") from error


def columns_stated(stated: Iterable[str]) -> Columns:
    """As `columns_of`, of options such as `title=Kopfzeile`, each field once or more often.

    Raises:
        UnknownField: one has no equals sign, or as `columns_of` raises it.
    """
    named: dict[str, list[str]] = {}
    for one in stated:
        field, equals, name = one.partition("=")
        if not equals:
            raise UnknownField(f"no FIELD=COLUMN: {one}")
        named.setdefault(field.strip(), []).append(name)
    return columns_of(named)


def folded(name: str) -> str:
    """A column's name, letter case and white space aside."""
    return fold(re.sub(r"\s+", " ", name.strip("\ufeff \t\r\n")))
