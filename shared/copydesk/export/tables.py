"""The tables of an export, once for every format: their columns, types and meanings. Pure.

A *cell* is a value as SQLite holds it: text, a number, or None. Times, lists and objects are text in a form that
sorts and parses; each format makes of a cell what its own types are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Cell = str | int | float | None
Row = tuple[Cell, ...]


class Kind(StrEnum):
    """The type of a column."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"  # a cell is 0 or 1
    DAY = "day"  # `2024-05-06`
    TIME = "time"  # in UTC, to the microsecond, so that text sorts by time: `2024-05-06T07:08:09.000000Z`
    TEXTS = "list of text"  # a cell is a JSON array
    JSON = "JSON"  # a cell is a JSON text


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `refers` names the table whose key it holds."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    refers: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `key` names the columns that tell its rows apart."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str, **more: object) -> Column:
    return Column(name, Kind.TEXT, meaning, **more)  # type: ignore[arg-type]


ARTICLES = Table(
    "articles",
    "every article, with its text",
    ("article_id",),
    (
        _text(
            "article_id",
            "of bucket, key and the item's own id or position, the same for every version",
            required=True,
        ),
        _text("url", "canonical, without tracking parameters"),
        _text("title", "headline, without the site's name"),
        Column("authors", Kind.TEXTS, "names of people, in the order of the byline", required=True),
        _text("published_at", "as the source gives it: a day, or a time with its offset where there is one"),
        Column("published_on", Kind.DAY, "the day of it in UTC"),
        Column("published_at_utc", Kind.TIME, "the time of it in UTC; null where only a day is known"),
        _text("modified_at", "as the source gives it"),
        Column("modified_at_utc", Kind.TIME, "the time of it in UTC"),
        _text("embargoed_until", "as its provider gives it"),
        _text("publisher_name", "who published it, as the article spells it"),
        _text("publisher_domain", "host without www."),
        _text("credit_name", "the source that it names as its origin"),
        _text("credit_url", "where the credit links to"),
        Column("regions", Kind.TEXTS, "places that the source files it under", required=True),
        Column("topics", Kind.TEXTS, "sections, themes and keywords of the source", required=True),
        _text("language", "ISO 639-1 code"),
        Column("news_item", Kind.JSON, "which item of an agency it is: provider, id, version and status"),
        _text("text", "paragraphs separated by a blank line"),
        _text("excerpt", "the first words of the text, or the page's description"),
        Column("word_count", Kind.INTEGER, "words of the text", required=True),
        Column("images", Kind.TEXTS, "URLs", required=True),
        Column("provenance", Kind.JSON, "field name to where it was read from", required=True),
        _text("boilerplate_version", "of what publishers repeat, as extraction took it away"),
        Column("stripped", Kind.JSON, "the paragraphs that were taken away for it: place and text"),
        _text("object", "the file that it was found in: s3://bucket/key", required=True, refers="outcomes"),
        _text("bucket", "of the object", required=True),
        _text("key", "of the object", required=True),
        _text("version_id", "of the object that was read"),
        _text("etag", "of the object that was read", required=True),
        Column("size", Kind.INTEGER, "bytes of the object", required=True),
        Column("uploaded_at", Kind.TIME, "when S3 received the object", required=True),
        Column("position", Kind.INTEGER, "of the article in its object", required=True),
        Column("ingested_at", Kind.TIME, "when the pipeline began to read the object; null outside of it"),
        Column(
            "reread_at", Kind.TIME, "when it was read again and came out otherwise; null where it never was"
        ),
        Column("generation", Kind.INTEGER, "which reading of its key this is; null outside of a stack"),
    ),
)

