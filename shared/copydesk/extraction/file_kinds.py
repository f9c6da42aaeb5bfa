"""What files are that are of no format that is read: short names for people, by how bytes begin and what they hold."""

from __future__ import annotations

from typing import NamedTuple

from copydesk.extraction.compound import OLE, ZIP, zipped_names
from copydesk.extraction.foreign import marked_kind
from copydesk.extraction.markup_kinds import first_element

BINARY, TEXT = "binary data", "text of no known kind"

# How files of other kinds begin: bytes at an offset, and what has them there. Each is refused by them.
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n", "PNG image"), (0, b"\xff\xd8\xff", "JPEG image"), (0, b"GIF8", "GIF image"),
    (0, b"II*\x00", "TIFF image"), (0, b"MM\x00*", "TIFF image"), (0, b"BM\x00", "BMP image"),
    (0, b"8BPS", "Photoshop image"), (0, b"%!PS", "PostScript document"),
    (0, b"RIFF", "RIFF media"), (4, b"ftyp", "MP4 video"), (0, b"\x1aE\xdf\xa3", "Matroska video"),
    (0, b"OggS", "Ogg audio"), (0, b"ID3", "MP3 audio"), (0, b"fLaC", "FLAC audio"),
    (0, b"PK\x05\x06", "ZIP archive"), (0, b"Rar!\x1a", "RAR archive"), (0, b"7z\xbc\xaf", "7-Zip archive"),
    (257, b"ustar", "tar archive"), (0, b"!<arch>\n", "ar archive"),
    (0, b"070701", "cpio archive"), (0, b"070707", "cpio archive"), (0, b"PAR1", "Parquet table"),
    (0, b"\xfd7zXZ\x00", "data packed with xz"), (0, b"BZh", "data packed with bzip2"),
    (0, b"\x28\xb5\x2f\xfd", "data packed with Zstandard"), (0, b"\x04\x22\x4d\x18", "data packed with LZ4"),
    (0, b"\x7fELF", "ELF program"), (0, b"MZ\x90", "Windows program"), (0, b"\x00asm", "WebAssembly program"),
    (0, b"\xca\xfe\xba\xbe", "Java class or macOS program"),
    (0, b"wOFF", "WOFF font"), (0, b"wOF2", "WOFF font"),
    (0, b"SQLite format 3\x00", "SQLite database"), (0, b"Obj\x01", "Avro data"), (0, b"ARROW1", "Arrow table"),
    (0, b"\x80\x02", "Python pickle"), (0, b"\x80\x03", "Python pickle"), (0, b"\x80\x04", "Python pickle"),
    (0, b"\x80\x05", "Python pickle"), (0, b"(lp0\n", "Python pickle"), (0, b"(dp0\n", "Python pickle"),
)  # fmt: skip
# Of media in RIFF and in MP4's boxes: what the bytes say that follow the signature.
_MEDIA = slice(8, 12)
_MEDIA_KINDS = {
    b"WEBP": "WebP image", b"WAVE": "WAVE audio", b"AVI ": "AVI video", b"M4A ": "MPEG-4 audio",
    b"heic": "HEIC image", b"mif1": "HEIF image", b"avif": "AVIF image", b"qt  ": "QuickTime video",
}  # fmt: skip
# The same of what is refused for another reason: by its control characters, or where it lies within its own kind.
_OTHER_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x1f\x8b", "data packed with gzip"), (0, b"WARC/", "WARC archive"), (0, b"bplist", "property list"),
    (0, b"\xff\xfb", "MP3 audio"), (0, b"!BDN", "Outlook mailbox"), (60, b"BOOKMOBI", "Kindle book"),
    (4, b"Standard Jet DB", "Access database"), (4, b"Standard ACE DB", "Access database"),
    (0, b"AT&TFORM", "DjVu document"), (0, b"\x89HDF\r\n", "HDF5 data"),
)  # fmt: skip
# What the first entry of a ZIP archive may say that it is, from where an entry's header ends.
_DECLARED = 30
_DECLARED_KINDS = (
    (b"mimetypeapplication/epub+zip", "EPUB book"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument text"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "OpenDocument presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "OpenDocument file"),
)
# Entries that only one kind of ZIP archive has.
_ENTRY_KINDS = (
    (b"ppt/presentation.xml", "PowerPoint presentation"), (b"visio/document.xml", "Visio drawing"),
    (b"META-INF/container.xml", "EPUB book"), (b"AndroidManifest.xml", "Android application"),
    (b"META-INF/MANIFEST.MF", "Java archive"), (b"Index/Document.iwa", "iWork document"), (b"doc.kml", "KMZ map"),
)  # fmt: skip
# Entries of a compound file. A message may hold documents, and a document others: what holds comes first.
_COMPOUND_KINDS = tuple(
    (name.encode("utf-16-le"), kind)
    for name, kind in (
        ("__substg1.0_", "Outlook message"),
        ("EncryptedPackage", "Office document that is encrypted"),
        ("PowerPoint Document", "PowerPoint presentation of before 2007"),
        ("VisioDocument", "Visio drawing of before 2013"),
        ("WordDocument", "Word document of before 2007"),
    )
)


class Foreign(NamedTuple):
    """A document that is another program's, in the place of its articles."""

    kind: str
    """What it is, for people."""


def signed_kind(data: bytes) -> str | None:
    """What bytes are by a signature that only files have which are of no format that is read; None without one."""
    for offset, mark, kind in _SIGNATURES:
        if data.startswith(mark, offset):
            return _MEDIA_KINDS.get(data[_MEDIA], kind) if mark in (b"RIFF", b"ftyp") else kind
    return None


def kind_of_bytes(data: bytes) -> str:
    """What bytes are that are refused as bytes: a short name, such as "PNG image", or "binary data"."""
    if data.startswith(ZIP):
        return _zip_kind(data)
    if data.startswith(OLE):
        return next((kind for name, kind in _COMPOUND_KINDS if name in data), "compound file")
    others = (kind for offset, mark, kind in _OTHER_SIGNATURES if data.startswith(mark, offset))
    return signed_kind(data) or next(others, BINARY)


def kind_of_text(text: str) -> str:
    """What a text is that is refused by its beginning: a short name, such as "calendar" or "XML, <svg>"."""
    head = text.lstrip("\ufeff\0 \t\r\n\f")
    if not head.startswith("<"):
        return marked_kind(head) or TEXT
    name = first_element(head)
    return f"XML, <{name}>" if name else "XML"


def kind_of_pdf(data: bytes) -> str:
    """What a PDF is that cannot be opened."""
    return "PDF that is encrypted" if b"/Encrypt" in data else "PDF that is damaged"


def _zip_kind(data: bytes) -> str:
    declared = next((kind for mark, kind in _DECLARED_KINDS if data.startswith(mark, _DECLARED)), None)
    if declared:
        return declared
    names = zipped_names(data)
    return next((kind for name, kind in _ENTRY_KINDS if name in names), "ZIP archive")
