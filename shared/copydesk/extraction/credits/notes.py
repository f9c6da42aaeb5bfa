"""Notes that say where a text comes from: rules of the languages, over what begins a line or a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from copydesk.extraction.credits.own import Context, any_of
from copydesk.extraction.credits.phrase import Kind, Names, Phrase
from copydesk.extraction.credits.sources import accepted
from copydesk.extraction.document import Document
from copydesk.extraction.phrases import LANGUAGES, every, fold
from copydesk.extraction.phrases.record import Phrases
from copydesk.extraction.rules import Rule, rules

# A note is short; a longer paragraph can only carry one in its first or last sentence.
MAX_NOTE_WORDS = 45
MAX_CLAUSES = 8
# Characters at both ends of a paragraph in which its outer sentences are looked for.
OUTER_CHARACTERS = 400
# Letters at the beginning of a word by which the notes of a language are told from most lines at once.
SIGN_LETTERS = 4

_REASONS = {
    Names.ANY: "Who republishes a text says so in these words; what they name is its origin, whoever it is.",
    Names.LABELLED: "What is supplied comes from another newsroom, unless from an office that holds figures or rules.",
    Names.OUTLET: "These words also join persons and places; before an outlet's name they tell the origin.",
}
_DATE = r"(?:(?:,| on| in| am| le| el| il| em)? ?[^\n.;]{0,14}?\d{1,4}(?:,? \d{4})?,?)?"
_WORD = re.compile(r"[^\W\d_]+")
_SPACELESS = re.compile(r"[\u3040-\ud7af]+")
_SIGNS = {one.language: frozenset(one.credit_signs) for one in LANGUAGES if one.credit_signs}
# Between letters of scripts that write no spaces, words have no edges.
_DEICTIC = re.compile(
    rf"(?<![^\W\u3040-\ud7af])(?:{any_of(every('credit_this'))})(?![^\W\u3040-\ud7af])", re.IGNORECASE
)
_OTHER_WORK = re.compile(
    rf"(?<!\w)(?:{any_of(every('other_works'), every('image_labels'))})s?(?!\w)", re.IGNORECASE
)
# Where a sentence, a clause after a colon or a bracket begins.
_START = re.compile(r"(?:(?<=[.!?:;•—–|)\]\"”…] )|(?<=[(\[*\"“—–|。（])|^)[^\w©(]{0,4}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=。)")


def notes(document: Document, number: int, *, at_edge: bool = True) -> Iterator[Phrase]:
    """What the sentences of a line say of the text's origin, the surest first.

    Away from the story's edges only what points at the text itself ("this story") speaks of it.
    """
    line = document.lines[number]
    if line.words < 2 or not (at_edge or _DEICTIC.search(line.text)):
        return
    outer = fold(f"{line.text[:OUTER_CHARACTERS]} {line.text[-OUTER_CHARACTERS:]}")
    pieces = {word[:SIGN_LETTERS] for word in _WORD.findall(outer)}
    pieces |= {
        outer[at : at + size]
        for word in _SPACELESS.finditer(outer)
        for size in (1, 2)
        for at in range(*word.span())
    }
    known = [language for language, signs in _SIGNS.items() if not signs.isdisjoint(pieces)]
    fired = [rule for language in known for rule in rules(f"credits-{language}").fired(document, number)]
    for rule in sorted(fired, key=lambda rule: list(_REASONS).index(Names(rule.effect))):
        match = rule.find(document, number) if rule.find else None
        if match and (at_edge or _DEICTIC.search(match[0])):
            alone = match.string == line.text and not match.string[: match.start()].strip(' ([*_"“—–|（')
            name, text = match["name"], match.string
            yield Phrase(name, text, Kind.NOTE, Names(rule.effect), number, line.links, alone=alone)


def _rule(one: Phrases, note: dict[str, str]) -> Rule:
    """The rule of a language's note; its pattern is compiled when a line first needs it."""
    accepts = Names(note["accepts"])
    pattern = lru_cache(maxsize=1)(partial(_compiled, note["pattern"], one))

    def find(document: Document, number: int) -> re.Match[str] | None:
        line = document.lines[number]
        return next(
            filter(_is_note, (pattern().match(*one) for one in _clauses(line.text, line.words))), None
        )

    def test(document: Document, number: int) -> bool:
        match, links = find(document, number), document.lines[number].links
        return match is not None and bool(
            accepted(Phrase(match["name"], match.string, Kind.NOTE, accepts, links=links), Context())
        )

    return Rule(
        id=f"note-{one.language}-{note['id']}",
        purpose=f"credits-{one.language}",
        reason=_REASONS[accepts],
        test=test,
        fires=note["fires"],
        spares=note["spares"],
        effect=accepts,
        find=find,
    )


def _compiled(pattern: str, one: Phrases) -> re.Pattern[str]:
    noun = rf"(?:{any_of(map(fold, one.credit_nouns))})(?!\w)"
    writer = rf"(?:,? (?:{any_of(map(fold, one.by))}) [^\n]{{2,50}}?,?(?= ))?"
    name = r"(?P<name>[^\n]{2,140})" if pattern.endswith("{X}") else r"(?P<name>[^\n]{2,80}?)"
    parts = {
        "{S}": rf"(?:{any_of(map(fold, (*one.credit_this, *one.credit_the)))}|)\s?{noun}{writer}",
        "{A}": noun,
        "{D}": _DATE,
        "{X}": name,
    }
    for place, text in parts.items():
        pattern = pattern.replace(place, text)
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=64)
def _clauses(text: str, words: int) -> tuple[tuple[str, int], ...]:
    """Where a note may begin: in all of a short line, else in the outer sentences."""
    sentences = [text]
    if words > MAX_NOTE_WORDS:
        first, last = (
            _SENTENCE_END.split(text[:OUTER_CHARACTERS])[0],
            _SENTENCE_END.split(text[-OUTER_CHARACTERS:])[-1],
        )
        sentences = [one for one in (first, last) if len(one.split()) <= MAX_NOTE_WORDS]
    return tuple((one, match.end()) for one in sentences for match in [*_START.finditer(one)][:MAX_CLAUSES])


def _is_note(match: re.Match[str] | None) -> bool:
    """Whether words of a note speak of the text, not of a picture or a book."""
    return match is not None and not _OTHER_WORK.search(match.string, match.start(), match.start("name"))


for _one in LANGUAGES:
    rules(f"credits-{_one.language}").all.extend(_rule(_one, note) for note in _one.credit_notes)
