"""Notes and labels that say where a text comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from copydesk.extraction.credits.candidate import Candidate, Names
from copydesk.extraction.credits.lines import TextLine
from copydesk.extraction.phrases import BY_CODE, LANGUAGES, every, fold, table

# A note is short; a longer paragraph can only carry one in its first or last sentence.
MAX_NOTE_WORDS = 45
MAX_LABEL_WORDS = 12
MAX_SENTENCES = 8
# Characters at both ends of a paragraph in which its outer sentences are looked for.
OUTER_CHARACTERS = 400

_NOUN = "(?:" + "|".join(map(re.escape, every("credit_nouns"))) + r")(?!\w)"
_NAME = r"(?P<name>[^\n]{2,140})"
_SHORT_NAME = r"(?P<name>[^\n]{2,80}?)"
_DATE = r"(?:(?:,| on| in| am| le| el| il| em)? ?[^\n.;]{0,14}?\d{1,4}(?:,? \d{4})?,?)?"
_THIS = sorted({word for one in LANGUAGES for word in one.credit_this.split("|") if word}, key=len)
# Letters at the beginning of a word by which the notes of a language are told from most lines at once.
SIGN_LETTERS = 4
# What notes name, the clearest first.
_KINDS = (
    ("credit_notes", Names.ANY),
    ("credit_supplied", Names.LABELLED),
    ("credit_weak", Names.OUTLET),
)
_WORD = re.compile(r"[^\W\d_]+")
_SIGNS = {one.language: frozenset(one.credit_signs) for one in LANGUAGES if one.credit_signs}
# "This story, by Jane Holloway, was first published by X".
_WRITER = r"(?:,? (?:by|von|de|par|di|por|автора) [^\n]{2,50}?,?(?= ))?"
_PRONOUN = re.compile(r"it\s", re.IGNORECASE)
_DEICTIC = re.compile(rf"(?<!\w)(?:{'|'.join(_THIS)}|del|dieses)(?!\w)", re.IGNORECASE)
# Where a sentence, a clause after a colon or a bracket begins.
_START = re.compile(r"(?:(?<=[.!?:;•—–|)\]\"”…] )|(?<=[(\[*\"“—–|])|^)[^\w©(]{0,4}")
_PICTURE = re.compile(
    r"(?<!\w)(?:image|photo|photograph|picture|video|graphic|illustration|map|chart|cartoon|screenshot|foto|imagen|"
    r"bild|vidéo|фото|study|book|paper|research|novel|album|song|podcast)s?\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\W{0,3}(?:"
    + "|".join(
        re.escape(word)
        for word in sorted(
            {*every("source_labels"), *every("credit_labels"), *table("others")["credit_labels"]},
            key=len,
            reverse=True,
        )
    )
    + r")(?:\s{0,3}[:：]\s*|\s[-–—]\s)(?P<name>[^\n]{2,140})",
    re.IGNORECASE,
)
_VIA = re.compile(r"\W{0,3}via\s+(?P<name>[^\n]{2,80})$", re.IGNORECASE)
_COPYRIGHT = re.compile(
    r"^(?:[^\s©]+\s){0,4}?(?:©|\(c\)|\bcopyright\b|\bcopr\b)[\s:©]{0,4}(?:\(c\)\s?)?(?:copyright\s)?(?:\d{4}(?:\s?[-–]\s?\d{2,4})?,?\s)?(?:by\s)?"
    r"(?P<name>[^\n]{2,80})",
    re.IGNORECASE,
)
# "© Reuters / Jane Holloway" is a picture's.
_PHOTOGRAPHER = re.compile(r"^[^\n.,]{2,40}?\s?(?:[/|]|\bvia\b)", re.IGNORECASE)


def _compiled(pattern: str, this: str, the: str) -> re.Pattern[str]:
    determiners = f"(?:{this}|{the}|)"
    name = _NAME if pattern.endswith("{X}") else _SHORT_NAME
    for place, text in (
        ("{S}", rf"{determiners}\s?{_NOUN}{_WRITER}"),
        ("{A}", _NOUN),
        ("{D}", _DATE),
        ("{X}", name),
    ):
        pattern = pattern.replace(place, text)
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=64)
def _patterns(language: str, kind: str) -> tuple[re.Pattern[str], ...]:
    # Compiled when a line needs them: all of them take a tenth of a second.
    one = BY_CODE[language]
    return tuple(_compiled(pattern, one.credit_this, one.credit_the) for pattern in getattr(one, kind))


def _languages(text: str) -> list[str]:
    """The languages in which a line may hold a note."""
    beginnings = {word[:SIGN_LETTERS] for word in _WORD.findall(fold(text))}
    return [language for language, signs in _SIGNS.items() if not signs.isdisjoint(beginnings)]


def _matches(text: str, start: int, languages: list[str]) -> Iterator[tuple[re.Match[str], Names]]:
    for kind, accepts in _KINDS:
        for language in languages:
            for pattern in _patterns(language, kind):
                if match := pattern.match(text, start):
                    yield match, accepts


def notes(line: TextLine) -> Iterator[Candidate]:
    """What the sentences of a line say of the text's origin."""
    at_edge = line.head or line.tail
    if line.words < 2 or not (at_edge or _DEICTIC.search(line.text)):
        return
    languages = _languages(line.text[:OUTER_CHARACTERS] + " " + line.text[-OUTER_CHARACTERS:])
    if not languages:
        return
    for text in _sentences(line):
        for start in [match.end() for match in _START.finditer(text)][:MAX_SENTENCES]:
            for match, accepts in _matches(text, start, languages):
                if _PICTURE.search(text, match.start(), match.start("name")):
                    continue
                if _PRONOUN.match(match[0]) and not _DEICTIC.search(text[:start]):
                    continue
                if at_edge or _DEICTIC.search(match[0]):
                    yield Candidate(match["name"], text, "credit_line", accepts, line)


def _sentences(line: TextLine) -> list[str]:
    """The parts of a line that could be a note: all of a short line, else the outer sentences."""
    if line.words <= MAX_NOTE_WORDS:
        return [line.text]
    parts = re.split(r"(?<=[.!?])\s+", line.text[:OUTER_CHARACTERS])[:1]
    parts += re.split(r"(?<=[.!?])\s+", line.text[-OUTER_CHARACTERS:])[-1:]
    return [part for part in parts if len(part.split()) <= MAX_NOTE_WORDS]


def labels(line: TextLine) -> Iterator[Candidate]:
    """The value of a label line: "Source: X", "via X"."""
    if line.words > MAX_LABEL_WORDS:
        return
    if name := labelled(line.text):
        yield Candidate(name, line.text, "credit_line", Names.LABELLED, line)
    if match := _VIA.match(line.text):
        yield Candidate(match["name"], line.text, "via", Names.LABELLED, line)


def labelled(text: str) -> str | None:
    """What stands after a source label that the text begins with: "Source: X"."""
    match = _LABEL.match(text)
    return match["name"] if match else None


def copyrights(line: TextLine) -> Iterator[Candidate]:
    """Whose text it is by a notice at its end: only agencies, as every site writes one for itself."""
    match = _COPYRIGHT.match(line.text) if line.tail else None
    if match and not _PICTURE.search(match[0]) and not _PHOTOGRAPHER.search(match["name"]):
        yield Candidate(match["name"], line.text, "copyright", Names.AGENCY, line)
