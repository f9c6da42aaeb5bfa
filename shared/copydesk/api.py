"""What needs no AWS, as functions: the articles of a file, and the copies among articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any

from copydesk.article import Article
from copydesk.clustering.verdicts import Verdicts
from copydesk.decision import PairDecision, holding
from copydesk.extraction import Extracted, Limits, extract_bounded
from copydesk.extraction.column_names import columns_of
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.settings import USUAL, MatchSettings
from copydesk.pipeline.grouping import Collection, GroupArticle, Grouped


def extract(
    data: bytes | str,
    *,
    content_type: str | None = None,
    boilerplate: Boilerplate | None = None,
    limits: Limits | None = None,
    columns: Mapping[str, str | list[str]] | None = None,
) -> Iterator[Extracted]:
    """The articles of one file, of any of the formats of docs/formats.md, also gzipped.

    One answer for each place in the file where an article may stand: `draft` is the article, or None and
    `reason` says why there is none. A file that holds no article gives one such answer. No network, no clock.

        for found in copydesk.extract(Path("story.html").read_bytes()):
            print(found.draft.title if found.draft else found.reason)

    Args:
        data: the file's bytes. Their encoding is found out; a text is taken as it is.
        content_type: of the HTTP answer that they came in, of which the charset counts.
        boilerplate: what publishers are known to repeat, as `copydesk boilerplate learn` finds it. It is left out
            of the texts.
        limits: on time and memory. An article that exceeds them has the reason `timeout` or `too_large`.
        columns: for a field of an article, such as `title`, the name of its column in tables whose own names do not
            tell, or several names.

    Raises:
        UnknownField: `columns` names no field of an article, or no column. It is a ValueError.
        ExtractionFailed: a process to read the file in could not work. Nothing that a file holds raises it.
    """
    if isinstance(data, str):
        data, content_type = data.encode("utf-8", "replace"), "text/plain; charset=utf-8"
    return extract_bounded(
        data,
        content_type=content_type,
        boilerplate=boilerplate,
        limits=limits,
        columns=columns_of(columns or {}),
    )


def group(
    articles: Iterable[Article | Mapping[str, Any]],
    *,
    boilerplate: Boilerplate | None = None,
    settings: MatchSettings | None = None,
    decisions: Iterable[PairDecision | Mapping[str, Any]] = (),
    executor: Executor | None = None,
) -> list[Grouped]:
    """The clusters of copies among articles, by the rules of the deployed stack, in memory.

    One answer for each id, in the order in which the ids first come: the id of its cluster, whether it is the
    canonical copy, and the match that made it a copy. Of several articles with one id the last counts; the order
    decides nothing else.

        for found in copydesk.group([{"id": "a", "text": ...}, {"id": "b", "text": ...}]):
            print(found.id, found.cluster_id, found.match.relation if found.match else "-")

    Args:
        articles: records of `Desk`, or mappings with `id` and `text`, and `title`, `publisher`, `url`, `published`
            (ISO 8601), `credit` where they are known. Other keys are ignored.
        boilerplate: what publishers are known to repeat, which makes no copies. Learned from these articles unless
            given; `Boilerplate()` knows of nothing.
        settings: how alike copies have to be; as in a stack whose parameters nobody changed, unless given.
        decisions: what people decided on pairs, in place of the rules: `articles`, two ids, and `says`, which is
            `copy`, `not_copy` or `rule`. Of two on one pair the one of the later `version` holds, else the last.
        executor: processes to share the work among, such as a `ProcessPoolExecutor`.

    Raises:
        pydantic.ValidationError: a mapping has no id, or a field has the wrong type; or a decision has. It is a
            ValueError.
    """
    collection = Collection(map(_group_article, articles), executor)
    verdicts = Verdicts(holding(map(PairDecision.model_validate, decisions)), settings or USUAL)
    return list(collection.group(collection.learn() if boilerplate is None else boilerplate, verdicts))


def _group_article(article: Article | Mapping[str, Any]) -> GroupArticle:
    if not isinstance(article, Article):
        return GroupArticle.model_validate(article)
    return GroupArticle(
        id=article.article_id,
        text=article.text,
        title=article.title,
        publisher=article.publisher.label if article.publisher else None,
        url=article.url,
        published=article.published_at,
        credit=article.credit,
    )
