"""Storage events in the three shapes that AWS delivers them in. An event is only a hint: it names a key."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import unquote_plus

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, TypeAdapter


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
    s3: _S3Entity


class S3Notification(_Event):
    """What S3 sends to a queue or a function. Keys are URL-encoded, with `+` for a space."""

    records: tuple[_S3Record, ...] = Field(alias="Records")

    def objects(self) -> list[ObjectName]:
        """The objects that changed, keys decoded."""
        entities = [record.s3 for record in self.records]
        return [ObjectName(entity.bucket.name, unquote_plus(entity.object.key)) for entity in entities]


class S3TestEvent(_Event):
    """What S3 sends once, when a notification is set up."""

    event: Literal["s3:TestEvent"] = Field(alias="Event")

    def objects(self) -> list[ObjectName]:
        """None."""
        return []


class EventBridgeEvent(_Event):
    """What S3 sends through EventBridge. The key is as it is."""

    source: Literal["aws.s3"]
    detail_type: Literal["Object Created", "Object Deleted"] = Field(alias="detail-type")
    detail: _S3Entity

    def objects(self) -> list[ObjectName]:
        """The one object that changed."""
        return [ObjectName(self.detail.bucket.name, self.detail.object.key)]


def _shape(event: Any) -> str:
    if isinstance(event, dict) and "Records" in event:
        return "notification"
    return "test" if isinstance(event, dict) and "Event" in event else "eventbridge"


_events: TypeAdapter[S3Notification | S3TestEvent | EventBridgeEvent] = TypeAdapter(
    Annotated[
        Annotated[S3Notification, Tag("notification")]
        | Annotated[S3TestEvent, Tag("test")]
        | Annotated[EventBridgeEvent, Tag("eventbridge")],
        Discriminator(_shape),
    ]
)


def changed_objects(event: dict[str, Any] | str) -> list[ObjectName]:
    """The objects that a storage event names, in its order.

    Args:
        event: a bare S3 notification or EventBridge event, or the JSON text of one, as a queue carries it.

    Raises:
        pydantic.ValidationError: it is neither.
    """
    parsed = _events.validate_json(event) if isinstance(event, str) else _events.validate_python(event)
    return parsed.objects()
