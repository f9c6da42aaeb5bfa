"""Notices: short paragraphs in which a page speaks about itself, told from a story by what they are made of.

No single sign makes a notice; a story can hold each of them. So every sign is a rule with a weight, and what calls for
fewer or more of them is where the paragraph stands (edges.py). The weights are set on invented dumps and checked on
benchmarks/dumps.py: a sign that stories seldom have counts most.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from copydesk.extraction.document import Document, Line
from copydesk.extraction.phrases import LANGUAGES, fold
from copydesk.extraction.phrases.record import Phrases
from copydesk.extraction.rules import rule, rules

# A story about a newsletter holds as many of a page's words as a notice, but among more others.
WORDS_A_NOUN = 6
# Of a line that names the outlet.
OUTLET = 1.5
# A story's advice addresses readers and asks things of them, too, but names nothing of the page's.
MOST_ADVICE = 1.0
# Notices are short; small print alone is long. Longer lines lose so much for each length of a notice.
LONGEST_NOTICE_WORDS = 45
LONGEST_SMALL_PRINT_WORDS = 150
LONG = -1.5
# A link's text that calls for something is short.
MAX_CALL_WORDS = 7

# Who is quoted asks things of others: "Share this," she said.
_QUOTATION_MARKS = tuple('“”„«»"‚‘')
# Where a clause opens.
_OPENING = r"(?:^\W{0,3}|(?<=[.!?:;,—–-]\s)|(?<=[.!?:;,]\s[¡¿«“\"]))"

# What signs speak of, as their effects: to readers, or at what is the page's own. Nouns after the first count only
# where the line is not about such things.
_SPOKEN, _POINTING, _NOUN, _NOUNS, _LEGAL, _OTHER = "spoken", "pointing", "noun", "nouns", "legal", "other"


def notice_score(line: Line, language: str | None, outlet: str | None = None) -> float:
    """How much of a notice is in a line: the sum of its signs' weights; 0 and below for a story's prose.

    `language` is the dump's (None: any known one), `outlet` the publisher's name where it is known.
    """
    if line.text[:1] in _QUOTATION_MARKS:
        return 0.0
    document = Document((line,), language)
    fired = list(rules("notices").fired(document, 0))
    kinds = {one.effect for one in fired}
    score = sum(one.weight for one in fired if one.effect != _NOUNS)
    if outlet and line.words <= LONGEST_NOTICE_WORDS and fold(outlet) in document.folded[0]:
        kinds.add(_POINTING)
        score += OUTLET
    if kinds & {_SPOKEN, _POINTING} or len(_nouns(document, 0)) * WORDS_A_NOUN >= line.words:
        score += sum(one.weight for one in fired if one.effect == _NOUNS)
    if not kinds & {_POINTING, _NOUN, _LEGAL}:
        score = min(score, MOST_ADVICE)
    small_print = sum(one.effect == _LEGAL for one in fired) > 1
    if line.words > (LONGEST_SMALL_PRINT_WORDS if small_print else LONGEST_NOTICE_WORDS):
        score += LONG * (line.words / LONGEST_NOTICE_WORDS)
    return score


def _nouns(document: Document, number: int) -> set[str]:
    """What a line names of the page's."""
    page = _vocabulary(document.language).page
    return {match[0] for match in page.finditer(document.folded[number])}


def _legal(document: Document, number: int) -> set[str]:
    legal = _vocabulary(document.language).legal
    return {match[0] for match in legal.finditer(document.folded[number])}


def _counted(found: Callable[[Document, int], set[str]], fewest: int) -> Callable[[Document, int], bool]:
    return lambda document, number: len(found(document, number)) >= fewest


for _name, _found in (("page-noun", _nouns), ("legal-word", _legal)):
    for _fewest, _nth in enumerate(("", "second-", "third-"), start=1):
        rule(f"{_nth}{_name}")(_counted(_found, _fewest))


@rule("own-noun")
def _names_own(document: Document, number: int) -> bool:
    own = _vocabulary(document.language).own
    return own.search(document.folded[number]) is not None


@rule("addresses-readers")
def _addresses(document: Document, number: int) -> bool:
    return _addressed(_vocabulary(document.language), document.lines[number].text)


@rule("asks-readers")
def _asks(document: Document, number: int) -> bool:
    request = _vocabulary(document.language).request
    return request.search(document.folded[number]) is not None


@rule("closing-link")
def _ends_with_call(document: Document, number: int) -> bool:
    return _closing_link(document.lines[number])


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    page: re.Pattern[str]
    own: re.Pattern[str]
    address: re.Pattern[str]
    formal: re.Pattern[str]
    request: re.Pattern[str]
    legal: re.Pattern[str]


def _addressed(words: _Vocabulary, text: str) -> bool:
    """Whether the line says "you" or "we". "US" is a country; "Sie" can open a sentence on others."""
    if words.formal.search(text, 1):
        return True
    return any(len(match[0]) == 1 or not match[0].isupper() for match in words.address.finditer(text))


def _closing_link(line: Line) -> bool:
    """Whether a short linked call, not a name, ends a line that says more than the call."""
    if not line.links or line.link_share > 0.8:
        return False
    last = line.links[-1].text
    at_end = line.text.rstrip(' .!»”"')
    return (
        0 < len(last.split()) <= MAX_CALL_WORDS
        and at_end.endswith(last.rstrip(" .!"))
        and (last[:1].islower() or last[:1] == "@")
    )


@lru_cache(maxsize=16)
def _vocabulary(language: str | None) -> _Vocabulary:
    known = [phrases for phrases in LANGUAGES if phrases.language == language] or list(LANGUAGES)
    # The names of networks and services are English everywhere.
    english = next(phrases for phrases in LANGUAGES if phrases.language == "en")
    page = _any_of(known, "page_nouns", *english.page_nouns)
    addresses = {entry for phrases in known for entry in phrases.addresses}
    return _Vocabulary(
        page=re.compile(page),
        own=re.compile(
            rf"{_any_of(known, 'deictics')}\s(?:[\w'-]+\s)?(?:{page}|{_any_of(known, 'text_nouns')})"
        ),
        address=re.compile(_alternation({a for a in addresses if fold(a) == a}), re.IGNORECASE),
        formal=re.compile(_alternation({a for a in addresses if fold(a) != a})),
        request=re.compile(_OPENING + _any_of(known, "requests")),
        legal=re.compile(_any_of(known, "legal_words")),
    )


def _any_of(known: list[Phrases], field: str, *more: str) -> str:
    return _alternation({fold(entry) for phrases in known for entry in getattr(phrases, field)} | {*more})


def _alternation(entries: set[str]) -> str:
    """A pattern of whole words, the longest first; "*" in an entry stands for any letters."""
    forms = (
        re.escape(entry).replace(r"\*", r"[\w-]*") for entry in sorted(entries, key=lambda e: (-len(e), e))
    )
    return rf"(?<![\w-])(?:{'|'.join(forms) or '(?!)'})(?!\w)"
