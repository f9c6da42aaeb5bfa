"""The title of a dump: a heading, or the line above the story that shares its words."""

from __future__ import annotations

import re
from collections import Counter

from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Line
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.bylines import MAX_DATELINE_WORDS, is_byline
from copydesk.extraction.dump.furniture import is_caption, is_closing, is_ending, is_furniture, is_metadata
from copydesk.extraction.dump.header import Header
from copydesk.extraction.dump.roles import Role
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


def find_title(
    header: Header, lines: list[Line], line_roles: list[Role], body: Body, language: str | None
) -> int | None:
    """Set the title, and answer the number of its line."""
    if header.title:
        at = [n for n, line in enumerate(lines[: body.end]) if fold(line.text) == fold(header.title)]
        header.taken.update(at)
        return at[-1] if at else None
    number = _browser_title(header, lines, body)
    if number is not None:
        return number
    number = _heading_title(lines, line_roles, body)
    method = "heading"
    if number is None:
        number = _plain_title(lines, line_roles, body, language)
        method = "first_line"
    if number is None:
        return None
    header.title, site = _without_site(lines[number].text.strip(" *_"))
    header.note("title", method, lines[number].raw)
    _set_publisher(header, site, lines[number])
    same = fold(lines[number].text)
    header.taken.update(n for n, line in enumerate(lines) if fold(line.text) == same)
    return number


def _browser_title(header: Header, lines: list[Line], body: Body) -> int | None:
    """The headline that stands alone, too, of a line that adds the site to it: "Headline - Section - The Outlet"."""
    places = {fold(line.text): n for n, line in enumerate(lines[: body.end]) if line.words >= SITED_WORDS}
    for number, line in enumerate(lines[: body.start]):
        for separator in _BEFORE_SITE.finditer(line.text[:MAX_BROWSER_TITLE]):
            at = places.get(fold(line.text[: separator.start()]))
            if at is None or abs(at - number) > MAX_TITLE_DISTANCE:
                continue
            header.title = lines[at].text.strip(" *_")
            header.note("title", "browser_title", line.raw)
            header.taken.update({at, number})
            site = _BEFORE_SITE.split(line.text)[-1].strip()
            if len(site.split()) <= MAX_SITE_WORDS and fold(site) not in named("outlets"):
                _set_publisher(header, site, line)
            return at
    return None


def _set_publisher(header: Header, site: str | None, line: Line) -> None:
    if site and not header.publisher:
        header.publisher = site
        header.note("publisher", "browser_title", line.raw)


def _without_site(title: str) -> tuple[str, str | None]:
    """The title without the site's name that browsers' titles end with ("... | The Outlet"); a paper's name, too."""
    parts = _BEFORE_SITE.split(title)
    if len(parts) != 2 or count_words(parts[0]) < SITED_WORDS:
        return title, None
    if is_masthead(parts[1]):
        return parts[0].strip(), parts[1].strip()
    piped = " | " in title and count_words(parts[1]) <= MAX_SITE_WORDS
    return (parts[0].strip() if piped else title), None


def _heading_title(lines: list[Line], line_roles: list[Role], body: Body) -> int | None:
    first_prose = next((n for n in body.kept if line_roles[n] is Role.PROSE), body.start)
    above = [
        n
        for n, line in enumerate(lines[:first_prose])
        if line.level and line_roles[n] is Role.HEADING and line.words >= 2 and not is_furniture(line)
    ]
    if not above:
        return None
    top = min(lines[n].level for n in above)
    candidates = [n for n in above if lines[n].level == top]
    return max(candidates, key=lambda n: (min(lines[n].words, 6), n))


def _plain_title(lines: list[Line], line_roles: list[Role], body: Body, language: str | None) -> int | None:
    """The best-scored line about the story's start that could be a title."""
    counts = Counter(fold(line.text) for line in lines)
    vocabulary = {word for n in body.kept[:TITLE_VOCABULARY_LINES] for word in _content_words(lines[n].text)}
    scores: dict[int, float] = {}
    for number in range(max(0, body.start - MAX_TITLE_DISTANCE), _deepest_title(line_roles, body)):
        if not _could_be_title(lines[number], line_roles[number], language):
            continue
        signed = _signed_below(lines[number + 1 : min(body.end, number + 5)], language) or _dated_above(
            lines, number, body.start
        )
        repeated = counts[fold(lines[number].text)] > 1
        if number >= body.start and not signed and not repeated:
            continue
        if lines[number].words <= FEW_WORDS and not FEW_WORDS >= body.start - number > 0:
            continue
        score = _title_score(lines[number], vocabulary, max(0, body.start - number))
        scores[number] = score + (2.0 if repeated else 0.0) + (2.0 if signed else 0.0)
    if not scores or max(scores.values()) < LEAST_TITLE_SCORE:
        return _first_line(lines, line_roles, body, language)
    best = max(scores, key=lambda n: (scores[n], -n))
    # A standfirst follows its headline and shares as many words with the story.
    above = [
        n
        for n in (best - 2, best - 1)
        if n in scores
        and scores[n] >= max(LEAST_TITLE_SCORE, HEADLINE_SHARE * scores[best])
        and lines[n].words >= HEADLINE_WORDS
        and not any(map(_is_dateline, lines[n + 1 : best]))
    ]
    return above[0] if above and counts[fold(lines[best].text)] == 1 else best


def _first_line(lines: list[Line], line_roles: list[Role], body: Body, language: str | None) -> int | None:
    """The dump's first line, where it stands right above the story, although nothing else tells."""
    above = 0 < body.start <= FEW_LINES and _could_be_title(lines[0], line_roles[0], language)
    return 0 if above and lines[0].words > FEW_WORDS else None


def _deepest_title(line_roles: list[Role], body: Body) -> int:
    """The end of where a title can stand: below one sentence of the run at most (a notice, a standfirst)."""
    prose = [n for n in range(body.start, body.end) if line_roles[n] is Role.PROSE][:2]
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


def _dated_above(lines: list[Line], number: int, start: int) -> bool:
    """Whether a line stands between a date and the story, as blogs have their headlines."""
    return 0 < number == start - 1 and _is_dateline(lines[number - 1])


def _is_dateline(line: Line) -> bool:
    return line.words <= MAX_DATELINE_WORDS and not line.ends_sentence and dates_in(line.text)


def _signed_below(nearby: list[Line], language: str | None) -> bool:
    """Whether a byline or date line is among the lines right below."""
    return any(is_byline(line, language) or _is_dateline(line) for line in nearby)
