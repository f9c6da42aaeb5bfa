"""The way from a dump's text to a draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copydesk.article import Credit, Draft
from copydesk.extraction.credits import Article, Kind, Names, Phrase, find_credit, source
from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Document
from copydesk.extraction.drafting import draft_of
from copydesk.extraction.dump.alone import Judged, Role
from copydesk.extraction.dump.body import Body, find_body
from copydesk.extraction.dump.datelines import MAX_DATELINE_WORDS
from copydesk.extraction.dump.edges import story_lines
from copydesk.extraction.dump.furniture import is_furniture
from copydesk.extraction.dump.glued import parted
from copydesk.extraction.dump.header import Header, read_header
from copydesk.extraction.dump.labels import Label, front_matter, label_lines, labelled
from copydesk.extraction.dump.lines import read_lines
from copydesk.extraction.dump.machines import is_machine_text
from copydesk.extraction.dump.markdown import looks_like_markdown
from copydesk.extraction.dump.neighbours import roles
from copydesk.extraction.dump.renderings import (
    without_doc_tag,
    without_field_codes,
    without_link_numbers,
    without_mail_header,
)
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.explaining import ExplainedLine, tell_lines
from copydesk.extraction.html.carriers import original
from copydesk.extraction.language import language_code, language_of_lines
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.names import split_authors
from copydesk.extraction.phrases import fold
from copydesk.extraction.text import clean
from copydesk.extraction.walls import refused
from copydesk.outcome import RejectionReason

# A linked name below the date is short.
MAX_SOURCE_WORDS = 5
# Paragraphs of a story that has a middle.
FEWEST_INNER = 6


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump as it was read.

    Attributes:
        document: its lines.
        roles: of each line.
        body: the run of lines that the story is in.
        story: the numbers of the story's lines.
        fields: those of a draft, as they were decided, by name.
    """

    document: Document
    roles: tuple[Role, ...]
    body: Body
    story: tuple[int, ...]
    fields: Mapping[str, Resolved[Any]]

    @property
    def text(self) -> str:
        """The story, a blank line between its paragraphs."""
        return "\n\n".join(self.document.lines[number].text for number in self.story)

    @property
    def words(self) -> int:
        """Of the story."""
        return sum(self.document.lines[number].words for number in self.story)


def extract_dump(text: str, *, markdown: bool | None = None) -> Draft | RejectionReason:
    """One article out of a plain-text or Markdown dump, or the reason why there is none.

    Input: decoded text of any content and length. `markdown` tells whether markup is read; None decides by
    looking for it. Output: a draft whose `provenance` names the method and raw text of every field
    that is set. Time is linear in the text's length.
    """
    text = clean(text)
    if not text.strip():
        return RejectionReason.EMPTY
    stated, text = _stated_first(text)
    if is_machine_text(text):
        return RejectionReason.NO_ARTICLE
    return _draft(read_dump(text, stated, markdown=markdown))


def extract_document(document: Document) -> Draft | RejectionReason:
    """One article out of lines that were read already, a page's for example, or the reason why there is none."""
    # Where pages mark their header, it is known; what stands above a byline in their text is text.
    return _draft(_read(document, (), headed=True))


def _draft(dump: Dump) -> Draft | RejectionReason:
    if dump.words < MIN_WORDS:
        return _reason(dump.document)
    return draft_of(dump.text, "line_scores", dump.fields)


def read_dump(text: str, stated: Sequence[Label], *, markdown: bool | None = None) -> Dump:
    """The lines of a cleaned text, what they are, and the fields that they and what is `stated` before them give."""
    lines = read_lines(text, looks_like_markdown(text) if markdown is None else markdown)
    return _read(Document.of(parted(lines)), stated)


def _read(document: Document, stated: Sequence[Label], *, headed: bool = False) -> Dump:
    language = _language(document, stated)
    document = document.in_language(language.value)
    labels, label_numbers = label_lines(document)
    judged = roles(document, label_numbers)
    body, line_roles = find_body(document, judged), [one.role for one in judged]
    known = (*stated, *_about_story(labels, line_roles, body))
    header = read_header(document, line_roles, body, known)
    story = story_lines(document, judged, body, header, headed=headed)
    fields = {
        **header.fields,
        "language": language,
        "credit": _credit(Article(document, tuple(story)), header, known, body),
        "regions": _stated(known, "region"),
        "topics": _stated(known, "topic", "tag"),
        "url": resolve(labelled(known, "url", original)),
    }
    tell_lines(lambda: _explained(document, judged, story))
    return Dump(document, tuple(line_roles), body, tuple(story), fields)


