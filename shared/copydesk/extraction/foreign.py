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

# Each at the beginning of a text, and what it marks.
_MARKS = (
    ("calendar", r"BEGIN:VCALENDAR\b"),
    ("contact card", r"BEGIN:VCARD\b"),
    ("calendar or contacts", r"BEGIN:V[A-Z]{3,9}\b"),
    ("playlist", r"\#EXTM3U"),
    (
        "subtitles",
        r"""\[Script\ Info\] | WEBVTT\b | \{\d+\}\{\d+\} | \d+\n\d\d:\d\d:\d\d[,.]\d{3}\ -->
        | \d\d?:\d\d:\d\d\.\d{3},\d\d?:\d\d:\d\d\.\d{3}\n""",
    ),
    ("3D model", r"solid\ \S+\s+facet\b"),
    (
        "references",
        r"""%0\ \w | PMID-\ ?\d | FN\ \w[^\n]*\nVR\ \d | RT\ \w[^\n]*\n[A-Z][A-Z0-9]\ |
        (?:%[^\n]*\n\s*)*@\w{3,20}\s*\{""",
    ),
    ("patch", r"diff\ --git\  | ---\ \S+\n\+\+\+\ "),
    ("signed or encrypted data, or a key", r"-----BEGIN\ "),
    ("script", r"\#!\s*/"),
    ("coded file", r"begin\ [0-7]{3}\ \S+\n | =ybegin\b | \(This\ file\ must\ be\ converted"),
    ("torrent", r"d\d{1,3}:(?:announce|info|comment|created|creation)"),
    ("translations", r"(?:\#[^\n]*\n|\s)*(?:msgctxt|msgid)\ \""),
    ("table of Weka", r"@(?i:relation)\b"),
    ("RDF statements", r"@(?:prefix|base)\b"),
    ("style sheet", r"@charset\b"),
    ("git bundle", r"\#\ v\d\ git\ bundle"),
    ("LaTeX document", r"(?:%[^\n]*\n\s*)*\\(?:documentclass|input|begin|usepackage)\b"),
    ("manual page", r"(?:\.\\\"[^\n]*\n)*\.(?:TH|Dd|SH)\ \S"),
    (
        "SQL",
        r"""(?:--[^\n]*\n|/\*.{0,500}?\*/|\s)*
        (?:SET|CREATE|DROP|INSERT|BEGIN|PRAGMA|COPY|USE|LOCK)\b[^\n]*[;(]\s*\n""",
    ),
    ("description of a service", r"(?:---\s*\n)?(?:openapi|swagger|apiVersion|asyncapi):\s"),
    ("wiki page or template", r"\{\{"),
    ("JavaScript object", r"\{\s*(?:[A-Za-z_$][\w$]*|'[^'\n]{1,60}')\s*:\s"),
)
_MARKED = re.compile("|".join(f"({pattern})" for _, pattern in _MARKS), re.VERBOSE | re.DOTALL)
CODE = "program or style sheet"
_CODE_ENDS = (";", "{", "}", "},", "*/", "/>")
_ROWS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        # Day and time.
        ("log or chat", r"\W{0,2}\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d|\b)(?!\d)"),
        ("log or chat", r"\W{0,2}\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d\d"),
        ("log", r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d "),
        ("log of a web server", r"\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:"),
        ("log", r"[\w.]+=\S+ [\w.]+=\S"),
        ("dump of bytes", r"(?:0x)?[0-9a-fA-F]{6,8}:?\s+(?:[0-9a-fA-F]{2,4}\s+){4}"),
        ("list of addresses", r"(?:https?|ftp|magnet):\S+\s*$"),
        ("coded data", r"(?!\S{0,20}://)[!-~]{40,}\s*$"),
        ("RDF statements", r"<[^\s<>]+> (?:<[^\s<>]+>|[\w-]+:\w+) "),
    )
)
_NESTED = re.compile(r"^([ ]*)[\w.-]+:[ ]*\n(?:[ ]*#[^\n]*\n)*\1[ ]+[\w.-]+:(?:[ ]|$)", re.MULTILINE)
_FRONT_MATTER = re.compile(r"---[ \t]*\n.{0,4000}?\n---[ \t]*\n", re.DOTALL)


def marked_kind(head: str) -> str | None:
    """What a text is, without white space before it, that begins as what other programs keep as text does."""
    marked = _MARKED.match(head[:HEAD_CHARACTERS].replace("\r\n", "\n"))
    return _MARKS[marked.lastindex - 1][0] if marked and marked.lastindex else None


def is_table(text: str) -> bool:
    """Whether a text is rows of as many fields each below a row of names, whatever parts them."""
    head = _head(text)
    return any(_has_equal_rows(head, separator) for separator in ",\t;|" if head.count(separator) >= MIN_ROWS)


def kind_of_rows(text: str) -> str | None:
    """What a text is whose rows are those of programs, settings, logs or dumps of bytes; None for any other."""
    head = _head(text)
    if sum(map(head.count, "{};")) > MIN_SIGN_SHARE * len(head):
        return CODE
    rows = [row.rstrip() for row in head.split("\n") if row.strip()]
    if len(rows) < MIN_ROWS:
        return None
    if sum(row.endswith(_CODE_ENDS) for row in rows) > MIN_CODE_SHARE * len(rows):
        return CODE
    for kind, row in _ROWS:
        if sum(map(bool, map(row.match, rows))) >= MIN_ROW_SHARE * len(rows):
            return kind
    return "settings" if _is_settings(head) else None


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
