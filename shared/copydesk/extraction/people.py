"""What one part of a byline is: a person, or a post, a desk, an outlet, a place."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from copydesk.extraction.agencies import closing_agency, is_agency
from copydesk.extraction.dates import dates_in
from copydesk.extraction.phrases import alternation, every, fold, named, table, words

MAX_NAME_WORDS = 6
MAX_NAME_CHARACTERS = 60
# "Jane Doe Chief Reporter"; of three words before a post, the last may be its field.
NAME_WORDS_BEFORE_POST = 2
# A name in scripts without spaces between its parts; more letters are a phrase.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UNSPACED_NAME = re.compile(
    r"[\u3400-\u9fff\uac00-\ud7af々]{2,5}|(?=.*[·・\u3040-\u30ff])[\u3040-\u30ff\u3400-\u9fff々·・ー]{2,12}"
    r"|[\u3400-\u9fff]{1,3}[ \u3000][\u3400-\u9fff]{1,3}"
)
_NO_NAME = re.compile(r"\d|[!?;:<>=@#%$&{}\\/“”\"«»+*]")
_OUTLET_WORD = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted({*named('outlets'), *table('outlets')['papers']})))})(?!\w)"
    r"|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_PARTICLES = frozenset(every("particles"))
HONORIFICS = frozenset(table("others")["honorifics"])
# What is left of a byline whose name is elsewhere.
_LABELS = frozenset(
    (
        "",
        *every("by"),
        *every("author_labels"),
        *every("date_labels"),
        *every("modified_labels"),
        *every("whole_lines"),
    )
)
# 'William "Skip" Danvers'
_NICKNAME = re.compile(r"(?<=\w )[\"“„«'‘][^\W\d_][\w .-]{1,20}[\"”“»'’](?= \w)")
_EDGES = " .,;:-–—|*_\"“”'()[]{}【】（）　"


@cache
def _post(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation('roles', language)})(?!\w)", re.IGNORECASE)


@cache
def _desk(language: str | None) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternation('desks', language)}|{alternation('newsrooms', language)})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _end(language: str | None) -> re.Pattern[str]:
    counts = "|".join(map(re.escape, sorted(named("counts"))))
    return re.compile(
        rf"\s+(?:(?:{alternation('name_ends', language)})(?:\s.*)?$|\d+\s+(?:{counts})\b.*$)",
        re.IGNORECASE | re.DOTALL,
    )


def has_role(text: str, language: str | None = None) -> bool:
    """Whether a byline's part holds a trade, post or desk ("Staff Writer"), not only a name."""
    return _post(language).search(text) is not None or _desk(language).search(text) is not None


def person(part: str, language: str | None = None, *, described: bool = False) -> str | None:
    """The person that a part of a byline names, without post and outlet; None where it names none.

    With `described`, a name came before: what holds a post then says who that person is.
    """
    part = _end(language).sub("", " ".join(part.split())).strip(_EDGES)
    if UNSPACED.search(part):
        return _of_unspaced(part, language)
    part = _in_capitals(part)
    if re.search(r"\b[A-Z]$", part) and part.count("."):
        part += "."
    if fold(part) in _LABELS or _is_degree(part) or is_agency(part) or dates_in(part):
        return None
    closed = closing_agency(part)
    name = _without_post(closed[0] if closed else part, language, described=described)
    if name is None or has_role(name, language) or _OUTLET_WORD.search(name):
        return None
    return (
        name if looks_like_name(name) and not _is_acronym(name) and not _is_spoken(name, language) else None
    )


def _in_capitals(part: str) -> str:
    """The name in capitals that ends where the small letters begin ("JANE DOE Staff Writer"); else all of the part."""
    large = list(takewhile(str.isupper, part.split()))
    return " ".join(large) if len(large) > 1 and any(word[1:].isalpha() for word in large) else part


def _is_degree(part: str) -> bool:
    return re.sub(r"[\s.]", "", part).casefold() in table("others")["degrees"]


def _without_post(part: str, language: str | None, *, described: bool) -> str | None:
    """The name before or behind a post ("Jane Doe Staff Writer", "our correspondent Jane Doe")."""
    runs = _runs(part, language)
    if not runs:
        return part
    start, end, of_person = runs[-1]
    if described or not of_person:
        return None
    if end == len(part):
        before = part[:start].strip(_EDGES)
        return before if len(before.split()) == NAME_WORDS_BEFORE_POST else None
    opening = part[: runs[0][0]].split()
    behind = part[end:].strip(_EDGES)
    small = all(word.islower() or fold(word) in words("deictics", language) for word in opening)
    return behind if small and len(behind.split()) >= NAME_WORDS_BEFORE_POST else None


def _runs(part: str, language: str | None) -> list[tuple[int, int, bool]]:
    """Where words of posts and desks stand side by side, and whether the last of them is a person's post."""
    found = [(m.start(), m.end(), True) for m in _post(language).finditer(part)]
    found += [(m.start(), m.end(), False) for m in _desk(language).finditer(part)]
    runs: list[tuple[int, int, bool]] = []
    for start, end, of_person in sorted(found):
        if runs and not part[runs[-1][1] : start].strip(" -/"):
            runs[-1] = (runs[-1][0], end, of_person)
        else:
            runs.append((start, end, of_person))
    return runs


def _of_unspaced(part: str, language: str | None) -> str | None:
    """The name in a part of Chinese, Japanese or Korean, whose posts are written together with it."""
    desks = (*words("desks", language), *words("newsrooms", language))
    posts = "|".join(re.escape(post) for post in words("roles", language) if UNSPACED.search(post))
    name = re.sub(rf"^(?:(?:{posts})[\s・·]*)+|(?:[\s・·]*(?:{posts}))+$", "", part).strip(_EDGES)
    of_desk = any(desk in name for desk in desks if UNSPACED.search(desk))
    return name if _UNSPACED_NAME.fullmatch(name) and not of_desk else None


def _is_acronym(name: str) -> bool:
    """Whether a single word is in capitals: an agency or a station."""
    return " " not in name and len(name) > 1 and name.isupper()


def _is_spoken(name: str, language: str | None) -> bool:
    """Whether it begins as a phrase on people does: "Our Friends", "The Editors"."""
    return fold(name.split()[0]) in {*words("deictics", language), "the"}


def looks_like_name(text: str) -> bool:
    """Whether a short text could be a person's name: one to six capitalised words."""
    text = _NICKNAME.sub("", text)
    found = text.split()
    if not 1 <= len(found) <= MAX_NAME_WORDS or len(text) > MAX_NAME_CHARACTERS or _NO_NAME.search(text):
        return False
    if not all(any(c.isalpha() for c in word) for word in found):
        return False
    big = [word for word in found if fold(word) not in _PARTICLES and fold(word).strip(".") not in HONORIFICS]
    return bool(big) and all(map(_starts_large, big)) and len(text) > 1


def _starts_large(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    caseless = not letters[0].isupper() and not letters[0].islower()
    return caseless or letters[0].isupper() or any(c.isupper() for c in letters[1:3])


def is_masthead(text: str) -> bool:
    """Whether a line is a newspaper's name: two to six capitalised words, one of them a paper's."""
    found = fold(text).split()
    capital = all(word[0].isupper() for word in text.split() if len(word) > 3)
    papers = table("outlets")["papers"]
    named_so = 2 <= len(found) <= MAX_NAME_WORDS and capital and "," not in text
    return named_so and not {*found}.isdisjoint(papers) and not has_role(text)
