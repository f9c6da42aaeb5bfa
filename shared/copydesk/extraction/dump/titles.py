"""The title of a dump: a heading, or the line above the story that shares its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from copydesk.extraction.document import Document, Line
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.bylines import is_byline
from copydesk.extraction.dump.datelines import is_dateline
from copydesk.extraction.dump.furniture import is_caption, is_closing, is_ending, is_furniture, is_metadata
from copydesk.extraction.dump.labels import Label, labelled
from copydesk.extraction.dump.roles import Role
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.names import is_masthead, looks_like_name, split_authors, strip_by
from copydesk.extraction.phrases import fold, named
from copydesk.extraction.text import count_words

MIN_TITLE_WORDS = 2
MAX_TITLE_WORDS = 32
# How far above the story its title may stand, in lines, where no markup marks it.
MAX_TITLE_DISTANCE = 35
# A title can stand so many lines below the first sentence, where a notice or standfirst came before it.
MAX_TITLE_DEPTH = 10
TITLE_VOCABULARY_LINES = 40
# Title scores: shared words with the story count up to 5, length 2, a repetition or a byline below 2 each.
LEAST_TITLE_SCORE = 1.0
HEADLINE_SHARE = 0.6
HEADLINE_WORDS = 5
# A title of two words stands right above the story, which has them both.
FEW_WORDS = 2
FEW_LINES = 2
# Between a headline and the site in a browser's title, the words of both, and the characters read of such a line.
_BEFORE_SITE = re.compile(r"\s+[|–—•·:-]\s+|\s::\s")
SITED_WORDS = 4
MAX_SITE_WORDS = 5
MAX_BROWSER_TITLE = 400
# "Home › News › Headline", "← Older post".
_LEADS_ELSEWHERE = re.compile(r"^\W{0,2}[←→⟵⟶]|[→⟶]\W{0,2}$|(?:\s[›»>/]\s[^›»>/\n]{1,100}){2}")
# A menu in one line; a browser's title has the headline, the section and the site at most.
FEWEST_COLUMNS = 3


class Headline(NamedTuple):
    """A title, the number of its line, where it has one, and the site that a browser's title names behind it."""

    title: Candidate[str]
    at: int | None
    site: Candidate[str] | None = None


def headlines(
    document: Document, roles: Sequence[Role], body: Body, labels: Iterable[Label]
) -> Iterator[Headline]:
    """Titles, the surest first: of labels, of browsers, headings, and the likeliest line above the story."""
    for one in labelled(labels, "title", str):
        same = [n for n in range(body.end) if document.folded[n] == fold(one.value)]
        yield Headline(replace(one, lines=frozenset(same)), max(same, default=None))
    yield from _of_browsers(document, body)
    for method, number in (
        ("heading", _heading_title(document, roles, body)),
        ("first_line", _plain_title(document, roles, body)),
    ):
        if number is not None:
            yield _of_line(document, number, method)


def _of_line(document: Document, number: int, method: str) -> Headline:
    line = document.lines[number]
    title, site = _without_site(line.text.strip(" *_"))
    same = frozenset(n for n, folded in enumerate(document.folded) if folded == document.folded[number])
    return Headline(Candidate(title, method, line.raw, same), number, _site(site, line))


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


def _plain_title(document: Document, roles: Sequence[Role], body: Body) -> int | None:
    """The best-scored line about the story's start that could be a title."""
    lines, language = document.lines, document.language
    vocabulary = {word for n in body.kept[:TITLE_VOCABULARY_LINES] for word in _content_words(lines[n].text)}
    scores: dict[int, float] = {}
    for number in range(max(0, body.start - MAX_TITLE_DISTANCE), _deepest_title(roles, body)):
        line = lines[number]
        if not _could_be_title(line, roles[number], language):
            continue
        signed = _signed_below(lines[number + 1 : min(body.end, number + 5)], language) or _dated_above(
            lines, number, body.start
        )
        repeated = document.repeats[document.folded[number]] > 1
        if number >= body.start and not signed and not repeated:
            continue
        if line.words <= FEW_WORDS and not FEW_WORDS >= body.start - number > 0:
            continue
        score = _title_score(line, vocabulary, max(0, body.start - number))
        scores[number] = score + (2.0 if repeated else 0.0) + (2.0 if signed else 0.0)
    if not scores or max(scores.values()) < LEAST_TITLE_SCORE:
        return _first_line(lines, roles, body, language)
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


def _first_line(lines: Sequence[Line], roles: Sequence[Role], body: Body, language: str | None) -> int | None:
    """The dump's first line, where it stands right above the story, although nothing else tells."""
    above = 0 < body.start <= FEW_LINES and _could_be_title(lines[0], roles[0], language)
    return 0 if above and lines[0].words > FEW_WORDS else None


def _deepest_title(roles: Sequence[Role], body: Body) -> int:
    """The end of where a title can stand: below one sentence of the run at most (a notice, a standfirst)."""
    prose = [n for n in range(body.start, body.end) if roles[n] is Role.PROSE][:2]
    return min(body.start + MAX_TITLE_DEPTH, body.end, prose[1] if len(prose) > 1 else body.start)


def _content_words(text: str) -> set[str]:
    """The words that tell texts apart: of four letters and more; for scripts without spaces, pairs."""
    folded = fold(text[:3000])
    words = {word for word in re.findall(r"[^\W\d_]{4,}", folded) if word < "\u0e00"}
    spaceless = re.sub(r"[^\u0e00-\uffdc]", "", folded)
    return words | {spaceless[n : n + 2] for n in range(len(spaceless) - 1)}


def _could_be_title(line: Line, role: Role, language: str | None) -> bool:
    if role not in {Role.SHORT, Role.REPEATED, Role.SENTENCE, Role.PROSE, Role.TEASER} or line.item:
        return False
    if (
        not MIN_TITLE_WORDS <= line.words <= MAX_TITLE_WORDS
        or is_caption(line)
        or is_ending(line)
        or is_closing(line)
    ):
        return False
    if line.text.endswith((".", ":", ",", ";", "…", "(")) and not line.text.endswith("..."):
        return False
    if strip_by(line.text, language)[1] and split_authors(line.text, language=language):
        return False
    if line.text.count(" | ") >= FEWEST_COLUMNS or _LEADS_ELSEWHERE.search(line.text[:MAX_BROWSER_TITLE]):
        return False
    return not is_metadata(line)


def _title_score(line: Line, vocabulary: set[str], distance: int) -> float:
    words = _content_words(line.text)
    shared = len(words & vocabulary) / len(words) if words else 0.0
    score = 5.0 * shared + min(line.words, 8) / 4.0 - distance * 0.08
    if line.words <= FEW_WORDS and shared < 1.0:
        return 0.0
    if looks_like_name(line.text) and line.words <= 3:
        score -= 3.0
    return score - (1.0 if line.link_share > 0.8 else 0.0)


def _dated_above(lines: Sequence[Line], number: int, start: int) -> bool:
    """Whether a line stands between a date and the story, as blogs have their headlines."""
    return 0 < number == start - 1 and is_dateline(lines[number - 1])


def _signed_below(nearby: Sequence[Line], language: str | None) -> bool:
    """Whether a byline or date line is among the lines right below."""
    return any(is_byline(line, language) or is_dateline(line) for line in nearby)
