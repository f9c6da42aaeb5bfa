"""Records to rows of the export's tables. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from copydesk.article import Article
from copydesk.cluster import Cluster, Copy, Match
from copydesk.export.tables import ARTICLES, CLUSTERS, COPIES, OUTCOMES, Cell, Kind, Row, Table
from copydesk.moments import published_key
from copydesk.origins import Origins
from copydesk.outcome import ObjectOutcome, object_uri
from copydesk.unicode import encodable

# Fields of `Match` but the other article's id, in the order of the columns.
_MATCH_FIELDS = tuple(
    name.removeprefix("match_")
    for name in COPIES.names
    if name.startswith("match_") and name != "match_article_id"
)


def article_row(article: Article, generation: int | None = None, *, has_text: bool = True) -> Row:
    """An article as a row."""
    publisher, credit, found = article.publisher, article.credit, article.object
    values = article.model_dump(mode="json", exclude={"object", "publisher", "credit"})
    day, moment = _utc(article.published_at)
    return _row(
        ARTICLES,
        {
            **values,
            **found.model_dump(),
            "published_on": day,
            "published_at_utc": moment,
            "modified_at_utc": _utc(article.modified_at)[1],
            "publisher_name": publisher and publisher.name,
            "publisher_domain": publisher and publisher.domain,
            "credit_name": credit and credit.name,
            "credit_url": credit and credit.url,
            "object": object_uri(found.bucket, found.key),
            "ingested_at": article.ingested_at,
            "reread_at": article.reread_at,
            "generation": generation,
            "text": article.text if has_text else None,
        },
    )


def cluster_row(cluster: Cluster) -> Row:
    """A cluster as a row."""
    return _row(
        CLUSTERS,
        {
            "cluster_id": cluster.cluster_id,
            "canonical_article_id": cluster.canonical.article_id,
            "first_seen_article_id": cluster.first_seen,
            "size": cluster.size,
            "credited": cluster.credited,
            **origin_values(cluster.origins),
            "version": cluster.version,
        },
    )


def origin_values(origins: Origins) -> dict[str, Any]:
    """The values of a cluster's row that tell of its origins."""
    return {
        "independent_origins": origins.independent,
        "reran": origins.reran,
        "origins": [one.model_dump(mode="json") for one in origins.origins],
    }


def copy_rows(cluster: Cluster) -> Iterator[Row]:
    """A cluster's copies as rows."""
    for copy in cluster.copies:
        yield copy_row(
            copy.article_id,
            cluster.cluster_id,
            copy.match,
            generation=copy.generation,
            is_canonical=copy.article_id == cluster.canonical.article_id,
            is_first_seen=copy.article_id == cluster.first_seen,
            further=copy,
        )


def copy_row(
    article_id: str,
    cluster_id: str,
    match: Match | None,
    *,
    is_canonical: bool,
    is_first_seen: bool | None = None,
    generation: int | None = None,
    further: Copy | None = None,
) -> Row:
    """An article's place in a cluster as a row."""
    values: dict[str, Any] = (
        {f"match_{name}": getattr(match, name) for name in _MATCH_FIELDS} if match else {}
    )
    return _row(
        COPIES,
        {
            **values,
            "article_id": article_id,
            "cluster_id": cluster_id,
            "generation": generation,
            "is_canonical": is_canonical,
            "is_first_seen": is_first_seen,
            "match_article_id": match and match.article_id,
            "further_matches": [one.model_dump(mode="json") for one in further.further_matches]
            if further
            else [],
        },
    )


def outcome_row(outcome: ObjectOutcome) -> Row:
    """What became of an object as a row."""
    return _row(OUTCOMES, outcome.model_dump())


def row_of(table: Table, values: Mapping[str, Any]) -> Row:
    """A row of any table from plain values; of a column that is not named, none."""
    return _row(table, values)


def _row(table: Table, values: Mapping[str, Any]) -> Row:
    return tuple(_cell(column.kind, values.get(column.name)) for column in table.columns)


def _cell(kind: Kind, value: Any) -> Cell:
    if value is None:
        return "[]" if kind is Kind.TEXTS else None
    match kind:
        case Kind.BOOLEAN | Kind.INTEGER:
            return int(value)
        case Kind.REAL:
            return float(value)
        case Kind.TIME:
            return time_cell(value if isinstance(value, datetime) else datetime.fromisoformat(value))
        case Kind.TEXTS:
            return encodable(json.dumps(list(value), ensure_ascii=False))
        case Kind.JSON:
            return encodable(json.dumps(value, ensure_ascii=False))
        case Kind.TEXT | Kind.DAY:
            return encodable(str(value))


def time_cell(moment: datetime) -> str:
    """A time in UTC as a cell; one without an offset is taken for UTC."""
    try:
        utc = moment.astimezone(UTC) if moment.tzinfo else moment
    except OverflowError:  # in the first hours of the year 1, or the last of 9999
        utc = moment
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _utc(text: str | None) -> tuple[str | None, str | None]:
    """The day and the time of a date as sources give it."""
    if text is None:
        return None, None
    moment = time_cell(datetime.fromisoformat(text)) if "T" in text else None
    return published_key(text)[:10], moment
