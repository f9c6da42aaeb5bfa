"""What can be erased, by what it is known, and what is kept of it: hashes, ids, days.

docs/erasure.md says what an erasure does.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from copydesk.article import Draft, Record, VersionedRecord
from copydesk.facets import Facet, facet_key
from copydesk.outcome import RejectionReason, Status, Verdict, object_uri

# On an object or article that was erased, or that comes under what was.
ERASED = Verdict(status=Status.REJECTED, reason=RejectionReason.ERASED)

# Hexadecimal digits of a salted hash that are kept: 128 bits, which no two names share by chance.
HASH_DIGITS = 32


class Kind(StrEnum):
    """By what an article is erased, and refused afterwards. A closed list."""

    KEY = "key"  # of its object
    URL = "url"
    AUTHOR = "author"
    PUBLISHER = "publisher"  # by name or by domain


class Name(NamedTuple):
    """What articles are erased by: a kind, and the value as it is folded, so that spellings meet."""

    kind: Kind
    value: str

    @classmethod
    def of(cls, kind: Kind, value: str, bucket: str) -> Name:
        """The name of what somebody types; the value may fold to nothing."""
        return cls(kind, object_uri(bucket, value) if kind is Kind.KEY else facet_key(Facet(kind), value))

    def hashed(self, salt: bytes) -> str:
        """What is kept of it: who has the salt can test a guess, and nobody can read it."""
        name = f"{self.kind}\0{self.value}".encode("utf-8", "surrogatepass")
        return hmac.digest(salt, name, hashlib.sha256).hex()[:HASH_DIGITS]


def names_of(article: Draft) -> Iterator[Name]:
    """All that an article may be refused for, but for its key."""
    publisher = article.publisher
    values = (
        (Kind.URL, [article.url]),
        (Kind.AUTHOR, article.authors),
        (Kind.PUBLISHER, [publisher.name, publisher.domain] if publisher else []),
    )
    for kind, spelled in values:
        for value in filter(None, spelled):
            if folded := facet_key(Facet(kind), value):
                yield Name(kind, folded)


class ErasureSalt(VersionedRecord):
    """What hashes of erased names are salted with; there is none until something was erased."""

    salt: bytes = Field(description="32 random bytes")
    version: int = Field(ge=1, description="rises when more is refused")


class Refusal(VersionedRecord):
    """That something was erased, by its salted hash, and is refused for as long as there is an erasure to say so."""

    name_hash: str = Field(description="salted hash of what was erased: 32 hexadecimal digits")
    kind: Kind = Field(description="what it is the hash of")
    because: frozenset[str] = Field(
        default=frozenset(), description="erasures that it is refused for, by their hash; absent once lifted"
    )
    generation: int | None = Field(
        default=None, description="of a key: the last one, which the next reading follows"
    )
    since: datetime = Field(description="when it was first refused, in UTC")

    @property
    def holds(self) -> bool:
        """Whether it is refused now."""
        return bool(self.because)


class Remains(Record):
    """Something that no command can edit."""

    what: str = Field(description="what may still hold what was erased")
    until: datetime | None = Field(
        default=None, description="when the last of it ends, in UTC; null where others decide that"
    )


class Erasure(VersionedRecord):
    """The record of an erasure."""

    name_hash: str = Field(description="salted hash of what it was by: 32 hexadecimal digits")
    kind: Kind = Field(description="what it was by")
    by: str = Field(description="who asked for it last")
    begun_at: datetime = Field(description="when it was first asked for, in UTC")
    done_at: datetime | None = Field(
        default=None, description="when it was last done whole, in UTC; null while something is left to do"
    )
    lifted_at: datetime | None = Field(default=None, description="when the refusal was lifted, in UTC")
    articles: int = Field(default=0, description="articles erased")
    objects: int = Field(default=0, description="keys whose outcome was erased")
    versions: int = Field(default=0, description="versions of objects deleted, where that was asked for")
    messages: int = Field(default=0, description="messages deleted from queues")
    remains: tuple[Remains, ...] = Field(default=(), description="what cannot be edited, and until when")


class ErasedArticle(VersionedRecord):
    """An article of an erasure, by its id."""

    article_id: str = Field(description="of the article that was")
    refused: tuple[str, ...] = Field(description="hashes of what is refused for it")
    erased_at: datetime = Field(description="when, in UTC")


class Work(VersionedRecord):
    """What an erasure has found and not done yet; it goes once it is done."""

    bucket: str = Field(description="the inbox")
    key: str = Field(description="of the object")
    article_id: str | None = Field(
        default=None, description="the one article of it that goes; null: the key goes with all its articles"
    )
    position: int | None = Field(default=None, description="of that article in its object")
    refused: tuple[str, ...] = Field(description="hashes of what is refused for it")
