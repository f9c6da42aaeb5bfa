"""Author names out of a byline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.dates import before_date, dates_in
from copydesk.extraction.outlets import has_article
from copydesk.extraction.people import HONORIFICS, UNSPACED, has_role, is_masthead, looks_like_name, person
from copydesk.extraction.phrases import alternation, every, fold, words

__all__ = [
    "has_role",
    "is_masthead",
    "looks_like_name",
    "named_beside",
    "signed",
    "split_authors",
    "strip_by",
    "without_capitals",
]

MAX_CHARACTERS = 400

# Behind a date even words that are no bylines elsewhere are: "3. März 2020 von Marta Quill".
_BEHIND_DATE = re.compile(rf"\W(?:{'|'.join(map(re.escape, every('by')))})\s+(?=[^\W\d_])", re.IGNORECASE)
# "Jane Doe Transport correspondent": a post begins with a capital and goes on in small letters.
_UNPARTED_POST = re.compile(
    r"((?:[^\W\d_a-z][\w'’.-]+ ){1,2}[^\W\d_a-z][\w'’.-]+) ([^\W\d_a-z][\w-]+(?: [a-z&][\w-]*){1,4})"
)
_MAIL = re.compile(r"<?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+>?|@\w{2,50}|https?://\S+")
# "Jane Doe | The Outlet | 12 May": only one column of a byline holds names.
_COLUMN = re.compile(r"\s*[|•]\s*|\s+·\s+")
# A full stop parts behind a word that is no abbreviation ("Jane Doe. Updated ..."), nor a title ("Prof. Jane Doe").
_SEPARATOR = re.compile(
    r"\s*(?:[,;/、，／\n\t\u3000]|\s[-–—]+\s|\s{3,}|(?<=[^\W\d_]{3})"
    rf"{''.join(rf'(?<!(?i:{title}))' for title in sorted(HONORIFICS))}\.(?=\s[^\W\d_a-z][^\W\d_]))\s*"
)
_DASH = re.compile(r"\s[-–—]+\s")
_PARENTHESES = re.compile(
    r"\s*(?:\([^()]{0,200}\)|\[[^\[\]]{0,200}\]|（[^（）]{0,200}）|【[^【】]{0,200}】)\s*"
)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
# "Doe, Jane; Smith, John", as catalogues write.
_INVERTED = re.compile(r"([^\W\d_][\w'’-]{1,30}),\s+([^\W\d_][\w'’.-]{1,30})")
# "하항=정하늘 기자": a place before the reporter.
_HANGUL_PLACE = re.compile(r"^[\uac00-\ud7af]{1,8}\s?=\s?")
_HANGUL_DOT = re.compile(r"(?<=[\uac00-\ud7af])[·ㆍ](?=[\uac00-\ud7af])")


def _phrases(found: tuple[str, ...]) -> str:
    """Alternatives of a pattern, each with what stands behind it: a colon, or a space where its last sign is a letter.

    Chinese and Japanese write a name right behind the word.
    """
    return "|".join(
        re.escape(phrase.rstrip(" :："))
        + (
            r"\s?[:：]"
            if phrase[-1] in ":："
            else r"\s?[:：]?"
            if UNSPACED.match(phrase[-1]) and not "\uac00" <= phrase[-1] <= "\ud7af"
            else r"(?:\s?[:：]|(?=\s))"
            if phrase[-1].isalnum()
            else ""
        )
        for phrase in found
    )


@cache
def _by(language: str | None) -> re.Pattern[str]:
    """A label of authors with its colon, or words for "by"; "ByJane Doe", too, as inline elements run together."""
    label = rf"(?:{alternation('author_labels', language)})\s*[:：]"
    by = rf"(?:{_phrases(words('by', language))}|(?-i:By(?=[A-Z][\w-]+ [A-Z])))[\s-]*"
    return re.compile(rf"^\W{{0,3}}(?:{label}\s*|{by})", re.IGNORECASE)


@cache
def _inner_label(language: str | None) -> re.Pattern[str]:
    """A label within a byline: of authors, of others who had a hand in it, or of something else ("Photo: ")."""
    return re.compile(
        rf"(?:^|(?<=[\s|·•,;/.(（]))(?:(?P<other>{_phrases(words('other_hands', language))})"
        rf"|(?P<author>(?:{alternation('author_labels', language)})\s?[:：]|(?:文|撰文)/)"
        rf"|[^\W\d_]{{2,20}}[:：](?!\d|/))\s*",
        re.IGNORECASE,
    )


@cache
def _glued_label() -> re.Pattern[str]:
    """Where a label runs into what stands before it: "Author: Jane DoeDate: 12 May 2021Photo: John Smith"."""
    fields = (
        "author_labels",
        "date_labels",
        "modified_labels",
        "image_labels",
        "source_labels",
        "tag_labels",
    )
    labels = {label.capitalize() for field in fields for label in every(field) if label[0].isalpha()}
    cased = sorted((label for label in labels if label[0].isupper()), key=len, reverse=True)
    return re.compile(rf"(?<=[^\W_])(?<![A-ZÀ-ÞА-Я])(?=(?:{'|'.join(map(re.escape, cased))})\s?[:：])")


def strip_by(raw: str, language: str | None = None) -> tuple[str, bool]:
    """The byline without its leading "By" or author label, and whether it had one.

    `language` (ISO 639-1) is the document's: words such as "de" and "von" are bylines in their own language only.
    """
    match = _by(language).match(raw)
    return (raw[match.end() :], True) if match else (raw, False)


def signed(line: str, language: str | None = None) -> str | None:
    """The byline of a line that says "By", as `strip_by` knows it; else None.

    All of a line that begins so, else what stands behind "by" and a date or, among other labels, behind an author's.
    """
    if strip_by(line, language)[1]:
        return line
    if labelled := next((piece for piece in _labelled(line, language) if piece[0]), None):
        return labelled[1] + labelled[2]
    behind = (line[by.end() :] for by in _BEHIND_DATE.finditer(line) if dates_in(line[: by.start()]))
    return next(behind, None)


def named_beside(line: str, language: str | None = None) -> str | None:
    """The full names before a date or a mail address, where a line is nothing else: "Jane Doe | 12 May 2021"."""
    address = _MAIL.search(line[:MAX_CHARACTERS])
    before = line[: address.start()] if address else before_date(line)
    before = before.strip(" <(|,·•–—-")
    if not before or before == line.strip(" <(|,·•–—-"):
        return None
    names = split_authors(before, language=language)
    whole = names and sum(len(name.split()) for name in names) >= len(before.split()) - len(names) + 1
    return before if whole and all(" " in name or UNSPACED.search(name) for name in names) else None


def split_authors(
    raw: str, *, publisher_name: str | None = None, language: str | None = None
) -> tuple[str, ...]:
    """Names of people in a byline, in order, each once.

    Input: the raw byline ("By Jane Doe and John Smith, Reuters"), and the document's language (ISO 639-1) where it is
    known. Posts, desks, outlets, agencies, places, translators and photographers,
    e-mail addresses, handles and dates are dropped; a byline of nothing else gives ().
    """
    text, _ = strip_by(_plain(raw), language)
    if (posted := _UNPARTED_POST.fullmatch(text)) and has_role(posted[2], language):
        text = f"{posted[1]}, {posted[2]}"
    for value in _of_authors(text, language):
        if inverted := _inverted(value):
            return inverted
        for number, column in enumerate(_COLUMN.split(value)):
            names = _names(column, publisher_name, language)
            # Behind the first column a single word is a place: "Web Desk | Boston".
            names = tuple(name for name in names if not _is_outlet(name))
            if names and not (number and len(names) == 1 and _is_single(names[0])):
                return names
    return ()


def _is_outlet(name: str) -> bool:
    """Whether a name is an outlet's by its article and its small words: "Le Phare de la Côte"."""
    return has_article(name) and any(map(str.islower, name.split()))


