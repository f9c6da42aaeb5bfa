"""The title of a dump: a heading, or the line above the story that shares its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.alone import RUNNING, Role, is_prose
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.bylines import is_byline
from copydesk.extraction.dump.datelines import is_dateline
from copydesk.extraction.dump.furniture import is_caption, is_closing, is_ending, is_furniture, is_metadata
from copydesk.extraction.dump.labels import Label, labelled
from copydesk.extraction.dump.neighbours import MAX_HEADLINE_WORDS
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.names import is_masthead, looks_like_name, split_authors, strip_by
from copydesk.extraction.phrases import fold, named
from copydesk.extraction.rules import rule, rules
from copydesk.extraction.text import count_words

MAX_TITLE_WORDS = 32
# How far above the story its title may stand, in lines, where no markup marks it.
MAX_TITLE_DISTANCE = 35
# A title can stand so many lines below the first sentence, where a notice or standfirst came before it.
MAX_TITLE_DEPTH = 10
# Of a long story all lines together have every word.
TITLE_VOCABULARY_LINES = 40
# All words in common with the story count so much; eight words of length 2; the clues of rules/titles as they weigh.
SHARED = 5.0
LEAST_TITLE_SCORE = 1.0
# Clues by which a line is a title without a word in common with the story, or within its first lines.
SURE_CLUES = 2.0
HEADLINE_SHARE = 0.6
HEADLINE_WORDS = 5
# A title of two words, the fewest, stands at most so many lines above the story.
FEW_WORDS = 2
FEW_LINES = 2
# Between a headline and the site in a browser's title, the words of both, and the characters read of such a line.
_BEFORE_SITE = re.compile(r"\s+[|–—•·:-]\s+|\s::\s")
SITED_WORDS = 4
MAX_SITE_WORDS = 5
MAX_BROWSER_TITLE = 400
# The first letters of a word that its forms have in common, and those of words that are kin in a short headline.
STEM = 6
KIN_LETTERS = 4
_LONG_WORD = re.compile(rf"[^\W\d_]{{{KIN_LETTERS},}}")
_QUESTION = re.compile(r"[^.!?？؟]{1,200}[?？؟][\"'”»]?")
MAX_NAME_WORDS = 3
# The way to a page ends with its headline, so few lines above it.
TRAIL_LINES = 8
MIN_TRAILED = 20  # characters of such a headline


class Headline(NamedTuple):
    """A title, the number of its line, where it has one, and the site that a browser's title names behind it."""

    title: Candidate[str]
    at: int | None
    site: Candidate[str] | None = None


def headlines(
    document: Document, roles: Sequence[Role], body: Body, labels: Iterable[Label]
) -> Iterator[Headline]:
    """Titles, the surest first: of labels, of browsers, headings, and the likeliest line above the story.

    A label of a title that has no word in common with the story may be another's: it comes after those.
    """
    story = Counter(
        word for n in body.kept[:TITLE_VOCABULARY_LINES] for word in _words(document.lines[n].text)
    )
    doubtful = []
    for one in labelled(labels, "title", str):
        same = [n for n in range(body.end) if document.folded[n] == fold(one.value)]
        headline = Headline(replace(one, lines=frozenset(same)), max(same, default=None))
        if one.method == "label" and not _share(_words(one.value), story, own=False):
            doubtful.append(headline)
        else:
            yield headline
    yield from _of_browsers(document, body)
    yield from _of_line(document, _heading_title(document, roles, body), "heading")
    yield from _of_line(document, _plain_title(document, roles, body, story), "first_line")
    yield from doubtful
    yield from _of_line(document, _first_line(document, roles, body), "first_line")


def _of_line(document: Document, number: int | None, method: str) -> Iterator[Headline]:
    if number is None:
        return
    line = document.lines[number]
    title, site = _without_site(line.text.strip(" *_"))
    same = frozenset(n for n, folded in enumerate(document.folded) if folded == document.folded[number])
    yield Headline(Candidate(title, method, line.raw, same), number, _site(site, line))


