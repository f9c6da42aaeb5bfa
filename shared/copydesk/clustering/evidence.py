"""Which match a copy shows: the reason why it is in its cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copydesk.cluster import Copy, Match, Similarity
from copydesk.clustering.records import ArticleRef
from copydesk.clustering.verdicts import Verdicts
from copydesk.matching.fingerprint import Fingerprint

# When a copy loses the article it was matched with, this many others are compared before the best is taken.
NEIGHBOURS_COMPARED = 16


def match_with(article_id: str, similarity: Similarity) -> Match:
    """A similarity that has a relation, as the evidence for being a copy of that article."""
    return Match.model_validate({**dict(similarity), "article_id": article_id})


def with_match(copy: Copy, match: Match) -> Copy:
    """The copy with one more match: its first becomes the one shown, later ones are kept beside it."""
    if copy.match is None:
        return copy.model_copy(update={"match": match})
    return copy.model_copy(update={"further_matches": (*copy.further_matches, match)})


def without_matches(copy: Copy) -> Copy:
    """The copy as a cluster of one, or a header, holds it."""
    return copy.model_copy(update={"match": None, "further_matches": ()})


def renewed(
    copy: Copy,
    read_again: Mapping[str, ArticleRef],
    fingerprints: Mapping[ArticleRef, Fingerprint],
    verdicts: Verdicts,
) -> tuple[Copy, ArticleRef | None]:
    """The copy with its match with an article that was read again as it is now, and that article; or without it.

    Of matches with several such articles the first that holds is kept: a write tells of one match.
    """
    if matched(copy).isdisjoint(read_again):
        return copy, None
    kept: list[Match] = []
    found: ArticleRef | None = None
    own = fingerprints[ArticleRef(copy.article_id, copy.generation)]
    for match in filter(None, (copy.match, *copy.further_matches)):
        other = read_again.get(match.article_id)
        if other is None:
            kept.append(match)
        elif found is None:
            now = verdicts.similarity(copy.article_id, other.article_id, own, fingerprints[other])
            if now is not None:
                kept.append(match_with(other.article_id, now))
                found = other
    first = kept[0] if kept else None
    return copy.model_copy(update={"match": first, "further_matches": tuple(kept[1:])}), found


def matched(copy: Copy) -> set[str]:
    """The ids of the articles that a copy has a match with."""
    return {match.article_id for match in (copy.match, *copy.further_matches) if match}


def refreshed(
    copy: Copy,
    part: Sequence[ArticleRef],
    fingerprints: Mapping[ArticleRef, Fingerprint],
    verdicts: Verdicts,
) -> Copy:
    """The copy with matches to members of its part alone, as they are decided; a new one where none is left."""
    if len(part) == 1:
        return without_matches(copy)
    ids = {ref.article_id for ref in part}
    matches = [match for match in (copy.match, *copy.further_matches) if match and match.article_id in ids]
    kept = [match for match in matches if verdicts.hold(copy.article_id, match)]
    if not kept:
        kept = [_best_match(ArticleRef(copy.article_id, copy.generation), part, fingerprints, verdicts)]
    if kept[0] == copy.match and len(kept) == 1 + len(copy.further_matches):
        return copy
    return copy.model_copy(update={"match": kept[0], "further_matches": tuple(kept[1:])})


def strength(similarity: Similarity) -> tuple[float, float, int]:
    """For choosing among an article's matches: the larger, the stronger.

    First, how much of the article the other one has: so a copy that was cut is shown with what it was cut from.
    """
    return (similarity.containment, similarity.jaccard, similarity.shared_shingles)


def _best_match(
    ref: ArticleRef,
    part: Sequence[ArticleRef],
    fingerprints: Mapping[ArticleRef, Fingerprint],
    verdicts: Verdicts,
) -> Match:
    own = fingerprints[ref]
    keys = {*own.keys, *verdicts.keys(ref.article_id)}
    found: list[Match] = []
    compared = 0
    for other in part:
        theirs = fingerprints[other]
        if other == ref or (
            keys.isdisjoint(theirs.keys) and keys.isdisjoint(verdicts.keys(other.article_id))
        ):
            continue
        similarity = verdicts.similarity(ref.article_id, other.article_id, own, theirs)
        compared += 1
        if similarity is not None:
            found.append(match_with(other.article_id, similarity))
        if found and compared >= NEIGHBOURS_COMPARED:
            break
    return max(found, key=strength)
