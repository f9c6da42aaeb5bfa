"""What each line is: by itself, unless neighbours tell otherwise, as of a caption above its credit."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump import streams
from copydesk.extraction.dump.alone import (
    CLOSING_MARKS,
    LONG_LINE_WORDS,
    PROSE_WORDS,
    SENTENCE_STOP_SHARE,
    Judged,
    Role,
    by_themselves,
    runs,
)
from copydesk.extraction.dump.furniture import is_caption
from copydesk.extraction.phrases import fold
from copydesk.extraction.rules import rule, rules

# The sets of rules on neighbours, in order: the first rule that holds gives the role.
_AMID = ("neighbours", streams.PURPOSE)

# Of a headline; fewer words are a subheading's.
MIN_HEADLINE_WORDS, MAX_HEADLINE_WORDS = 9, 25
# "Photo: Ana Holm, Fen Post"
MAX_CREDIT_WORDS = 8
# A line that holds the openings of so many paragraphs, of the first ones, and is longer than any paragraph.
WHOLE_TEXT_WORDS = 300
FEWEST_PARAGRAPHS = 3
MOST_OPENINGS = 20

# More lines in a row, or in all, that trail off are other stories' teasers; a long one is rather a paragraph.
MAX_TRAILING = 3
ANNOUNCING = frozenset({Role.FURNITURE, Role.ASIDE, Role.ENDING, Role.SHORT, Role.HEADING})
# So far apart stand the two, with a picture's credit between them.
TWICE_LINES = 4
# Shorter lines with a colon are labels and names.
LEAD_IN_WORDS = 4

# Of an agency's editors: "rmp/lll".
_INITIALS = re.compile(r"[a-z]{2,4}(?:[/-][a-z]{2,4}){1,3}")
# "... on his round in 1978.(KXYZ)": text beside a picture runs into its credit.
_GLUED_CREDIT = re.compile(r"([^\n]{20,400}[.!?][\"”]?)\([^()\n]{2,60}\)$")


def roles(document: Document, labelled: Set[int] = frozenset()) -> tuple[Judged, ...]:
    """What each line is, by itself unless neighbours tell otherwise; `labelled` are the lines that labels take."""
    if labelled:
        document = replace(document, labelled=frozenset(labelled))
    return tuple(_amid(document, number) or own for number, own in enumerate(by_themselves(document)))


def _amid(document: Document, number: int) -> Judged | None:
    found = next(filter(None, (rules(purpose).first(document, number) for purpose in _AMID)), None)
    return Judged(Role(found.effect), found.id) if found else None


@rule("whole-text-again")
def _holds_whole_text(document: Document, number: int) -> bool:
    line = document.lines[number]
    if line.words <= WHOLE_TEXT_WORDS:
        return False
    held = (n != number and opening in line.text for n, opening in _openings(document))
    return sum(held) >= FEWEST_PARAGRAPHS


@lru_cache(maxsize=1)
def _openings(document: Document) -> list[tuple[int, str]]:
    """The numbers of the first paragraphs, and how they open."""
    prose = (n for n, one in enumerate(by_themselves(document)) if one.role is Role.PROSE)
    return [(number, document.lines[number].text[:60]) for number in islice(prose, MOST_OPENINGS)]


@rule("caption-with-its-credit")
def _runs_into_credit(document: Document, number: int) -> bool:
    captions = _glued_captions(document)
    if not runs(document, number) or document.lines[number].text in captions.values():
        return runs(document, number)
    if number not in captions:
        return False
    return fold(captions[number]) in document.repeats or not runs(document, number - 1)


@lru_cache(maxsize=1)
def _glued_captions(document: Document) -> dict[int, str]:
    """The lines that end with a bracket right behind a sentence, and what stands before the bracket."""
    matches = ((n, _GLUED_CREDIT.match(line.text)) for n, line in enumerate(document.lines))
    return {number: match[1] for number, match in matches if match}


@rule("caption-above-its-credit")
def _stands_above_bracket(document: Document, number: int) -> bool:
    line, below = document.lines[number], document.lines[number + 1 : number + 2]
    bracketed = [one for one in below if one.text.startswith("(") and one.block == line.block]
    return runs(document, number) and any(map(_credits_picture, bracketed))


@rule("caption-that-recurs")
def _recurs_with_credit(document: Document, number: int) -> bool:
    below = document.lines[number + 1 : number + 3]
    recurs = document.repeats[document.folded[number]] > 1
    return recurs and runs(document, number) and any(map(_credits_picture, below))


def _credits_picture(line: Line) -> bool:
    return line.words <= MAX_CREDIT_WORDS and is_caption(line)


@rule("question-among-headlines")
def _asks_among_headlines(document: Document, number: int) -> bool:
    line = document.lines[number]
    asks = line.text.rstrip(CLOSING_MARKS).endswith(("?", "!")) and line.words <= MAX_HEADLINE_WORDS
    if not asks or not runs(document, number) or runs(document, number - 1) or runs(document, number + 1):
        return False
    return any(_is_headline(document, beside) for beside in (number - 1, number + 1))


def _is_headline(document: Document, number: int) -> bool:
    if not 0 <= number < len(document.lines) or document.lines[number].words < MIN_HEADLINE_WORDS:
        return False
    return by_themselves(document)[number].role is Role.SHORT


@rule("furniture-that-goes-on")
def _goes_on_with_furniture(document: Document, number: int) -> bool:
    above = by_themselves(document)[number - 1].role if number else None
    return above is Role.FURNITURE and _runs_on(document, number)


@rule("sentence-that-goes-on")
def _goes_on_with_sentence(document: Document, number: int) -> bool:
    short = document.lines[number].words < PROSE_WORDS
    return short and runs(document, number - 1) and _runs_on(document, number)


def _runs_on(document: Document, number: int) -> bool:
    """Whether a line goes on with the sentence that the one above broke off."""
    above, line = document.lines[number - 1], document.lines[number]
    goes_on = line.text[:1].islower() and not _INITIALS.fullmatch(line.text)
    return goes_on and above.words >= PROSE_WORDS and not above.ends_sentence


@rule("sentence-that-trails-off")
def _trails_off_amid_prose(document: Document, number: int) -> bool:
    first = last = number
    while _trails_off(document, first - 1) and last - first < MAX_TRAILING:
        first -= 1
    while _trails_off(document, last + 1) and last - first < MAX_TRAILING:
        last += 1
    if not _trails_off(document, number) or last - first >= MAX_TRAILING:
        return False
    above, below = runs(document, first - 1), runs(document, last + 1)
    line = document.lines[number]
    long = line.words >= LONG_LINE_WORDS
    told = line.words >= PROSE_WORDS and line.stop_share >= SENTENCE_STOP_SHARE and _few_trail_off(document)
    opens = below and (first == 0 or by_themselves(document)[first - 1].role not in ANNOUNCING)
    return (above and below) or ((long or told) and (above or opens))


def _trails_off(document: Document, number: int) -> bool:
    return 0 <= number < len(document.lines) and by_themselves(document)[number].role is Role.TEASER


@lru_cache(maxsize=1)
def _few_trail_off(document: Document) -> bool:
    return sum(one.role is Role.TEASER for one in by_themselves(document)) <= MAX_TRAILING


@rule("lead-in")
def _leads_in(document: Document, number: int) -> bool:
    line = document.lines[number]
    # "UPDATE:" is what dates leave behind elsewhere.
    role = by_themselves(document)[number].role
    if role not in {Role.SHORT, Role.METADATA} or not line.text.endswith((":", "：")):
        return False
    said = role is Role.SHORT and line.words >= LEAD_IN_WORDS and runs(document, number - 1)
    return (said or line.text.isupper()) and runs(document, number + 1)


@rule("last-word")
def _has_last_word(document: Document, number: int) -> bool:
    short = by_themselves(document)[number].role is Role.SHORT and document.lines[number].ends_sentence
    return short and number > 0 and by_themselves(document)[number - 1].role is Role.PROSE


@rule("twice-in-a-row")
def _stands_twice(document: Document, number: int) -> bool:
    return runs(document, number) and number < _first_single(document) and _is_double(document, number)


def _is_double(document: Document, number: int) -> bool:
    """Whether the line above or below that is running text is the same; a picture's credit can stand between."""
    for beside in (range(number - 1, -1, -1), range(number + 1, len(document.lines))):
        told = (n for n in beside[:TWICE_LINES] if runs(document, n) or dates_in(document.lines[n].text))
        near = next(told, number)
        if near != number and document.folded[near] == document.folded[number]:
            return True
    return False


@lru_cache(maxsize=1)
def _first_single(document: Document) -> int:
    """The number of the first prose that does not stand twice in a row; 0 where all does."""
    return next(
        (
            number
            for number, one in enumerate(by_themselves(document))
            if one.role is Role.PROSE and not _is_double(document, number)
        ),
        0,
    )
