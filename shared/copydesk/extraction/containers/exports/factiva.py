"""Factiva, as text: a title, rows of facts without labels, the text, and the document's number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from copydesk.extraction.containers.exports.rows import is_copyright, is_date, rows_of, running_text
from copydesk.extraction.containers.item import Item

# Rows from the count of words to the note of rights, empty ones too: some ten facts.
MAX_HEADER_ROWS = 25

MARK = re.compile(r"^\s*Document ([A-Z]{2,10}\w{12,30})\s*$", re.MULTILINE)

# "228 words", in the language of the one who exported.
_LENGTH = re.compile(r"[\d.,\s]{1,8}\s(?:words|mots|Wörter|palabras|parole|palavras|woorden|слов\w*|słów)")
# Between the date and the end of the header: time, code, page, edition. None has the letters of a name.
_CODE = re.compile(r"[A-Z0-9]{2,10}|\d{1,2}:\d{2}(?:\s?[AP]M)?|[\d\W]+")


def items(text: str) -> Iterator[Item]:
    """The documents of an export; what follows the last number is the export's own."""
    pieces = MARK.split(text)
    for document, number in zip(pieces[:-1:2], pieces[1::2], strict=True):
        rows = rows_of(document)
        if any(rows):
            yield replace(_item(rows), own_id=number)


def _item(rows: list[str]) -> Item:
    length = next((number for number, row in enumerate(rows) if _LENGTH.fullmatch(row)), None)
    if length is None:
        return Item(method="factiva", text=running_text(rows))
    above = [row for row in rows[:length] if row]
    end = _end_of_header(rows, length)
    facts = rows[length + 1 : end]
    dates = [row for row in facts if is_date(row)]
    names = [row for row in facts if not (is_date(row) or is_copyright(row) or _CODE.fullmatch(row))]
    return Item(
        method="factiva",
        text=running_text(rows[end:]),
        title=above[0] if above else "",
        authors=above[1:][-1:],
        published=dates[0] if dates else "",
        publisher=names[0] if names else "",
    )


def _end_of_header(rows: list[str], length: int) -> int:
    """Below the row of rights, or else at the first empty one: in word processors' files every row has one below."""
    header = range(length, min(len(rows), length + MAX_HEADER_ROWS))
    rights = next((number + 1 for number in header if is_copyright(rows[number])), None)
    return rights or next((number for number in range(length, len(rows)) if not rows[number]), len(rows))
