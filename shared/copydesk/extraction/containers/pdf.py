"""PDF with a text layer: the text of its pages, read as a dump."""

from __future__ import annotations

import logging
import re
import zlib
from io import BytesIO
from typing import Any

from copydesk.article import Draft, Provenance
from copydesk.extraction.containers.pdf_text import PageText, paragraphs, read_page
from copydesk.extraction.dump.extract import extract_dump
from copydesk.extraction.library_errors import library_errors
from copydesk.extraction.limits import MAX_RAW
from copydesk.extraction.names import split_authors
from copydesk.extraction.text import clean
from copydesk.extraction.unpack import MAX_UNPACKED, inflated
from copydesk.outcome import RejectionReason

# Pages and characters that are read: longer files are no articles.
MAX_PAGES = 60
MAX_CHARACTERS = 500_000

# Titles that programs give a document that was given none.
_MADE_UP = re.compile(
    r"^(?:\(?(?:untitled|unspecified|anonymous)|microsoft word|document\d*$|.*\.(?:docx?|indd|pdf|qxd|odt|html?)$)",
    re.I,
)

_DEFLATED = re.compile(rb"/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])[^<>]{0,500}>>\s{0,3}stream\r?\n")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def extract_pdf(data: bytes) -> Draft | RejectionReason:
    """The article of a PDF, or why there is none: `undecodable` where it is damaged or encrypted."""
    pages, info = _read(data)
    if pages is None:
        return RejectionReason.UNDECODABLE
    text = "\n\n".join(paragraphs(pages))
    if not text.strip():
        return RejectionReason.UNDECODABLE if _is_damaged(data) else RejectionReason.NO_ARTICLE
    draft = extract_dump(text, markdown=False)
    if draft is RejectionReason.EMPTY:
        return RejectionReason.NO_ARTICLE
    return _with_info(draft, info) if isinstance(draft, Draft) else draft


def _read(data: bytes) -> tuple[list[PageText] | None, dict[str, str]]:
    """The pages that can be read, and what the document says of itself; None where it cannot be opened."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    pages: list[PageText] = []
    try:
        with library_errors():
            reader = PdfReader(BytesIO(data), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                return None, {}
            size = 0
            for page in reader.pages[:MAX_PAGES]:
                pages.append(read_page(page))
                size += sum(len(line.text) for line in pages[-1].lines)
                if size > MAX_CHARACTERS:
                    break
            return pages, _info(reader.metadata)
    except (PyPdfError, DependencyError):  # the latter where a cipher is asked for that is not installed
        pass
    return pages or None, {}


def _is_damaged(data: bytes) -> bool:
    """Whether a compressed stream of a document is cut or broken, which pypdf takes for one that holds nothing."""
    size = 0
    for start in _DEFLATED.finditer(data):
        unpacker = zlib.decompressobj()
        try:
            for part in inflated(unpacker, data[start.end() : data.find(b"endstream", start.end())]):
                size += len(part)
                if size > MAX_UNPACKED:
                    return False
        except zlib.error:
            return True
        if not unpacker.eof:
            return True
    return False


def _info(metadata: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("/Title", "/Author"):
        value = metadata.get(name) if metadata else None
        if isinstance(value, str) and (text := " ".join(clean(value).split())):
            found[name] = text
    return found


def _with_info(draft: Draft, info: dict[str, str]) -> Draft:
    """The draft, with the document's own title and author where its text shows none."""
    update: dict[str, object] = {}
    provenance = dict(draft.provenance)
    title, author = info.get("/Title", ""), info.get("/Author", "")
    if not draft.title and title and not _MADE_UP.match(title):
        update["title"] = title
        provenance["title"] = Provenance(method="pdf_info", raw=title[:MAX_RAW])
    if not draft.authors and (names := split_authors(author)):
        update["authors"] = names
        provenance["authors"] = Provenance(method="pdf_info", raw=author[:MAX_RAW])
    return draft.model_copy(update=update | {"provenance": provenance}) if update else draft