def _of_browsers(document: Document, body: Body) -> Iterator[Headline]:
    """The headline that stands alone, too, of a line that adds the site to it: "Headline - Section - The Outlet"."""
    lines = document.lines
    places = {document.folded[n]: n for n in range(body.end) if lines[n].words >= SITED_WORDS}
    for number, line in enumerate(lines[: body.start]):
        for separator in _BEFORE_SITE.finditer(line.text[:MAX_BROWSER_TITLE]):
            at = places.get(fold(line.text[: separator.start()]))
            if at is None or abs(at - number) > MAX_TITLE_DISTANCE:
                continue
            title = Candidate(lines[at].text.strip(" *_"), "browser_title", line.raw, frozenset((at, number)))
            site = _BEFORE_SITE.split(line.text)[-1].strip()
            named_so = len(site.split()) <= MAX_SITE_WORDS and fold(site) not in named("outlets")
            yield Headline(title, at, _site(site if named_so else None, line))


def _site(name: str | None, line: Line) -> Candidate[str] | None:
    return Candidate(name, "browser_title", line.raw) if name else None


def _without_site(title: str) -> tuple[str, str | None]:
    """The title without the site's name that browsers' titles end with ("... | The Outlet"); a paper's name, too."""
    parts = _BEFORE_SITE.split(title)
    if len(parts) != 2 or count_words(parts[0]) < SITED_WORDS:
        return title, None
    if is_masthead(parts[1]):
        return parts[0].strip(), parts[1].strip()
    piped = " | " in title and count_words(parts[1]) <= MAX_SITE_WORDS
    return (parts[0].strip() if piped else title), None


def _heading_title(document: Document, roles: Sequence[Role], body: Body) -> int | None:
    lines = document.lines
    first_prose = next((n for n in body.kept if roles[n] is Role.PROSE), body.start)
    above = [
        n
        for n, line in enumerate(lines[:first_prose])
        if line.level and roles[n] is Role.HEADING and line.words >= 2 and not is_furniture(line)
    ]
    if not above:
        return None
    top = min(lines[n].level for n in above)
    candidates = [n for n in above if lines[n].level == top]
    return max(candidates, key=lambda n: (min(lines[n].words, 6), n))


def _plain_title(document: Document, roles: Sequence[Role], body: Body, story: Counter[str]) -> int | None:
    """The best-scored line about the story's start that could be a title."""
    lines = document.lines
    scores: dict[int, float] = {}
    for number in range(max(0, body.start - MAX_TITLE_DISTANCE), _deepest_title(roles, body)):
        if not _could_be_title(document, number, roles[number]):
            continue
        clues = rules("titles").score(document, number)
        if number >= body.start and clues < SURE_CLUES and not _asks(document, roles, body, number):
            continue
        if lines[number].words <= FEW_WORDS and not FEW_LINES >= body.start - number > 0:
            continue
        shared = _share(_words(lines[number].text), story, own=number in body.kept)
        if shared or clues >= SURE_CLUES:
            distance = max(0, body.start - number)
            scores[number] = SHARED * shared + min(lines[number].words, 8) / 4 + clues - distance * 0.08
    if not scores or max(scores.values()) < LEAST_TITLE_SCORE:
        return None
    best = max(scores, key=lambda n: (scores[n], -n))
    # A standfirst follows its headline and shares as many words with the story.
    above = [
        n
        for n in (best - 2, best - 1)
        if n in scores
        and scores[n] >= max(LEAST_TITLE_SCORE, HEADLINE_SHARE * scores[best])
        and lines[n].words >= HEADLINE_WORDS
        and not any(map(is_dateline, lines[n + 1 : best]))
    ]
    return above[0] if above and document.repeats[document.folded[best]] == 1 else best


def _first_line(document: Document, roles: Sequence[Role], body: Body) -> int | None:
    """The dump's first line, where it stands right above the story, although nothing else tells."""
    line = document.lines[0] if document.lines else Line("")
    near = 0 < body.start <= FEW_LINES and _could_be_title(document, 0, roles[0])
    if not near or (line.words > FEW_WORDS and looks_like_name(line.text)):
        return None
    if line.words <= FEW_WORDS:
        story = [word for n in body.kept[:1] for word in _LONG_WORD.findall(document.folded[n])]
        return 0 if all(_has_kin(word, story) for word in _LONG_WORD.findall(document.folded[0])) else None
    return 0


