"""The way from a page's markup to a draft."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from copydesk.article import Draft, Provenance
from copydesk.extraction.credits import find_credit
from copydesk.extraction.dump.lines import count_words
from copydesk.extraction.html.body import read_body
from copydesk.extraction.html.metadata import Metadata, read_metadata
from copydesk.extraction.html.page import parse
from copydesk.extraction.html.urls import domain
from copydesk.extraction.language import detect_language
from copydesk.extraction.limits import EXCERPT_WORDS, MAX_RAW, MIN_WORDS
from copydesk.outcome import RejectionReason


def extract_page(markup: str, url: str | None = None) -> Draft | RejectionReason:
    """The article of one HTML page, or the reason why there is none.

    Input: decoded markup, and the address it was fetched from where that is known. Output: a draft whose
    `provenance` names the method and raw text of every field that is set.
    """
    page = parse(markup)
    if page is None:
        return RejectionReason.NO_ARTICLE
    metadata = read_metadata(page, url)
    body = read_body(page, metadata.title, metadata.body)
    if body is None:
        return RejectionReason.NO_ARTICLE
    text = unicodedata.normalize("NFC", "\n\n".join(body.paragraphs))
    words = count_words(text)
    if words < MIN_WORDS:
        return RejectionReason.TOO_SHORT if words else RejectionReason.NO_ARTICLE
    return _draft(metadata, text, words, body.method, body.wide_text, url)


def _draft(metadata: Metadata, text: str, words: int, method: str, wide: str, url: str | None) -> Draft:
    provenance = dict(metadata.provenance)
    language = metadata.language
    if detected := detect_language(text):
        if language is None or detected != language:
            others = (f"declared: {language}",) if language else ()
            provenance["language"] = Provenance(method="resiliparse", raw=text[:MAX_RAW], others=others)
        language = detected
    credit = find_credit(
        wide,
        publisher_name=metadata.publisher.name if metadata.publisher else None,
        canonical_domain=domain(metadata.url),
        page_domain=urlsplit(url).hostname if url else None,
        byline=metadata.byline,
    )
    if credit:
        provenance["credit"] = Provenance(method=credit.method, raw=credit.raw)
    excerpt = metadata.excerpt or " ".join(text.split()[:EXCERPT_WORDS])
    if not metadata.excerpt:
        provenance["excerpt"] = Provenance(method="first_words", raw=text[:MAX_RAW])
    provenance["text"] = Provenance(method=method, raw=text[:MAX_RAW])
    return Draft(
        url=metadata.url,
        title=metadata.title,
        authors=metadata.authors,
        published_at=metadata.published_at,
        modified_at=metadata.modified_at,
        publisher=metadata.publisher,
        credit=credit.credit if credit else None,
        regions=metadata.regions,
        topics=metadata.topics,
        language=language,
        text=text,
        excerpt=excerpt,
        word_count=words,
        images=metadata.images,
        provenance=provenance,
    )
