"""What an erasure would come to, and nothing of it done."""

from __future__ import annotations

from dataclasses import dataclass, field

from copydesk.erasing.finding import comes_under, find, key_name, names_in
from copydesk.erasing.places import Places
from copydesk.erasure import Name


@dataclass(slots=True)
class Plan:
    """What would go, and what would be mended."""

    articles: list[str] = field(default_factory=list)
    """Their ids."""
    keys: list[str] = field(default_factory=list)
    """Of objects that would be refused whole."""
    shared_keys: list[str] = field(default_factory=list)
    """Of objects that hold other articles too: they stay, with what they say."""
    versions: int = 0
    """Of the first, current and noncurrent, delete markers too: deleted if objects are to be."""
    clusters: list[str] = field(default_factory=list)
    """Clusters that the articles are in."""
    messages: dict[str, int] = field(default_factory=dict)
    """In queues of dead letters, by the queue."""
    waiting: dict[str, int] = field(default_factory=dict)
    """All that wait in the other queues, which would be looked through."""


def plan(places: Places, name: Name) -> Plan:
    """Look for what comes under a name. Writes nothing; messages of dead letters are kept from others meanwhile."""
    made = Plan()
    for found in find(places, name, tidy=False):
        if found.whole:
            made.keys.append(found.key)
            made.articles += _articles_of(places, found.bucket, found.key)
            made.versions += len(places.inbox_of(found.bucket).versions(found.key, whole_key=True))
        elif found.article is not None:
            made.shared_keys.append(found.key)
            made.articles.append(found.article.article_id)
    members = places.clusters.members(made.articles).values()
    made.clusters = sorted({one.cluster_id for one in members if one.alive and one.cluster_id})
    made.shared_keys = sorted(set(made.shared_keys))
    _look_at_queues(places, name, made)
    return made


def _articles_of(places: Places, bucket: str, key: str) -> list[str]:
    stored = places.articles.read(places.outcomes.article_ids(bucket, key))
    return sorted(one.article_id for one in stored if one.article is not None)


def _look_at_queues(places: Places, name: Name, made: Plan) -> None:
    wanted = {name, *(key_name(places.inbox.bucket, key) for key in made.keys)}
    unsalted = {one.hashed(b"") for one in wanted}  # nothing may be written yet, so there may be no salt
    for title, queue in places.queues.items():
        if "dead" in title:
            found = queue.search(
                lambda body: comes_under(names_in(places, body), unsalted, b""), delete=False, redriven=False
            )
            made.messages[title] = found.found
        else:
            made.waiting[title] = queue.waiting()
