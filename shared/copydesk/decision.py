"""What people have decided on pairs of articles: it stands in place of what the rule says of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from copydesk.article import Record
from copydesk.lengths import Name

# Decisions on one article: they lie in its membership, which every merge writes.
MOST_DECISIONS = 100

# The two articles of a pair, the smaller id first.
Pair = tuple[str, str]


class Says(StrEnum):
    """What a decision says of two articles. A closed list."""

    COPY = "copy"
    NOT_COPY = "not_copy"
    RULE = "rule"  # lifted: the rule decides again


class Decision(Record):
    """A person's word on a pair of articles, for every version of their texts."""

    article_id: str = Field(description="the other article; it may not be there yet")
    says: Says = Field(description="`rule`: an earlier decision is lifted")
    version: int = Field(ge=1, description="of two decisions on one pair the later version holds")
    by: Name = Field(default="", description="who decided")
    at: datetime | None = Field(default=None, description="when")
    why: Name = Field(default="", description="for what reason")


class PairDecision(Record):
    """A decision as a file has it, one JSON object in a line: see `copydesk group --decisions`."""

    articles: tuple[str, str] = Field(description="ids of the two articles, in either order")
    says: Says = Field(description="`copy`, `not_copy` or `rule`")
    version: int = Field(
        default=0, ge=0, description="of two on one pair the later holds; of equal ones the last"
    )
    by: Name = Field(default="", description="who decided")
    at: datetime | None = Field(default=None, description="when")
    why: Name = Field(default="", description="for what reason")

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.articles[0] == self.articles[1]:
            raise ValueError("a decision is on two articles")
        return self


def pair_of(one: str, other: str) -> Pair:
    """The name of a pair, in whichever order its articles come."""
    return (one, other) if one < other else (other, one)


def pair_key(one: str, other: str) -> int:
    """The index key, of 64 bits, that the two articles of a `copy` share."""
    name = "\0".join(("decision", *pair_of(one, other)))
    # Of the standard library: the client, which reads decisions, has no xxhash.
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def holding(decisions: Iterable[PairDecision]) -> Mapping[Pair, Says]:
    """What holds for each pair that somebody decided on."""
    latest: dict[Pair, PairDecision] = {}
    for one in decisions:
        pair = pair_of(*one.articles)
        if pair not in latest or one.version >= latest[pair].version:
            latest[pair] = one
    return {pair: one.says for pair, one in latest.items()}
