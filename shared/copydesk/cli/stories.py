"""The stories of files: what `copydesk group` said of articles, and those articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from copydesk.article import Draft, Publisher
from copydesk.cli.files import BadInput
from copydesk.cli.lines import local_copy, numbered_lines
from copydesk.cli.rows import BadRow, Rows, read_row
from copydesk.cluster import Cluster, Copy
from copydesk.clustering.origins import independent_origins
from copydesk.lenient_json import DECODER
from copydesk.owners import Owners
from copydesk.pipeline.grouping import Collection, GroupArticle, Grouped
from copydesk.report.story import Story, story_of


class Stories(NamedTuple):
    """The largest stories of what was read."""

    told: list[Story]
    left_out: int
    """How many smaller ones there are."""
    lost: int
    """Rows that could not be read."""


def stories_of_files(paths: Sequence[Path], most: int, owners: Owners | None = None) -> Stories:
    """The stories of two copies or more that files tell of, the largest first.

    Files of articles as `group` takes them, with or without what it printed of them; without, they are grouped here.

    Raises:
        BadInput: there are groups and none of their articles, or nothing that is either.
    """
    with ExitStack() as stack:
        files = [stack.enter_context(local_copy(path)) for path in paths]
        grouped = [row for line in _lines(files) if (row := _grouped(line))]
        lost = 0
        if not grouped:
            rows = stack.enter_context(closing(Rows(files)))
            collection = Collection(rows)
            grouped = list(collection.group(collection.learn()))
            lost = rows.lost
        clusters = _clusters(grouped)
        chosen = clusters[:most]
        wanted = {row.id for rows_of_one in chosen for row in rows_of_one}
        articles = dict(_articles(_lines(files), wanted))
    if wanted and not articles:
        raise BadInput("these are groups without their articles: name the file of the articles, too")
    told = [_story(one, articles, owners) for one in chosen if any(row.id in articles for row in one)]
    return Stories(told, len(clusters) - len(told), lost)


def _lines(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        yield from (line for _, line in numbered_lines(file) if isinstance(line, str))


def _grouped(line: str) -> Grouped | None:
    """A row of `group`; None for any other."""
    if '"cluster_id"' not in line:
        return None
    try:
        return Grouped.model_validate(DECODER.decode(line))
    except (ValueError, RecursionError):
        return None


def _clusters(rows: Iterable[Grouped]) -> list[list[Grouped]]:
    """The rows of each cluster of two copies or more, the largest first."""
    found: dict[str, dict[str, Grouped]] = defaultdict(dict)
    for row in rows:
        found[row.cluster_id][row.id] = row
    several = [list(one.values()) for one in found.values() if len(one) > 1]
    return sorted(several, key=lambda one: (-len(one), one[0].cluster_id))


def _articles(lines: Iterable[str], wanted: set[str]) -> Iterator[tuple[str, Draft]]:
    for line in lines:
        if _grouped(line):
            continue
        try:
            article, _ = read_row(line)
        except BadRow:
            continue  # which `Rows`, or `group`, has told of
        if article is not None and article.id in wanted:
            yield article.id, _draft(article, DECODER.decode(line))


def _draft(article: GroupArticle, row: dict[str, Any]) -> Draft:
    """What `extract` said of an article, with its provenance; else what there is to group it by."""
    inner = row.get("article", row)
    if isinstance(inner, dict) and "provenance" in inner:
        try:
            return Draft.model_validate({name: inner[name] for name in Draft.model_fields if name in inner})
        except ValidationError:
            pass
    language = row.get("language")
    return Draft(
        language=language if isinstance(language, str) else None,
        url=article.url,
        title=article.title,
        published_at=article.published,
        publisher=Publisher(name=article.publisher) if article.publisher else None,
        credit=article.credit,
        text=article.text,
        word_count=len(article.text.split()),
    )


def _story(rows: Sequence[Grouped], articles: dict[str, Draft], owners: Owners | None) -> Story:
    there = [row for row in rows if row.id in articles]
    copies = {row.id: _copy(row, articles[row.id]) for row in there}
    canonical = next((row.id for row in there if row.canonical), there[0].id)
    cluster = Cluster(
        cluster_id=rows[0].cluster_id,
        canonical=copies[canonical],
        copies=tuple(copies.values()),
        first_seen=canonical,  # nobody kept it: no copy says when it was ingested
        credited=(),
        size=len(copies),
        origins=independent_origins(copies.values(), owners=owners),
        version=1,
    )
    return story_of(cluster, articles)


def _copy(row: Grouped, article: Draft) -> Copy:
    return Copy(
        article_id=row.id,
        generation=1,
        title=article.title,
        url=article.url,
        publisher=article.publisher,
        credit=article.credit,
        authors=article.authors,
        published_at=article.published_at,
        language=article.language,
        word_count=article.word_count,
        match=row.match,
    )
