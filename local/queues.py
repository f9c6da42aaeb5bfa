"""moto's queues, made fit for more than a handful of messages.

moto counts all messages of a queue three times for each that is sent and twelve times for each that is received, asks
the clock for each of them, and looks through all twice for each that is deleted: with three thousand in a queue an
article took half a second. Here they are counted when somebody asks for the number.
tests/unit/test_moto_patches.py says of each patch whether it is still needed.
"""

from __future__ import annotations

from typing import Any

from moto.core.utils import unix_time, unix_time_millis
from moto.sqs.models import Message, Queue, SQSBackend

# What `install` replaces.
PATCHED: tuple[tuple[type, str], ...] = (
    (Queue, "attributes"),
    (Queue, "messages"),
    (Queue, "approximate_number_of_messages_delayed"),
    (Queue, "approximate_number_of_messages_not_visible"),
    (Queue, "delete_message"),
    (SQSBackend, "send_message"),
    (SQSBackend, "is_message_valid_based_on_retention_period"),
)


def install() -> None:
    """Replace these operations in this process, in which requests are served one at a time."""
    all_attributes = Queue.attributes.fget  # type: ignore[attr-defined]
    send, delete = SQSBackend.send_message, Queue.delete_message
    sending: list[str] = []

    def attributes(queue: Queue) -> dict[str, Any]:
        # Whoever sends asks but for one that standard queues do not have.
        is_asked = queue.fifo_queue or queue.name not in sending
        return dict(all_attributes(queue)) if is_asked else {}

    def send_message(backend: SQSBackend, queue_name: str, *rest: Any, **named: Any) -> Message:
        sending.append(queue_name)
        try:
            return send(backend, queue_name, *rest, **named)
        finally:
            sending.remove(queue_name)

    def delete_message(queue: Queue, receipt_handle: str) -> None:
        for message in queue.pending_messages:
            if message.receipt_handle == receipt_handle:
                queue.pending_messages.remove(message)
                queue.deleted_messages.update(message.all_receipt_handles)  # type: ignore[arg-type]
                queue._messages.remove(message)
                return
        delete(queue, receipt_handle)

    Queue.attributes = property(attributes)  # type: ignore[assignment, method-assign]
    Queue.messages = property(_visible)  # type: ignore[assignment, method-assign]
    Queue.approximate_number_of_messages_delayed = property(_delayed)  # type: ignore[assignment, method-assign]
    Queue.approximate_number_of_messages_not_visible = property(_taken)  # type: ignore[assignment, method-assign]
    Queue.delete_message = delete_message  # type: ignore[assignment, method-assign]
    SQSBackend.send_message = send_message  # type: ignore[assignment, method-assign]
    SQSBackend.is_message_valid_based_on_retention_period = _is_kept  # type: ignore[assignment, method-assign]


def _visible(queue: Queue) -> list[Message]:
    now = unix_time_millis()
    return [one for one in queue._messages if now > one.visible_at and now >= one.delayed_until]


def _delayed(queue: Queue) -> int:
    now = unix_time_millis()
    return sum(now < one.delayed_until for one in queue._messages)


def _taken(queue: Queue) -> int:
    now = unix_time_millis()
    return sum(now <= one.visible_at for one in queue._messages)


def _is_kept(backend: SQSBackend, queue_name: str, message: Message) -> bool:
    kept = int(backend.get_queue(queue_name).message_retention_period)  # type: ignore[attr-defined]
    return bool(kept + message.sent_timestamp / 1000 > unix_time())  # type: ignore[operator]
