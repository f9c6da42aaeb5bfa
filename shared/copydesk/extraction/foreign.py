"""What other programs keep as text, and is no article: told by how it begins, and by rows that no prose has.

This is asked of a file before anything is read of it. Of what then seems a story, `dump.machines` looks at every line.
"""

from __future__ import annotations

import csv
import io
import re

from copydesk.extraction.markup_kinds import HEAD_CHARACTERS

# Rows from which a text may be of a kind, and the shares of them: that end as code does, that are of one form, that
# have as many fields as a table's first row.
MIN_ROWS = 5
MIN_CODE_SHARE, MIN_ROW_SHARE, MIN_EQUAL_SHARE = 0.4, 0.6, 0.9
# Share of braces and semicolons in programs and style sheets without line ends; prose has a tenth of it.
MIN_SIGN_SHARE = 0.04
# Fields of a table's row, and characters of the name of one.
MIN_FIELDS = 3
MAX_NAME = 60
# Keys that hold other keys: front matter of an article has no two of them without an end of its own.
MIN_NESTED = 2

# Each at the beginning of a text: calendars, contacts, references, subtitles, patches, signed and coded mail,
# pictures, translations, tables for programs, documents and programs that others have to typeset or run.
_MARKS = re.compile(
    r"""
    BEGIN:V[A-Z]{3,9}\b | \#EXTM3U | \[Script\ Info\] | WEBVTT\b | \{\d+\}\{\d+\} | solid\ \S+\s+facet\b
    | %0\ \w | PMID-\ ?\d | FN\ \w[^\n]*\nVR\ \d | RT\ \w[^\n]*\n[A-Z][A-Z0-9]\ | (?:%[^\n]*\n\s*)*@\w{3,20}\s*\{
    | \d+\n\d\d:\d\d:\d\d[,.]\d{3}\ --> | \d\d?:\d\d:\d\d\.\d{3},\d\d?:\d\d:\d\d\.\d{3}\n
    | diff\ --git\  | ---\ \S+\n\+\+\+\  | -----BEGIN\  | \#!\s*/ | begin\ [0-7]{3}\ \S+\n | =ybegin\b
    | \(This\ file\ must\ be\ converted | d\d{1,3}:(?:announce|info|comment|created|creation)
    | (?:\#[^\n]*\n|\s)*(?:msgctxt|msgid)\ " | @(?:(?i:relation)|prefix|base|charset)\b | \#\ v\d\ git\ bundle
    | (?:%[^\n]*\n\s*)*\\(?:documentclass|input|begin|usepackage)\b | (?:\.\\"[^\n]*\n)*\.(?:TH|Dd|SH)\ \S
    | (?:--[^\n]*\n|/\*.{0,500}?\*/|\s)*(?:SET|CREATE|DROP|INSERT|BEGIN|PRAGMA|COPY|USE|LOCK)\b[^\n]*[;(]\s*\n
    | (?:---\s*\n)?(?:openapi|swagger|apiVersion|asyncapi):\s | \{\{ | \{\s*(?:[A-Za-z_$][\w$]*|'[^'\n]{1,60}')\s*:\s
    """,
    re.VERBOSE | re.DOTALL,
)
_CODE_ENDS = (";", "{", "}", "},", "*/", "/>")
_ROWS = tuple(
    re.compile(pattern)
    for pattern in (
        # Logs and chats: day and time.
        r"\W{0,2}\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d|\b)(?!\d)",
        r"\W{0,2}\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d\d",
        r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d ",
        r"\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:",
        r"[\w.]+=\S+ [\w.]+=\S",
        # Dumps of bytes, of addresses, of coded bytes.
        r"(?:0x)?[0-9a-fA-F]{6,8}:?\s+(?:[0-9a-fA-F]{2,4}\s+){4}",
        r"(?:https?|ftp|magnet):\S+\s*$",
        r"(?!\S{0,20}://)[!-~]{40,}\s*$",
        # Statements about things.
        r"<[^\s<>]+> (?:<[^\s<>]+>|[\w-]+:\w+) ",
    )
)
_NESTED = re.compile(r"^([ ]*)[\w.-]+:[ ]*\n(?:[ ]*#[^\n]*\n)*\1[ ]+[\w.-]+:(?:[ ]|$)", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---[ \t]*\n.{0,4000}?\n---[ \t]*\n", re.DOTALL)


def is_marked(head: str) -> bool:
    """Whether a text, without white space before it, begins as what other programs keep as text does."""
    return _MARKS.match(head[:HEAD_CHARACTERS].replace("\r\n", "\n")) is not None


def is_table(text: str) -> bool:
    """Whether a text is rows of as many fields each below a row of names, whatever parts them."""
    head = _head(text)
    return any(_has_equal_rows(head, separator) for separator in ",\t;|" if head.count(separator) >= MIN_ROWS)


def has_foreign_rows(text: str) -> bool:
    """Whether the rows of a text are those of programs, settings, logs or dumps of bytes."""
    head = _head(text)
    if sum(map(head.count, "{};")) > MIN_SIGN_SHARE * len(head):
        return True
    rows = [row.rstrip() for row in head.split("\n") if row.strip()]
    if len(rows) < MIN_ROWS:
        return False
    if sum(row.endswith(_CODE_ENDS) for row in rows) > MIN_CODE_SHARE * len(rows):
        return True
    if any(sum(map(bool, map(row.match, rows))) >= MIN_ROW_SHARE * len(rows) for row in _ROWS):
        return True
    return _is_settings(head)


def _head(text: str) -> str:
    """The first rows of a text that are whole."""
    head = text[:HEAD_CHARACTERS].replace("\r\n", "\n")
    return head if len(text) <= HEAD_CHARACTERS or "\n" not in head else head.rpartition("\n")[0]


def _is_settings(head: str) -> bool:
    """YAML without an article behind it."""
    return not _FRONT_MATTER.match(head) and len(_NESTED.findall(head)) >= MIN_NESTED


def _has_equal_rows(head: str, separator: str) -> bool:
    try:
        rows = [row for row in csv.reader(io.StringIO(head, newline=""), delimiter=separator) if row]
    except csv.Error:
        return False
    names, below = rows[0], rows[1:-1] if len(rows) > MIN_ROWS else rows[1:]
    fields = len(names)
    return (
        fields >= MIN_FIELDS
        and len(below) >= MIN_ROWS - 1
        and all(0 < len(name) <= MAX_NAME for name in names)
        and sum(len(row) == fields for row in below) >= MIN_EQUAL_SHARE * len(below)
    )
