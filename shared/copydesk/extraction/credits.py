"""Credits: the source that a text itself names as its origin, apart from its publisher.

A credit line speaks of the article ("This story was first published by X"), stands where agencies sign
(byline, dateline, last line), or is nothing but the source ("via X", "Source: X"). A quotation or
mention inside the story ("according to X", "X reported") and the origin of a picture are no credits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from copydesk.article import Credit
from copydesk.extraction.agencies import agency
from copydesk.extraction.dates import dates_in
from copydesk.extraction.names import looks_like_name, split_authors, strip_by
from copydesk.extraction.phrases import LANGUAGES, every, fold

# A credit line is short; a longer paragraph can only carry one in its first or last sentence.
MAX_LINE_WORDS = 45
# Lines at the top of an article where bylines and datelines stand, and at its end where sources sign.
TOP_LINES = 14
END_LINES = 12
MAX_NAME_WORDS = 9
MAX_RAW = 300


class FoundCredit(NamedTuple):
    """A credit, the phrase it was read from (cut to 300 characters), and the method for its provenance."""

    credit: Credit
    raw: str
    method: str


@dataclass(frozen=True, slots=True)
class _Context:
    publisher_name: str | None
    own_domain: str | None
    links: Mapping[str, str]


_ARTICLE = (
    "(?:article|story|report|post|piece|essay|column|commentary|op-ed|interview|text|content|item|analysis|excerpt|"
    "editorial|dispatch|feature|blog post|news item|"
    "artículo|articulo|texto|nota|reportaje|noticia|informe|article|"
    "texte|billet|artikel|beitrag|text|kommentar|bericht|artigo|matéria|reportagem|articolo|testo|pezzo|"
    "статья|статьи|материал|текст|заметка)"
)
_NAME = r"(?P<name>[^\n]{2,140})"
_PATTERNS = tuple(
    re.compile(
        r"(?:^|(?<=[.!?:*•—–)(\]\"”] )|(?<=^[(\[*\"“—–-]))"
        + pattern.replace("{A}", _ARTICLE).replace("{X}", _NAME),
        re.IGNORECASE,
    )
    for language in LANGUAGES
    for pattern in language.credit_patterns
)
_SOURCE_LABEL = re.compile(
    r"^\W{0,3}(?:"
    + "|".join(re.escape(label) for label in every("source_labels"))
    + r")\s{0,3}[:：]\s*"
    + _NAME,
    re.IGNORECASE,
)
_VIA = re.compile(r"^\W{0,3}via\s+(?P<name>[^\n]{2,80})$", re.IGNORECASE)
_AUTHOR_VIA = re.compile(
    r"^\W{0,3}(?:(?:authored|written|by|submitted|posted)\s+)+(?:by\s+)?[^\n]{2,60}?[\s,]+via\s+(?P<name>[^\n]{2,60})$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\((?P<name>[^()\n]{2,50})\)\s?[.:]?\s?[-–—:.]")
_BRACKET_FIRST = re.compile(r"^\((?P<name>[^()\n]{2,50})\)\s?(?:[-–—:.]{1,2}|[A-ZÀ-ÝА-Я])")
_SLASHED = re.compile(r"^[^\n]{2,60}?[./ ]\s?/(?P<name>[^/\n]{2,40})/\s?[.:–—-]")
_AGENCY_FIRST = re.compile(r"^(?P<name>[A-Z][\w -]{1,30}?)\s?[-–—:]{1,2}\s")
_PLACE_AGENCY = re.compile(
    r"^[^\W\d_][\w'’. -]{1,30},\s[^()\n]{0,30}?[,\s–—-]{1,3}(?P<name>[A-Z][\w -]{1,24}?)\s?[-–—]{1,2}\s"
)
_END_BRACKET = re.compile(r"(?:^|[\s.!?\"”»])\((?P<name>[^()\n]{2,60})\)\W{0,2}$")
_END_NAME = re.compile(r"(?:[A-ZÀ-ÝА-Я][\w'’.&-]{1,30}\s?){1,4}")
_END_DASH = re.compile(r"(?:^|[.!?\"”»])\s{0,2}[-–—]{1,2}\s?(?P<name>[^\W\d_][\w '’.&-]{1,40})\W{0,2}$")
_STOP = re.compile(
    r"\s*(?:[.;|]\s|[.;|]$|\son\s(?:\w+\s\d|\d|\w+day)|\sin\s\d{4}|\sunder\s|\swith\s|\sand\s(?:is|was|has|appears|used)\b|\sas\s|\sat\shttp|"
    r",\s(?:a|an|the|vol|issue|no|where|which|who|under|on|in|with|as|and|\d)\b|\s[-–—]{1,2}\s|\swhere\s|\sby\s|\sbefore\s|\sfor\s|"
    r"\sam\s\d|\sveröffentlicht|\serschienen|\spubliziert|\sel\s\d|\sle\s\d|\sil\s\d|\sem\s\d|\s\(|\shere\b|\sread\s)",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(\s{0,2}([^()\s]{0,1000}(?:\([^()\s]{0,200}\))?)[^()\n]{0,200}\)")
_ARTICLES = re.compile(
    r"^(?:(?:[Tt]he )?(?:web)?site|sitio|le site|la web de|сайте?|the|den|der|die|das|dem|el|la|le|les|il|lo|"
    r"os|as|o)\s+"
)
_PICTURE = re.compile(
    r"(?:image|photo|picture|video|graphic|illustration|map|chart|cartoon|screenshot|foto|imagen|bild|vidéo|фото|"
    r"study|book|paper|research|novel|album|song|podcast)\b",
    re.IGNORECASE,
)
_PICTURE_AGENCY = re.compile(
    r"\b(?:getty|shutterstock|istock|alamy|unsplash|pixabay|wikimedia|flickr)", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"^(?:here|this|that|it|an?|his|her|their|our|my|your|us|me|him|them|anonymous|unknown|none|various|public|author|"
    r"the author|the same|today|yesterday|print|full|staff|agencies|photo|video|file|updated|source|link|"
    r"english|spanish|french|german|russian|arabic|chinese|january|february|march|april|may|june|july|august|september|october|november|december|\d.*)$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]{1,63}(?:\.[\w-]{2,63}){1,4})(?:/\S*)?$", re.IGNORECASE)


def find_credit(
    text: str,
    *,
    publisher_name: str | None = None,
    canonical_domain: str | None = None,
    page_domain: str | None = None,
    links: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    byline: str | None = None,
) -> FoundCredit | None:
    """The origin that a text names, with the phrase and the method; None where it names none.

    Input: `text` holds the article's lines in order, one a line (blank lines allowed), with the byline above
    and the notes below the story where there are any; inline Markdown links are read. `links` maps a link's
    text to its URL, for text whose links were taken out. `publisher_name` and `page_domain` are never a
    credit. `canonical_domain` is the host of the canonical link: where it differs from `page_domain`, it is
    the last resort. `byline` is a raw byline known from elsewhere.
    Methods: credit_line, byline, dateline, end_line, via, canonical.
    """
    pairs = dict(links)
    lines = [_unlinked(line.strip(), pairs) for line in text.split("\n") if line.strip()]
    context = _Context(publisher_name, page_domain, pairs)
    for finder in (_credit_lines, _bylines, _datelines, _end_lines):
        for found in finder(lines, byline) if finder is _bylines else finder(lines, None):
            if credit := _accepted(found[0], context):
                return FoundCredit(credit, found[1][:MAX_RAW], found[2])
    if canonical_domain and page_domain and _site(canonical_domain) != _site(page_domain):
        url = f"https://{canonical_domain}"
        return FoundCredit(Credit(name=_site(canonical_domain), url=url), url, "canonical")
    return None


def is_credit_line(line: str) -> bool:
    """Whether a line does nothing but name the article's origin."""
    if not 2 <= len(line.split()) <= MAX_LINE_WORDS:
        return False
    return any(pattern.match(line) for pattern in _PATTERNS) or _VIA.match(line) is not None


