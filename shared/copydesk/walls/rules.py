"""The rules by which a sentence is a wall's, as data: one TOML file per language in rules/."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from copydesk.walls.folding import WORD, has_spaceless, unmarked
from copydesk.walls.patterns import any_pattern

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "pl", "cs", "tr", "ru", "ar", "zh")

# Characters of a word by which a text is looked through for words of walls before any pattern is tried.
STEM = 4
TELLING_STEM = 8
# Bits of the number of a language's words in a text: it has fewer than a million different ones.
_COUNT_BITS = 20
_COUNT = (1 << _COUNT_BITS) - 1
# Different words of a text up to which it may be a wall without a word that tells of one.
MAX_QUICK_WORDS = 60
# Languages whose words are less than this share of the likeliest one's are not the text's: "log in" is Dutch, too.
CLEAR_SHARE = 0.6


@dataclass(frozen=True)
class Rule:
    """What makes a sentence a wall's, whatever stands beside it."""

    id: str
    kind: str
    """consent, paywall, login, robot, browser or error."""
    written: str
    """Its pattern, without accents."""
    fires: str
    """A wall's sentence that the rule finds."""
    spares: str
    """A story's sentence about the same things, in which no rule finds anything."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Searched in a folded sentence."""
        return re.compile(self.written)


@dataclass(frozen=True)
class Language:
    """The rules of one language, and the words of its walls that count where a rule has fired nearby."""

    code: str
    rules: tuple[Rule, ...]
    nouns_written: tuple[str, ...]
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

    @cached_property
    def any_rule(self) -> re.Pattern[str]:
        """Finds something where any of the rules does, in a fraction of the time."""
        return any_pattern(rule.written for rule in self.rules)

    @cached_property
    def nouns(self) -> re.Pattern[str]:
        """Finds the words of walls in a folded sentence."""
        return _any_of(self.nouns_written, spaceless=bool(self.spaceless))

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
        return self.is_spoken_by(words)

    def is_spoken_by(self, words: Sequence[str]) -> bool:
        """The same of a language with spaces."""
        return not self.addresses.isdisjoint(words) or not self.openings.isdisjoint(words[:1])


def telling_of(words: Set[str]) -> Set[str]:
    """Which lower-case words of a text most walls have, and few stories."""
    telling, _ = _quick()
    long = [word for word in words if len(word) > TELLING_STEM and word[:TELLING_STEM] in telling]
    return telling.intersection(words).union(long)


def speaks_shortly(words: Set[str]) -> bool:
    """Whether so few lower-case words speak to a reader, in any language."""
    if len(words) > MAX_QUICK_WORDS:
        return False
    _, speaking = _quick()
    return not speaking.isdisjoint(words if "".join(words).isascii() else map(unmarked, words))


@lru_cache(maxsize=1)
def _quick() -> tuple[frozenset[str], frozenset[str]]:
    """The stems that tell of walls, and the words that speak to a reader: "u" is Dutch, and half of "U.S."."""
    words = {word for language in languages() for word in language.telling}
    telling = {word[:TELLING_STEM] for one in words for word in (one, unmarked(one))}
    speaking = {word for language in languages() for word in language.addresses if len(word) > 1}
    return frozenset(telling), frozenset(speaking)


@lru_cache(maxsize=1)
def _by_word() -> tuple[dict[str, int], dict[str, int]]:
    """The languages in which walls have words of this stem, and those that speak by this word.

    As one number, with a count of one for each of them: the sum of many counts all languages at once.
    """
    with_stem: defaultdict[str, int] = defaultdict(int)
    with_address: defaultdict[str, int] = defaultdict(int)
    for at, language in enumerate(languages()):
        for stem in language.stems:
            with_stem[stem] += 1 << _COUNT_BITS * at
        for word in language.addresses:
            with_address[word] += 1 << _COUNT_BITS * at
    return dict(with_stem), dict(with_address)


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """All languages' rules, compiled."""
    return tuple(map(_language, LANGUAGES))


def languages_of(words: Set[str]) -> list[Language]:
    """The languages that a text of these folded words may be a wall in: none where it has no word of walls.

    A language without spaces has no words: it is asked for by `spaceless_languages`.
    """
    with_stem, with_address = _by_word()
    found = sum(map(with_stem.__getitem__, with_stem.keys() & {word[:STEM] for word in words}))
    addressed = sum(map(with_address.__getitem__, with_address.keys() & words))
    counts = []
    for language in languages():
        stems = found & _COUNT
        counts.append((stems and stems + (addressed & _COUNT), language))
        found, addressed = found >> _COUNT_BITS, addressed >> _COUNT_BITS
    most = max(count for count, _ in counts)
    return [language for count, language in counts if count and count >= CLEAR_SHARE * most]


def spaceless_languages(text: str) -> list[Language]:
    """The languages without spaces whose walls' words are in the text, which has some of their script."""
    if not has_spaceless(text):
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
                written=unmarked(rule["pattern"]),
                fires=rule["fires"],
                spares=rule["spares"],
            )
            for rule in table["rules"]
        ),
        nouns_written=tuple(nouns),
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
