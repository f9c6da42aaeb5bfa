"""The columns of a table of articles: what parts them, and which field of an article each holds, by its name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import lru_cache

from copydesk.extraction.column_names import NO_COLUMNS, Columns, folded
from copydesk.extraction.json_fields import kind_of
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.phrases import every, fold, table

SEPARATORS = ",\t;|"
# Characters in which the row of names and the first row are looked for, and those of a name.
MAX_HEAD = 5000
MAX_NAME = 60
# Columns that are recognised of a table of articles: its text and one more.
MIN_KNOWN = 2

# "Author(s)", "Auteur·e·s", "Autor/es".
_PLURAL = re.compile(r"\([a-zé]{1,3}\)$|/[a-z]{1,2}$|[·.]e(?:[·.]?s)?$")
# Tables of anything have numbers.
_NO_EVIDENCE = frozenset({None, "id"})
_PARTS = re.compile(r"\s*[/|&+]\s*")
# The first line by which spreadsheets are told what parts the columns.
_DIRECTIVE = re.compile(r"\A\ufeff?\"?sep=([,\t;|])\"?[;,\t|]*\r?\n", re.IGNORECASE)

# What a column of each kind is called in the object that a row becomes; a name that means two is the first.
_FIELDS = {
    "text": "text", "title": "title", "author": "author", "date": "date", "modified": "modified",
    "publisher": "publisher", "source": "source", "topic": "section", "tag": "tags", "region": "region",
    "image": "image",
}  # fmt: skip


def separator_of(text: str, columns: Columns = NO_COLUMNS) -> str | None:
    """What parts the columns of a table of articles; None where a text is no such table."""
    header, _, rest = without_directive(text[:MAX_HEAD]).lstrip("\ufeff").partition("\n")
    for separator in SEPARATORS if rest.strip() else ():
        names, first = named(_first_row(header, separator), columns), _first_row(rest, separator)
        if is_head(names) and (len(first) == len(names) or len(text) >= MAX_HEAD):
            return separator
        # Commas stand in prose too.
        if (separator != "," or f'{separator}"' in rest) and with_text(names, first) != names:
            return separator
    return None


def without_directive(text: str) -> str:
    """A table without the line that says what parts its columns, which its row of names shows."""
    return _DIRECTIVE.sub("", text)


def named(names: list[str], columns: Columns) -> list[str]:
    """A row of names, those that people said something of in its place; of others for the same field they have none."""
    said = [columns.get(folded(name), "") for name in names] if columns else names
    if not columns or not any(said):
        return names
    kinds = {kind_of(name) for name in said if name}
    return [
        new or ("" if kind_of(field_of(old) or old) in kinds else old)
        for new, old in zip(said, names, strict=True)
    ]


def with_text(names: list[str], first: list[str]) -> list[str]:
    """A row of names, of which the longest column of the first row is the text where none is, and others are known."""
    kinds = {field_of(name) for name in names} - _NO_EVIDENCE
    if (
        "text" in kinds
        or len(kinds) < MIN_KNOWN
        or len(first) != len(names)
        or max(map(len, names)) > MAX_NAME
    ):
        return names
    words = [0 if field_of(name) else len(value.split()) for name, value in zip(names, first, strict=True)]
    longest = max(words)
    return [
        "text" if longest >= MIN_WORDS and count == longest else name
        for name, count in zip(names, words, strict=True)
    ]


def head_with_text(header: str, rest: str, separator: str) -> str:
    """The row of names that all batches of a table's rows are read below, as `with_text` names its columns."""
    names = _first_row(header, separator)
    new = with_text(names, _first_row(rest, separator))
    if new == names:
        return header
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerow(new)
    return buffer.getvalue()


def is_head(names: list[str]) -> bool:
    """Whether a row names columns of articles."""
    kinds = {field_of(name) for name in names} - _NO_EVIDENCE
    return "text" in kinds and len(kinds) >= MIN_KNOWN and max(map(len, names)) <= MAX_NAME


def rows_of(text: str, separator: str) -> Iterator[list[str]]:
    """The rows of a table, fields with line ends in them included.

    Raises:
        csv.Error: a field is longer than `csv.field_size_limit()`.
    """
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _first_row(text: str, separator: str) -> list[str]:
    try:
        return next(rows_of(text, separator), [])
    except csv.Error:
        return []


def fields_of(names: list[str]) -> list[str]:
    """The field that each column of a table fills, or its own name; of two for one field the second has its own."""
    fields: list[str] = []
    known = [field_of(name) for name in names]
    for name, field in zip(names, known, strict=True):
        other = _seconds().get(fold(name.strip())) if field and known.count(field) > 1 else None
        taken = other or field
        fields.append(taken if taken and taken not in fields else name)
    return fields


def field_of(name: str) -> str | None:
    """The field of an object that a column of this name fills; None for a name that nobody knows."""
    name = _PLURAL.sub("", name.strip(" :*.\ufeff"))
    if named_so := _columns().get(fold(name)):
        return named_so
    kind = kind_of(name)
    field = "text" if kind == "text" else name if kind else _named().get(fold(name))
    if field is None and (parts := _PARTS.split(name))[1:]:
        return next(filter(None, map(field_of, parts)), None)  # "Page / section"
    return field


@lru_cache(maxsize=1)
def _named() -> dict[str, str]:
    return {phrase: field for kind, field in reversed(_FIELDS.items()) for phrase in every(f"{kind}_labels")}


@lru_cache(maxsize=1)
def _columns() -> dict[str, str]:
    return _by_name("columns")


@lru_cache(maxsize=1)
def _seconds() -> dict[str, str]:
    return _by_name("second")


def _by_name(kind: str) -> dict[str, str]:
    return {fold(name): field for field, names in table("columns")[kind].items() for name in names}
