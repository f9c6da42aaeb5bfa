"""Which copy stands for a cluster: a pure function of its members."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from copydesk.article import Credit, Publisher
from copydesk.cluster import Copy

# Labels under which a country registry sells names, as in example.co.uk.
SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
UNDATED = datetime.max.replace(tzinfo=UTC)


def canonical(copies: Iterable[Copy], credited: Iterable[str]) -> Copy:
    """The member that stands for the cluster.

    In this order: a source that a member credits, a member without a credit of its own, the earliest
    published, the longest, the smallest id. Raises ValueError where there is no copy.
    """
    sources = frozenset(credited)
    return min(copies, key=lambda copy: _rank(copy, sources))


def credited_sources(copies: Iterable[Copy]) -> tuple[str, ...]:
    """The folded names of every source that one of the copies credits and that is not itself, sorted."""
    found: set[str] = set()
    for copy in copies:
        found |= _credit_names(copy.credit) - _publisher_names(copy.publisher)
    return tuple(sorted(found))


def fold_source(name: str) -> str:
    """A name of an outlet as letters and digits alone, so that `Global News` and `globalnews` agree."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum())


def domain_label(domain: str) -> str:
    """The part of a host name that names its owner: `bbc` of `news.bbc.co.uk`."""
    labels = domain.lower().rstrip(".").split(".")
    if len(labels) >= 3 and len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL:
        return labels[-3]
    return labels[-2] if len(labels) >= 2 else labels[0]


def published_time(copy: Copy) -> datetime:
    """When a copy was published, a day without a time as its first moment in UTC; the unknown is last."""
    if copy.published_at is None:
        return UNDATED
    moment = datetime.fromisoformat(copy.published_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _rank(copy: Copy, sources: frozenset[str]) -> tuple[bool, bool, datetime, int, str]:
    own = _publisher_names(copy.publisher)
    credits_another = bool(_credit_names(copy.credit) - own)
    return (not own & sources, credits_another, published_time(copy), -copy.word_count, copy.article_id)


def _publisher_names(publisher: Publisher | None) -> set[str]:
    if publisher is None:
        return set()
    label = domain_label(publisher.domain) if publisher.domain else ""
    return {fold_source(publisher.name or ""), fold_source(label)} - {""}


def _credit_names(credit: Credit | None) -> set[str]:
    return {fold_source(credit.name)} - {""} if credit is not None else set()
