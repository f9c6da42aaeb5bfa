"""What a page tells of one cluster: its copies by date, each beside the text that stands for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import Field

from copydesk.article import Draft, Record
from copydesk.cluster import Cluster, Copy, Match
from copydesk.origins import Origins
from copydesk.report.difference import Difference, Kind, Piece, difference
from copydesk.report.words import words_of


class Beside(Record):
    """How much of a copy's text is the canonical text, in words."""

    shared: int = Field(description="words of the copy that the canonical text has in the same passages")
    changed: int = Field(description="words of the copy in places where the canonical text has other words")
    added: int = Field(description="words of the copy in whose place the canonical text has none")
    cut: int = Field(description="words of the canonical text in whose place the copy has none")
    kept: tuple[tuple[Kind, int], ...] = Field(
        description="the canonical text from its first word to its last: kind and words; `own` is what was cut"
    )

    @property
    def share(self) -> float:
        """Of the copy's words, the share that the canonical text has too."""
        words = self.shared + self.changed + self.added
        return self.shared / words if words else 0.0


class Told(Record):
    """A copy as a page tells of it."""

    copied: Copy = Field(description="its record in the cluster")
    match: Match | None = Field(description="that leads to the canonical copy; none of that itself")
    article: Draft | None = Field(default=None, description="its article; none where it could not be read")
    beside: Beside | None = Field(default=None, description="none where either text could not be read")


class Story(Record):
    """One cluster, to be shown."""

    cluster_id: str
    canonical: str = Field(description="id of the copy that stands for all")
    first_seen: str | None = Field(
        description="id of the copy that was read first; none where nobody kept that"
    )
    origins: Origins = Field(description="who published something of their own, and who re-ran whom")
    copies: tuple[Told, ...] = Field(description="by date of publication, the undated last")

    @property
    def heading(self) -> str:
        """The canonical copy's title, or what stands in for it."""
        (found,) = (one.copied.title for one in self.copies if one.copied.article_id == self.canonical)
        return found or "Untitled"


def story_of(cluster: Cluster, articles: Mapping[str, Draft]) -> Story:
    """A cluster with the articles of its copies, by their ids; those that are missing are told of without text."""
    canonical = cluster.canonical.article_id
    matches = cluster.matches_to_canonical()
    whole = words_of(articles[canonical].text).folded if canonical in articles else None

    def told(copy: Copy) -> Told:
        article = articles.get(copy.article_id)
        beside = None
        if article is not None and whole is not None:
            beside = beside_of(difference(words_of(article.text).folded, whole))
        return Told(copied=copy, match=matches.get(copy.article_id), article=article, beside=beside)

    seen = any(copy.ingested_at for copy in cluster.copies)
    return Story(
        cluster_id=cluster.cluster_id,
        canonical=canonical,
        first_seen=cluster.first_seen if seen else None,
        origins=cluster.origins,
        copies=tuple(told(copy) for copy in sorted(cluster.copies, key=_in_time)),
    )


def beside_of(found: Difference) -> Beside:
    """The figures of a copy (left) beside the canonical text (right)."""
    return Beside(
        shared=_words(found.left, Kind.SHARED),
        changed=_words(found.left, Kind.CHANGED),
        added=_words(found.left, Kind.OWN),
        cut=_words(found.right, Kind.OWN),
        kept=tuple((piece.kind, piece.words) for piece in found.right),
    )


def _words(pieces: Iterable[Piece], kind: Kind) -> int:
    return sum(piece.words for piece in pieces if piece.kind is kind)


def _in_time(copy: Copy) -> tuple[str, str]:
    return copy.published_key, copy.article_id
