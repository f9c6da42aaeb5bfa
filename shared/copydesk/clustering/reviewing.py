"""Pairs that a little more in common would have made copies: for people to look at, and to decide on."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from copydesk.article import Record
from copydesk.cluster import Similarity
from copydesk.clustering.clusterer import CANDIDATES_PER_KEY
from copydesk.clustering.store import ClusterStore
from copydesk.clustering.verdicts import verdicts_of


class NearPair(Record):
    """Two articles in different clusters whose texts share almost as much as copies do."""

    articles: tuple[str, str] = Field(description="their ids")
    share: float = Field(ge=0, le=1, description="of the shorter text, that lies in the longer one")
    threshold: float = Field(ge=0, le=1, description="share that would have made them copies")
    algorithm: str = Field(description="name and version of the rule that decided")


def near_pair(one: str, other: str, similarity: Similarity) -> NearPair:
    """The pair of a similarity that `Verdicts.near` found."""
    return NearPair(
        articles=(one, other),
        share=max(similarity.containment, similarity.containment_of_other),
        threshold=similarity.threshold,
        algorithm=similarity.algorithm,
    )


def near(store: ClusterStore, article_id: str) -> Iterator[NearPair]:
    """The articles in other clusters that an article is nearly a copy of, and on which nobody has decided.

    Reads what a look-up reads: a hundred articles under each key.
    """
    member = store.members([article_id]).get(article_id)
    own = None if member is None or not member.alive else store.fingerprints([member.ref]).get(member.ref)
    if member is None or own is None:
        return
    verdicts = verdicts_of([member], store.settings)
    found = store.postings(own.keys, CANDIDATES_PER_KEY).shared_keys
    members = store.members(ref.article_id for ref in found)
    apart = [
        ref for ref in sorted(found) if (one := members.get(ref.article_id)) and one.alive and one.ref == ref
    ]
    apart = [ref for ref in apart if members[ref.article_id].cluster_id != member.cluster_id]
    for ref, print_ in sorted(store.fingerprints(apart).items()):
        similarity = verdicts.near(article_id, ref.article_id, own, print_)
        if similarity is not None:
            yield near_pair(article_id, ref.article_id, similarity)
