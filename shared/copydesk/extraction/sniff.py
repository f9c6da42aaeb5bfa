"""What bytes are, by their content alone: a name or a declared type is never believed."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

from copydesk.extraction.compound import (
    OLE,
    ZIP,
    is_old_workbook,
    is_recording,
    is_word,
    is_workbook,
    zipped_names,
)
from copydesk.extraction.decode import wide_encoding
from copydesk.extraction.file_kinds import signed_kind
from copydesk.extraction.foreign import marked_kind
from copydesk.extraction.markup_kinds import HEAD_CHARACTERS, Markup, kind_of_markup

SAMPLE_BYTES = 64 * 1024
# Share of control characters above which bytes are no text; text has none, random bytes 11 %.
MAX_CONTROL_SHARE = 0.02
# NUL bytes are padding or damage in text up to this share; beyond it only UTF-16 has them.
MAX_NUL_SHARE = 0.1


class Format(StrEnum):
    """The formats that are told apart."""

    GZIP = "gzip"
    WARC = "warc"
    PDF = "pdf"
    HTML = "html"
    FEED = "feed"
    JSON = "json"
    MAIL = "mail"
    WEB_ARCHIVE = "web_archive"
    WIRE = "wire"
    WORD = "word"
    RICH_TEXT = "rich_text"
    WORKBOOK = "workbook"
    TEXT = "text"
    UNSUPPORTED = "unsupported"


# Bytes from the beginning in which records of programs have lengths and types, and a text no control characters.
_OPENING = 32
_MARKUP = {
    Markup.HTML: Format.HTML, Markup.FEED: Format.FEED, Markup.WIRE: Format.WIRE, Markup.TEXT: Format.TEXT,
    Markup.FOREIGN: Format.UNSUPPORTED,
}  # fmt: skip
# What begins a message of a news agency (IPTC 7901), and what changes the set of characters.
_MESSAGE_STARTS = b"\x16\x01"
_OPENING_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# A run counts once: one damaged value makes no binary of a text.
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]+")
_HTML_INSIDE = re.compile(r"<(?:!doctype\s+html|html|body)[\s>]", re.IGNORECASE)
# An object or an array, bare or as scripts have it: assigned, exported, called with.
JSON_START = re.compile(
    r"\s*(?:(?:(?:export default|module\.exports\s*=|(?:(?:var|let|const)\s+)?[\w$.\[\]\"']{1,80}\s*=|[\w$.]{1,60}\()"
    r"|\)\]\}',?|(?:while|for)\s*\([^()]{1,9}\);)\s*)?(?=\{\s*[\"}]|\[\s*[\[{\]])"
)
# The first line of a mailbox, a field of a message, and the fields that only mail programs write.
FROM_LINE = re.compile(rb"From \S+ .{10,80}\r?\n")
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?(.{0,998})")
_TRANSPORT = frozenset(
    (
        b"mime-version", b"message-id", b"received", b"return-path", b"delivered-to", b"dkim-signature",
        b"snapshot-content-location", b"content-transfer-encoding",
    )
)  # fmt: skip
_ADDRESS = re.compile(rb"[\w.+-]+@[\w-]+\.\w")
# The name of a web archive's page in it.
_WEB_ARCHIVE = b"WebMainResource"


def sniff_bytes(data: bytes) -> Format:
    """The format of bytes as far as bytes tell: TEXT means that only `sniff_text` can say more."""
    if data.startswith(b"\x1f\x8b"):
        return Format.GZIP
    head = data[:1024].lstrip()
    if head.startswith(b"WARC/"):
        return Format.WARC
    if b"%PDF-" in head and not head.startswith(b"<"):
        return Format.PDF
    if is_mail(data):
        return Format.MAIL
    if head.startswith(b"<?xml") and _WEB_ARCHIVE in data[:SAMPLE_BYTES]:
        return Format.WEB_ARCHIVE
    if data.startswith(b"bplist"):  # names stand anywhere in it
        return Format.WEB_ARCHIVE if _WEB_ARCHIVE in data else Format.UNSUPPORTED
    if data.startswith(ZIP):
        return _zipped(data)
    if data.startswith(OLE):
        return Format.WORKBOOK if is_old_workbook(data) else Format.UNSUPPORTED
    if data.startswith(b"{\\rtf"):
        return Format.RICH_TEXT
    is_other = signed_kind(data) is not None or _is_binary(data[:SAMPLE_BYTES])
    return Format.UNSUPPORTED if is_other else Format.TEXT


def _zipped(data: bytes) -> Format:
    names = zipped_names(data)
    if is_word(names):
        return Format.WORD
    if is_workbook(names, data):
        return Format.WORKBOOK
    return Format.WARC if is_recording(names) else Format.UNSUPPORTED


def is_mail(data: bytes) -> bool:
    """Whether bytes begin as a message or a mailbox does: with fields that mail programs write, or an address."""
    head = data[:HEAD_CHARACTERS].lstrip()
    if line := FROM_LINE.match(head):
        head = head[line.end() :]
    fields: dict[bytes, bytes] = {}
    for row in head.split(b"\n"):
        field = _FIELD.match(row)
        if field:
            fields[field[1].lower()] = field[2]
        elif not row.strip() or not row.startswith((b" ", b"\t")):
            break
    if len(fields) < 2 or (b"from" not in fields and b"subject" not in fields):
        return False
    return not _TRANSPORT.isdisjoint(fields) or (
        b"subject" in fields and _ADDRESS.search(fields.get(b"from", b"")) is not None
    )


def _is_binary(sample: bytes) -> bool:
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or wide_encoding(sample):
        return False
    nuls = sample.count(0)
    if nuls > MAX_NUL_SHARE * len(sample):
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if max(even, odd) < 4 * max(1, min(even, odd)):
            # Padding around a page is no binary; without its zeros it is text.
            rest = sample.replace(b"\0", b"").lstrip()
            return not rest.startswith(b"<")
    return _opens_as_records(sample) or len(_CONTROL.findall(sample)) > MAX_CONTROL_SHARE * len(sample)


def _opens_as_records(sample: bytes) -> bool:
    """Whether lengths and types of values stand before a text: one damaged character does not."""
    opening = sample[:_OPENING]
    if opening.lstrip(b"\r\n").startswith(tuple(bytes([one]) for one in _MESSAGE_STARTS)):
        return False
    control = len(_OPENING_CONTROL.findall(opening))
    return control > 1 or (control == 1 and (b"\0" in opening or not _is_utf8(opening)))


def _is_utf8(opening: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(opening)
    except UnicodeDecodeError:
        return False
    return True


def sniff_text(text: str) -> Format:
    """HTML, FEED, WIRE, JSON or TEXT (plain or Markdown), or UNSUPPORTED for other markup and marked text."""
    head = text[: 4 * HEAD_CHARACTERS].lstrip("\ufeff\0 \t\r\n\f")
    if JSON_START.match(head):
        return Format.JSON
    if head.startswith("<"):
        return _MARKUP[kind_of_markup(head)]
    if _HTML_INSIDE.search(head[:HEAD_CHARACTERS]):
        return Format.HTML
    return Format.TEXT if marked_kind(head) is None else Format.UNSUPPORTED
