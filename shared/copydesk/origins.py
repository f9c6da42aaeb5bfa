"""Who published something of their own on a story, and who re-ran it: what docs/origins.md defines."""

from __future__ import annotations

from pydantic import Field

from copydesk.article import Record


class Origin(Record):
    """One newsroom, agency or owner that published something of its own on a story."""

    name: str | None = Field(description="as a copy spells it; null where the publisher is unknown")
    owner: str | None = Field(default=None, description="as the table of owners has it; null without one")
    published: tuple[str, ...] = Field(
        description="ids of the copies with what is its own, sorted; empty where copies only credit it"
    )
    reran: tuple[str, ...] = Field(description="ids of the copies that re-ran it, sorted")


class Origins(Record):
    """How many newsrooms published something of their own, and how many re-ran."""

    independent: int = Field(ge=0, description="newsrooms that published something of their own")
    reran: int = Field(ge=0, description="other newsrooms: all that they published is re-run")
    origins: tuple[Origin, ...] = Field(description="those of `independent`, the most re-run first")