def _has_kin(word: str, story: Iterable[str]) -> bool:
    """Whether a story has a word in another form, or as part of a compound: "Kirchturm", "Turm"."""
    return any(other in word or word in other or word[:KIN_LETTERS] == other[:KIN_LETTERS] for other in story)


def _asks(document: Document, roles: Sequence[Role], body: Body, number: int) -> bool:
    """Whether a line is a question that looks like the first sentence of the story below it."""
    line = document.lines[number]
    first = number == body.start and line.words <= MAX_HEADLINE_WORDS
    below = next((roles[n] for n in body.kept if n > number and roles[n] in RUNNING), None)
    return first and _QUESTION.fullmatch(line.text) is not None and below is Role.PROSE


def _deepest_title(roles: Sequence[Role], body: Body) -> int:
    """The end of where a title can stand: below one sentence of the run at most (a notice, a standfirst)."""
    prose = [n for n in range(body.start, body.end) if roles[n] is Role.PROSE][:2]
    return min(body.start + MAX_TITLE_DEPTH, prose[1] if len(prose) > 1 else body.start)


def _words(text: str) -> set[str]:
    """What tells texts apart: beginnings of long words, which inflection leaves; in scripts without spaces, pairs."""
    folded = fold(text)
    words = {word[:STEM] for word in _LONG_WORD.findall(folded) if word < "\u0e00"}
    spaceless = re.sub(r"[^\u0e00-\uffdc]", "", folded)
    return words | {spaceless[n : n + 2] for n in range(len(spaceless) - 1)}


def _share(words: set[str], story: Counter[str], *, own: bool) -> float:
    """The share of a line's words that the story has, in other lines than this where it is its `own`."""
    return sum(story[word] > own for word in words) / len(words) if words else 0.0


def _could_be_title(document: Document, number: int, role: Role) -> bool:
    line, language = document.lines[number], document.language
    if role not in {Role.SHORT, Role.REPEATED, Role.SENTENCE, Role.PROSE, Role.TEASER} or line.item:
        return False
    # "a slow look at the river" is what a site says of itself; "iPad sales fall" is a headline.
    if line.text[:2].islower():
        return False
    below = document.folded[number + 1 : number + TRAIL_LINES]
    if any(len(one) > MIN_TRAILED and document.folded[number].endswith(f" {one}") for one in below):
        return False
    if not FEW_WORDS <= line.words <= MAX_TITLE_WORDS or rules("untitled").first(document, number):
        return False
    if is_caption(line) or is_ending(line) or is_closing(line) or is_metadata(line):
        return False
    # Below a byline or a date, what stands above a picture's credit describes the picture.
    above, next_one = document.lines[max(0, number - 1) : number], document.lines[number + 1 : number + 2]
    if any(map(is_caption, next_one)) and any(is_dateline(one) or is_byline(one, language) for one in above):
        return False
    return not (strip_by(line.text, language)[1] and split_authors(line.text, language=language))


@rule("title-signed")
def _signed_below(document: Document, number: int) -> bool:
    nearby = document.lines[number + 1 : number + 5]
    return any(is_byline(line, document.language) or is_dateline(line) for line in nearby)


@rule("title-dated-above")
def _dated_above(document: Document, number: int) -> bool:
    below = document.lines[number + 1 : number + 2]
    return number > 0 and is_dateline(document.lines[number - 1]) and any(map(is_prose, below))


@rule("title-shared-below")
def _shared_below(document: Document, number: int) -> bool:
    nearby = document.lines[number + 1 : number + 3]
    shared = any(is_metadata(line) or rules("sharing").first_of(line) for line in nearby)
    return shared and not _signed_below(document, number)


@rule("title-below-a-caption")
def _below_caption(document: Document, number: int) -> bool:
    return number > 0 and is_caption(document.lines[number - 1])


@rule("title-repeated")
def _repeated(document: Document, number: int) -> bool:
    return document.repeats[document.folded[number]] > 1 or any(
        one.endswith(f" {document.folded[number]}")
        for one in document.folded[max(0, number - TRAIL_LINES) : number]
    )


@rule("title-like-a-name")
def _is_like_a_name(document: Document, number: int) -> bool:
    line = document.lines[number]
    return line.words <= MAX_NAME_WORDS and looks_like_name(line.text)
