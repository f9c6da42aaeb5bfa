"""Notices: short paragraphs in which a page speaks about itself, told from a story by what they are made of.

No single sign makes a notice; a story can hold each of them. So every sign has a weight, and what calls for
fewer or more of them is where the paragraph stands (edges.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from copydesk.extraction.document import Line
from copydesk.extraction.phrases import LANGUAGES, fold
from copydesk.extraction.phrases.record import Phrases

# Weights, set on invented dumps, checked on benchmarks/dumps.py: a sign that stories seldom have counts most.
PAGE_NOUN, MOST_PAGE_NOUNS = 1.0, 3.0
MOST_TOPIC_NOUNS = 1.0
WORDS_A_NOUN = 6
OWN_NOUN = 2.0
ADDRESS = 1.0
REQUEST = 1.5
CLOSING_LINK = 1.5
HANDLE = 1.5
QUESTION = 1.0
LABEL = 1.0
LEGAL, MOST_LEGAL = 0.75, 2.25
OUTLET = 1.5
SPEECH = -3.0
MOST_ADVICE = 1.0
# Notices are short; small print alone is long.
LONGEST_NOTICE_WORDS = 45
LONGEST_SMALL_PRINT_WORDS = 150
LONG = -1.5
# A link's text that calls for something is short.
MAX_CALL_WORDS = 7

_HANDLE = re.compile(r"(?<![\w.])@\w{2,}|[\w.+-]+@[\w-]+\.\w|(?<!\w)www\.")
# One letter is a voice of an interview: "A: Yes."
_LABEL = re.compile(r"^\W{0,3}[^\W\d_][\w'’-]+(?:\s[^\W\d_][\w'’-]*){0,4}\s?:(?=\s)")
_QUESTION = re.compile(r"^[^.!?\n]{3,80}\?\s")
_SPEECH = re.compile(r"[“„«\"][^“”„«»\"]{12,}[”“»\"]")
# Who is quoted asks things of others: "Share this," she said.
_QUOTATION_MARKS = tuple('“”„«»"‚‘')
# Where a clause opens.
_OPENING = r"(?:^\W{0,3}|(?<=[.!?:;,—–-]\s)|(?<=[.!?:;,]\s[¡¿«“\"]))"


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    page: re.Pattern[str]
    own: re.Pattern[str]
    address: re.Pattern[str]
    formal: re.Pattern[str]
    request: re.Pattern[str]
    legal: re.Pattern[str]


def notice_score(line: Line, language: str | None, outlet: str | None = None) -> float:
    """How much of a notice is in a line: the sum of its signs' weights; 0 and below for a story's prose.

    `language` is the dump's (None: any known one), `outlet` the publisher's name where it is known.
    """
    text = line.text[:1200]
    if text[:1] in _QUOTATION_MARKS:
        return 0.0
    folded = fold(text)
    words = _vocabulary(language)
    nouns = {match[0] for match in words.page.finditer(folded)}
    legal = {match[0] for match in words.legal.finditer(folded)}
    spoken = ((ADDRESS, _addressed(words, text)), (REQUEST, words.request.search(folded)))
    pointing = (
        (OWN_NOUN, words.own.search(folded)),
        (CLOSING_LINK, _closing_link(line)),
        (HANDLE, _HANDLE.search(text)),
        (QUESTION, _QUESTION.match(text)),
        (OUTLET, outlet and line.words <= LONGEST_NOTICE_WORDS and fold(outlet) in folded),
    )
    # A story about a newsletter holds as many of its words, but among more others and without these signs.
    topic = not any(present for _, present in spoken + pointing) and len(nouns) * WORDS_A_NOUN < line.words
    vocabulary = (
        (min(MOST_TOPIC_NOUNS if topic else MOST_PAGE_NOUNS, PAGE_NOUN * len(nouns)), nouns),
        (min(MOST_LEGAL, LEGAL * len(legal)), legal),
    )
    others = ((LABEL, _LABEL.match(text)), (SPEECH, _SPEECH.search(text)))
    score = sum(weight for weight, present in spoken + pointing + vocabulary + others if present)
    # A story's advice addresses readers and asks things of them, too, but names nothing of the page's.
    if not any(present for _, present in pointing + vocabulary):
        score = min(score, MOST_ADVICE)
    if line.words > (LONGEST_SMALL_PRINT_WORDS if len(legal) >= 2 else LONGEST_NOTICE_WORDS):
        score += LONG * (line.words / LONGEST_NOTICE_WORDS)
    return score


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
