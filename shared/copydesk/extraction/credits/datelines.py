"""Agencies in datelines, between a place and the story: "LONDON, Jan 12 (Reuters) -"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.extraction.agencies import agency
from copydesk.extraction.credits.bylines import NUMBERS
from copydesk.extraction.credits.patterns import finder, is_place
from copydesk.extraction.credits.phrase import Kind, Names, Phrase
from copydesk.extraction.document import Document
from copydesk.extraction.rules import Place
from copydesk.extraction.rules.data import CHARACTERS

_PART = re.compile(
    r"(?P<part>(?:[^-–—:.()/,\n]|(?<=\w)-(?=\w)){1,40})(?P<end>(?:[-–—:.()/,\s](?!\w))*[-–—:.()/,])"
)
_CLOSED = re.compile(r"[^)\n]{0,40}\)[\s.:–—-]{0,4}|[/.:\s–—-]{0,5}")


@finder(
    id="credit-dateline",
    reason="Agencies sign between the place and the first sentence, where only places and dates stand before.",
    fires="LONDON, Jan 12 (Reuters) - The council voted on Tuesday to close the old bridge for two years.",
    spares="Reuters reported on Tuesday that the council of Brackwater had closed the old bridge for two years.",
    place=Place.ABOVE,
)
def datelines(document: Document, number: int) -> Iterator[Phrase]:
    """The agency of a dateline that closes with a sign."""
    line = document.lines[number]
    if found := _signed(line.text[:CHARACTERS]):
        name, raw, before = found
        yield Phrase(name, raw, Kind.DATELINE, Names.AGENCY, number, line.links, before)


def _signed(opening: str) -> tuple[str, str, str] | None:
    """The first part that is an agency, the dateline up to it, and what a bracket around it stands behind.

    None where other than places and dates stand before.
    """
    position = opening.find(next((c for c in opening if c.isalnum()), ""))
    dated, first = False, True
    while True:
        match = _PART.match(opening, position)
        if not match:
            return None
        part, before = match["part"].strip(), opening[: match.start()].rstrip()
        if (name := agency(part)) and _ends(match, before, dated=dated, first=first):
            closing = _CLOSED.match(opening, match.end("part"))
            raw = opening[: closing.end() if closing else match.end("part")].strip()
            return name, raw, before[:-1] if before.endswith("(") else ""
        if not is_place(part) and not NUMBERS.fullmatch(part):
            return None
        first, dated = False, dated or any(c.isdigit() for c in part) or (part.isupper() and len(part) > 3)
        rest = opening[match.end() :]
        position = match.end() + len(rest) - len(rest.lstrip(" -–—:.()/,"))


def _ends(match: re.Match[str], before: str, *, dated: bool, first: bool) -> bool:
    """Whether an agency's name closes a dateline here."""
    end, after = match["end"], match.string[match.end() :]
    if before.endswith(("(", "/")):
        rest = (end + after[:60]).partition(")" if before.endswith("(") else "/")[2].lstrip()
        opens = rest[:1].isupper() or rest[:1] in set("\"“«„'‘")
        return rest.startswith(("-", "–", "—", ":", ".")) or ((dated or before == "(") and opens)
    if any(sign in end for sign in "-–—:"):
        return True
    if "." in end:
        return dated and not first
    place = _PART.match(after.lstrip())
    return first and place is not None and is_place(place["part"].strip()) and ":" in place["end"]
