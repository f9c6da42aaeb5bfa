"""What is furniture among a dump's lines: sharing, newsletters, captions, comment forms, legal lines.

Most of it is data, in `extraction/rules`; here stand the rules that weigh several signs of a line.
"""

from __future__ import annotations

import re

from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.notices import notice_score
from copydesk.extraction.rules import rule, rules
from copydesk.extraction.rules.data import finder_of

# The sets of rules that tell furniture, in the order in which a line is asked.
PURPOSES = ("boxes", "metadata", "furniture", "captions")

# Phrases inside a line make it furniture only where the line is about as long as a notice.
LONGEST_NOTICE_WORDS = 60
# An opening makes a notice of a line of so many words, whatever else it says.
SHORT_NOTICE_WORDS = 25
SENTENCE_WORDS = 8
# Running text of a story, which one phrase does not make a notice.
STORY_WORDS = 20
STORY_STOP_SHARE = 0.25
WEAK_NOTICE_SCORE = 0.5
# A long line scores less for its length; below this it says nothing that notices say.
LONG_NOTICE_SCORE = -1.0
# Units beside counts ("min", "views") are short words.
LONGEST_UNIT = 6
MAX_METADATA_WORDS = 12

_TOKEN = re.compile(r"[^\W_]+")
_QUOTATION_MARKS = tuple("\"“«„'‘")


def is_closing(line: Line) -> bool:
    """Whether the line opens what follows every story: a comment form, comments, a note on the author."""
    return _effect(line, "boxes") == "closing"


def is_ending(line: Line) -> bool:
    """Whether the line opens related links and the like, after a story or within it."""
    return _effect(line, "boxes") in {"ending", "sharing"}


def is_sharing(line: Line) -> bool:
    """Whether the line may let readers pass a story on: it opens with such a word and is short."""
    return _effect(line, "sharing") is not None


def is_metadata(line: Line) -> bool:
    """Whether the line holds only counts, ages, dates, handles or symbols."""
    return _effect(line, "metadata") is not None


def is_caption(line: Line) -> bool:
    """Whether the line describes a picture or names who took it."""
    return _is_caption(Document((line,)), 0)


def is_furniture(line: Line) -> bool:
    """Whether the line, by itself, is no part of a story."""
    document = Document((line,))
    return any(rules(purpose).first(document, 0) for purpose in PURPOSES)


def _effect(line: Line, purpose: str) -> str | None:
    found = rules(purpose).first_of(line)
    return found.effect if found else None


@rule("counts-among-words")
def _is_counted(document: Document, number: int) -> bool:
    if document.lines[number].words > MAX_METADATA_WORDS:
        return False
    tokens = _TOKEN.findall(document.folded[number])
    numbers = sum(token.isdigit() for token in tokens)
    return numbers >= 2 and 2 * numbers >= len(tokens) and all(len(token) <= LONGEST_UNIT for token in tokens)


@rule("date-alone")
def _is_dated(document: Document, number: int) -> bool:
    line = document.lines[number]
    return (
        line.words <= MAX_METADATA_WORDS
        and not line.ends_sentence
        and bool(dates_in(document.folded[number]))
    )


@rule("opens-as-notice")
def _opens_as_notice(document: Document, number: int) -> bool:
    line, folded = document.lines[number], document.folded[number]
    if line.words > LONGEST_NOTICE_WORDS or line.text[:1] in _QUOTATION_MARKS:
        return False
    phrase = finder_of("line_starts", None, document.language).opening(folded)
    if phrase is None:
        return False
    # One everyday word opens a notice only where no full sentence follows.
    lone = phrase.isalpha() and line.ends_sentence and line.words >= SENTENCE_WORDS
    if lone and not folded.lstrip(" *_#").startswith(f"{phrase}:"):
        return False
    return line.words <= SHORT_NOTICE_WORDS or not line.stop_share or bool(_contained(document, number))


@rule("says-what-notices-say")
def _says_what_notices_say(document: Document, number: int) -> bool:
    line = document.lines[number]
    if line.words > LONGEST_NOTICE_WORDS or not (contained := _contained(document, number)):
        return False
    prose = line.words >= STORY_WORDS and line.ends_sentence and line.stop_share >= STORY_STOP_SHARE
    return not prose or len(contained) > 1 or notice_score(line, document.language) >= WEAK_NOTICE_SCORE


@rule("small-print")
def _is_small_print(document: Document, number: int) -> bool:
    line = document.lines[number]
    long = line.words > LONGEST_NOTICE_WORDS and len(_contained(document, number)) > 1
    return long and notice_score(line, document.language) > LONG_NOTICE_SCORE


def _contained(document: Document, number: int) -> set[str]:
    """The set phrases of notices in a line."""
    return set(finder_of("contained", None, document.language).inside(document.folded[number]))


def _is_caption(document: Document, number: int) -> bool:
    return rules("captions").first(document, number) is not None