def _explained(document: Document, judged: Sequence[Judged], story: Sequence[int]) -> Iterator[ExplainedLine]:
    kept = set(story)
    for number, (line, (role, rule)) in enumerate(zip(document.lines, judged, strict=True)):
        yield ExplainedLine(text=line.text, role=role.value, rule=rule, kept=number in kept)


def _stated_first(text: str) -> tuple[list[Label], str]:
    """What front matter, a mail's header, the codes of a database and a tag say, and the text without them."""
    tagged, text = without_doc_tag(text)
    stated, text = front_matter(text)
    mailed, text = without_mail_header(without_link_numbers(text))
    coded, text = without_field_codes(text)
    for method, fields in (("mail_header", mailed), ("field_code", coded), ("doc_tag", tagged)):
        stated += [Label(kind, (value,), value, method=method) for kind, value in fields]
    return stated, text


def _about_story(
    labels: Mapping[int, Sequence[Label]], line_roles: Sequence[Role], body: Body
) -> Iterator[Label]:
    """Labels but those in the middle of the story, which are text."""
    prose = [n for n in body.kept if line_roles[n] is Role.PROSE]
    inner = range(prose[2] + 1, prose[-2]) if len(prose) >= FEWEST_INNER else range(0)
    for number, found in labels.items():
        if number not in inner:
            yield from found


def _language(document: Document, stated: Sequence[Label]) -> Resolved[str]:
    """The language: declared, or told by the long lines."""
    for label in stated:
        if label.kind == "language" and (code := language_code(label.values[0])):
            return resolve([Candidate(code, label.method, label.raw)])
    code, method = language_of_lines(line.text for line in document.lines)
    return resolve([Candidate(code, method, document.lines[0].text)] if code and document.lines else [])


def _reason(document: Document) -> RejectionReason:
    lines = document.lines
    words = sum(line.words for line in lines if not is_furniture(line))
    short_lines = sum(line.words < 8 for line in lines)
    listed = words >= MIN_WORDS or (len(lines) >= 4 and short_lines > len(lines) * 0.7)
    reason = RejectionReason.NO_ARTICLE if listed else RejectionReason.TOO_SHORT
    return refused([line.text for line in lines], reason)


def _stated(labels: Sequence[Label], *kinds: str) -> Resolved[tuple[str, ...]]:
    """The values of the first label of the kinds, in their order."""
    return resolve(
        Candidate(label.values, label.method, label.raw)
        for kind in kinds
        for label in labels
        if label.kind == kind and label.values
    )


def _linked_under_date(document: Document, header: Header, body: Body) -> Iterator[Candidate[Credit]]:
    """A line above the story that is nothing but a linked name right below the date: the source."""
    lines = document.lines
    known = {fold(name) for name in (*header.authors, header.publisher or "")}
    for number in range(1, body.start):
        line = lines[number]
        above = lines[max(0, number - 2) : number]
        bare = len(line.links) == 1 and line.links[0].text == line.text and not (line.level or line.item)
        if not bare or line.words > MAX_SOURCE_WORDS or number in header.taken:
            continue
        if fold(line.text) in known:
            continue
        if not header.authors and line.words > 1 and split_authors(line.text, language=document.language):
            continue
        dated = any(dates_in(other.text) and other.words <= MAX_DATELINE_WORDS for other in above)
        if dated and line.text[:1].isalnum() and not line.text[:1].islower() and not is_furniture(line):
            url = line.links[0].url
            credit = Credit(name=line.text, url=url if url.startswith("http") else None)
            yield Candidate(credit, "dateline_link", line.raw, frozenset({number}))


def _credit(article: Article, header: Header, labels: Sequence[Label], body: Body) -> Resolved[Credit]:
    stated = [
        Phrase(value, label.raw, Kind.LABEL, Names.LABELLED, links=label.links)
        for label in labels
        if label.kind == "source"
        for value in label.values
    ]
    found = find_credit(article, publisher_name=header.publisher, byline=header.byline, sources=stated)
    return resolve([*found.candidates, *_linked_under_date(article.document, header, body)], same=source)
