"""Mastheads: the short lines above a title that name the site, and what tells them from menus."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.bylines import is_of_page
from copydesk.extraction.dump.datelines import is_dateline
from copydesk.extraction.dump.furniture import is_furniture
from copydesk.extraction.dump.own_names import is_own_word
from copydesk.extraction.names import is_masthead, strip_by
from copydesk.extraction.outlets import has_article, is_domain
from copydesk.extraction.people import UNSPACED
from copydesk.extraction.phrases import every, fold, named
from copydesk.extraction.rules import rules

# A masthead stands among the first lines, and has few words; those in small letters are short ("de", "of the"), or
# there are few, as in languages that write names so.
TOP_LINES = 10
MAX_MASTHEAD_WORDS = 6
LONGEST_PARTICLE = 3
MOST_SMALL = 2
MAX_NOTICE_WORDS = 40
# "CEDAR FALLS, Kan. (KXYZ) -".
_DATELINE_OUTLET = re.compile(r"\(([^()]{2,40})\)\s?[-–—]")
DATELINE_CHARACTERS = 120
# Below a site's name stands its menu: so many of so many lines are short.
MENU_LINES, FEWEST_MENU_LINES, MENU_WORDS = 4, 2, 3
# A site's name, and what it says of itself: "The Fen Post – all about the fens".
_TAGLINE = re.compile(r"\s[–—-]\s[^\W\d_A-ZÀ-Þ].*")
# "Arroyo Sentinel (Nevada)"
PLACE = re.compile(r"\s*\([^()]{2,40}\)$")
# Menus without a space between their entries have no name, nor has what parts its words.
_NO_NAME = re.compile(r"[:,]|(?:[a-z][A-Z]\w*?){3}")
_HOME = re.compile(rf"(?:{'|'.join(map(re.escape, every('home_words')))})(?!\w)", re.IGNORECASE)
# Entries of a menu in one line.
_ROW = re.compile(r"\S(?:\s{2,}|\s[·•|]\s)\S")
_SEVERAL = re.compile(r"[\s-]|[\u3040-\u9fff]{4}")


@dataclass(frozen=True, slots=True)
class Tops:
    """The lines of a document above its title, or its story."""

    document: Document
    body: Body
    title_at: int | None

    def named(self) -> Iterator[tuple[int, str, str]]:
        """Lines that may be the site's name, by number, name and how it is told: a method of `publishers.WEIGHTS`."""
        lines, end = self.document.lines, self.body.start if self.title_at is None else self.title_at
        first = next((n for n, line in enumerate(lines[:end]) if not is_furniture(line)), end)
        for number, line in enumerate(lines[: min(end, TOP_LINES)]):
            columns = [part for part in line.text.split(" | ") if is_masthead(part)]
            text = columns[0] if columns else line.text
            name = PLACE.sub("", _TAGLINE.sub("", text) if number == first else text)
            if not _is_short_name(line, name, first=number == first) or is_agency(name):
                continue
            if is_masthead(name):
                yield number, name, "masthead"
            if self._signs_dateline(name):
                yield number, name, "front_page"
            several = _SEVERAL.search(name) is not None
            spoken_of = several and self._is_spoken_of(number, name)
            if number == first and (
                has_article(name)
                or is_domain(name)
                or name != line.text
                or self._heads_menu(number, end, several, spoken_of)
            ):
                yield number, name, "first_line"
            if spoken_of:
                yield number, name, "notes"

    def _heads_menu(self, number: int, end: int, several: bool, spoken_of: bool) -> bool:
        """Whether the site's menu, or a blog's date, stands below a line: the less of it the more the line tells."""
        name, below = self.document.lines[number].text, self.document.lines[number + 1 : end][:MENU_LINES]
        trail = any(rules("untitled").first(self.document, number + n) for n in range(1, len(below) + 1))
        short = sum(map(_is_of_menu, below))
        if _is_of_outlet(name) or is_domain(name):
            return trail or short > 0
        dated = several and any(map(is_dateline, below))
        home = (
            several
            and any(_HOME.match(line.text) for line in below)
            and not any(map(is_of_page, name.split()))
        )
        offered = several and any(_offers(line.text.split()) for line in below)
        return dated or home or offered or (spoken_of and (trail or short >= FEWEST_MENU_LINES))

    def _signs_dateline(self, name: str) -> bool:
        """Whether the story's dateline abbreviates it: "Valley 9 News" is "FENWICK (Valley 9) - The ..."."""
        kept = self.body.kept
        opening = self.document.lines[kept[0]].text[:DATELINE_CHARACTERS] if kept else ""
        match = _DATELINE_OUTLET.search(opening)
        return match is not None and not is_agency(match[1]) and f"{name} ".startswith(f"{match[1]} ")

    def _is_spoken_of(self, number: int, name: str) -> bool:
        """Whether what stands around a story speaks of it: "Get the Valley 9 News app"."""
        own = {*self.body.kept, number}
        named = re.compile(rf"(?<!\w)(?:{re.escape(name)}|{re.escape(name.upper())})(?!\w)")
        return any(
            line.words > len(name.split()) and named.search(line.text) is not None and is_furniture(line)
            for n, line in enumerate(self.document.lines)
            if n not in own and line.words <= MAX_NOTICE_WORDS
        )


def _offers(words: Sequence[str]) -> bool:
    """Whether a row of words names nothing but what sites have: "About Archive Contact"."""
    return len(words) > 1 and all(is_own_word(fold(word)) for word in words)


def _is_short_name(line: Line, name: str, *, first: bool) -> bool:
    words = name.split()
    small = sum(word.islower() and len(word) > LONGEST_PARTICLE for word in words)
    short = (
        len(words) <= MAX_MASTHEAD_WORDS
        and bool(words)
        and not words[0][0].islower()
        and small <= MOST_SMALL * first
    )
    other = line.ends_sentence or is_furniture(line) or strip_by(name)[1] or dates_in(name)
    return short and any(map(str.isalpha, name)) and not _NO_NAME.search(name) and not other


def _is_of_outlet(name: str) -> bool:
    """Whether a name of several words has an outlet's among them, and its last word is not the page's."""
    words = fold(name).split()
    return len(words) > 1 and not named("outlets").isdisjoint(words) and not is_of_page(words[-1])


def _is_of_menu(line: Line) -> bool:
    plain = not line.ends_sentence and not dates_in(line.text) and not strip_by(line.text)[1]
    parted = UNSPACED.search(line.text) or _ROW.search(line.raw)
    row = parted is not None and len(line.text.split()) >= MENU_WORDS
    return bool(line.links) or is_furniture(line) or ((line.words <= MENU_WORDS or row) and plain)
