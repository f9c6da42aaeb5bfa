"""Which links of an article hold, by the memberships of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from copydesk.cluster import Link
from copydesk.clustering.records import ArticleRef, Member


def is_living(ref: ArticleRef, members: Mapping[str, Member]) -> bool:
    """Whether this generation of an article is alive, by memberships that were read."""
    member = members.get(ref.article_id)
    return member is not None and member.alive and member.ref == ref


def visible_links(links: Iterable[Link], members: Mapping[str, Member]) -> list[Link]:
    """Of the links of one article those that hold: both are alive, in different clusters. The strongest first.

    Both may be in one cluster through others. That says more, and whether a link is kept then depends on who came
    first.
    """
    found = []
    for link in links:
        ends = (
            ArticleRef(link.article_id, link.generation),
            ArticleRef(link.match.article_id, link.match_generation),
        )
        living = all(is_living(ref, members) for ref in ends)
        if living and len({members[ref.article_id].cluster_id for ref in ends}) == len(ends):
            found.append(link)
    return sorted(found, key=_order)


def _order(link: Link) -> tuple[float, str]:
    return -max(link.match.containment, link.match.containment_of_other), link.match.article_id
