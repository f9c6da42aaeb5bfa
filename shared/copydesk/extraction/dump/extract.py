"""The way from a dump's text to a draft."""

from __future__ import annotations

from copydesk.article import Credit, Draft, Provenance, Publisher
from copydesk.extraction.credits import FoundCredit, find_credit, linked
from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Line
from copydesk.extraction.dump.body import Body, find_body
from copydesk.extraction.dump.bylines import MAX_DATELINE_WORDS, find_byline, find_date
from copydesk.extraction.dump.edges import story_lines
from copydesk.extraction.dump.furniture import is_furniture
from copydesk.extraction.dump.header import MAX_RAW, Header, read_labels
from copydesk.extraction.dump.labels import Label, front_matter, labels_at
from copydesk.extraction.dump.lines import read_lines
from copydesk.extraction.dump.machines import is_machine_text
from copydesk.extraction.dump.markdown import looks_like_markdown
from copydesk.extraction.dump.publishers import find_publisher, own_domain
from copydesk.extraction.dump.renderings import (
    without_field_codes,
    without_link_numbers,
    without_mail_header,
)
from copydesk.extraction.dump.roles import Role, roles
from copydesk.extraction.dump.titles import find_title
from copydesk.extraction.language import language_code, language_of_lines
from copydesk.extraction.names import split_authors
from copydesk.extraction.phrases import fold
from copydesk.extraction.text import clean
from copydesk.extraction.walls import refused
from copydesk.outcome import RejectionReason

# Below this a body is a note, not an article.
MIN_WORDS = 25
EXCERPT_WORDS = 40
# A linked name below the date is short.
MAX_SOURCE_WORDS = 5


def extract_dump(text: str, *, markdown: bool | None = None) -> Draft | RejectionReason:
    """One article out of a plain-text or Markdown dump, or the reason why there is none.

    Input: decoded text of any content and length. `markdown` tells whether markup is read; None decides by
    looking for it. Output: a draft whose `provenance` names the method and raw text of every field
    that is set. Time is linear in the text's length.
    """
    text = clean(text)
    if not text.strip():
        return RejectionReason.EMPTY
    if is_machine_text(text):
        return RejectionReason.NO_ARTICLE
    front, text = front_matter(text)
    subject, text = without_mail_header(without_link_numbers(text))
    if subject:
        front.append(Label("title", (subject,), subject, method="mail_subject"))
    coded, text = without_field_codes(text)
    front += [Label(kind, (value,), value, method="field_code") for kind, value in coded]
    lines = read_lines(text, looks_like_markdown(text) if markdown is None else markdown)
    language, language_method = _language(lines, front)
    labels, labelled = _labels(lines)
    line_roles = roles(lines, labelled)
    body = find_body(lines, line_roles)
    labels, line_roles, body = _labels_outside(labels, line_roles, body)
    known = front + [label for _, label in labels]
    header = _header(lines, line_roles, body, known, language)
    kept = story_lines(lines, line_roles, body, header, language)
    paragraphs = [lines[number].text for number in kept]
    words = sum(lines[number].words for number in kept)
    if words < MIN_WORDS:
        return _reason(lines)
    if language:
        header.note("language", language_method, paragraphs[0])
    return _draft(lines, paragraphs, words, header, known, body, language)


def _header(
    lines: list[Line], line_roles: list[Role], body: Body, labels: list[Label], language: str | None
) -> Header:
    """Labels first, then the lines above the story, then those below it."""
    header = Header()
    read_labels(header, labels, language)
    header.title_at = find_title(header, lines, line_roles, body, language)
    find_byline(header, lines, body, header.title_at, language)
    find_date(header, lines, body, header.title_at, language)
    find_publisher(header, lines, body)
    return header


def _labels(lines: list[Line]) -> tuple[list[tuple[int, Label]], set[int]]:
    found: list[tuple[int, Label]] = []
    taken: set[int] = set()
    number = 0
    while number < len(lines):
        labels, count = labels_at(lines, number)
        found += [(number, label) for label in labels]
        taken.update(range(number, number + count))
        number += max(1, count)
    return found, taken


def _labels_outside(
    labels: list[tuple[int, Label]], line_roles: list[Role], body: Body
) -> tuple[list[tuple[int, Label]], list[Role], Body]:
    """Labels in the middle of the story are text; those about its edges stay labels."""
    prose = [n for n in body.kept if line_roles[n] is Role.PROSE]
    if len(prose) < 6:
        return labels, line_roles, body
    inner_start, inner_end = prose[2], prose[-2]
    return [(n, label) for n, label in labels if not inner_start < n < inner_end], line_roles, body


