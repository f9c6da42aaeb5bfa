"""Who wrote a dump's story: the lines between title and story, then those below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.dates import before_date, dates_in
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.alone import PROSE_WORDS
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.datelines import MAX_DATELINE_WORDS, is_dateline
from copydesk.extraction.dump.furniture import is_furniture, is_metadata
from copydesk.extraction.dump.persons import is_person_note, quotes_speech
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.html.urls import is_author_page
from copydesk.extraction.names import has_role, is_masthead, signed, split_authors, strip_by
from copydesk.extraction.outlets import LEGAL_FORM
from copydesk.extraction.people import UNSPACED
from copydesk.extraction.phrases import every, fold, named
from copydesk.extraction.rules import Place, rules

MAX_BYLINE_WORDS = 14
# With posts and places after the names, and no full stop.
MAX_LONG_BYLINE_WORDS = 30
_DATED_PARTS = re.compile(r"\s*[|•·–—]\s*|\s-\s|,\s|\s(?:on|am|le|el|em|il)\s")
_BY_PHRASES = frozenset((*every("by"), "автор"))
_AND_MORE = re.compile(rf"(?:,|\s(?:{'|'.join(map(re.escape, every('conjunctions')))}))$", re.IGNORECASE)
_BRACKETED = re.compile(r"[(（【\[]\s*([^()（）【】\[\]]{2,60})\s*[)）】\]]")
# "Jane Doe / Boston (AFP)": what stands behind is no name.
_BEFORE_PLACE = re.compile(r"\s/\s|,?\s[(（]")
MAX_NAME_LINE_WORDS = 7
# Lines between the title and the story: what stands farther off names somebody else.
NAMES_NEAR = 4
# A byline can stand so many lines above the title.
ABOVE_TITLE = 6
_PAGE_WORD = re.compile(
    "|".join(re.escape(word).replace(r"\*", r"\w*") for word in (*every("page_nouns"), *every("sharing")))
)
# Longer ones: "Best" and "Post" are people, too.
_TEXT_NOUN = re.compile(
    "|".join(re.escape(w).replace(r"\*", r"\w*") for w in every("text_nouns") if len(w.rstrip("*")) >= 6)
)
_LABELS = frozenset((*every("by"), *every("date_labels"), *every("modified_labels")))
LONG_WORD = 4  # letters
# Lines at the end of the story, and below it, among which a note on the author stands.
NOTES_IN_STORY, NOTES_BELOW = 3, 12


def is_byline(line: Line, language: str | None) -> bool:
    """Whether the line says who wrote the story."""
    if _too_long(line):
        return False
    byline, marked = strip_by(line.text, language)
    return marked and (bool(split_authors(byline, language=language)) or _is_of_agency(byline))


def _is_of_agency(byline: str) -> bool:
    return any(is_agency(part) for part in re.split(r"[,|/]", byline))


def _too_long(line: Line) -> bool:
    return line.words > (MAX_BYLINE_WORDS if line.ends_sentence else MAX_LONG_BYLINE_WORDS)


class Byline(NamedTuple):
    """Whom a line or two name as the authors, which can be nobody ("By AFP"), and their text."""

    authors: Candidate[tuple[str, ...]]
    text: str


def signed_byline(
    document: Document, body: Body, title_at: int | None, taken: frozenset[int]
) -> Byline | None:
    """The first line about the title or below the story that says "By", unless it is `taken` already."""
    lines = document.lines
    first = max(0, title_at - ABOVE_TITLE) if title_at is not None else max(0, body.start - 12)
    head = range(first, min(max(title_at or 0, body.start) + 5, len(lines)))
    tail = range(body.end, min(body.end + 30, len(lines)))
    for number in (*head, *tail):
        if number in taken or _too_long(lines[number]):
            continue
        found = _signed(document, number)
        if found and (number < body.end or lines[number].text[:1].isupper()):
            return found
    return None


def _signed(document: Document, number: int) -> Byline | None:
    line, language = document.lines[number], document.language
    below = document.lines[number + 1] if number + 1 < len(document.lines) else None
    text = signed(line.text, language)
    joined = text is None
    if text is None:
        if line.words > 2 or fold(line.text.strip(" :")) not in _BY_PHRASES or below is None:
            return _of_handle(document, number)
        text = f"{line.text} {below.text}"
    if below and _AND_MORE.search(text) and _only_name(below, language):
        text, joined = f"{text} {below.text}", True
    # "Jane Doe, de Vila Serena": what goes on in small letters is a place.
    names = tuple(
        n for n in split_authors(text, language=language) if not is_of_page(n) and not n[0].islower()
    )
    if not names and (handle := _of_handle(document, number)):
        return handle
    if not names and not _is_of_agency(strip_by(text, language)[0]) and not has_role(text, language):
        return None
    places = frozenset((number, number + 1) if joined else (number,))
    return Byline(Candidate(names, "byline", line.raw, places), text)


def _of_handle(document: Document, number: int) -> Byline | None:
    rule = rules("bylines").first(document, number)
    match = rule.find(document, number) if rule and rule.find else None
    if match is None or has_role(match["name"], document.language):
        return None
    line = document.lines[number]
    return Byline(Candidate((match["name"],), "byline", line.raw, frozenset((number,))), line.text)


def unsigned_bylines(document: Document, body: Body, title_at: int | None) -> Iterator[Byline]:
    """Names in lines that do not say "By": beside the date or a post, in notes below the story, alone at its edges."""
    if title_at is not None:
        end = min(max(body.start, title_at + 4), len(document.lines))
        for number in range(title_at + 1, end):
            yield from _beside_date(document, number, range(title_at + 1, end))
    yield from _in_dateline(document, body)
    yield from _by_note(document, body)
    yield from _alone(document, body, title_at)


def _beside_date(document: Document, number: int, near: range) -> Iterator[Byline]:
    """ "Jane Doe | 12 January 2022", or a name on the line next to the date or to a trade."""
    lines, line = document.lines, document.lines[number]
    posted = has_role(line.text) and line.words <= 6
    if line.words > MAX_DATELINE_WORDS or not (posted or dates_in(line.text)):
        return
    name = _DATED_PARTS.split(before_date(line.text).strip(" -–—|•·,") or line.text)[0]
    # "The Outlet, 5 May" below a name is the outlet's.
    of_outlet = number > near.start and _only_name(lines[number - 1], document.language) and "," in line.text
    if (
        name != line.text
        and not name.endswith(":")
        and len(name.split()) in {2, 3}
        and not has_role(name)
        and not of_outlet
    ):
        names = split_authors(name, language=document.language) if fold(name) not in named("cities") else ()
        if names and len(names[0].split()) == len(name.split()) and _said_once(name, document):
            yield Byline(Candidate(names, "dateline", line.raw), line.text)
            return
    # "Jane Doe / Boston / 12 May"
    between = lines[number - 1].text
    placed = " " not in between and not UNSPACED.search(between)
    above = number - 2 if is_masthead(between) or placed else number - 1
    for beside in (above, number + 1):
        if beside in near and _only_name(lines[beside], document.language):
            names = split_authors(lines[beside].text, language=document.language)
            yield Byline(
                Candidate(names, "dateline", lines[beside].raw, frozenset((beside,))), lines[beside].text
            )


def _said_once(name: str, document: Document, number: int | None = None) -> bool:
    """Whether only one line has it, but for a note right below line `number`: an outlet's comes back below a story."""
    folded = fold(name)
    lines = [n for n, text in enumerate(document.folded) if folded in text[:1500]]
    note = (
        number is not None
        and lines[:2] == [number, number + 1]
        and document.folded[number + 1].startswith(folded)
    )
    return len(lines) == 1 + note


