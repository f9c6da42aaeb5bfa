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
from copydesk.extraction.outlets import has_article, spelled
from copydesk.extraction.people import is_masthead, looks_like_name
from copydesk.extraction.phrases import table
from copydesk.extraction.sniff import FROM_LINE
from copydesk.extraction.text import count_words
from copydesk.outcome import RejectionReason

# Parts of one message; newsletters have two, saved pages hundreds.
MAX_PARTS = 2000

# Lines of a signature, or of what a list's server writes in its place.
MAX_SIGNATURE = 12

# Words of a row that greets, with a mark at its end and without, and of a message between people.
MAX_GREETING = 6
MAX_BARE_GREETING = 3
MAX_LETTER = 200

_GREETING = re.compile(
    rf"(?:{'|'.join(map(re.escape, table('mail')['greetings']['words']))})\b", re.IGNORECASE
)
# "Jane Doe from The Vale Letter", as services for newsletters write senders.
_FROM_OUTLET = re.compile(r"(.{3,60}?) (?:from|at|@|bei|chez) (.{3,80})")
_LIST_NAME = re.compile(r"^((?:re|fwd?)\s?:\s*)?\[[^\[\]]{1,60}\]\s*", re.IGNORECASE)
# The line before each message of a mailbox (mbox), an empty one above it.
_MESSAGE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))" + FROM_LINE.pattern)


def mail_items(data: bytes) -> Iterator[Item | RejectionReason]:
    """What each message of a mailbox, or the one message, holds; a reason in the place of one without text."""
    starts = [match.span() for match in _MESSAGE.finditer(data)]
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for begin, end in zip(
        [after for _, after in starts] or [0], ends if starts else [len(data)], strict=True
    ):
        try:
            message = BytesParser(policy=policy.default).parsebytes(data[begin:end])
            item = _item(message)
        except RecursionError:  # parts within parts
            yield RejectionReason.UNDECODABLE
            continue
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
    author, name, host = _sender(message, text)
    if not html and not name and _is_personal(message, text):
        return RejectionReason.NO_ARTICLE
    return Item(
        method="mail",
        text=text if html else _without_signature(text),
        markdown=not html,
        authors=[author] if author else [],
        title=without_forwarding(_subject(message)),
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


def _subject(message: EmailMessage) -> str:
    """The subject without what a mailing list puts before it: "[clippings] Ferry sails again"."""
    subject = _field(message, "Subject")
    return _LIST_NAME.sub("", subject) if message.get("List-Id") else subject


def _without_signature(text: str) -> str:
    """A text without what stands below the last mark of signatures (RFC 3676, section 4.3), where that is short."""
    above, mark, below = text.replace("\r\n", "\n").rpartition("\n-- \n")
    return above if mark and below.count("\n") <= MAX_SIGNATURE else text


def _is_personal(message: EmailMessage, text: str) -> bool:
    """Whether a short message greets somebody, and was sent to no list: a letter or a receipt, and no news."""
    first = next(filter(None, map(str.strip, text.splitlines())), "")
    count = len(first.split())
    ends = first.endswith((",", "!", ":")) if count > MAX_BARE_GREETING else not first.endswith(".")
    greets = count <= MAX_GREETING and ends and _GREETING.match(first)
    return bool(greets) and not _is_of_list(message) and count_words(text) <= MAX_LETTER


def _is_of_list(message: EmailMessage) -> bool:
    return any(name in message for name in ("List-Id", "List-Unsubscribe", "List-Post"))


def _sender(message: EmailMessage, text: str) -> tuple[str, str, str]:
    """The sender's own name, and the name and host of its outlet; each is empty where there is none."""
    name, address = parseaddr(_field(message, "From"))
    host = domain(f"https://{address.rpartition('@')[2]}") or ""
    both = _FROM_OUTLET.fullmatch(name)
    if both and looks_like_name(both[1]) and (_is_of_list(message) or spelled(both[2]) in spelled(host)):
        return both[1], both[2], host
    own = len(spelled(name)) > 3 and spelled(name) in spelled(host)
    label = spelled(host.partition(".")[0])
    # "Vale News <mail@vale.example>": more than the host's own name, as outlets are called and people are not.
    longer = len(label) > 3 and spelled(name).startswith(label) and len(spelled(name)) > len(label)
    is_outlet = is_masthead(name) or longer or (own and (has_article(name) or name in text))
    return ("", name, host) if is_outlet else ("", "", "")
