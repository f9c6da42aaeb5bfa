"""The credit of an article: phrases of its lines, byline and metadata, the surest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from copydesk.agencies import fold_source
from copydesk.article import Credit
from copydesk.extraction.agencies import first_agency
from copydesk.extraction.credits import datelines  # noqa: F401 - its rules
from copydesk.extraction.credits.article import Article
from copydesk.extraction.credits.bylines import of_authors, of_byline
from copydesk.extraction.credits.notes import MAX_NOTE_WORDS, notes
from copydesk.extraction.credits.own import DOMAIN, Context, spelled
from copydesk.extraction.credits.patterns import labels, phrases
from copydesk.extraction.credits.phrase import Kind, Phrase
from copydesk.extraction.credits.sources import accepted
from copydesk.extraction.document import Document, Line
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html.urls import clean_url
from copydesk.extraction.limits import MAX_RAW
from copydesk.extraction.rules import Place
from copydesk.hosts import host_of, same_site

# A line that only signs is short: "(AFP)", "Copyright 2024 The Associated Press. All rights reserved."
MAX_SIGNED_WORDS = 12
# Different sources in labels of one text, or in brackets at the ends of its lines, above which they are not the text's:
# each is of a picture, a table or an entry of a list.
MAX_SOURCES = 2

_ORDER = {kind: max(number, 2) for number, kind in enumerate(Kind)}  # notes, labels and "via" as they stand
_SIGN = re.compile(r"[(\[][^()\[\]\n]{2,60}[)\]]\W{0,2}$")


def find_credit(
    article: Article,
    *,
    publisher_name: str | None = None,
    page_domain: str | None = None,
    canonical_url: str | None = None,
    byline: str | None = None,
    authors: Iterable[str] = (),
    sources: Iterable[Phrase] = (),
) -> Resolved[Credit]:
    """The origin that a text names, with every candidate for it.

    Args:
        article: its lines, and which of them are the story.
        publisher_name: never a credit.
        page_domain: of the publisher's site: likewise.
        canonical_url: the last resort, where it leads to another site than `page_domain`.
        byline: a raw byline known from elsewhere.
        authors: names that metadata gives; only agencies among them count.
        sources: labels that were read from the document already.

    Methods: credit_line, byline, dateline, end_line, via, copyright, canonical.
    """
    document = article.document
    context = Context(
        publisher_name, page_domain, tuple(link for line in document.lines for link in line.links)
    )
    labelled = _has_one_source(document)
    found = [
        *_of_lines(article, labelled=labelled),
        *(sources if labelled else ()),
        *_of_people(byline, authors, document.language),
    ]
    found.sort(key=lambda phrase: _ORDER[phrase.kind])
    named = [(phrase, credit) for phrase in found if (credit := accepted(phrase, context))]
    candidates = [
        Candidate(
            _with_name_beside(credit, article),
            phrase.kind.method,
            phrase.raw.strip()[:MAX_RAW],
            frozenset({phrase.number}) if phrase.alone else frozenset(),
        )
        for phrase, credit in named
    ]
    return resolve([*candidates, *_canonical(canonical_url, page_domain)], same=source)


def source(credit: Credit) -> str:
    """The name by which credits are the same, wherever they lead."""
    return fold_source(credit.name)


def _of_lines(article: Article, *, labelled: bool) -> Iterator[Phrase]:
    document = article.document
    signed, linked = not _has_many_signs(document), _has_one_domain(document)
    for number in range(len(document.lines)):
        place = article.place(number)
        yield from notes(document, number, at_edge=place is not Place.WITHIN)
        for phrase in phrases(document, number, place, signed=article.is_near(number)):
            if phrase.kind is Kind.LABEL:
                is_own = labelled
            elif phrase.kind is not Kind.END:
                is_own = True
            elif phrase.alone:
                is_own = linked or not DOMAIN.fullmatch(phrase.name)
            else:
                # What signs a line with more in it, signs that line only: below the story, and in a list of several.
                is_own = signed and number <= article.story[-1]
            if is_own:
                yield phrase


def _has_many_signs(document: Document) -> bool:
    signs = filter(None, (_SIGN.search(line.text[-80:]) for line in document.lines))
    return len({sign[0] for sign in signs}) > MAX_SOURCES


def _has_one_domain(document: Document) -> bool:
    """Whether not more than one line is nothing but a domain: several are a list of links."""
    return sum(DOMAIN.fullmatch(line.text) is not None for line in document.lines) <= 1


def _has_one_source(document: Document) -> bool:
    lines = range(len(document.lines))
    return len({one.name for number in lines for one in labels(document, number)}) <= MAX_SOURCES


def _of_people(byline: str | None, authors: Iterable[str], language: str | None) -> Iterator[Phrase]:
    if byline:
        line = Line.of(byline)
        yield from of_byline(line, language=language, known=True)
        yield from phrases(Document.of([line]).in_language(language), 0, Place.ABOVE)
    yield from of_authors(authors, language)


def _with_name_beside(credit: Credit, article: Article) -> Credit:
    """A credit with the name that its domain spells, where a line about the story has that: it says the same better."""
    domain = DOMAIN.fullmatch(credit.name)
    if domain is None:
        return credit
    written = spelled(domain["host"])
    lines = article.document.lines
    texts = (
        lines[n].text
        for n in range(len(lines))
        if article.is_near(n) and article.place(n) is not Place.WITHIN
    )
    match = next(filter(None, map(written.search, texts)), None)
    return credit.model_copy(update={"name": match[0]}) if match else credit


def _canonical(url: str | None, own: str | None) -> list[Candidate[Credit]]:
    host = host_of(url or "")
    if not host or not own or same_site(host, own):
        return []
    address = clean_url(url) or f"https://{host}"
    return [Candidate(Credit(name=host, url=address), "canonical", address[:MAX_RAW])]


def is_credit_line(text: str) -> bool:
    """Whether a line does nothing but name the article's origin."""
    size = len(text.split())
    if not 1 <= size <= MAX_NOTE_WORDS:
        return False
    if size == 1 and not DOMAIN.fullmatch(text):
        return first_agency(text.strip(" ()[]*_–—-./")) is not None
    document = Document.of([Line.of(text.strip())])
    found = [*notes(document, 0)]
    if size <= MAX_SIGNED_WORDS:
        found += [one for one in phrases(document, 0, Place.BELOW) if one.kind is not Kind.END or one.alone]
    return any(accepted(phrase, Context()) for phrase in found)