_Candidate = tuple[str, str, str]


def _credit_lines(lines: list[str], _: str | None) -> Iterator[_Candidate]:
    for number, line in enumerate(lines):
        for sentence in _sentences(line):
            for pattern in _PATTERNS:
                match = pattern.search(sentence)
                if match and not _PICTURE.search(sentence[: match.start("name")]):
                    yield match["name"], sentence, "credit_line"
        if len(line.split()) <= 12 and (number < TOP_LINES or number >= len(lines) - 2 * END_LINES):
            if match := _SOURCE_LABEL.match(line):
                yield match["name"], line, "credit_line"
            for via in (_VIA, _AUTHOR_VIA):
                if match := via.match(line):
                    yield match["name"], line, "via"


def _sentences(line: str) -> list[str]:
    """The parts of a line that could be a credit line: all of a short line, else the outer sentences."""
    if len(line.split()) <= MAX_LINE_WORDS:
        return [line]
    parts = re.split(r"(?<=[.!?])\s+", line[:400])[:1] + re.split(r"(?<=[.!?])\s+", line[-400:])[-1:]
    return [part for part in parts if len(part.split()) <= MAX_LINE_WORDS]


def _bylines(lines: list[str], byline: str | None) -> Iterator[_Candidate]:
    top = [byline] if byline else []
    top += [line for line in lines[:TOP_LINES] if len(line.split()) <= 14]
    for line in top:
        rest, marked = strip_by(line)
        name = agency(rest)
        if name:
            yield name, line, "byline"
            continue
        if not marked and line is not byline and not _bare_byline(rest):
            continue
        for part in re.split(
            r"\s*[,;|/•·]\s*|\s[-–—]\s|\sfor\s|\sof\s|\s(?:and|with|y|et|und)\s|\s\(|\)", rest
        ):
            if name := agency(part):
                yield name, line, "byline"