def _language(lines: list[Line], labels: list[Label]) -> tuple[str | None, str]:
    """The language and the method: declared, or told by the long lines."""
    for label in labels:
        if label.kind == "language" and (code := language_code(label.values[0])):
            return code, label.method
    return language_of_lines(line.text for line in lines)


def _reason(lines: list[Line]) -> RejectionReason:
    texts = [line.text for line in lines]
    words = sum(line.words for line in lines if not is_furniture(line))
    short_lines = sum(line.words < 8 for line in lines)
    if words >= MIN_WORDS or (len(lines) >= 4 and short_lines > len(lines) * 0.7):
        return refused(texts, RejectionReason.NO_ARTICLE)
    return refused(texts, RejectionReason.TOO_SHORT)


def _draft(
    lines: list[Line],
    paragraphs: list[str],
    words: int,
    header: Header,
    labels: list[Label],
    body: Body,
    language: str | None,
) -> Draft:
    provenance = dict(header.provenance)
    regions = _listed("region", labels, provenance, "regions")
    topics = _listed("topic", labels, provenance, "topics") or _listed("tag", labels, provenance, "topics")
    credit = _credit(lines, header, labels, body, language)
    if credit:
        provenance["credit"] = Provenance(method=credit.method, raw=credit.raw)
    text = "\n\n".join(paragraphs)
    provenance["text"] = Provenance(method="line_scores", raw=text[:MAX_RAW])
    provenance["excerpt"] = Provenance(method="first_words", raw=text[:MAX_RAW])
    url = next((value for label in labels if label.kind == "url" for value in label.values), None)
    if url:
        provenance["url"] = Provenance(method="front_matter", raw=url[:MAX_RAW])
    return Draft.model_construct(  # `result_of` validates
        url=url,
        title=header.title,
        authors=header.authors,
        published_at=header.published_at,
        modified_at=header.modified_at,
        publisher=_publisher(lines, header),
        credit=credit.credit if credit else None,
        regions=regions,
        topics=topics,
        language=language,
        text=text,
        excerpt=" ".join(text.split()[:EXCERPT_WORDS]),
        word_count=words,
        provenance=provenance,
    )


def _publisher(lines: list[Line], header: Header) -> Publisher | None:
    if not header.publisher:
        return None
    return Publisher(name=header.publisher, domain=own_domain(header.publisher, lines))


def _listed(kind: str, labels: list[Label], provenance: dict[str, Provenance], name: str) -> tuple[str, ...]:
    for label in labels:
        if label.kind == kind and label.values:
            provenance[name] = Provenance(method=label.method, raw=label.raw[:MAX_RAW])
            return label.values
    return ()


def _linked_under_date(
    lines: list[Line], header: Header, body: Body, language: str | None
) -> FoundCredit | None:
    """A line above the story that is nothing but a linked name right below the date: the source."""
    known = {fold(name) for name in (*header.authors, header.publisher or "")}
    for number in range(1, body.start):
        line = lines[number]
        above = lines[max(0, number - 2) : number]
        bare = len(line.links) == 1 and line.links[0].text == line.text and not (line.level or line.item)
        if not bare or line.words > MAX_SOURCE_WORDS or number in header.taken:
            continue
        if fold(line.text) in known:
            continue
        if not header.authors and line.words > 1 and split_authors(line.text, language=language):
            continue
        dated = any(dates_in(other.text) and other.words <= MAX_DATELINE_WORDS for other in above)
        if dated and line.text[:1].isalnum() and not line.text[:1].islower() and not is_furniture(line):
            url = line.links[0].url
            credit = Credit(name=line.text, url=url if url.startswith("http") else None)
            return FoundCredit(credit, line.raw[:MAX_RAW], "dateline_link")
    return None


def _credit(
    lines: list[Line], header: Header, labels: list[Label], body: Body, language: str | None
) -> FoundCredit | None:
    links: dict[str, str] = {}
    for link in (link for line in lines for link in line.links):
        if link.url or link.text not in links:
            links[link.text] = link.url
    sources = [f"Source: {value}" for label in labels if label.kind == "source" for value in label.values]
    shown = (linked(line.text, {one.text: one.url or "#" for one in line.links}) for line in lines)
    text = "\n".join([*shown, *sources])
    found = find_credit(text, publisher_name=header.publisher, links=links, byline=header.byline)
    return found or _linked_under_date(lines, header, body, language)
