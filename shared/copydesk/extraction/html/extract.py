"""The way from a page's markup to a draft."""

from __future__ import annotations

from copydesk.article import Credit, Draft, Publisher
from copydesk.extraction.credits import declared_authors, find_credit, page_article, signatures
from copydesk.extraction.drafting import draft_of, language_of
from copydesk.extraction.evidence import Resolved
from copydesk.extraction.html.body import PageBody, read_body
from copydesk.extraction.html.carriers import is_carrier, original
from copydesk.extraction.html.kind import refusal
from copydesk.extraction.html.metadata import Metadata, completed, read_metadata
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.parsing import MAX_PARSED, parse
from copydesk.extraction.html.urls import domain
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.text import count_words
from copydesk.extraction.walls import refused
from copydesk.outcome import RejectionReason
from copydesk.unicode import nfc

# A line that only names the origin is short; a longer one tells something of the story as well.
MAX_CREDIT_WORDS = 15


def extract_page(markup: str, url: str | None = None) -> Draft | RejectionReason:
    """The article of one HTML page, or the reason why there is none.

    Input: decoded markup, and the address it was fetched from where that is known. Output: a draft whose
    `provenance` names the method and raw text of every field that is set.
    """
    page = parse(markup)
    if page is None:
        return RejectionReason.NO_ARTICLE
    found = _article(page, url)
    return _of_cut_page(found) if page.cut else found


def _of_cut_page(found: Draft | RejectionReason) -> Draft | RejectionReason:
    """What a page gave that was too long to be read whole: without an article, it is its length that is at fault."""
    if not isinstance(found, Draft):
        return RejectionReason.TOO_LARGE
    origin = found.provenance["text"]
    method = f"{origin.method}, of {MAX_PARSED:,} characters that were read"
    provenance = found.provenance | {"text": origin.model_copy(update={"method": method})}
    return found.model_copy(update={"provenance": provenance})


def _article(page: Page, url: str | None) -> Draft | RejectionReason:
    metadata = read_metadata(page, url)
    body = read_body(page, metadata.value("title"), metadata.body, metadata.fields["authors"].value or ())
    if body is None:
        return refused([line.text for line in page.lines], RejectionReason.NO_ARTICLE)
    metadata = completed(metadata, page, body.lined)
    credit = _credit(page, body, metadata)
    text = nfc("\n\n".join(_unsigned(body.paragraphs, credit)))
    words = count_words(text)
    if reason := refusal(page, body, words, metadata.value("title"), declared=metadata.declared):
        return refused(body.paragraphs, reason)
    if words < MIN_WORDS:
        return refused(body.paragraphs, RejectionReason.TOO_SHORT if words else RejectionReason.NO_ARTICLE)
    fields = dict(metadata.fields)
    fields["language"] = language_of(text, fields["language"])
    fields["credit"] = credit
    return draft_of(text, body.method, fields)


def _credit(page: Page, body: PageBody, metadata: Metadata) -> Resolved[Credit]:
    publisher: Publisher | None = metadata.value("publisher")
    return find_credit(
        page_article(page.lines, body.opening, body.paragraphs, body.read, page.language),
        publisher_name=publisher.name if publisher else None,
        canonical_url=metadata.value("url"),
        page_domain=domain(metadata.shown) or _shown_domain(page) or domain(metadata.value("url")),
        byline=metadata.byline,
        authors=[*declared_authors(page.meta, metadata.node), *signatures(page.tree)],
    )


def _shown_domain(page: Page) -> str | None:
    """The domain that Open Graph names, unless it is one that keeps other sites' pages."""
    address = original(next(iter(page.meta.get("og:url", ())), ""))
    return None if is_carrier(address) else domain(address)


def _unsigned(paragraphs: list[str], credit: Resolved[Credit]) -> list[str]:
    """The paragraphs less the lines that do nothing but name the credit."""
    raw = credit.origin.raw if credit.origin else ""
    if len(raw.split()) > MAX_CREDIT_WORDS:
        return paragraphs
    return [paragraph for paragraph in paragraphs if paragraph != raw]
