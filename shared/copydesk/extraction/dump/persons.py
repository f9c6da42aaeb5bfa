"""Notes on who somebody is, at a story's edges: "Ana Holm is a reporter in Lindow."."""

from __future__ import annotations

import re

from copydesk.extraction.document import Document, Line
from copydesk.extraction.phrases import alternation, every, fold
from copydesk.extraction.rules import rules

FEWEST_WORDS, MOST_WORDS = 4, 120

_STOP_WORDS = frozenset(every("stop_words"))
# Notes on authors quote nobody; a story's sentence on a person often does.
_SPEECH = re.compile(rf"[“”«»\"]|(?<!\w)(?:{alternation('speech_verbs')})(?!\w)", re.IGNORECASE)
# A book's or prize's name in quotation marks: a capital, and no punctuation as speech has it.
_TITLE = re.compile(r"[“„«\"]\s?[A-ZÀ-ÞА-Я][^“”„«»\".,!?]{2,60}[”“»\"]")


def quotes_speech(line: Line) -> bool:
    """Whether the line quotes somebody or reports what somebody said."""
    return _SPEECH.search(_TITLE.sub("", line.text)) is not None


def is_person_note(line: Line, *, full_name: bool = False) -> bool:
    """Whether the line could be a note on who an author is; only its place in the dump can tell.

    With `full_name`, one name in front is too few: "Patience is the only word for ..." opens a story.
    """
    if not FEWEST_WORDS <= line.words <= MOST_WORDS or quotes_speech(line):
        return False
    document = Document((line,))
    found = rules("persons").first(document, 0)
    match = found.find(document, 0) if found and found.find else None
    if match is None or "name" not in match.re.groupindex:
        return match is not None
    names = match["name"].split()
    return fold(names[0]) not in _STOP_WORDS and len(names) > full_name
