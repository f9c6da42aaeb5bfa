"""Round-ups and the stories in them: links between articles of different clusters, kept with both.

A link is a function of two fingerprints alone, as a match is; what people decide on a pair is about copies. It is
put while both articles are alive, and taken away with the first of them to go.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

from copydesk.chunks import chunks
from copydesk.cluster import CARRYING, Link, Similarity
from copydesk.clustering.evidence import match_with
from copydesk.clustering.links import is_living
from copydesk.clustering.records import ArticleRef
from copydesk.clustering.store import COMMIT_LIMIT, CheckMember, ClusterStore, DeleteLink, PutLink
from copydesk.matching.compare import compare, finding
from copydesk.matching.finding import Finding
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.settings import MatchSettings

Prints = Mapping[ArticleRef, Fingerprint]


def carrying(left: Fingerprint, right: Fingerprint, settings: MatchSettings) -> Similarity | None:
    """How two articles relate of which one carries the other, from the left one's point of view; None for others."""
    if finding(left, right, settings) is not Finding.CARRIED:
        return None
    return compare(left, right, settings)


def keep_link(store: ClusterStore, left: ArticleRef, right: ArticleRef, similarity: Similarity) -> None:
    """Keep that one of two articles carries the other, with both, if both are alive.

    Doing it again changes nothing.

    Raises:
        Conflict: one of them went, or moved, meanwhile.
    """
    members = store.members([left.article_id, right.article_id])
    standing = [members[ref.article_id] for ref in (left, right) if is_living(ref, members)]
    if len(standing) == 2:
        link = Link(
            article_id=left.article_id,
            generation=left.generation,
            match=match_with(right.article_id, similarity),
            match_generation=right.generation,
        )
        # From the moment that a membership is dead no link can be put, and who retires it looks for them after that.
        checks = [CheckMember(member.article_id, member.version) for member in standing]
        store.commit([PutLink(link), PutLink(link.mirrored()), *checks])


def keep_links_across(store: ClusterStore, parts: Iterable[Sequence[ArticleRef]], prints: Prints) -> None:
    """Keep the links between articles that are about to be in different clusters.

    Raises:
        Conflict: one of them went, or moved, meanwhile.
    """
    for left, right in _candidates_across(parts, prints):
        similarity = carrying(prints[left], prints[right], store.settings)
        if similarity is not None:
            keep_link(store, left, right, similarity)


def drop_links(store: ClusterStore, links: Iterable[Link]) -> None:
    """Take links away, with both of their articles.

    Raises:
        Conflict: another worker writes one of them.
    """
    for chunk in chunks(list(links), COMMIT_LIMIT // 2):
        store.commit([DeleteLink(one) for link in chunk for one in (link, link.mirrored())])


def holds(store: ClusterStore, link: Link) -> bool:
    """Whether a link is of two living articles that relate as it says, and is kept with the other one too."""
    left = ArticleRef(link.article_id, link.generation)
    right = ArticleRef(link.match.article_id, link.match_generation)
    members = store.members([left.article_id, right.article_id])
    prints = store.fingerprints([left, right])
    if len(prints) < 2 or not (is_living(left, members) and is_living(right, members)):
        return False
    found = compare(prints[left], prints[right], store.settings)
    said = found.relation in CARRYING and match_with(right.article_id, found) == link.match
    return said and link.mirrored() in store.links(right.article_id)


def mend_link(store: ClusterStore, link: Link) -> None:
    """Take a link away with both articles, and keep them linked if one carries the other.

    Raises:
        Conflict: one of them went, or moved, meanwhile.
    """
    drop_links(store, [link])
    left = ArticleRef(link.article_id, link.generation)
    right = ArticleRef(link.match.article_id, link.match_generation)
    prints = store.fingerprints([left, right])
    similarity = carrying(prints[left], prints[right], store.settings) if len(prints) == 2 else None
    if similarity is not None:
        keep_link(store, left, right, similarity)


def _candidates_across(
    parts: Iterable[Sequence[ArticleRef]], prints: Prints
) -> list[tuple[ArticleRef, ArticleRef]]:
    """Each pair of articles of different parts that share an index key, once."""
    posted: dict[int, dict[int, list[ArticleRef]]] = defaultdict(lambda: defaultdict(list))
    for number, part in enumerate(parts):
        for ref in part:
            for key in prints[ref].keys:
                posted[key][number].append(ref)
    pairs = (
        pair
        for sharing in posted.values()
        for some, others in combinations(sharing.values(), 2)
        for pair in product(some, others)
    )
    return sorted(set(pairs))
