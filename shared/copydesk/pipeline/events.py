"""Storage events in the shapes that AWS delivers them in. An event is only a hint: it names a key."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import unquote_plus

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter

# What S3 calls a change of what a key holds, or of whether it can be read: uploads, deletions by people and by
# lifecycle rules, restored archives. Tags, access lists, storage classes and replication change no article
# (Amazon S3 User Guide, "Supported event types").
CHANGES = (
    "ObjectCreated:",
    "ObjectRemoved:",
    "LifecycleExpiration:",
    "ObjectRestore:Completed",
    "ReducedRedundancyLost",
)
# The same in EventBridge's words, where lifecycle rules delete like people.
CHANGED_DETAILS = frozenset({"Object Created", "Object Deleted", "Object Restore Completed"})


class ObjectName(NamedTuple):
    """A key of a bucket, as S3 knows it."""

    bucket: str
    key: str


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Name(_Event):
    name: str


class _Key(_Event):
    key: str


class _S3Entity(_Event):
    bucket: _Name
    object: _Key


class _S3Record(_Event):
    source: Literal["aws:s3"] = Field(alias="eventSource")
    name: str = Field(alias="eventName")
    s3: _S3Entity | None = None  # some that are about no object's content have none


class S3Notification(_Event):
    """What S3 sends to a queue or a function. Keys are URL-encoded, with `+` for a space."""

    records: tuple[_S3Record, ...] = Field(alias="Records")

    def objects(self) -> list[ObjectName]:
        """The objects whose content changed, keys decoded."""
        entities = [record.s3 for record in self.records if record.name.startswith(CHANGES)]
        return [ObjectName(one.bucket.name, unquote_plus(one.object.key)) for one in entities if one]


class S3TestEvent(_Event):
    """What S3 sends once, when a notification is set up."""

    event: Literal["s3:TestEvent"] = Field(alias="Event")

    def objects(self) -> list[ObjectName]:
        """None."""
        return []


class EventBridgeEvent(_Event):
    """What S3 sends through EventBridge. The key is as it is."""

    source: Literal["aws.s3"]
    detail_type: str = Field(alias="detail-type")
    detail: _S3Entity

    def objects(self) -> list[ObjectName]:
        """The one object, where its content changed."""
        changed = self.detail_type in CHANGED_DETAILS
        return [ObjectName(self.detail.bucket.name, self.detail.object.key)] if changed else []


class _Published(_Event):
    message: str = Field(alias="Message")


class TopicMessage(_Published):
    """What an SNS topic sends to a queue: a wrapping of what was published to it, unless delivery is raw."""

    kind: Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"] = Field(alias="Type")

    def objects(self) -> list[ObjectName]:
        """The objects that what was published names; none where the topic speaks of the subscription itself."""
        return changed_objects(self.message) if self.kind == "Notification" else []


class _TopicRecord(_Event):
    source: Literal["aws:sns"] = Field(alias="EventSource")
    sns: _Published = Field(alias="Sns")


class TopicEvent(_Event):
    """What an SNS topic sends to a function."""

    records: tuple[_TopicRecord, ...] = Field(alias="Records")

    def objects(self) -> list[ObjectName]:
        """The objects that what was published names."""
        return [name for record in self.records for name in changed_objects(record.sns.message)]


def _shape(event: Any) -> str:
    if not isinstance(event, dict):
        return "eventbridge"
    if records := event.get("Records"):
        first = records[0] if isinstance(records, list) else None
        return "topic" if isinstance(first, dict) and "Sns" in first else "notification"
    if "Type" in event:
        return "published"
    if "Records" in event:
        return "notification"
    return "test" if "Event" in event else "eventbridge"


_events: TypeAdapter[S3Notification | S3TestEvent | TopicEvent | TopicMessage | EventBridgeEvent] = (
    TypeAdapter(
        Annotated[
            Annotated[S3Notification, Tag("notification")]
            | Annotated[S3TestEvent, Tag("test")]
            | Annotated[TopicEvent, Tag("topic")]
            | Annotated[TopicMessage, Tag("published")]
            | Annotated[EventBridgeEvent, Tag("eventbridge")],
            Discriminator(_shape),
        ]
    )
)


def changed_objects(event: dict[str, Any] | str) -> list[ObjectName]:
    """The objects that a storage event names, in its order.

    Args:
        event: a bare S3 notification, EventBridge event or either of them by way of SNS, or the JSON text of one, as
            a queue carries it.

    Raises:
        pydantic.ValidationError: it is none of them.
    """
    parsed = _events.validate_json(event) if isinstance(event, str) else _events.validate_python(event)
    return parsed.objects()
