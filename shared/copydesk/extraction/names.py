"""Author names out of a byline."""

from __future__ import annotations

import re
from functools import cache

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.dates import before_date, dates_in
from copydesk.extraction.phrases import alternation, every, fold, named, table

MAX_CHARACTERS = 400
MAX_NAME_WORDS = 6
# "Jane Doe Chief Reporter"; of three words before a post, the last may be its field.
_NAME_BEFORE_POST = 2
# A whole name in scripts without spaces between its parts: "홍길동 기자".
_UNSPACED_NAME = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·]{2,8}")

# Behind a date even words that are no bylines elsewhere are: "3. März 2020 von Marta Quill".
_BEHIND_DATE = re.compile(rf"\W(?:{'|'.join(map(re.escape, every('by')))}|от)\s+(?=[^\W\d_])", re.IGNORECASE)
# "ByJane Doe": inline elements that a dump ran together.
_GLUED_BY = re.compile(r"^By(?=[A-Z][\w-]+ [A-Z])")
_ANOTHER_LABEL = re.compile(r"\s+[^\s:：]{1,20}[:：](?!\d)")
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\](?:\([^()\s]{0,500}(?:\([^()\s]{0,200}\))?\)|\[[^\[\]]{0,100}\])?")
_MAIL = re.compile(r"<?\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+>?|(?<!\w)@\w{2,50}|https?://\S+")
_CONJUNCTIONS = [re.escape(word) for word in every("conjunctions")]
_LONG_CONJUNCTION = re.compile(
    r"\s+(?:" + "|".join(word for word in _CONJUNCTIONS if len(word) > 1) + r")\s+|\s*&\s*", re.IGNORECASE
)
_SHORT_CONJUNCTION = re.compile(
    r"\s+(?:" + "|".join(word for word in _CONJUNCTIONS if len(word) == 1) + r")\s+"
)
# "Jane Doe | The Outlet | 12 May": only one column of a byline holds names.
_COLUMN = re.compile(r"\s*[|•·]\s*")
_SEPARATOR = re.compile(r"\s*(?:[,;/、，；\n\t]|\s[-–—]+\s|\s{3,})\s*")
_DASH = re.compile(r"\s[-–—]+\s")
_PARENTHESES = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,200}\]")
_ROLE = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(role) for role in every("roles")) + r")(?!\w)", re.IGNORECASE
)
_FOR_OUTLET = re.compile(
    r"\s+(?:for|of|in|at|from|via|para|pour|für|per|para o|aus|à|en|em|special to|says|told|updated|"
    r"published|last|leave a|no comments|\d+)\s.*$",
    re.IGNORECASE | re.DOTALL,
)
_OUTLET_WORD = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(named("outlets")))) + r")(?!\w)|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
_DATE_LABELS = frozenset((*every("date_labels"), *every("modified_labels")))
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_DEGREE = re.compile(r"(?:ph\.?\s?d|m\.?d|m\.?a|m\.?sc|j\.?d|mba|esq|r\.?n|r\.?d|dds|cfa)\.?", re.IGNORECASE)
_PARTICLES = frozenset(
    ("de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "van", "von", "der", "den",
     "ten", "ter", "al", "el", "bin", "ibn", "bint", "abu", "y", "e", "und", "zu", "af", "av", "st")
)  # fmt: skip


@cache
def _label(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"^\W{{0,3}}(?:{alternation('author_labels', language)})\s*[:：]\s*", re.IGNORECASE)


@cache
def _by(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"^\W{{0,3}}(?:{alternation('by', language)})(?:\s*[:：]\s*|\s+)", re.IGNORECASE)


@cache
def _inner_label(language: str | None) -> re.Pattern[str]:
    """ "12 May 2023 | Author: Jane Doe | Photo: ..."; what stands behind another label is not of this one."""
    labels = alternation("author_labels", language)
    return re.compile(rf"(?<=[\s|·•/,;])(?:{labels})\s?[:：]\s*(?=\S)", re.IGNORECASE)


def strip_by(raw: str, language: str | None = None) -> tuple[str, bool]:
    """The byline without its leading "By" or author label, and whether it had one.

    `language` (ISO 639-1) is the document's: words such as "de" and "von" are bylines in their own language only.
    """
    for pattern in (_label(language), _by(language), _GLUED_BY):
        if match := pattern.match(raw):
            return raw[match.end() :], True
    return raw, False


def signed(line: str, language: str | None = None) -> str | None:
    """The byline of a line that says "By", as `strip_by` knows it; else None.

    All of a line that begins so, else what stands behind "by" and a date or, among other labels, behind an author's.
    """
    if strip_by(line, language)[1]:
        return line
    if inner := _inner_label(language).search(line):
        return _ANOTHER_LABEL.split(line[inner.start() :], maxsplit=1)[0]
    behind = (line[by.end() :] for by in _BEHIND_DATE.finditer(line) if dates_in(line[: by.start()]))
    return next(behind, None)


