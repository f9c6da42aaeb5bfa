"""PDF with a text layer: the text of its pages, read as a dump."""

from __future__ import annotations

import logging
import re
from collections import Counter
from io import BytesIO
from typing import Any

from copydesk.article import Draft, Provenance
from copydesk.extraction.dump import extract_dump
from copydesk.extraction.library_errors import library_errors
from copydesk.extraction.limits import MAX_RAW
from copydesk.extraction.names import split_authors
from copydesk.outcome import RejectionReason

# Pages and characters that are read: longer files are no articles.
MAX_PAGES = 60
MAX_CHARACTERS = 500_000
# Lines at the edge of this share of the pages are running heads.
RUNNING_SHARE = 0.5

_HYPHENATED = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-zà-öø-ÿа-я])")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page|seite|página|pagina|стр\.?)?\s*\d{1,4}(?:\s*(?:/|of|von|de|di|из)\s*\d{1,4})?\W*$", re.I
)
_MADE_UP = re.compile(
    r"^(?:untitled|microsoft word|document\d*|.*\.(?:docx?|indd|pdf|qxd|odt))", re.IGNORECASE
)

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def extract_pdf(data: bytes) -> Draft | RejectionReason:
    """The article of a PDF, or why there is none: `undecodable` where it is damaged or encrypted."""
    pages, info = _read(data)
    if pages is None:
        return RejectionReason.UNDECODABLE
    text = _HYPHENATED.sub("", "\n".join(_without_running_heads(pages)))
    if not text.strip():
        return RejectionReason.NO_ARTICLE
    draft = extract_dump(text, markdown=False)
    if draft is RejectionReason.EMPTY:
        return RejectionReason.NO_ARTICLE
    return _with_info(draft, info) if isinstance(draft, Draft) else draft


def _read(data: bytes) -> tuple[list[str] | None, dict[str, str]]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    pages: list[str] = []
    try:
        with library_errors():
            reader = PdfReader(BytesIO(data), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                return None, {}
            size = 0
            for page in reader.pages[:MAX_PAGES]:
                text = page.extract_text() or ""
                size += len(text)
                pages.append(text)
                if size > MAX_CHARACTERS:
                    break
            return pages, _info(reader.metadata)
    except PyPdfError:
        pass
    return pages or None, {}


def _info(metadata: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    if metadata:
        for name in ("/Title", "/Author", "/CreationDate"):
            value = metadata.get(name)
            if isinstance(value, str) and value.strip():
                found[name] = value.strip()
    return found


def _without_running_heads(pages: list[str]) -> list[str]:
    lines = [[line.rstrip() for line in page.split("\n")] for page in pages]
    edges = Counter(line for page in lines for line in {*page[:2], *page[-2:]} if line.strip())
    running = {
        line for line, count in edges.items() if len(pages) > 2 and count >= RUNNING_SHARE * len(pages)
    }
    return [line for page in lines for line in page if line not in running and not _PAGE_NUMBER.match(line)]


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