def without_capitals(name: str) -> str:
    """A Turkish name, its words in capitals written small but for the first letter: "ŞÜKRÜ IŞIK" is "Şükrü Işık".

    Who does not know the language folds the capitals İ and I to other letters than it does.
    """
    words_ = (
        word.replace("İ", "i").replace("I", "ı").lower() if word.isupper() else word for word in name.split()
    )
    return " ".join(
        re.sub(r"(?<!\w)\w", lambda first: first[0].replace("i", "İ").upper(), word) for word in words_
    )


def _plain(raw: str) -> str:
    """A byline without addresses and what stands in parentheses; unless nothing else is there."""
    # Clippings write authors as links within a wiki: "[[Jane Doe]]".
    text = _MAIL.sub(" ", raw[:MAX_CHARACTERS].replace("[[", "").replace("]]", ""))
    outside = _PARENTHESES.sub(" ", text).strip(" \t-–—|•·:,")
    text = outside or text.strip(" \t-–—|•·:,()[]（）【】")
    text = _glued_label().sub(" | ", text) if ":" in text else text
    return _HANGUL_DOT.sub(", ", _HANGUL_PLACE.sub("", text))


def _of_authors(text: str, language: str | None) -> Iterator[str]:
    """The pieces of a byline that name its authors: what stands before all labels, and behind those of authors."""
    first = _inner_label(language).search(text)
    yield text[: first.start()] if first else text
    yield from (value for of_author, _, value in _labelled(text, language) if of_author)


