"""What word processors and spreadsheets store: a document's lines, a document's text, rows of a table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.parsers.expat import ExpatError

from copydesk.extraction.containers.cells import NoRoomError, sheets_of
from copydesk.extraction.decode import decode
from copydesk.extraction.unpack import MAX_UNPACKED, TooLargeError

# Pictures within rich text: long runs of hexadecimal digits, which the parser would take one by one.
_PICTURE = re.compile(rb"[0-9a-fA-F\r\n]{512,}")
# Where a link leads: the parser writes it into the text.
_LINK = re.compile(rb"HYPERLINK\s")


def word_markup(data: bytes) -> str:
    """The HTML of a Word document: paragraphs, empty ones too, headings, lists, tables and links; no pictures.

    Raises:
        TooLargeError: it unpacks to more than `MAX_UNPACKED` bytes.
        ValueError: it is damaged, or encrypted.
    """
    import mammoth

    _check_size(data)
    try:
        converted = mammoth.convert_to_html(
            BytesIO(data), convert_image=lambda _: [], ignore_empty_paragraphs=False
        )
    except (zipfile.BadZipFile, ExpatError, LookupError, RuntimeError) as error:
        raise ValueError("no readable Word document") from error
    return f"<html><body>{converted.value}</body></html>"


def rich_text(data: bytes) -> str:
    """The text of a document in the Rich Text Format, a line for each paragraph; pictures and links' aims left out."""
    from striprtf.striprtf import rtf_to_text

    plain = decode(_LINK.sub(b"", _PICTURE.sub(b"", data))) or ""
    text: str = rtf_to_text(plain, errors="replace")  # type: ignore[no-untyped-call]
    # Characters beyond the first plane come in two halves.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def sheets(data: bytes) -> Iterator[Iterator[list[str]]]:
    """The rows of each sheet of a workbook (.xlsx, .xlsb, .xls, .ods); days and times as ISO 8601 has them.

    Raises:
        TooLargeError: it unpacks to more than `MAX_UNPACKED` bytes, or takes more memory than a workbook may.
        ValueError: it is damaged, or encrypted.
    """
    if data.startswith(b"PK"):
        _check_size(data)
    try:
        yield from sheets_of(data)
    except NoRoomError as error:
        raise TooLargeError(str(error)) from error


def _check_size(data: bytes) -> None:
    """No entry of a ZIP archive is read beyond the size that its directory states."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise ValueError("no ZIP archive") from error
    if size > MAX_UNPACKED:
        raise TooLargeError(f"more than {MAX_UNPACKED} bytes")
