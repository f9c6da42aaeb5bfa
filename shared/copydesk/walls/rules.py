"""The rules by which a sentence is a wall's, as data: one TOML file per language in rules/."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "tr", "ru", "ar", "zh")

# Characters of a word by which a text is looked through for words of walls before any pattern is tried.
STEM = 4
TELLING_STEM = 8
# Different words of a text up to which it may be a wall without a word that tells of one.
MAX_QUICK_WORDS = 60
# Languages whose words are less than this share of the likeliest one's are not the text's: "log in" is Dutch, too.
CLEAR_SHARE = 0.6

WORD = re.compile(r"[^\W_]+")

# Scripts with letters whose accents people leave out: Latin, Cyrillic, Arabic.
_ACCENTED = (*range(0xC0, 0x250), *range(0x400, 0x460), *range(0x620, 0x64B), *range(0x1E00, 0x1F00))
_MARKS = (*range(0x300, 0x370), *range(0x64B, 0x656), 0x670, 0x640, 0xAD)


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes a sentence a wall's, whatever stands beside it."""

    id: str
    kind: str
    """consent, paywall, login, robot, browser or error."""
    pattern: re.Pattern[str]
    """Searched in a folded sentence."""
    fires: str
    """A wall's sentence that the rule finds."""
    spares: str
    """A story's sentence about the same things, in which no rule finds anything."""


@dataclass(frozen=True, slots=True)
class Language:
    """The rules of one language, and the words of its walls that count where a rule has fired nearby."""

    code: str
    rules: tuple[Rule, ...]
    nouns: re.Pattern[str]
    addresses: frozenset[str]
    """"You" and "we": a story seldom speaks so, a page mostly does."""
    openings: frozenset[str]
    """What readers are asked to do, and other first words of a wall's sentence."""
    stems: frozenset[str]
    spaceless: tuple[str, ...]
    """The nouns of a language without spaces, to be looked for as they are."""

    telling: tuple[str, ...]
    """Words of walls that hardly a story has, with their accents."""
    attributions: frozenset[str]
    """Words of who said what, and when: a story has them, a wall has not."""

    def tells(self, words: Sequence[str], sentence: str) -> bool:
        """Whether a sentence, folded, of these words, is a story's by what it holds."""
        if self.spaceless:
            return any(word in sentence for word in self.attributions)
        return not self.attributions.isdisjoint(words)

    def speaks(self, words: Sequence[str], sentence: str) -> bool:
        """Whether a sentence, folded, of these words, speaks to its reader."""
        if self.spaceless:
            return any(word in sentence for word in self.addresses) or sentence.startswith(
                tuple(self.openings)
            )
        return not self.addresses.isdisjoint(words) or not self.openings.isdisjoint(words[:1])


def lower_unmarked(text: str) -> str:
    """Lower case without accents, marks and typography: the form in which rules are written."""
    text = text.casefold()
    return " ".join((text if text.isascii() else text.translate(_PLAIN)).split())


def unmarked(text: str) -> str:
    """The text without accents and marks, as `lower_unmarked` takes them off, in the letters' case."""
    return text.translate(_PLAIN)


def _plain() -> dict[int, str | None]:
    plain: dict[int, str | None] = dict.fromkeys(_MARKS)
    for code in _ACCENTED:
        bare = "".join(c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c))
        if bare != chr(code):
            plain[code] = bare
    return plain | str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "ı": "i"})


_PLAIN = _plain()


def may_be_wall(text: str) -> bool:
    """Whether rules are worth asking: fast, to pass over most of many texts.

    Most walls have a word that few stories have; of other texts, short ones may be walls that speak to a reader.
    """
    words = set(WORD.findall(text.casefold()))
    telling, speaking = _quick()
    if not telling.isdisjoint({word[:TELLING_STEM] for word in words}) or spaceless_languages(text):
        return True
    return len(words) <= MAX_QUICK_WORDS and not speaking.isdisjoint(map(unmarked, words))


def is_telling(word: str) -> bool:
    """Whether most walls have a word like this, folded, and few stories."""
    return word[:TELLING_STEM] in _quick()[0]


@lru_cache(maxsize=1)
def _quick() -> tuple[frozenset[str], frozenset[str]]:
    """The stems that tell of walls, and the words that speak to a reader: "u" is Dutch, and half of "U.S."."""
    words = {word for language in languages() for word in language.telling}
    telling = {word[:TELLING_STEM] for one in words for word in (one, unmarked(one))}
    speaking = {word for language in languages() for word in language.addresses if len(word) > 1}
    return frozenset(telling), frozenset(speaking)


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """All languages' rules, compiled."""
    return tuple(map(_language, LANGUAGES))


def languages_of(words: Set[str]) -> list[Language]:
    """The languages that a text of these folded words may be a wall in: none where it has no word of walls.

    A language without spaces has no words: it is asked for by `spaceless_languages`.
    """
    stems = {word[:STEM] for word in words}
    likely = [
        (len(language.stems & stems) + len(language.addresses & words), language)
        for language in languages()
        if not language.stems.isdisjoint(stems)
    ]
    most = max((count for count, _ in likely), default=0)
    return [language for count, language in likely if count >= CLEAR_SHARE * most]


def spaceless_languages(text: str) -> list[Language]:
    """The languages without spaces whose walls' words are in the text."""
    if text.isascii():
        return []
    return [one for one in languages() if any(noun in text for noun in one.spaceless)]


def _language(code: str) -> Language:
    table = tomllib.loads(files(__package__).joinpath(f"rules/{code}.toml").read_text(encoding="utf-8"))
    nouns = [unmarked(noun) for noun in table["nouns"]]
    spaceless = bool(table.get("spaceless"))
    return Language(
        code=code,
        rules=tuple(
            Rule(
                id=rule["id"],
                kind=rule["kind"],
                pattern=re.compile(unmarked(rule["pattern"])),
                fires=rule["fires"],
                spares=rule["spares"],
            )
            for rule in table["rules"]
        ),
        nouns=_any_of(nouns, spaceless=spaceless),
        addresses=frozenset(map(unmarked, table["addresses"])),
        telling=tuple(table.get("telling", ())),
        attributions=frozenset(map(unmarked, table["attributions"])),
        openings=frozenset(map(unmarked, table["openings"])),
        stems=frozenset() if spaceless else frozenset(WORD.findall(noun)[0][:STEM] for noun in nouns),
        spaceless=tuple(nouns) if spaceless else (),
    )


def _any_of(entries: Iterable[str], *, spaceless: bool) -> re.Pattern[str]:
    """A pattern of whole words, the longest first; "*" ends a stem."""
    ordered = sorted(set(entries), key=lambda entry: (-len(entry), entry))
    if spaceless:
        return re.compile("|".join(map(re.escape, ordered)))
    forms = "|".join(re.escape(entry).replace(r"\*", r"\w*") for entry in ordered)
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)")
