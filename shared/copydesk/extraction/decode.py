"""Bytes to text: byte-order mark, declared charset, UTF-8, then detection. A broken byte costs one character."""

from __future__ import annotations

import codecs
import re
import unicodedata

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from copydesk.unicode import encodable

# Where HTML must declare its charset is the first 1,024 bytes; pages with long first scripts do it later.
DECLARATION_BYTES = 8192
# Bytes that the detector reads from each end; more changes no answer.
DETECTION_BYTES = 64 * 1024
# Share of replacement characters above which a decoding is taken for wrong.
MAX_BROKEN_SHARE = 0.05
# Broken bytes of UTF-8 for each of its well-formed multi-byte characters above which it is not UTF-8: undeclared,
# and declared.
MAX_BROKEN_PER_CHARACTER = 0.25
MAX_BROKEN_DECLARED = 1.0

# Bytes that are looked at for UTF-16 without a mark. Of its characters at least this share are spaces, line ends
# or stops, at most that share are none that a text has; bytes that are mostly ASCII are text with zeros in it.
WIDE_SAMPLE = 4096
MIN_BREAK_SHARE = 0.01
MAX_STRANGE_SHARE = 0.005
MAX_ASCII_SHARE = 0.8

_SURROGATES = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+")
# High bytes up to which a detector only guesses.
MIN_DETECTED = 2

_HIGH = re.compile(rb"[\x80-\xff]")
_PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xfe]{2})+[\xa1-\xfe]?\Z")
_SYLLABLE = re.compile("[\uac00-\ud7a3]")
_CODE_PAGE = re.compile(r"cp\d{3,5}|mac-?(?:roman|cyrillic|greek|latin2|turkish)", re.IGNORECASE)
_BREAK = re.compile(r"[ \n\u3000-\u3002\uff0c]")
_LAYOUT = re.compile(r"[\t\n\r\f]")
_ASCII = re.compile(rb"[\t\n\r\x20-\x7e]")
_STRANGE = frozenset({"Cc", "Cn", "Co", "Cs"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})"
    rb"|^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J")  # ISO-2022-JP's changes of character set
# Encodings of seven-bit bytes: text in them is well-formed UTF-8, so the declaration comes first.
_SEVEN_BIT = frozenset({"iso-2022-jp", "iso-2022-kr", "hz", "hz-gb-2312", "utf-7"})


def decode(data: bytes, content_type: str | None = None) -> str | None:
    """The text of bytes that are known to be text; None where no encoding reads them.

    Input: bytes, and the HTTP content type that came with them, of which only the charset counts. Well-formed
    UTF-8 beyond ASCII is taken for UTF-8 whatever is declared, for other encodings hardly ever look so.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    declared = _declared(data, content_type)
    if declared in _SEVEN_BIT:
        return _decoded(data, declared)
    if (wide := wide_encoding(data)) is not None:
        return data.decode(wide, "replace")
    repaired = _SURROGATES.sub(_joined_pairs, data) if b"\xed" in data else data
    try:
        plain = repaired.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        escapes = plain.isascii() and any(escape in data for escape in _ESCAPES)
        return _decoded(data, "iso-2022-jp") or plain if escapes else plain
    if declared and declared != "utf-8" and (text := _decoded(data, declared)) is not None:
        return text
    if _nearly_utf8(repaired, MAX_BROKEN_DECLARED if declared == "utf-8" else MAX_BROKEN_PER_CHARACTER):
        # A file may have been cut within its last character.
        return repaired.decode("utf-8", "replace").removesuffix("\ufffd")
    if len(_HIGH.findall(data)) <= MIN_DETECTED:
        return data.decode("cp1252", "replace")
    detected = detect_encoding(data, DETECTION_BYTES) or "cp1252"
    if detected in {"windows-1252", "utf-8"} and _is_korean(data):
        detected = "euc-kr"
    return _decoded(data, detected) or _decoded(data, "cp1252")


def _declared(data: bytes, content_type: str | None) -> str | None:
    if content_type and (parameter := _PARAMETER.search(content_type)):
        return _known(parameter[1])
    if match := _DECLARED.search(data[:DECLARATION_BYTES]):
        return _known((match[1] or match[2]).decode("ascii", "replace"))
    return None


def _known(label: str) -> str | None:
    """The Python codec that browsers use for a label: latin-1 is windows-1252, gb2312 is gb18030."""
    if label.lower() in _SEVEN_BIT:
        return "hz" if label.lower() == "hz-gb-2312" else label.lower()
    mapped = map_encoding_to_html5(label, fallback_utf8=False) or _code_page(label)
    # Whoever declares UTF-16 in bytes that could be read to find the declaration has not written UTF-16.
    return None if mapped is None or mapped.startswith("utf-16") else mapped


def _code_page(label: str) -> str | None:
    """Code pages that no browser knows but Python does."""
    return label.lower() if _CODE_PAGE.fullmatch(label) else None


def _is_korean(data: bytes) -> bool:
    """EUC-KR, which the detector takes for Latin: high bytes in pairs, and most of them syllables."""
    sample = data[:DETECTION_BYTES]
    if not _PAIRS.match(sample):
        return False
    text = sample.decode("cp949", "ignore")
    return len(_SYLLABLE.findall(text)) > sum(character > "\x7f" for character in text) / 2


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding, "replace")
    except (LookupError, UnicodeError):
        return None
    return text if text.count("\ufffd") <= MAX_BROKEN_SHARE * len(text) + 1 else None


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: "utf-16-le" or "utf-16-be", or None where bytes are not in it.

    Every second byte of Western text in it is zero. Of other scripts only spaces and line ends hold a zero byte:
    those are what tells the two byte orders apart, and that the rest are letters tells text from binary.
    """
    sample = data[:WIDE_SAMPLE]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    if sample.count(0) >= len(sample) / 4:
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        if odd > 4 * max(even, 1):
            return "utf-16-le"
        if even > 4 * max(odd, 1):
            return "utf-16-be"
    if len(_ASCII.findall(sample)) > MAX_ASCII_SHARE * len(sample):
        return None
    return next((encoding for encoding in ("utf-16-le", "utf-16-be") if _is_wide(sample, encoding)), None)


def _is_wide(sample: bytes, encoding: str) -> bool:
    text = sample[: len(sample) // 2 * 2].decode(encoding, "replace")
    breaks = len(_BREAK.findall(text))
    strange = sum(unicodedata.category(character) in _STRANGE for character in text)
    strange -= len(_LAYOUT.findall(text))
    return breaks >= MIN_BREAK_SHARE * len(text) and strange <= MAX_STRANGE_SHARE * len(text)


def _nearly_utf8(data: bytes, most_broken: float) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(1 for character in text if character > "\x7f") - broken
    return broken <= max(min(1, beyond_ascii), beyond_ascii * most_broken)


def _joined_pairs(match: re.Match[bytes]) -> bytes:
    """Halves of surrogate pairs, which some programs write as UTF-8, as the character that they stand for."""
    return encodable(match[0].decode("utf-8", "surrogatepass")).encode()
