"""A plan of a replay: one line for each object, then one for each change among clusters, then what it comes to."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from copydesk.article import Record
from copydesk.outcome import MadeBy, ObjectOutcome
from copydesk.replaying.capacity import Units
from copydesk.replaying.estimates import Interval

# Rises when a line changes its meaning: a plan of another format is made anew.
FORMAT: Literal[1] = 1


class Terms(Record):
    """What a plan holds under. Where one of these is another, the objects may come out otherwise."""

    made_by: MadeBy = Field(description="what reads and matches now")
    columns: str = Field(default="", description="the stack's parameter")
    stream_prefixes: str = Field(default="", description="the stack's parameter")

    def are_of(self, made_by: MadeBy | None) -> bool:
        """Whether something was read by these versions. Settings of matching are the same for a stack's life."""
        settings = {"settings": self.made_by.settings}
        return made_by is not None and made_by.model_copy(update=settings) == self.made_by


class PlanHeader(Record):
    """The first line."""

    kind: Literal["plan"] = "plan"
    format: Literal[1] = FORMAT
    made_at: datetime = Field(description="when planning began")
    inbox: str = Field(description="bucket that the stack reads: tells stacks apart")
    terms: Terms
    rate: float = Field(gt=0, description="objects a second, for the minutes")
    seed: int | None = Field(default=None, description="of the sample; null where all objects are planned")


class FieldPlan(Record):
    """A field of an article that would change, shown in a few words."""

    before: str | None
    after: str | None


class ArticlePlan(Record):
    """What would become of one article."""

    article_id: str
    change: Literal["changed", "appeared", "vanished"]
    fields: dict[str, FieldPlan] = Field(default={}, description="those that differ, of one that is changed")
    digest: str | None = Field(
        default=None, description="of what would be stored, but for times; null if gone"
    )


class ObjectPlan(Record):
    """What would become of one object."""

    kind: Literal["object"] = "object"
    bucket: str
    key: str
    generation: int = Field(description="how often it was read by then")
    version_id: str | None = Field(description="that was read last")
    etag: str | None
    planned_version_id: str | None = Field(default=None, description="that the inbox had as it was planned")
    planned_etag: str | None = None
    read_by: MadeBy | None = Field(default=None, description="what read it last")
    before: str = Field(description="its outcome")
    after: str = Field(description="its outcome then")
    claims: bool = Field(description="whether it would be stored anew, and not only what read it")
    is_due: bool = Field(description="whether there is anything to do")
    articles: tuple[ArticlePlan, ...] = ()
    error: str | None = Field(default=None, description="why it could not be planned")
    write_units: float = 0.0
    read_units: float = 0.0
    extract_seconds: float = Field(default=0.0, description="of a whole processor")
    dedupe_seconds: float = 0.0
    calls: int = Field(default=0, description="of AWS, one after the other")
    messages: int = Field(default=0, description="to the dedupe function")

    @property
    def units(self) -> Units:
        """Of DynamoDB."""
        return Units(self.write_units, self.read_units)

    @property
    def changes(self) -> bool:
        """Whether anything comes out otherwise."""
        return bool(self.articles) or self.before != self.after

    def is_of(self, outcome: ObjectOutcome) -> bool:
        """Whether an outcome is of the reading that was planned over."""
        known = (self.generation, self.version_id, self.etag)
        return (outcome.generation, outcome.version_id, outcome.etag) == known


class ClusterPlan(Record):
    """Clusters that exchange members: ids of articles by cluster, before and after.

    Which id a new cluster gets, and which of two that merge keeps its own, depends on the order of reading.
    """

    kind: Literal["cluster"] = "cluster"
    before: dict[str, tuple[str, ...]]
    after: dict[str, tuple[str, ...]]

    @property
    def merges(self) -> int:
        """How many of the clusters afterwards have members of several before."""
        return _mixed(self.after, self.before)

    @property
    def parts(self) -> int:
        """How many of the clusters before have members in several afterwards."""
        return _mixed(self.before, self.after)


class Summary(Record):
    """The last line: what it all comes to. Of a sample, estimates for all objects that were chosen."""

    kind: Literal["summary"] = "summary"
    objects: int = Field(ge=0, description="that were chosen")
    planned: int = Field(ge=0, description="of them: all, or a sample")
    objects_due: Interval
    objects_changing: Interval
    outcomes: dict[str, Interval] = Field(description="objects by what becomes of their outcome")
    articles: dict[str, Interval] = Field(
        description="objects with an article that changes, appears or vanishes"
    )
    fields: dict[str, Interval] = Field(description="objects with an article of which the field changes")
    clusters_merging: Interval
    clusters_parting: Interval
    write_units: Interval
    read_units: Interval
    minutes: Interval
    dollars: Interval
    errors: int = Field(description="objects that could not be planned")


Line = PlanHeader | ObjectPlan | ClusterPlan | Summary


def _mixed(sets: dict[str, tuple[str, ...]], others: dict[str, tuple[str, ...]]) -> int:
    home = {name: cluster_id for cluster_id, names in others.items() for name in names}
    return sum(len({home[name] for name in names if name in home}) > 1 for names in sets.values())
