"""What programs add to a text when they render it: link numbers, headers of mails, field codes of databases."""

from __future__ import annotations

import html
import re

from copydesk.extraction.people import is_masthead
from copydesk.extraction.phrases import every, fold

# A list of addresses, as text browsers (lynx, w3m, elinks) put it below a page.
_REFERENCES = re.compile(
    r"^[ \t]*(?:references|visible links|hidden links)[ \t]*:?[ \t]*((?:\n[ \t]*)+\d{1,4}\.[ \t]+\S+:\S+"
    r"(?:(?:\n[ \t]*)+\d{1,4}\.[ \t]+\S+:\S+)*)",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(r"\[\d{1,4}\](?=\S)")
_LINKED_LINE = re.compile(r"^.*\[\d.*$", re.MULTILINE)
FEWEST_LINKS = 2
# Links of a menu in one line, of so few words each.
FEWEST_ROW_LINKS = 3
MOST_ROW_WORDS = 4

_FIELD = re.compile(r"^[*_>\s]{0,4}([^\W\d_]{1,12})\s{0,2}:[*_]{0,2}\s+(\S.*)$")
_FORWARDED = re.compile(r"^(?:\s*(?:re|fwd?|wg|aw|tr|rv|i|r)\s*:)+\s*", re.IGNORECASE)
# A mail's header has a sender, a subject and one more line.
FEWEST_FIELDS = 3
# Above it stand at most a line that says that the mail was forwarded, and rules.
MOST_LINES_ABOVE = 3
MOST_HEADER_LINES = 30
# A code fills the first columns of a line, as Factiva displays articles with their codes.
_CODE = re.compile(r"([A-Z]{2,3})(?=\s{2,}\S|\t|\s*$)")
_CODES = {"HD": "title", "BY": "author", "PD": "date", "SN": "publisher"}
_TEXT_CODES = ("LP", "TD")
_NEEDED_CODES = {"HD", "PD", "SN", "LP"}
MOST_CODED_LINES = 5000
_DOC = re.compile(r"\s*<doc\b([^<>]{0,2000})>[ \t]*\n?", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w-]{1,30})=[\"']([^\"'<>]{1,2000})[\"']")
_WITHIN_DOC = re.compile(r"</?(?:doc|p|s|g|head|text|body|div)(?:\s[^<>]{0,300})?/?>[ \t]*\n?", re.IGNORECASE)
_DOC_FIELDS = {"url": "url", "title": "title", "date": "date", "author": "author"}
_FIELDS = {word: field for field in ("from", "sent", "to", "subject") for word in every(f"mail_{field}")}


def without_link_numbers(text: str) -> str:
    """The text of a page that a text browser printed without its "[7]" and their list; other text unchanged."""
    found = _REFERENCES.search(text)
    if not found or len(found[1].split("\n")) < FEWEST_LINKS or not _NUMBER.search(text, 0, found.start()):
        return text
    return _LINKED_LINE.sub(_without_numbers, text[: found.start()]) + text[found.end() :]


def _without_numbers(line: re.Match[str]) -> str:
    """A line without its numbers; a row of links becomes columns, for what parts its links is lost."""
    links = len(_NUMBER.findall(line[0]))
    row = links >= FEWEST_ROW_LINKS and len(line[0].split()) <= MOST_ROW_WORDS * links
    return _NUMBER.sub(" | " if row else "", line[0])


def without_mail_header(text: str) -> tuple[list[tuple[str, str]], str]:
    """What the header of a mail says that stands in the text with it, and the text without the header.

    Pairs of the kind of a label and its value; none, and the text unchanged, where there is no header. The day is that
    of the mail, of which the story is, too, unless it says another.
    """
    *lines, rest = f"{text}\n".split("\n", MOST_HEADER_LINES)
    first = next((n for n, line in enumerate(lines[: MOST_LINES_ABOVE + 1]) if _field(line)), None)
    if first is None:
        return [], text
    last, found = first, {}
    while last < len(lines) and (field := _field(lines[last])):
        found[field[0]] = field[1]
        last += 1
    if len(found) < FEWEST_FIELDS or "from" not in found or "subject" not in found:
        return [], text
    said = [("title", without_forwarding(found["subject"])), ("sent", found.get("sent", ""))]
    if is_masthead(found["from"]):
        said.append(("publisher", found["from"]))
    return said, "\n".join([*lines[last:], rest])


def without_forwarding(subject: str) -> str:
    """A mail's subject without what mail programs put before it: "Fwd: Re: Harbour to close"."""
    return _FORWARDED.sub("", subject).strip(" *_")


def without_field_codes(text: str) -> tuple[list[tuple[str, str]], str]:
    """The fields of an article as Factiva's codes name them, and its text; nothing, and the text as it was, without.

    Fields come as pairs of the kind of a label (labels.KINDS) and its value.
    """
    coded: dict[str, list[str]] = {"": []}
    code = ""
    for line in text.split("\n", MOST_CODED_LINES):
        match = _CODE.match(line)
        code = match[1] if match else code
        coded.setdefault(code, []).append(line[match.end() :] if match else line)
    if not coded.keys() >= _NEEDED_CODES or any(map(str.strip, coded[""])):
        return [], text
    fields = [
        (kind, " ".join(" ".join(coded[code]).split())) for code, kind in _CODES.items() if code in coded
    ]
    return fields, "\n\n".join("\n".join(coded[code]).strip() for code in _TEXT_CODES if code in coded)


def without_doc_tag(text: str) -> tuple[list[tuple[str, str]], str]:
    """What the attributes of a `<doc ...>` around a text say, as corpora keep texts, and the text within."""
    match = _DOC.match(text)
    if match is None:
        return [], text
    fields = [
        (_DOC_FIELDS[name.lower()], html.unescape(value))
        for name, value in _ATTRIBUTE.findall(match[1])
        if name.lower() in _DOC_FIELDS
    ]
    return fields, _WITHIN_DOC.sub("\n\n", text[match.end() :])


def _field(line: str) -> tuple[str, str] | None:
    match = _FIELD.match(line[:1000])
    field = _FIELDS.get(fold(match[1])) if match else None
    return (field, match[2]) if match and field else None