def _bare_byline(line: str) -> bool:
    """ "JANE DOE, Associated Press" or "Reuters | 12 January 2022": names, agencies and dates only."""
    parts = [part for part in re.split(r"\s*[,;|•·/]\s*|\s[-–—]\s", line) if part]
    if not 2 <= len(parts) <= 5 or line.endswith((".", "?", "!")):
        return False
    return all(
        agency(part)
        or (looks_like_name(part) and len(part.split()) in {2, 3, 4})
        or re.fullmatch(r"[\d\s:.]+|.{0,20}\d{1,4}.{0,12}", part)
        for part in parts
    ) and (bool(split_authors(line)) or dates_in(line))


def _datelines(lines: list[str], _: str | None) -> Iterator[_Candidate]:
    longer = [line for line in lines if len(line.split()) >= 10][:3]
    for line in longer:
        opening = line[:160]
        if (match := _BRACKET.search(opening)) and _is_place(opening[: match.start()].strip(" ,.:–—-")):
            yield match["name"], opening[: match.end()], "dateline"
        if match := _SLASHED.match(opening):
            yield match["name"], match[0], "dateline"
        if (match := _BRACKET_FIRST.match(opening)) and agency(match["name"]):
            yield match["name"], match[0], "dateline"
        for pattern in (_AGENCY_FIRST, _PLACE_AGENCY):
            if (match := pattern.match(opening)) and agency(match["name"]):
                yield match["name"], match[0], "dateline"


def _is_place(text: str) -> bool:
    """A dateline's place: "MOSCOW", "Berlin, 12. Januar"; not the start of a sentence."""
    first = re.split(r"[,\d]", text)[0].strip()
    words = first.split()
    if not words or len(words) > 4 or len(text.split()) > 8:
        return False
    return all(word[:1].isupper() for word in words) and fold(words[0]) not in every("stop_words")


