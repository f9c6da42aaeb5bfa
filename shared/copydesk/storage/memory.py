"""The cluster store in memory: the model that the DynamoDB store agrees with."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from threading import Lock
from typing import TypeVar

from copydesk.cluster import Copy, Link
from copydesk.clustering.records import ArticleRef, Header, Member
from copydesk.clustering.store import (
    CheckHeader,
    CheckMember,
    DeleteCopy,
    DeleteLink,
    DeleteName,
    Postings,
    PutCopy,
    PutHeader,
    PutLink,
    PutMember,
    PutName,
    Write,
)
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.settings import USUAL, MatchSettings
from copydesk.retrying import Conflict

Entry = TypeVar("Entry", ArticleRef, str)

LinkKey = tuple[str, ArticleRef, int]  # the relation, the other article, the own generation


class MemoryStore:
    """A `ClusterStore` that holds everything in dictionaries. Safe under threads."""

    def __init__(self, settings: MatchSettings = USUAL) -> None:
        self.settings = settings
        self._lock = Lock()
        self._postings: dict[int, list[ArticleRef]] = defaultdict(list)
        self._fingerprints: dict[ArticleRef, Fingerprint] = {}
        self._members: dict[str, Member] = {}
        self._headers: dict[str, Header] = {}
        self._copies: dict[str, dict[str, Copy]] = defaultdict(dict)
        self._marks: dict[str, dict[str, str]] = defaultdict(dict)
        self._names: dict[str, list[str]] = defaultdict(list)  # sorted
        self._links: dict[str, dict[LinkKey, Link]] = defaultdict(dict)

    def insert_postings(self, keys: Sequence[int], ref: ArticleRef) -> None:
        """See `ClusterStore`."""
        with self._lock:
            for key in keys:
                posted = self._postings[key]
                if not posted or posted[-1] < ref:
                    posted.append(ref)
                elif not _holds(posted, ref):
                    insort(posted, ref)

    def delete_postings(self, keys: Sequence[int], ref: ArticleRef) -> None:
        """See `ClusterStore`."""
        with self._lock:
            for key in keys:
                if _holds(self._postings[key], ref):
                    self._postings[key].remove(ref)

    def postings(self, keys: Sequence[int], limit: int) -> Postings:
        """See `ClusterStore`."""
        with self._lock:
            lists = [self._postings.get(key, ()) for key in keys]
            shared = Counter(ref for posted in lists for ref in posted[:limit])
            return Postings(shared, any(len(posted) > limit for posted in lists))

    def put_fingerprint(self, ref: ArticleRef, fingerprint: Fingerprint) -> None:
        """See `ClusterStore`."""
        with self._lock:
            self._fingerprints[ref] = fingerprint

    def delete_fingerprint(self, ref: ArticleRef) -> None:
        """See `ClusterStore`."""
        with self._lock:
            self._fingerprints.pop(ref, None)

    def fingerprints(self, refs: Iterable[ArticleRef]) -> dict[ArticleRef, Fingerprint]:
        """See `ClusterStore`."""
        with self._lock:
            return {ref: self._fingerprints[ref] for ref in refs if ref in self._fingerprints}

    def members(self, article_ids: Iterable[str]) -> dict[str, Member]:
        """See `ClusterStore`."""
        with self._lock:
            return {name: self._members[name] for name in article_ids if name in self._members}

    def headers(self, cluster_ids: Iterable[str]) -> dict[str, Header]:
        """See `ClusterStore`."""
        with self._lock:
            return {name: self._headers[name] for name in cluster_ids if name in self._headers}

    def copy(self, cluster_id: str, article_id: str) -> Copy | None:
        """See `ClusterStore`."""
        with self._lock:
            return self._copies[cluster_id].get(article_id)

    def copies(self, cluster_id: str) -> list[Copy]:
        """See `ClusterStore`."""
        with self._lock:
            return [copy for _, copy in sorted(self._copies[cluster_id].items())]

    def names(self, cluster_id: str) -> list[str]:
        """See `ClusterStore`."""
        with self._lock:
            return list(self._names.get(cluster_id, ()))

    def first_names(self, cluster_id: str, prefixes: Iterable[str]) -> dict[str, str]:
        """See `ClusterStore`."""
        with self._lock:
            names = self._names.get(cluster_id, [])
            found = {prefix: names[at : at + 1] for prefix in prefixes for at in [bisect_left(names, prefix)]}
        return {prefix: first[0] for prefix, first in found.items() if first and first[0].startswith(prefix)}

    def links(self, article_id: str) -> list[Link]:
        """See `ClusterStore`."""
        with self._lock:
            return list(self._links[article_id].values())

    def departures(self, cluster_id: str) -> dict[str, str]:
        """See `ClusterStore`."""
        with self._lock:
            return dict(self._marks[cluster_id])

    def commit(self, writes: Sequence[Write]) -> None:
        """See `ClusterStore`."""
        with self._lock:
            for write in writes:
                if not self._holds(write):
                    raise Conflict(repr(write))
            for write in writes:
                self._apply(write)

    def _holds(self, write: Write) -> bool:
        match write:
            case PutHeader(header, expected):
                return _version(self._headers.get(header.cluster_id)) == expected
            case PutMember(member, expected):
                return _version(self._members.get(member.article_id)) == expected
            case CheckHeader(cluster_id, version):
                return _version(self._headers.get(cluster_id)) == version
            case CheckMember(article_id, version):
                return _version(self._members.get(article_id)) == version
            case DeleteCopy(cluster_id, article_id):
                return article_id in self._copies[cluster_id]
            case PutCopy() | PutName() | DeleteName() | PutLink() | DeleteLink():
                return True

    def _apply(self, write: Write) -> None:
        match write:
            case PutHeader(header, _):
                self._headers[header.cluster_id] = header
            case PutMember(member, _):
                self._members[member.article_id] = member
            case PutCopy(cluster_id, copy, move_to):
                self._copies[cluster_id][copy.article_id] = copy
                self._marks[cluster_id].pop(copy.article_id, None)
                if move_to is not None:
                    self._marks[cluster_id][copy.article_id] = move_to
            case DeleteCopy(cluster_id, article_id):
                del self._copies[cluster_id][article_id]
                self._marks[cluster_id].pop(article_id, None)
            case PutName(cluster_id, entry):
                if not _holds(self._names[cluster_id], entry):
                    insort(self._names[cluster_id], entry)
            case DeleteName(cluster_id, entry):
                if _holds(self._names[cluster_id], entry):
                    self._names[cluster_id].remove(entry)
            case PutLink() | DeleteLink():
                self._apply_link(write)
            case CheckHeader() | CheckMember():
                pass

    def _apply_link(self, write: PutLink | DeleteLink) -> None:
        links, key = self._links[write.link.article_id], _link_key(write.link)
        if isinstance(write, PutLink):
            links[key] = write.link
        else:
            links.pop(key, None)


def _version(item: Header | Member | None) -> int | None:
    return None if item is None else item.version


def _link_key(link: Link) -> LinkKey:
    return link.match.relation, ArticleRef(link.match.article_id, link.match_generation), link.generation


def _holds(ordered: list[Entry], one: Entry) -> bool:
    at = bisect_left(ordered, one)
    return at < len(ordered) and ordered[at] == one
