"""Mastheads: the short lines above a title that name the site, and what tells them from menus."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.document import Line
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.furniture import is_furniture
from copydesk.extraction.names import strip_by
from copydesk.extraction.phrases import fold

# A masthead stands among the first lines, and has few words; those in small letters are short ("de", "of the").
TOP_LINES = 10
MAX_MASTHEAD_WORDS = 6
LONGEST_PARTICLE = 3
MAX_NOTICE_WORDS = 40
# "CEDAR FALLS, Kan. (KXYZ) -".
_DATELINE_OUTLET = re.compile(r"\(([^()]{2,40})\)\s?[-–—]")
DATELINE_CHARACTERS = 120
# Below a site's name stands its menu.
MENU_LINES = 3
# An article that begins a name, a capital behind it: a place or a section has none.
ARTICLES = re.compile(r"(?:(?:The|De|Het|Der|Die|Das|Le|La|Les|El|Los|Las|Il|Lo|Os|As)\s|L['’])(?=[A-ZÀ-Þ])")
FEWEST_SPOKEN = 2  # words; single ones are those of menus, too


def top_names(above: Sequence[Line]) -> list[int]:
    """The numbers of the first of the lines above a title that are short and written as a name is."""
    return [n for n, line in enumerate(above[:TOP_LINES]) if _is_short_name(line)]


def _is_short_name(line: Line) -> bool:
    words = line.text.split()
    small = any(word.islower() and len(word) > LONGEST_PARTICLE for word in words)
    short = line.words <= MAX_MASTHEAD_WORDS and words[0][0].isupper() and not small
    return short and not line.ends_sentence and not is_furniture(line) and not strip_by(line.text)[1]


def heads_the_dump(lines: Sequence[Line], end: int) -> bool:
    """Whether the first line, of those above a title, is the site's name: it has an article, or a menu below it.

    Of a name without an article, one word is a section's.
    """
    name = lines[0].text
    if ARTICLES.match(name):
        return True
    several = len(re.split(r"[\s-]", name)) >= FEWEST_SPOKEN
    return several and any(line.links or is_furniture(line) for line in lines[1:end][:MENU_LINES])


def signs_datelines(name: str, lines: Sequence[Line], body: Body) -> bool:
    """Whether the story's dateline abbreviates it: "Valley 9 News" is "FENWICK (Valley 9) - The ..."."""
    opening = lines[body.kept[0]].text[:DATELINE_CHARACTERS] if body.kept else ""
    match = _DATELINE_OUTLET.search(opening)
    return match is not None and not is_agency(match[1]) and f"{name} ".startswith(f"{match[1]} ")


def shorter(holder: str, names: list[str]) -> str:
    """The name among the first lines that a copyright's holder has in its own: "The Fen Post" of "Fen Post Media"."""
    folded = f" {fold(holder)} "
    held = [name for name in names if f" {fold(name).removeprefix('the ')} " in folded]
    # A single word that does not begin the holder's name is a section's: "News" of "Fen News Media".
    named = [name for name in held if " " in name or folded.startswith(f" {fold(name)} ")]
    return max(named, key=len, default=holder)


def is_spoken_of(number: int, lines: Sequence[Line], body: Body) -> bool:
    """Whether what stands around a story speaks of it: "Get the Valley 9 News app"."""
    name, own = lines[number].text, {*body.kept, number}
    if len(name.split()) < FEWEST_SPOKEN:
        return False
    named = re.compile(rf"(?<!\w)(?:{re.escape(name)}|{re.escape(name.upper())})(?!\w)")
    return any(
        line.words > len(name.split()) and named.search(line.text) is not None and is_furniture(line)
        for n, line in enumerate(lines)
        if n not in own and line.words <= MAX_NOTICE_WORDS
    )