def _end_lines(lines: list[str], _: str | None) -> Iterator[_Candidate]:
    for line in reversed(lines[-END_LINES:]):
        tail = line[-120:]
        for pattern in (_END_BRACKET, _END_DASH):
            if match := pattern.search(tail):
                alone = match.start() == 0 and len(line) <= 120
                if agency(match["name"]) or (
                    alone and pattern is _END_BRACKET and len(match["name"].split()) <= 4
                ):
                    yield match["name"], match[0].strip(), "end_line"
                elif shared := _agencies_only(match["name"]):
                    yield shared, match[0].strip(), "end_line"
        if len(line.split()) <= 4 and (name := agency(line)):
            yield name, line, "end_line"


def _agencies_only(text: str) -> str | None:
    """The first of several agencies ("AFP/AP", "dpa, Reuters"), where the text holds nothing else."""
    parts = [part for part in re.split(r"\s*[/,;&+]\s*|\s(?:and|y|et|und|e|и)\s", text) if part]
    return (
        agency(parts[0])
        if len(parts) > 1 and all(agency(p) or (len(p) <= 4 and p.islower()) for p in parts)
        else None
    )


def _accepted(name: str, context: _Context) -> Credit | None:
    trimmed, url = _trimmed(name, context.links)
    if not trimmed or not _opens_large(trimmed) or _PICTURE_AGENCY.search(trimmed):
        return None
    if _NO_NAME.match(trimmed) or len(trimmed.split()) > MAX_NAME_WORDS or dates_in(trimmed):
        return None
    if trimmed.startswith("http") and (domain := _DOMAIN.match(trimmed)):
        url = url or trimmed
        trimmed = domain[1].casefold()
    if context.publisher_name and _same(trimmed, context.publisher_name):
        return None
    if context.own_domain and (
        _same(trimmed, context.own_domain) or (url and _site(url) == _site(context.own_domain))
    ):
        return None
    return Credit(name=agency(trimmed) or trimmed, url=url)


def _opens_large(name: str) -> bool:
    """Whether a name starts as names do: a capital in its first word, a domain, an agency."""
    first = name.split()[0]
    letters = [c for c in first if c.isalpha()]
    return any(not c.islower() for c in letters) or bool(_DOMAIN.match(first) or agency(name))


def _trimmed(name: str, links: Mapping[str, str]) -> tuple[str, str | None]:
    """The name alone, and its URL where it is linked to more than "#"."""
    name = name.strip()
    for text, target in links.items():
        if text and target and name.startswith(text):
            return _bare(text), target if target.startswith(("http://", "https://")) else None
        if text and name.startswith(text) and len(text) >= 2:
            return _bare(text), None
    stop = _STOP.search(name)
    if stop and not _DOMAIN.match(name.split()[0]):
        name = name[: stop.start()]
    elif stop:
        name = name.split()[0]
    url = links.get(name.strip(" .,"))
    return _bare(name), url if url and url.startswith(("http://", "https://")) else None


def _bare(name: str) -> str:
    name = _ARTICLES.sub("", name.strip(" \t.,;:!*_\"“”'‘’«»()[]|-–—/"))
    return " ".join(name.split())


def _unlinked(line: str, links: dict[str, str]) -> str:
    def shown(match: re.Match[str]) -> str:
        text = match[1].strip(" *_")
        links[text] = match[2] if match[2] != "#" else links.get(text, "")
        return match[1]

    line = _LINK.sub(shown, line) if "[" in line else line
    return (
        re.sub(r"[*_]{1,3}(?=\w)|(?<=[\w.])[*_]{1,3}(?!\w)", "", line) if "*" in line or "_" in line else line
    )


def _same(one: str, other: str) -> bool:
    first, second = (
        re.sub(r"^the|\.(?:com|org|net|ca|co\.uk|info|ru|de|fr|es|it)$|[\W_]", "", fold(t))
        for t in (one, other)
    )
    return bool(first) and first == second


def _site(domain: str) -> str:
    host = urlsplit(domain).hostname if "//" in domain else domain.split("/")[0]
    return (host or "").casefold().removeprefix("www.")
