"""The stories of a stack, with the texts of their copies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

from copydesk.article import Article
from copydesk.client import Desk, DeskError, NotFound
from copydesk.report.story import Story, story_of

# Articles read at once. boto3 keeps ten connections.
READERS = 10

# Articles of one story whose texts are read, by id: a larger one is told of without the others' texts.
MOST_TEXTS = 2000


def story(desk: Desk, cluster_id: str) -> Story:
    """A cluster's story. One Query, and a GetItem for each copy.

    Raises:
        NotFound: there is no such cluster.
        DeskError: the stack could not be asked.
    """
    cluster = desk.cluster(cluster_id)
    names = [cluster.canonical.article_id, *(copy.article_id for copy in cluster.copies)][:MOST_TEXTS]
    with ThreadPoolExecutor(READERS) as threads:
        articles = threads.map(partial(_article, desk), dict.fromkeys(names))
        return story_of(cluster, {one.article_id: one for one in articles if one})


def stories_of_day(desk: Desk, day: date | str, most: int) -> tuple[list[Story], int]:
    """The largest stories of a day's feed that have two copies or more, and how many more there are.

    Raises:
        ValueError: `day` is no day.
        DeskError: the stack could not be asked.
    """
    entries = [entry for entry in desk.feed(day) if entry.size > 1]
    entries.sort(key=lambda entry: (-entry.size, entry.cluster_id))
    found = []
    for entry in entries[:most]:
        try:
            found.append(story(desk, entry.cluster_id))
        except NotFound:  # the feed follows within a second
            continue
    return found, max(0, len(entries) - most)


def _article(desk: Desk, article_id: str) -> Article | None:
    """An article; none where it has just gone, or its text cannot be read."""
    try:
        return desk.article(article_id)
    except NotFound:
        return None
    except DeskError as error:
        if error.__class__ is DeskError:
            return None
        raise
