"""Which copy stands for a cluster, and whom its copies credit: pure functions of its members."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from copydesk.agencies import fold_source
from copydesk.cluster import Copy
from copydesk.hosts import domain_label

UNDATED = datetime.max.replace(tzinfo=UTC)

# Credited sources that a header lists. A story has a handful; of more, these are the ones of smallest hash, so
# that the lists of two clusters unite to that of both. 64 names of the longest take a tenth of an item.
MOST_CREDITED = 64

_FIRST_YEAR = datetime.min.replace(tzinfo=UTC)
_A_DAY = timedelta(days=1)  # offsets reach that far
_MICROSECOND = timedelta(microseconds=1)
_MOST_WORDS = 9_999_999_999


class Role(StrEnum):
    """What a copy has to do with a name."""

    CREDITS = "credits"
    PUBLISHES = "publishes"


def canonical(copies: Iterable[Copy], credited: Iterable[str]) -> Copy:
    """The member that stands for the cluster.

    In this order: a source that a member credits, a member without a credit of its own, the earliest
    published, the longest, the smallest id. Raises ValueError where there is no copy.
    """
    sources = frozenset(credited)
    return min(copies, key=lambda copy: (publisher_names(copy).isdisjoint(sources), _rank(copy)))


def credited_sources(copies: Iterable[Copy]) -> tuple[str, ...]:
    """The folded names of every source that one of the copies credits and that is not itself, sorted."""
    found: set[str] = set()
    for copy in copies:
        found |= credited_names(copy)
    return tuple(sorted(found))


def listed_sources(names: Iterable[str]) -> tuple[str, ...]:
    """Those of a cluster's credited sources that its header lists, sorted: all, or `MOST_CREDITED`.

    Of the lists of two clusters it makes the list of both.
    """
    found = set(names)
    if len(found) > MOST_CREDITED:
        found = set(sorted(found, key=lambda name: (_digest(name), name))[:MOST_CREDITED])
    return tuple(sorted(found))


def published_among(names: Iterable[str], copies: Iterable[Copy]) -> tuple[str, ...]:
    """Those of these folded names under which one of the copies is published, sorted."""
    return tuple(sorted(frozenset[str]().union(*map(publisher_names, copies)).intersection(names)))


def publisher_names(copy: Copy) -> frozenset[str]:
    """The folded names that a copy's publisher is known by: its name, and its domain's."""
    publisher = copy.publisher
    if publisher is None:
        return frozenset()
    label = domain_label(publisher.domain) if publisher.domain else ""
    return frozenset((fold_source(publisher.name or ""), fold_source(label))) - {""}


def credited_names(copy: Copy) -> frozenset[str]:
    """The folded name of the source that a copy credits; none where that is its own publisher."""
    if copy.credit is None:
        return frozenset()
    return frozenset((fold_source(copy.credit.name),)) - publisher_names(copy) - {""}


def name_entries(copy: Copy) -> Iterator[str]:
    """The names of a copy as its cluster keeps them: an entry for each role and name, at most three.

    Entries of one role and name sort as the copies rank; see `name_prefix`, `entry_article`.
    """
    rank = _rank(copy)
    for role, names in ((Role.CREDITS, credited_names(copy)), (Role.PUBLISHES, publisher_names(copy))):
        yield from (name_prefix(role, name) + rank for name in sorted(names))


def name_prefix(role: Role, name: str) -> str:
    """How the entries of all copies that credit a folded name, or are published under it, begin."""
    return f"{role}#{_digest(name)}#"


def entry_article(entry: str) -> str:
    """The id of the article whose entry it is."""
    return entry.split("#", 5)[5]


def published_time(copy: Copy) -> datetime:
    """When a copy was published, a day without a time as its first moment in UTC; the unknown is last."""
    if copy.published_at is None:
        return UNDATED
    moment = datetime.fromisoformat(copy.published_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rank(copy: Copy) -> str:
    """What ranks copies beside who is credited, as text: the smallest comes first."""
    since = published_time(copy) - _FIRST_YEAR + _A_DAY
    words = _MOST_WORDS - copy.word_count
    return f"{len(credited_names(copy))}#{since // _MICROSECOND:018}#{words:010}#{copy.article_id}"


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
