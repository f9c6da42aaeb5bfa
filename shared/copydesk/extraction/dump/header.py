"""What stands around a dump's story, as it is found: fields, their provenance, the lines they took."""

from __future__ import annotations

from dataclasses import dataclass, field

from copydesk.article import Provenance
from copydesk.extraction.dates import parse_date
from copydesk.extraction.dump.labels import Label
from copydesk.extraction.names import split_authors

MAX_RAW = 300


@dataclass(slots=True)
class Header:
    """What was found, each field with its provenance, and the numbers of the lines that it took."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    modified_at: str | None = None
    publisher: str | None = None
    byline: str | None = None
    provenance: dict[str, Provenance] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)
    title_at: int | None = None

    def note(self, name: str, method: str, raw: str) -> None:
        """Record where a field came from."""
        self.provenance[name] = Provenance(method=method, raw=raw[:MAX_RAW])


def read_labels(header: Header, labels: list[Label], language: str | None) -> None:
    """Set what label lines and front matter say."""
    for label in labels:
        value = ", ".join(label.values)
        if label.kind == "title" and not header.title and value:
            header.title = value
            header.note("title", label.method, label.raw)
        elif (
            label.kind == "date" and not header.published_at and (day := parse_date(value, language=language))
        ):
            header.published_at = day
            header.note("published_at", label.method, label.raw)
        elif (
            label.kind == "modified"
            and not header.modified_at
            and (day := parse_date(value, language=language))
        ):
            header.modified_at = day
            header.note("modified_at", label.method, label.raw)
        elif (
            label.kind == "author"
            and not header.authors
            and (names := split_authors(value, language=language))
        ):
            header.authors = names
            header.note("authors", label.method, label.raw)
        elif label.kind == "publisher" and not header.publisher and value and len(value.split()) <= 8:
            header.publisher = value
            header.note("publisher", label.method, label.raw)
