"""What clustering asks of a store: strongly consistent reads, and small all-or-nothing commits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from copydesk.cluster import Copy, Link
from copydesk.clustering.records import ArticleRef, Header, Member

if TYPE_CHECKING:
    from copydesk.matching.fingerprint import Fingerprint
    from copydesk.matching.settings import MatchSettings

# DynamoDB's limit on the actions of one TransactWriteItems call.
COMMIT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class PutHeader:
    """Replace a cluster's header that is at version `expected` (None: that does not exist)."""

    header: Header
    expected: int | None


@dataclass(frozen=True, slots=True)
class PutMember:
    """Replace an article's membership that is at version `expected` (None: that does not exist)."""

    member: Member
    expected: int | None


@dataclass(frozen=True, slots=True)
class CheckMember:
    """Change nothing, but fail the commit unless the article's membership is at this version."""

    article_id: str
    version: int


@dataclass(frozen=True, slots=True)
class CheckHeader:
    """Change nothing, but fail the commit unless the cluster's header is at this version."""

    cluster_id: str
    version: int


@dataclass(frozen=True, slots=True)
class PutCopy:
    """Write a COPY item. Safe without a condition: a commit that changes copies also holds their header.

    `move_to` marks a copy of a cluster that separates: the cluster it moves to, or "" where it leaves.
    `found` names the article that the copy has, by this very write, a match with: a copy that only moves
    brings its matches along, and they are not published again.
    """

    cluster_id: str
    copy: Copy
    move_to: str | None = None
    found: ArticleRef | None = None


@dataclass(frozen=True, slots=True)
class DeleteCopy:
    """Delete a COPY item, which must exist."""

    cluster_id: str
    article_id: str


@dataclass(frozen=True, slots=True)
class PutName:
    """Keep one of the names of a copy, an entry of `canonical.name_entries`. Like `PutCopy` without a condition."""

    cluster_id: str
    entry: str


@dataclass(frozen=True, slots=True)
class DeleteName:
    """Take such an entry away; an absent one is no error."""

    cluster_id: str
    entry: str


@dataclass(frozen=True, slots=True)
class PutLink:
    """Keep a link with the article that it is of; it is known by both generations and its direction."""

    link: Link


@dataclass(frozen=True, slots=True)
class DeleteLink:
    """Take such a link away; an absent one is no error."""

    link: Link


Write = (
    PutHeader
    | PutMember
    | CheckHeader
    | CheckMember
    | PutCopy
    | DeleteCopy
    | PutName
    | DeleteName
    | PutLink
    | DeleteLink
)


class Postings(NamedTuple):
    """What a look-up of index keys found: how many keys each article shares, and if any was cut short."""

    shared_keys: dict[ArticleRef, int]
    cut: bool


class ClusterStore(Protocol):
    """The interface. Every read sees every write that was acknowledged before it began."""

    @property
    def settings(self) -> MatchSettings:
        """Those under which all clusters of the store are made."""

    def insert_postings(self, keys: Sequence[int], ref: ArticleRef) -> None:
        """Put one item per index key that points at the article."""

    def delete_postings(self, keys: Sequence[int], ref: ArticleRef) -> None:
        """Take those items away again; absent ones are no error."""

    def postings(self, keys: Sequence[int], limit: int) -> Postings:
        """Articles under any of the keys: for each key the first `limit` in the order of their refs."""

    def put_fingerprint(self, ref: ArticleRef, fingerprint: Fingerprint) -> None:
        """Store the fingerprint of one generation of an article."""

    def delete_fingerprint(self, ref: ArticleRef) -> None:
        """Take it away again; an absent one is no error."""

    def fingerprints(self, refs: Iterable[ArticleRef]) -> dict[ArticleRef, Fingerprint]:
        """Those fingerprints that exist."""

    def members(self, article_ids: Iterable[str]) -> dict[str, Member]:
        """Those memberships that exist."""

    def headers(self, cluster_ids: Iterable[str]) -> dict[str, Header]:
        """Those headers that exist."""

    def copy(self, cluster_id: str, article_id: str) -> Copy | None:
        """One COPY item of a cluster."""

    def copies(self, cluster_id: str) -> list[Copy]:
        """The COPY items of a cluster, in the order of article ids; none for a cluster of one."""

    def names(self, cluster_id: str) -> list[str]:
        """Every entry of the names of a cluster's copies, sorted."""

    def first_names(self, cluster_id: str, prefixes: Iterable[str]) -> dict[str, str]:
        """Of the entries that begin with each prefix, the first; those prefixes that have one."""

    def links(self, article_id: str) -> list[Link]:
        """Every link that is kept with an article, those of its void generations too; in no order to rely on."""

    def departures(self, cluster_id: str) -> dict[str, str]:
        """The articles of a cluster whose COPY item is marked, with the mark."""

    def commit(self, writes: Sequence[Write]) -> None:
        """Do all of at most `COMMIT_LIMIT` writes or none.

        Raises:
            Conflict: a condition does not hold, or another commit touches the same items just now.
        """
