"""The order in which credits are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from copydesk.article import Credit
from copydesk.extraction.agencies import first_agency
from copydesk.extraction.credits.candidate import Candidate, FoundCredit
from copydesk.extraction.credits.lines import TextLine, lone_line, read_lines
from copydesk.extraction.credits.notes import MAX_NOTE_WORDS, copyrights, labels, notes
from copydesk.extraction.credits.signatures import authors as signed_authors
from copydesk.extraction.credits.signatures import bylines, datelines, end_lines, helpers
from copydesk.extraction.credits.sources import Context, accepted, same_site, site
from copydesk.extraction.html.urls import clean_url
from copydesk.extraction.limits import MAX_RAW

# A line that only signs is short: "(AFP)", "Copyright 2024 The Associated Press. All rights reserved."
MAX_SIGNED_WORDS = 12
# Different sources in labels of one text, above which they are not the text's.
MAX_LABELLED = 2


def find_credit(
    text: str,
    *,
    publisher_name: str | None = None,
    canonical_url: str | None = None,
    page_domain: str | None = None,
    links: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    byline: str | None = None,
    authors: Iterable[str] = (),
    below: str = "",
) -> FoundCredit | None:
    """The origin that a text names, with the phrase and the method; None where it names none.

    Input: `text` holds the article's lines in order, one a line (blank lines allowed), with the byline above
    and the notes below the story where there are any; inline Markdown links are read. `links` maps a link's
    text to its URL, for text whose links were taken out. `publisher_name` and `page_domain` are never a
    credit. `canonical_url` is the canonical link: where it leads to another site than `page_domain`, it is the last
    resort. `byline` is a raw byline known from elsewhere.
    `authors` are names that structured data gives; only agencies among them count. `below` holds lines from
    below the story that may be another's: only notes about the article count there.
    Methods: credit_line, byline, dateline, end_line, via, copyright, canonical.
    """
    lines, lower = read_lines(text), [lone_line(line) for line in below.split("\n") if line.strip()]
    known = dict(links)
    for line in lines:
        for shown, target in line.links.items():
            known.setdefault(shown, target)
    context = Context(publisher_name, page_domain, known)
    for candidate in _candidates(lines, lower, byline, authors, publisher_name):
        if credit := accepted(candidate, context):
            return FoundCredit(credit, candidate.raw.strip()[:MAX_RAW], candidate.method)
    return _canonical(canonical_url, page_domain)


def _candidates(
    lines: list[TextLine],
    below: list[TextLine],
    byline: str | None,
    authors: Iterable[str],
    publisher: str | None,
) -> Iterator[Candidate]:
    """The clearest first: what a note says, who signs, whose material was used."""
    everywhere = [*lines, *below]
    labelled = [candidate for line in everywhere for candidate in labels(line)]
    # Under many pictures or tables, each has its own source.
    single = len({candidate.name for candidate in labelled}) <= MAX_LABELLED
    by_line = {id(candidate.line): candidate for candidate in labelled if single and _at_edge(candidate.line)}
    for line in everywhere:
        yield from notes(line)
        if candidate := by_line.get(id(line)):
            yield candidate
    yield from bylines(lines, byline)
    yield from datelines(lines)
    yield from signed_authors(authors)
    yield from end_lines(lines)
    for line in everywhere:
        yield from copyrights(line)
    yield from helpers(everywhere, publisher)


def _at_edge(line: TextLine) -> bool:
    return line.head or line.tail


def _canonical(url: str | None, own: str | None) -> FoundCredit | None:
    host = site(url or "")
    if not host or not own or same_site(host, own):
        return None
    address = clean_url(url) or f"https://{host}"
    return FoundCredit(Credit(name=site(host), url=address), address[:MAX_RAW], "canonical")


def is_credit_line(line: str) -> bool:
    """Whether a line does nothing but name the article's origin."""
    size = len(line.split())
    if not 1 <= size <= MAX_NOTE_WORDS:
        return False
    if size == 1:
        return first_agency(line.strip(" ()[]*_–—-./")) is not None
    lone = lone_line(line)
    found = [*notes(lone), *labels(lone)]
    if size <= MAX_SIGNED_WORDS:
        found += [*helpers([lone], None), *copyrights(lone)]
        found += [one for one in end_lines([lone]) if len(one.raw) + 4 >= len(lone.text)]
    return any(accepted(candidate, Context()) for candidate in found)