def _in_dateline(document: Document, body: Body) -> Iterator[Byline]:
    """The reporter whom the story's first line names."""
    rule = rules("dateline_authors").first(document, body.start) if body.kept else None
    match = rule.find(document, body.start) if rule and rule.find else None
    names = split_authors(match["name"], language=document.language) if match else ()
    if names:
        yield Byline(Candidate(names, "dateline", document.lines[body.start].raw), "")


def _by_note(document: Document, body: Body) -> Iterator[Byline]:
    """The person of a note on the author: of a writer, or of whom a line of its own names, too."""
    lines = document.lines
    for number in range(max(0, body.end - NOTES_IN_STORY), min(body.end + NOTES_BELOW, len(lines))):
        line = lines[number]
        rule = rules("author_notes").first(document, number, Place.BELOW)
        match = rule.find(document, number) if rule and rule.find else None
        if match and not quotes_speech(line):
            name = next(value for value in match.groupdict().values() if value)
            names = split_authors(name, language=document.language)
            if names:
                yield Byline(Candidate(names, "author_note", line.raw, frozenset((number,))), "")
        elif is_person_note(line):
            for size in (2, 3, 4):
                name = " ".join(line.text.split()[:size])
                same = [n for n, text in enumerate(document.folded) if text == fold(name)]
                if same and _only_name(lines[same[-1]], document.language):
                    yield Byline(Candidate((name,), "author_note", line.raw, frozenset(same[-1:])), "")


