"""Why two articles are or are not copies, as an answer."""

from __future__ import annotations

import boto3

from copydesk.client import Desk, DeskError, NotFound
from copydesk.client.names import CONFIG
from copydesk.decision import Says
from copydesk.matching.settings import USUAL
from copydesk.mcp.answers import NAME, PASSAGE, cut, fitted, line
from copydesk.storage.buckets import Overflow
from copydesk.storage.match_settings import MatchSettingsStore


def explained(desk: Desk, first: str, second: str) -> str:
    """The answer, by the rule and settings of the stack as they are now.

    Raises:
        copydesk.NotFound: there is no such article.
        copydesk.DeskError: what compares texts is not installed.
    """
    try:
        from copydesk.matching.explain import explain
        from copydesk.storage.boilerplates import BoilerplateStore
    except ModuleNotFoundError as missing:
        raise DeskError(
            f"{missing.name}, which compares texts, is not installed: pip install 'copydesk[extraction]'"
        ) from missing
    articles = desk.article(first), desk.article(second)
    names = desk.names
    boilerplates = BoilerplateStore(Overflow(boto3.client("s3", config=CONFIG), names.overflow_bucket))
    learned = [boilerplates.get(one.boilerplate_version) for one in articles]
    kept = MatchSettingsStore(
        boto3.client("dynamodb", config=CONFIG),
        articles_table=names.articles_table,
        listings_table=names.listings_table,
    ).get()
    found = explain(*articles, learned[0], learned[1], kept.in_force if kept else USUAL)
    similarity = found.similarity
    answer = {
        "copies": found.copies,
        "summary": cut(found.summary, 3 * PASSAGE),
        "one_cluster": _together(desk, first, second),
        "articles": [line(one) for one in articles],
        "relation": similarity.relation,
        "containment": round(similarity.containment, 3),
        "containment_of_other": round(similarity.containment_of_other, 3),
        "shared_shingles": similarity.shared_shingles,
        "threshold": similarity.threshold,
        "algorithm": similarity.algorithm,
        "decided": [
            {"says": one.says, "by": cut(one.by, NAME), "why": cut(one.why, PASSAGE)}
            for one in desk.decisions(first)
            if one.article_id == second and one.says is not Says.RULE
        ],
    }
    shared = ({"words": one.words, "text": cut(one.text, PASSAGE)} for one in found.passages.shared)
    return fitted(answer, "in_both", shared)


def _together(desk: Desk, first: str, second: str) -> bool:
    try:
        return desk.cluster_id(first) == desk.cluster_id(second)
    except NotFound:
        return False