COPIES = Table(
    "copies",
    "every article that is in a cluster, also alone, and why it is there",
    ("article_id",),
    (
        _text("article_id", "of the copy", required=True, refers="articles"),
        _text("cluster_id", "of the cluster that it is in", required=True, refers="clusters"),
        Column("generation", Kind.INTEGER, "which reading of its key this is; null outside of a stack"),
        Column("is_canonical", Kind.BOOLEAN, "whether it stands for the cluster", required=True),
        Column(
            "is_first_seen",
            Kind.BOOLEAN,
            "whether it was ingested first, which does not make it the origin; null outside of a stack",
        ),
        _text("match_article_id", "the article that it was found to be a copy of", refers="articles"),
        _text("match_relation", "how it relates to that one"),
        Column("match_shared_shingles", Kind.INTEGER, "in the sample or sets compared"),
        Column("match_total_shingles", Kind.INTEGER, "in the union of what was compared"),
        Column("match_jaccard", Kind.REAL, "shared of total"),
        Column("match_containment", Kind.REAL, "share of this article's shingles that the other has"),
        Column("match_containment_of_other", Kind.REAL, "share of the other's that this one has"),
        _text("match_method", "what was compared"),
        _text("match_algorithm", "name and version of the rule that decided"),
        Column("match_threshold", Kind.REAL, "containment that the rule asked for"),
        Column(
            "further_matches",
            Kind.JSON,
            "other matches that brought whole clusters together: a list",
            required=True,
        ),
    ),
)

CLUSTERS = Table(
    "clusters",
    "articles that are copies of one text; most have one",
    ("cluster_id",),
    (
        _text("cluster_id", "that it has now", required=True),
        _text(
            "canonical_article_id",
            "the copy that stands for all: not necessarily the first",
            required=True,
            refers="articles",
        ),
        _text(
            "first_seen_article_id",
            "the copy that was ingested first, which does not make it the origin; null outside of a stack",
            refers="articles",
        ),
        Column("size", Kind.INTEGER, "copies, the canonical one included", required=True),
        Column("credited", Kind.TEXTS, "sources that copies name as their origin, as spelled", required=True),
        Column(
            "independent_origins",
            Kind.INTEGER,
            "newsrooms that published something of their own; null where an article was not given",
        ),
        Column("reran", Kind.INTEGER, "other newsrooms, whose copies are all re-run; likewise"),
        Column("origins", Kind.JSON, "each origin, its copies and those that re-ran them: a list; likewise"),
        Column("version", Kind.INTEGER, "rises by one with every change; null outside of a stack"),
    ),
)

OUTCOMES = Table(
    "outcomes",
    "what became of every file",
    ("object",),
    (
        _text("object", "s3://bucket/key", required=True),
        _text("bucket", "the inbox", required=True),
        _text("key", "name of the file", required=True),
        Column("generation", Kind.INTEGER, "how often it was read; null outside of a stack"),
        _text(
            "status",
            "pending, indexed, rejected, failed, removed; unreadable outside of a stack",
            required=True,
        ),
        _text("reason", "why, where it was rejected"),
        _text(
            "file_kind",
            "what the file is, where it is of no format that is read, or a PDF that cannot be opened",
        ),
        _text("error", "what the last try failed with, where it failed and was not killed"),
        _text("version_id", "of the object that was read"),
        _text("etag", "of the object that was read"),
        Column("size", Kind.INTEGER, "bytes"),
        Column("positions", Kind.INTEGER, "article positions in use", required=True),
        Column("waiting", Kind.INTEGER, "articles not done yet; null for an object of one article"),
        Column("counts", Kind.JSON, "articles by outcome", required=True),
        Column("claimed_at", Kind.TIME, "when this reading began; null outside of a stack"),
        Column("updated_at", Kind.TIME, "when any of this last changed; null outside of a stack"),
        Column("made_by", Kind.JSON, "what read it last, and found this; null outside of a stack"),
    ),
)

REMOVED = Table(
    "removed",
    "what is gone since an earlier export; only in an export of what changed",
    ("kind", "id"),
    (
        _text("kind", "`article` or `cluster`", required=True),
        _text("id", "its id", required=True),
        _text("merged_into", "of a cluster that became part of another: that one"),
    ),
)

# Of every export; one of what changed has `REMOVED` too.
TABLES = (ARTICLES, COPIES, CLUSTERS, OUTCOMES)


def described() -> str:
    """The tables as docs/export.md shows them."""
    return "\n".join(line for table in (*TABLES, REMOVED) for line in _described(table))


def _described(table: Table) -> list[str]:
    meaning = table.meaning[0].upper() + table.meaning[1:]
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [
        f"### {table.name}",
        "",
        f"{meaning}. Key: {key}.",
        "",
        "| column | type | meaning |",
        "|---|---|---|",
    ]
    for column in table.columns:
        optional = "" if column.required else "?"
        refers = f" → [{column.refers}](#{column.refers})" if column.refers else ""
        lines.append(f"| `{column.name}`{optional} | {column.kind}{refers} | {column.meaning} |")
    return [*lines, ""]