def _alone(document: Document, body: Body, title_at: int | None) -> Iterator[Byline]:
    """Names that are lines of their own between the title and the story, or right below it."""
    lines, kept = document.lines, body.kept
    story = next((n for n in kept if lines[n].words >= PROSE_WORDS), None)
    if story is None:
        return
    top = -1 if title_at is None else title_at
    near = range(max(0, top + 1, story - NAMES_NEAR), story)
    above = [
        n
        for n in near
        if n == top + 1
        or (n == story - 1 and is_dateline(lines[n - 1]))
        or is_metadata(lines[n + 1])
        or all(is_furniture(line) or is_metadata(line) for line in lines[top + 1 : n])
        or has_role(lines[n].text, document.language)
    ]
    below = [n for n in (kept[-1], kept[-1] + 1) if story < n < len(lines) and _ends_all(lines, n)]
    for number in (*above, *below):
        if names := _names_alone(document, number):
            yield Byline(
                Candidate(names, "name_line", lines[number].raw, frozenset((number,))), lines[number].text
            )


def _ends_all(lines: Sequence[Line], number: int) -> bool:
    """Whether no list begins with a line below the story: it is the last, of one block with it, or above a notice."""
    below = lines[number + 1 : number + 2]
    return lines[number].block == lines[number - 1].block or all(
        is_furniture(line) and not dates_in(line.text) for line in below
    )


def _names_alone(document: Document, number: int) -> tuple[str, ...]:
    line, language = document.lines[number], document.language
    if (
        line.words > MAX_NAME_LINE_WORDS
        or line.level
        or line.item
        or line.ends_sentence
        or dates_in(line.text)
    ):
        return ()
    inner = _BRACKETED.fullmatch(line.text)
    text = _BEFORE_PLACE.split(inner[1] if inner else line.text)[0]
    if is_masthead(text) or LEGAL_FORM.search(line.text) or fold(line.text) in named("cities"):
        return ()
    names = split_authors(text, language=language)
    marked = inner is not None or has_role(text, language)
    if not names or not all(len(name.split()) > 1 or (marked and UNSPACED.search(name)) for name in names):
        return ()
    usual = any(
        is_of_page(name)
        or fold(name).split()[0] in every("requests")
        or any(_TEXT_NOUN.fullmatch(word) for word in fold(name).split())
        or not _said_once(name, document, number)
        or _is_of_words(name, document)
        for name in names
    )
    return () if usual or is_furniture(line) else names


def is_of_page(name: str) -> bool:
    """Whether a name has a word of what pages offer and of where they are passed on, or is a label."""
    return fold(name) in _LABELS or any(_PAGE_WORD.fullmatch(word) for word in fold(name).split())


def _is_of_words(name: str, document: Document) -> bool:
    """Whether the document has a long word of a name in small letters: it is a phrase."""
    words = [word for word in fold(name).split() if len(word) >= LONG_WORD and not word.endswith(".")]
    # In scripts without small letters the name's own line has its words, too.
    own = 1 if name.upper() == name.lower() else 0
    return any(
        sum(bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line.text)) for line in document.lines) > own
        for word in words
    )


def _only_name(line: Line, language: str | None) -> bool:
    names = split_authors(line.text, language=language)
    return (
        2 <= line.words <= 8
        and bool(names)
        and not is_furniture(line)
        and not LEGAL_FORM.search(line.text)
        and not any(_TEXT_NOUN.fullmatch(word) for word in fold(line.text).split())
        and all(2 <= len(name.split()) <= 4 or UNSPACED.search(name) for name in names)
        and all(is_author_page(link.url or "") for link in line.links)
    )