def split_authors(
    raw: str, *, publisher_name: str | None = None, language: str | None = None
) -> tuple[str, ...]:
    """Names of people in a byline, in order, each once.

    Input: the raw byline, Markdown links allowed ("By [Jane Doe](#) and John Smith, Reuters"), and the document's
    language (ISO 639-1) where it is known. Roles, outlets, agencies, e-mail addresses, handles and dates are dropped;
    a byline of nothing else gives ().
    """
    text = _LINK.sub(r"\1", raw[:MAX_CHARACTERS])
    text = re.sub(r"[*_`#\\]{1,3}(?=\S)|(?<=\S)[*_`\\]{1,3}", "", text)
    text = _MAIL.sub(" ", _PARENTHESES.sub(" ", text)).strip(" \t-–—|•·:,")
    text, _ = strip_by(text, language)
    for number, column in enumerate(_COLUMN.split(text)):
        names = _names(column, publisher_name, language)
        # Behind the first column a single word is a place: "Web Desk | Boston".
        if names and not (number and len(names) == 1 and " " not in names[0] and names[0][0].isupper()):
            return names
    return ()


def _names(column: str, publisher_name: str | None, language: str | None) -> tuple[str, ...]:
    names: list[str] = []
    posted = False
    for segment in _DASH.split(before_date(column)):
        if posted:  # "Jane Doe, The Courier - Boston"
            break
        for piece in _SEPARATOR.split(segment):
            suffix = _SUFFIX.fullmatch(piece.strip())
            if names and suffix:
                names[-1] = f"{names[-1]} {piece.strip()}"
                continue
            for part in _divided(piece):
                name = _name(part, publisher_name, language)
                # "Jane Doe, Boston"
                place = bool(names and name and " " not in name and name[0].isupper() and part == piece)
                if name and fold(name) not in map(fold, names) and not place:
                    names.append(name)
                posted = posted or bool(names and not name)
    return tuple(names)


def _divided(piece: str) -> list[str]:
    parts = _LONG_CONJUNCTION.split(piece)
    divided: list[str] = []
    for part in parts:
        shorter = _SHORT_CONJUNCTION.split(part)
        # "José Ortega y Gasset" is one name: the short conjunctions divide only two full names.
        divided.extend(shorter if all(len(s.split()) >= 2 for s in shorter) else [part])
    return divided


def _name(part: str, publisher_name: str | None, language: str | None) -> str | None:
    part, _ = strip_by(" ".join(part.split()), language)
    part = _FOR_OUTLET.sub("", part).strip(" .,;:-–—|*_\"“”'")
    if part.count(".") and re.search(r"\b[A-Z]$", part):
        part += "."
    if not part or _DEGREE.fullmatch(part) or is_agency(part) or dates_in(part) or fold(part) in _DATE_LABELS:
        return None
    if publisher_name and fold(part) == fold(publisher_name):
        return None
    if role := _ROLE.search(part):
        before = part[: role.start()].strip()
        if len(before.split()) == _NAME_BEFORE_POST or _UNSPACED_NAME.fullmatch(before):
            part = before
    if has_role(part) or _OUTLET_WORD.search(part):
        return None
    return part if looks_like_name(part) else None


def has_role(text: str) -> bool:
    """Whether a byline's part holds a trade or post ("Staff Writer"), not only a name."""
    return _ROLE.search(text) is not None


def looks_like_name(text: str) -> bool:
    """Whether a short text could be a person's name: one to six capitalised words."""
    words = text.split()
    if (
        not 1 <= len(words) <= MAX_NAME_WORDS
        or len(text) > 60
        or re.search(r"\d|[!?;:<>=@#%$&{}\\/“”\"]", text)
    ):
        return False
    if not all(any(c.isalpha() for c in word) for word in words):
        return False
    big = [word for word in words if fold(word) not in _PARTICLES]
    if not big or not all(_starts_large(word) for word in big):
        return False
    return len(words) >= 2 or len(text) >= 2


def _starts_large(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    caseless = not letters[0].isupper() and not letters[0].islower()
    return caseless or letters[0].isupper() or any(c.isupper() for c in letters[1:3])


def is_masthead(text: str) -> bool:
    """Whether a line is a newspaper's name: two to six capitalised words, one of them a paper's."""
    words = fold(text).split()
    capital = all(word[0].isupper() for word in text.split() if len(word) > 3)
    papers = table("outlets")["papers"]
    named = 2 <= len(words) <= 6 and capital and "," not in text and not {*words}.isdisjoint(papers)
    return named and not has_role(text)
