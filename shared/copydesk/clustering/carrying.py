"""Round-ups and the stories in them: found anew from the index whenever asked, so there is nothing to keep right."""

from __future__ import annotations

from copydesk.cluster import CARRYING, Match
from copydesk.clustering.clusterer import CANDIDATES_PER_KEY
from copydesk.clustering.evidence import match_with, strength
from copydesk.clustering.records import ArticleRef
from copydesk.clustering.store import ClusterStore
from copydesk.matching.compare import compare


def carried_and_carrying(store: ClusterStore, article_id: str) -> list[Match]:
    """Whom a living article carries among other stories, and who carries it, the strongest match first.

    In no cluster for that. Costs what adding the article cost to look up: a Query for each of its keys, and
    their articles' memberships and fingerprints. Empty for an article that is not there.
    """
    member = store.members([article_id]).get(article_id)
    if member is None or not member.alive:
        return []
    own = store.fingerprints([member.ref]).get(member.ref)
    if own is None:
        return []
    posted = [ref for ref in store.postings(own.keys, CANDIDATES_PER_KEY).shared_keys if ref != member.ref]
    living = _living(store, posted)
    found = [
        match_with(ref.article_id, similarity)
        for ref, print_ in store.fingerprints(living).items()
        if (similarity := compare(own, print_, store.settings)).relation in CARRYING
    ]
    return sorted(found, key=lambda match: (strength(match), match.article_id), reverse=True)


def _living(store: ClusterStore, refs: list[ArticleRef]) -> list[ArticleRef]:
    members = store.members(ref.article_id for ref in refs)
    return [ref for ref in refs if (one := members.get(ref.article_id)) and one.alive and one.ref == ref]
