"""What bytes are, by their content alone: a name or a declared type is never believed."""

from __future__ import annotations

import re
from enum import StrEnum

from copydesk.extraction.decode import wide_encoding

SAMPLE_BYTES = 64 * 1024
# Share of control characters above which bytes are no text; text has none, random bytes 11 %.
MAX_CONTROL_SHARE = 0.02
# NUL bytes are padding or damage in text up to this share; beyond it only UTF-16 has them.
MAX_NUL_SHARE = 0.1
# The start of a text that is searched for what it is.
HEAD_CHARACTERS = 4096
# Lines of that start from which, and the share of them from which, it is a program's.
MIN_CODE_LINES = 5
MIN_CODE_SHARE = 0.4
_CODE_ENDS = (";", "{", "}", "},", "*/", "/>")


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


ZIP = b"PK\x03\x04"
# Names of entries that tell what is stored as a ZIP archive; they stand at its beginning, and all of them at its end.
_ZIPPED = (
    (b"word/document.xml", Format.WORD),
    (b"xl/workbook.", Format.WORKBOOK),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", Format.WORKBOOK),
    (b".warc", Format.WARC),  # WACZ
)
# A compound file of Microsoft's, and the name of the entry in it that holds a workbook's cells.
OLE = b"\xd0\xcf\x11\xe0"
_OLE_WORKBOOK = "Workbook".encode("utf-16-le")
_SIGNATURES = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*", b"BM\x00", b"PK\x05\x06",
    b"\x7fELF", b"MZ\x90", b"\xca\xfe\xba\xbe", b"OggS", b"ID3", b"fLaC", b"\x1aE\xdf\xa3", b"Rar!\x1a", b"7z\xbc\xaf",
    b"\xfd7zXZ\x00", b"BZh", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"SQLite format 3\x00",
    b"wOFF", b"wOF2", b"\x00asm", b"PAR1", b"Obj\x01", b"%!PS",
)  # fmt: skip
# What other programs keep as text with marks of their own: calendars, contacts, references, subtitles, patches.
_MARKED = re.compile(
    r"BEGIN:V(?:CALENDAR|CARD)\b|%0 \w|PMID- ?\d|FN \w[^\n]*\nVR \d|@\w{3,20}\s*\{|WEBVTT\b|#EXTM3U|\[Script Info\]"
    r"|\d+\n\d\d:\d\d:\d\d,\d{3} -->|diff --git |--- \S+\n\+\+\+ |-----BEGIN "
)
# A run counts once: one damaged value makes no binary of a text.
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]+")
_PROLOG = re.compile(
    r"\s*(?:<\?[^>]{0,1000}\?>|<!--.{0,4000}?-->|<!doctype[^>\[]{0,500}(?:\[[^\]]{0,4000}\]\s*)?>)",
    re.I | re.S,
)
_FIRST_TAG = re.compile(r"\s*<([a-z][\w.:-]{0,60})(?=[\s/>])", re.IGNORECASE)
_HTML_ROOTS = frozenset(
    (
        "html", "head", "body", "title", "meta", "link", "script", "style", "base", "noscript", "div", "p",
        "span", "a", "article", "section", "main", "header", "footer", "nav", "aside", "table", "tbody", "tr",
        "td", "ul", "ol", "li", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "b", "i", "em", "strong", "font",
        "center", "img", "br", "hr", "form", "blockquote", "pre", "figure", "amp-html",
    )
)  # fmt: skip
_FEED_ROOTS = frozenset({"rss", "feed", "rdf:rdf"})
_HTML_INSIDE = re.compile(r"<(?:!doctype\s+html|html|body)[\s>]", re.IGNORECASE)
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")
_WIRE_ROOTS = frozenset({"nitf", "newsml", "newsmessage", "newsitem", "packageitem"})
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
    if (head.startswith((b"bplist00", b"<?xml"))) and _WEB_ARCHIVE in data[:SAMPLE_BYTES]:
        return Format.WEB_ARCHIVE
    if data.startswith(ZIP):
        shown = data[:SAMPLE_BYTES] + data[-SAMPLE_BYTES:]
        return next((kind for name, kind in _ZIPPED if name in shown), Format.UNSUPPORTED)
    if data.startswith(OLE):
        return Format.WORKBOOK if _OLE_WORKBOOK in data else Format.UNSUPPORTED
    if data.startswith(b"{\\rtf"):
        return Format.RICH_TEXT
    if data.startswith(_SIGNATURES) or data[4:8] == b"ftyp":
        return Format.UNSUPPORTED
    return Format.UNSUPPORTED if _is_binary(data[:SAMPLE_BYTES]) else Format.TEXT


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
    return len(_CONTROL.findall(sample)) > MAX_CONTROL_SHARE * len(sample)


def sniff_text(text: str) -> Format:
    """HTML, FEED, JSON or TEXT (plain or Markdown), or UNSUPPORTED for other markup, mail and the like."""
    head = text[: 4 * HEAD_CHARACTERS].lstrip("\ufeff\0 \t\r\n\f")
    if _JSON_START.match(head):
        return Format.JSON
    if head.startswith("<"):
        return _markup(head)
    if _HTML_INSIDE.search(head[:HEAD_CHARACTERS]):
        return Format.HTML
    return Format.UNSUPPORTED if _MARKED.match(head) or _is_code(head) else Format.TEXT


def _is_code(head: str) -> bool:
    """Whether lines end as those of programs and style sheets do: no prose ends them so."""
    lines = [line.rstrip() for line in head.split("\n")[:-1] if line.strip()]
    return len(lines) >= MIN_CODE_LINES and sum(
        line.endswith(_CODE_ENDS) for line in lines
    ) > MIN_CODE_SHARE * len(lines)


def _markup(head: str) -> Format:
    declared_html = re.match(r"(?:<\?xml[^>]*>\s*)?<!doctype\s+html", head, re.IGNORECASE) is not None
    xml = head.startswith("<?xml")
    while match := _PROLOG.match(head):
        head = head[match.end() :]
    root = _FIRST_TAG.match(head)
    name = root[1].lower() if root else ""
    if name in _FEED_ROOTS or name.endswith((":feed", ":rss")):
        return Format.FEED
    if name.rpartition(":")[2] in _WIRE_ROOTS:
        return Format.WIRE
    if name == "doc":  # around plain text, as corpora keep it
        return Format.TEXT
    if declared_html or name in _HTML_ROOTS or _HTML_INSIDE.search(head[:HEAD_CHARACTERS]):
        return Format.HTML
    if name.endswith(":html") or not root:
        return Format.HTML
    return (
        Format.UNSUPPORTED
        if xml or name in {"svg", "urlset", "sitemapindex", "opml", "plist"}
        else Format.HTML
    )
