"""What a site's own lines call it: its menus, the forms and notices around a story, notes that end one."""

from __future__ import annotations

import re
from functools import lru_cache

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Document
from copydesk.extraction.dump.bylines import is_of_page
from copydesk.extraction.names import has_role, strip_by
from copydesk.extraction.outlets import spelled
from copydesk.extraction.phrases import every, fold, named
from copydesk.extraction.rules import Place, rules

# Of a menu's entry, the longest that is looked at; of a notice that speaks of the outlet.
MAX_ENTRY_WORDS = 8
MAX_NOTICE_WORDS = 40
# Capitalised words, with small ones between them.
_NAME = re.compile(
    r"[\w-]{2,40}(?:\.[a-z]{2,10}){1,2}\b|"
    r"(?:[Tt]he )?[^\W_a-zа-я][\w&'’+!-]*(?:\.\w+)*(?: (?:(?:of|the|and|&|de|del|du|des|la|le|el|di|da|do) )?"
    r"[^\W_a-zа-я][\w&'’+!-]*(?:\.\w+)*| [а-я]+(?=»)){0,6}"
)
_WORD = re.compile(r"[\w&'’.+!-]*\w[+!]?")
_OWNER = re.compile(r"['’]s$")
# Of a year, or of a model.
_DATED = re.compile(r"(?<!\w)\d{4}(?!\w)|\d\w?$")
_DEICTICS = frozenset((*every("deictics"), *every("addresses")))
_ARTICLES = frozenset(every("articles"))
# A name that is none of a language's words: "TechCrunch", "9to5Mac".
_COINED = re.compile(r"\w*(?:[a-z][A-Z]|\d[^\W\d])\w*\+?")


def own_name(document: Document, number: int, place: Place) -> str | None:
    """The name in a line that says on whose behalf it speaks, as the rules on publishers tell."""
    text = document.lines[number].text
    for rule in rules("publishers").fired(document, number, place):
        match = rule.find(document, number) if rule.find else None
        found = _NAME.match(text, match.end()) if match else None
        words = [_OWNER.sub("", word) for word in found[0].removeprefix("the ").split()] if found else []
        while len(words) > 1 and is_own_word(fold(words[-1])):
            words.pop()
        name = " ".join(words)
        # One small word is a part of the site: "Subscribe to the Magazine".
        told = (
            len(words) > 1
            or is_coined(name)
            or name.isupper()
            or "." in name
            or text[: match.end() if match else 0][-1:] == "«"
        )
        if (
            told
            and fold(words[0]) not in _DEICTICS
            and not is_own_word(fold(words[-1]))
            and not has_role(name)
        ):
            return name
    return None


def framed_name(document: Document, number: int) -> str | None:
    """The name in a menu's entry that says, beside it, what the site has of its own: "About The Fen Post"."""
    line = document.lines[number]
    if line.words > MAX_ENTRY_WORDS or line.ends_sentence or "|" in line.text:
        return None
    words = list(_WORD.finditer(line.text))
    first, last = 0, len(words)
    while first < last and _is_beside(words[first][0]):
        first += 1
    while last > first and _is_beside(words[last - 1][0]):
        last -= 1
    beside = (*words[:first], *words[last:])
    if first == last or not any(is_own_word(fold(word[0])) for word in beside):
        return None
    if first and fold(words[first - 1][0]) in _ARTICLES and words[first - 1][0][0].isupper():
        first -= 1
    name = _OWNER.sub("", line.text[words[first].start() : words[last - 1].end()])
    if _NAME.fullmatch(name) is None or dates_in(line.text) or strip_by(line.text, document.language)[1]:
        return None
    plain = " " not in name and not (is_coined(name) or name.isupper() or is_addressed(name, document))
    return None if plain or _DATED.search(name) or is_common(name, document) else name


def is_common(name: str, document: Document) -> bool:
    """Whether a name is a word of the language, as those of a site's sections are."""
    small = fold(name) in _small_words(document) or fold(name) in named("outlets")
    return " " not in name and small and "." not in name


def is_coined(name: str) -> bool:
    """Whether a name is a word that nobody but an outlet or its trade has: "TechCrunch", an agency's."""
    return _COINED.fullmatch(name) is not None or is_agency(name)


def is_addressed(name: str, document: Document) -> bool:
    """Whether a domain or a handle in the document spells a name."""
    spelt = re.escape(spelled(name))
    called = re.compile(rf"(?:^|[@./])(?:www\.|the)?{spelt}\.[a-z]{{2}}|(?:^@|\.com/@?){spelt}$")
    return any(called.search(text) is not None for text in _addresses(document))


@lru_cache(maxsize=1)
def _addresses(document: Document) -> tuple[str, ...]:
    """The words with a sign of addresses in a document, and the targets of its links."""
    words = (word for text in document.folded for word in text.split() if "@" in word or "." in word[1:-1])
    links = (link.url or "" for line in document.lines for link in line.links)
    return tuple({word.replace("-", "").strip("().,:/") for word in (*words, *links)})


@lru_cache(maxsize=1)
def _small_words(document: Document) -> frozenset[str]:
    """The words that a document has in small letters."""
    return frozenset(word for line in document.lines for word in line.text.split() if word.islower())


def _is_beside(word: str) -> bool:
    """Whether a word stands beside a name, and is no part of it."""
    folded = fold(word)
    return word.islower() or is_own_word(folded) or folded in _joining()


@lru_cache(maxsize=4096)
def is_own_word(word: str) -> bool:
    """Whether sites name by a word what they have and ask for."""
    called = word in named("outlets") and word not in every("page_nouns")
    return not called and (is_of_page(word) or word in _own() or word.startswith(_own_stems()))


@lru_cache(maxsize=1)
def _joining() -> frozenset[str]:
    return frozenset((*every("stop_words"), *every("deictics"), *every("addresses"), *every("articles")))


@lru_cache(maxsize=1)
def _own() -> frozenset[str]:
    fields = ("requests", "home_words", "newsrooms", "own_words")
    return frozenset(word for field in fields for word in every(field) if not word.endswith("*"))


@lru_cache(maxsize=1)
def _own_stems() -> tuple[str, ...]:
    return tuple(w[:-1] for field in ("own_words", "requests") for w in every(field) if w.endswith("*"))


def spoken_of(name: str, document: Document) -> int:
    """How many different short lines speak of a name, among other words."""
    name = fold(name)
    called = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    found = {text for text in _notices(document) if name in text and called.search(text)}
    return len(found - {name, *(f"{article} {name}" for article in _ARTICLES)})


@lru_cache(maxsize=1)
def _notices(document: Document) -> tuple[str, ...]:
    lines = zip(document.lines, document.folded, strict=True)
    return tuple({text for line, text in lines if line.words <= MAX_NOTICE_WORDS and "©" not in text})
