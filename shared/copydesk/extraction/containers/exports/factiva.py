"""Factiva, as text: rows of facts without labels, or each behind a code, the text, and the document's number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from copydesk.extraction.containers.exports.rows import (
    in_small_letters,
    is_author,
    is_copyright,
    is_date,
    rows_of,
    running_text,
)
from copydesk.extraction.containers.item import Item
from copydesk.extraction.phrases import fold

# Rows from the count of words to the note of rights, empty ones too: some ten facts.
MAX_HEADER_ROWS = 25
# Words of the name of a section, which may stand above the title.
MAX_SECTION_WORDS = 3

# Words of the name of a company, which may stand below the text, and how such names end.
MAX_HOLDER_WORDS = 8
_COMPANY = re.compile(
    r"\b(?:Ltd|Limited|Inc|LLC|Corp|Company|plc|GmbH|AG|S\.?A\.?|SAS|SpA|S\.p\.A|B\.?V|Lda|S\.?L)\.?$"
)
# How agencies' stories end: "ov/tr/plh".
_SIGNED_OFF = re.compile(r"[a-z]{2,4}(?:[/-][a-z]{2,4}){1,4}\.?")

NUMBER = r"(?:Document|Dokument|Documento|Документ|文件|文書) ([A-Z]{2,10}\w{12,30})"
MARK = re.compile(rf"^[ \t\xa0]*(?:AN[ \t\xa0]+)?{NUMBER}[ \t\r]*$", re.MULTILINE)

# "228 words", in the language of the one who exported.
_LENGTH = re.compile(r"[\d.,\s]{1,8}\s(?:words|mots|Wörter|palabras|parole|palavras|woorden|слов\w*|słów)")
# Between the date and the end of the header: time, code, page, edition. None has the letters of a name.
_CODE = re.compile(r"[A-Z0-9]{2,10}|\d{1,2}:\d{2}(?:\s?[AP]M)?|[\d\W]+")
# The codes of fields (https://developer.dowjones.com), alone in a row or before a gap.
_FIELD = re.compile(
    r"\s*(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|CX|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|ART|CLM|AN)"
    r"(?:[ \xa0]{2,}|\s*\t\s*|[ \xa0]*$)(.*)$"
)
# The same with one space, as some programs leave of a gap: behind the text only such as no sentence begins with.
_TIGHT = re.compile(r"HD \S.*\n(?:.*\n)*?WC \d")
_TIGHT_FIELD = re.compile(
    r"(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|CX|LP|TD|CT|RF|IPC|IPD|PUB|ART|CLM|AN|(?:CO|IN|NS|RE)(?= \w+ : ))"
    r"(?: +|$)(.*)$"
)
_BEHIND = frozenset({"TD", "CT", "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "ART", "AN"})
# Of them, those that every document has.
_ALWAYS = {"HD", "WC", "PD", "SN"}


def items(text: str) -> Iterator[Item]:
    """The documents of an export; what follows the last number is the export's own."""
    pieces = MARK.split(text)
    for document, number in zip(pieces[:-1:2], pieces[1::2], strict=True):
        fields = _coded(document)
        rows = rows_of(document)
        if fields.keys() >= _ALWAYS:
            yield replace(_item_of_fields(fields), own_id=number)
        elif any(rows):
            yield replace(_item(rows), own_id=number)


def _coded(document: str) -> dict[str, list[str]]:
    """The rows of each field, by its code."""
    fields: dict[str, list[str]] = {}
    code = ""
    field = _TIGHT_FIELD if _TIGHT.search(document) else _FIELD
    for row in document.split("\n"):
        match = field.match(row.rstrip())
        if match and (code not in {"LP", "TD"} or match[1] in _BEHIND):
            code = match[1]
        if code:
            fields.setdefault(code, []).append(
                " ".join((match[2] if match and match[1] == code else row).split())
            )
    return fields


def _item_of_fields(fields: dict[str, list[str]]) -> Item:
    def value(code: str) -> str:
        return " ".join(filter(None, fields.get(code, ())))

    return Item(
        method="factiva",
        text=running_text([*fields.get("LP", ()), "", *fields.get("TD", ())]),
        title=value("HD"),
        authors=[in_small_letters(value("BY"))] if "BY" in fields else [],
        published=value("PD"),
        publisher=value("SN"),
        topics=[value("SE") or value("CLM")],
    )


def _item(rows: list[str]) -> Item:
    length = next((number for number, row in enumerate(rows) if _LENGTH.fullmatch(row)), None)
    if length is None:
        return Item(method="factiva", text=running_text(rows))
    section, title, author = _above(rows[:length])
    end = _end_of_header(rows, length)
    facts = rows[length + 1 : end]
    dates = [row for row in facts if is_date(row)]
    names = [row for row in facts if not (is_date(row) or is_copyright(row) or _CODE.fullmatch(row))]
    return Item(
        method="factiva",
        text=running_text(_without_holder(rows[end:], rows[end - 1], names[0] if names else "")),
        title=title,
        authors=[in_small_letters(author)] if author else [],
        published=dates[0] if dates else "",
        publisher=names[0] if names else "",
        topics=[section],
    )


def _above(rows: list[str]) -> tuple[str, str, str]:
    """Section, title and author of the rows above the count of words; the title alone is always there."""
    above = [row for row in rows if row]
    author = ""
    if len(above) > 1 and (is_author(above[-1]) or len(above[-2].split()) > MAX_SECTION_WORDS):
        author = above.pop()
    title = above.pop() if above else ""
    section = above[-1] if above and len(above[-1].split()) <= MAX_SECTION_WORDS else ""
    return section, title, author


def _without_holder(rows: list[str], rights: str, publisher: str) -> list[str]:
    """The rows of a text without the last ones that name the holder of the rights, or editors by their letters."""
    named = _words(f"{rights} {publisher}") if is_copyright(rights) else set()
    while rows and (not (row := rows[-1]) or _SIGNED_OFF.fullmatch(row) or _is_holder(row, named)):
        named = named if not row or _SIGNED_OFF.fullmatch(row) else set()
        rows = rows[:-1]
    return rows


def _is_holder(row: str, named: set[str]) -> bool:
    is_name = 0 < len(row.split()) <= MAX_HOLDER_WORDS and not row.endswith((".", "!", "?", '"', "”", "»"))
    return is_name and bool(_words(row) & named or _COMPANY.search(row))


def _words(row: str) -> set[str]:
    return {fold(word) for word in re.findall(r"[^\W\d_]{4,}", row)}


def _end_of_header(rows: list[str], length: int) -> int:
    """Below the row of rights, or else at the first empty one: in word processors' files every row has one below."""
    header = range(length, min(len(rows), length + MAX_HEADER_ROWS))
    rights = next((number + 1 for number in header if is_copyright(rows[number])), None)
    return rights or next((number for number in range(length, len(rows)) if not rows[number]), len(rows))