def _labelled(text: str, language: str | None) -> Iterator[tuple[bool, str, str]]:
    """Of each label in a byline, whether it is of authors, the label, and what follows it up to the next."""
    labels = list(_inner_label(language).finditer(text))
    ends = [*(label.start() for label in labels[1:]), len(text)]
    for label, end in zip(labels, ends, strict=False):
        yield bool(label["author"]), label[0], text[label.end() : end]


def _inverted(text: str) -> tuple[str, ...]:
    matches = [_INVERTED.fullmatch(piece.strip()) for piece in text.strip(" .;").split(";")]
    people = [f"{match[2]} {match[1]}" for match in matches if match]
    return tuple(people) if len(people) == len(matches) > 1 else ()


def _is_single(name: str) -> bool:
    return " " not in name and not UNSPACED.search(name)


def _names(column: str, publisher_name: str | None, language: str | None) -> tuple[str, ...]:
    names: list[str] = []
    posted = False
    for segment in _DASH.split(before_date(column)):
        if posted:  # "Jane Doe, The Courier - Boston"
            break
        for piece in _SEPARATOR.split(segment):
            if names and _SUFFIX.fullmatch(piece.strip()):
                names[-1] = f"{names[-1]} {piece.strip()}"
                continue
            for part in _divided(piece, language):
                name = person(strip_by(part, language)[0], language, described=bool(names))
                if name and publisher_name and fold(name) == fold(publisher_name):
                    name = None
                # "Jane Doe, Boston"
                place = bool(names and name and _is_single(name) and part == piece)
                if name and fold(name) not in map(fold, names) and not place:
                    names.append(name)
                posted = posted or bool(names and not name)
                # "Jane Doe, Institute of Air and Water"
                if names and not name and not is_agency(part):
                    break
    return tuple(names)


@cache
def _conjunctions(language: str | None) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Those that part any two names, and those that only part two full names: one letter, or part of the next word."""
    found = [re.escape(word) for word in words("conjunctions", language)]
    joined = "|".join(map(re.escape, words("joined_conjunctions", language))) or "(?!)"
    long = "|".join(word for word in found if len(word) > 1)
    short = "|".join(word for word in found if len(word) == 1) or "(?!)"
    return (
        re.compile(rf"\s+(?:{long})\s+|\s*&\s*", re.IGNORECASE),
        re.compile(rf"\s+(?:{short})\s+|\s+(?:{joined})(?=\w{{3}})", re.IGNORECASE),
    )


def _divided(piece: str, language: str | None) -> list[str]:
    """The people of a piece that conjunctions part, or spaces in scripts whose names have none."""
    if UNSPACED.search(piece):
        found = piece.split()
        initials = len(found) == 2 and all(len(word) == 1 for word in found)
        return [piece] if language == "ja" or initials else found
    long, short = _conjunctions(language)
    divided: list[str] = []
    for part in long.split(piece):
        shorter = short.split(part)
        # "José Ortega y Gasset" is one name.
        divided.extend(shorter if all(len(one.split()) >= 2 for one in shorter) else [part])
    return divided
