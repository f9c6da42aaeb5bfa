"""Mail as it is stored (RFC 5322, MIME): messages, mailboxes of them, and pages that browsers save as MHTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from copydesk.extraction.containers.item import Item
from copydesk.extraction.decode import decode
from copydesk.extraction.dump.renderings import without_forwarding
from copydesk.extraction.html.urls import domain
from copydesk.extraction.names import is_masthead
from copydesk.extraction.outlets import spelled
from copydesk.extraction.sniff import FROM_LINE
from copydesk.outcome import RejectionReason

# Parts of one message; newsletters have two, saved pages hundreds.
MAX_PARTS = 2000

# The line before each message of a mailbox (mbox), an empty one above it.
_MESSAGE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))" + FROM_LINE.pattern)


def mail_items(data: bytes) -> Iterator[Item | RejectionReason]:
    """What each message of a mailbox, or the one message, holds; a reason in the place of one without text."""
    starts = [match.span() for match in _MESSAGE.finditer(data)]
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for begin, end in zip(
        [after for _, after in starts] or [0], ends if starts else [len(data)], strict=True
    ):
        message = BytesParser(policy=policy.default).parsebytes(data[begin:end])
        item = _item(message)
        if starts and isinstance(item, Item):
            item.own_id = _field(message, "Message-ID")
        yield item


def _item(message: EmailMessage) -> Item | RejectionReason:
    part = _part(message, "text/html") or _part(message, "text/plain")
    text = _text(part) if part is not None else ""
    if part is None or not text.strip():
        return RejectionReason.NO_ARTICLE
    html = part.get_content_type() == "text/html"
    if html and "<html" not in text[:2000].lower():
        text = f"<html><body>{text}</body></html>"
    address = _field(message, "Snapshot-Content-Location") or _field(part, "Content-Location")
    if html and address:  # a saved page: the mail's own fields are of the saving
        return Item(method="mhtml", text=text, url=address)
    name, host = _sender(message, text)
    return Item(
        method="mail",
        text=text,
        markdown=not html,
        title=without_forwarding(_field(message, "Subject")),
        published=_field(message, "Date"),
        publisher=name,
        host=host,
    )


def _part(message: EmailMessage, content_type: str) -> EmailMessage | None:
    """The first part of a type that is no attachment."""
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            return None
        if part.get_content_type() == content_type and part.get_content_disposition() != "attachment":
            return part if isinstance(part, EmailMessage) else None
    return None


def _text(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    return (decode(payload, _field(part, "Content-Type")) or "") if isinstance(payload, bytes) else ""


def _field(message: EmailMessage, name: str) -> str:
    """A field as one line; empty where the message lacks it, or has it in no readable form."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, LookupError, AttributeError, TypeError):  # the parser of fields trips over odd ones
        return ""


def _sender(message: EmailMessage, text: str) -> tuple[str, str]:
    """The sender's name and host where it is an outlet: by its name, or as its text and its address spell it."""
    name, address = parseaddr(_field(message, "From"))
    host = domain(f"https://{address.rpartition('@')[2]}") or ""
    own = len(spelled(name)) > 3 and spelled(name) in spelled(host)
    label = spelled(host.partition(".")[0])
    # "Vale News <mail@vale.example>": more than the host's own name, as outlets are called and people are not.
    longer = len(label) > 3 and spelled(name).startswith(label) and len(spelled(name)) > len(label)
    return (name, host) if is_masthead(name) or longer or (own and name in text) else ("", "")
