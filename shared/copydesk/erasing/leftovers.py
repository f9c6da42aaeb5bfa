"""One article erased, down to what workers that died left of it."""

from __future__ import annotations

from datetime import datetime

from copydesk.clustering.clusterer import Superseded
from copydesk.erasing.places import Places
from copydesk.storage.listings import Note


def erase_article(places: Places, article_id: str, generation: int, *, until: datetime | None) -> list[Note]:
    """Take an article out of everything, as of a generation of its key, and leave its tombstone. Can be repeated.

    Args:
        places: where it may be.
        article_id: of the article.
        generation: of its key.
        until: when its tombstone may be forgotten; None keeps it.

    Returns:
        What it was listed by, for `ListingStore.take_away` at the end.

    Raises:
        Superseded: a later generation is there.
        copydesk.retrying.Contended: the clusters were too busy; call again.
    """
    stored = {one.article_id: one for one in places.articles.read([article_id])}.get(article_id)
    member = places.clusters.members([article_id]).get(article_id)
    left = [stored.filed_under] if stored is not None and stored.filed_under else []
    for name in left if stored is not None and stored.generation <= generation else ():
        places.filing.leave(name, article_id, generation)
    if not places.articles.remove(article_id, generation, left=left):
        raise Superseded(article_id)
    places.clusterer.erase(article_id, generation)
    for ref, print_ in places.clusters.every_fingerprint(article_id).items():
        if ref.generation <= generation:
            places.clusters.delete_postings(print_.keys, ref)
            places.clusters.delete_fingerprint(ref)
    known = (stored.generation if stored else generation, member.generation if member else generation)
    notes = places.listings.erase(article_id, max(1, min(*known, generation)), generation)
    places.overflow.delete(f"texts/{article_id}/")
    places.overflow.delete(f"messages/{article_id}/")
    if until is not None:
        places.clusters.expire(article_id, until)
    return notes
