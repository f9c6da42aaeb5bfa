"""What stands around a dump's story: each field decided among the candidates that its lines and labels give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copydesk.article import Publisher
from copydesk.extraction.dates import parse_date
from copydesk.extraction.document import Document
from copydesk.extraction.dump.alone import Role
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.bylines import signed_byline, unsigned_bylines
from copydesk.extraction.dump.datelines import datelines
from copydesk.extraction.dump.labels import Label, labelled
from copydesk.extraction.dump.mentions import Known
from copydesk.extraction.dump.publishers import publishers, with_domains
from copydesk.extraction.dump.titles import headlines
from copydesk.extraction.evidence import Resolved, resolve
from copydesk.extraction.names import split_authors
from copydesk.extraction.phrases import fold

MAX_PUBLISHER_WORDS = 8


@dataclass(frozen=True, slots=True)
class Header:
    """Title, authors, days and publisher as they were decided, by the names of a draft's fields; and their places."""

    fields: Mapping[str, Resolved[Any]]
    title_at: int | None
    """The number of the title's line."""
    byline: str | None
    """The text that says who wrote the story, be it nobody's name."""
    taken: frozenset[int]
    """The numbers of the lines that say all this, and are no part of the story."""

    @property
    def authors(self) -> tuple[str, ...]:
        """Their names."""
        return self.fields["authors"].value or ()

    @property
    def publisher(self) -> str | None:
        """The publisher's name."""
        found: Publisher | None = self.fields["publisher"].value
        return found.name if found else None


def read_header(document: Document, roles: Sequence[Role], body: Body, labels: Sequence[Label]) -> Header:
    """The header of a document: what labels say, then the lines above the story, then those below it."""
    language = document.language
    titles = list(headlines(document, roles, body, labels))
    title = resolve((one.title for one in titles), same=fold)
    title_at = titles[0].at if titles else None
    taken = title.lines

    signed = signed_byline(document, body, title_at, taken)
    bylines = [signed] if signed else list(unsigned_bylines(document, body, title_at))
    named = list(labelled(labels, "author", lambda value: split_authors(value, language=language)))
    authors = resolve((*named, *(one.authors for one in bylines if one.authors.value)))
    taken |= authors.lines | (signed.authors.lines if signed else frozenset())

    def day(text: str) -> str | None:
        return parse_date(text, language=language)

    days = list(datelines(document, body, title_at))
    shown = {field: [one for name, one in days if name == field] for field in ("published_at", "modified_at")}
    sent = labelled(labels, "sent", day)
    published = resolve((*labelled(labels, "date", day), *shown["published_at"], *sent))
    modified = resolve((*labelled(labels, "modified", day), *shown["modified_at"]))
    taken |= published.lines

    known = Known(title.value, title_at, authors.value or (), taken)
    names = (
        *labelled(
            labels, "publisher", lambda name: name if len(name.split()) <= MAX_PUBLISHER_WORDS else None
        ),
        *(one.site for one in titles[:1] if one.site),
        *publishers(document, body, known),
    )
    publisher = resolve(with_domains(names, document), same=lambda one: fold(one.name or ""))
    fields: dict[str, Resolved[Any]] = {
        "title": title,
        "authors": authors,
        "published_at": published,
        "modified_at": modified,
        "publisher": publisher,
    }
    byline = bylines[0].text if bylines and (signed or not named) else None
    return Header(fields, title_at, byline or None, taken | publisher.lines)
