"""Which sentences of a text are a wall's, and whether anything else is there.

No word makes a wall: stories are written about cookies, logins and missing pages. What tells them apart is that a
wall speaks to its reader, and that hardly anything stands beside it. So a sentence is a wall's where a rule finds
it and it speaks so; others are drawn along that hold the words of walls; and a text is a wall where the rest is too
little for a story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from enum import Enum
from functools import cached_property
from itertools import accumulate, chain, groupby

from copydesk.walls.folding import (
    ascii_words_of_lines,
    lower_spaced,
    spaced_unmarked,
    spaceless_characters,
    unmarked_words_of,
    words_of,
)
from copydesk.walls.rules import (
    STEM,
    Language,
    languages_of,
    spaceless_languages,
    speaks_shortly,
    telling_of,
)

# Words in sentences of its own below which a text beside a wall is no story: what extraction asks of any text.
MIN_STORY_WORDS = 25
# A consent dialog of a thousand words has sentences that no rule knows; a story has more of them than this share.
MAX_UNKNOWN_SHARE = 0.25
# Longer than any wall: what is above it is not looked at as a whole.
MAX_WALL_WORDS = 2500
# Words of a sentence that a rule found, up to which it need not speak to its reader: labels, buttons, headings.
TERSE = 12
# Words of a sentence above which the words of walls in it draw it no longer along.
LONGEST_NEAR = 40
# And those above which no rule is asked: a text without ends of sentences is not one.
LONGEST_WALLS = 160
# Words for each of its words of walls up to which a sentence is drawn along that speaks to nobody.
WORDS_A_NOUN = 6
# Words up to which a sentence belongs to what stands beside it.
LABEL = 4
# Sentences read of a long article from its beginning, and from its end.
FIRST_READ, LAST_READ = 8, 16
# Sentences of an article's end that may be a wall by themselves.
ENDING = 4
# Words up to which a text is a wall that speaks to its reader throughout, in words of walls, so many of them, though
# no rule knows it; and the share of it that may not. Longer ones of that kind are advice, or letters.
MAX_PLEA_WORDS = 60
MIN_PLEA_NOUNS = 4
MAX_PLAIN_SHARE = 0.15

_SENTENCE = re.compile(
    r"[^\n.!?\u2026\u061f\u06d4\u3002\uff01\uff1f]*(?:[.!?\u2026](?!\s)[^\n.!?\u2026\u061f\u06d4\u3002\uff01\uff1f]*)*(?:[.!?\u2026\u061f\u06d4\u3002\uff01\uff1f]+|\n|$)"
)
_QUOTATION = re.compile(r"[“„«\"][^”“»\"]{30,}[”“»\"]")


class Mark(Enum):
    """What a sentence is in a text that may be a wall."""

    OWN = "own"
    NEAR = "near"
    WALL = "wall"


def sentences(text: str) -> list[str]:
    """The text in pieces that end with a sentence or line."""
    return [piece for piece in _SENTENCE.findall(text) if piece.strip()]


def marks(pieces: Sequence[str]) -> list[Mark]:
    """What each sentence is. Without one that is a wall's, none is near one."""
    spaced = list(map(lower_spaced, pieces))
    words = list(map(unmarked_words_of, spaced))
    return _marks(list(map(_Sentence, pieces, spaced, words)), _all(words), None)


def _marks(every: Sequence[_Sentence], words: Set[str], telling: Set[str] | None) -> list[Mark]:
    """What each sentence is.

    Args:
        every: the sentences.
        words: all of theirs.
        telling: those of them that tell of walls: no rule is asked of sentences that neither have one nor speak to
            a reader. None to ask of all.
    """
    languages = languages_of(words) + spaceless_languages(" ".join(one.spaced for one in every))
    if any(
        _is_walls(one, language) for language in languages for one in every if one.likely(language, telling)
    ):
        return [_mark(one, languages) for one in every]
    if languages and _at_most(MAX_PLEA_WORDS, every) and _is_plea(every, languages):
        return [Mark.WALL] * len(every)
    return [Mark.OWN] * len(every)


def _all(words: Iterable[Iterable[str]]) -> set[str]:
    return set(chain.from_iterable(words))


def _at_most(most: int, every: Iterable[_Sentence]) -> bool:
    """Whether the sentences have no more words: few of those of a long text are counted."""
    return all(count <= most for count in accumulate(one.count for one in every))


def _is_plea(every: Sequence[_Sentence], languages: Sequence[Language]) -> bool:
    """Whether so few words do nothing but speak to a reader of what walls speak of, in whatever words."""
    if not _may_have(MIN_PLEA_NOUNS, every, languages):
        return False
    if any(language.tells(one.words, one.folded) for language in languages for one in every):
        return False
    near = [one for one in every if any(_is_near(one, language) for language in languages)]
    nouns = {
        match[0] for language in languages for one in near for match in language.nouns.finditer(one.folded)
    }
    total = sum(one.count for one in every)
    plain = sum(one.count for one in every if one not in near and one.count > LABEL)
    return len(near) > 1 and len(nouns) >= MIN_PLEA_NOUNS and plain <= MAX_PLAIN_SHARE * total


def _may_have(nouns: int, every: Sequence[_Sentence], languages: Sequence[Language]) -> bool:
    """Whether the sentences have so many words that may begin one of walls, which is faster to see."""
    if any(language.spaceless for language in languages):
        return True
    stems = [word[:STEM] for one in every for word in one.words]
    return sum(stem in language.stems for language in languages for stem in stems) >= nouns


def is_wall(text: str) -> bool:
    """Whether the text is a wall and nothing else, or next to nothing."""
    pieces = sentences(text)
    return all_wall(pieces, marks(pieces))


def all_wall(pieces: Sequence[str], found: Sequence[Mark]) -> bool:
    """Whether sentences with these marks are a wall together."""
    if Mark.WALL not in found:
        return False
    counts = dict.fromkeys(Mark, 0)
    for piece, mark in zip(pieces, found, strict=True):
        counts[mark] += _words(piece)
    total = sum(counts.values())
    if counts[Mark.OWN] >= MIN_STORY_WORDS and counts[Mark.OWN] > MAX_UNKNOWN_SHARE * total:
        return False
    return total <= MAX_WALL_WORDS and counts[Mark.WALL] >= counts[Mark.OWN]


def walls_in(pieces: Sequence[str], spaced: Sequence[str]) -> list[int]:
    """Which sentences of an article are a wall's: all, those at its beginning and end, or none.

    Only its edges are read where it is long, for walls stand there, and only where words tell of one: reading costs
    time, and an article that no rule reads is still held against what its publisher repeats. `spaced` are the
    pieces `lower_spaced`: who has them needs them so himself.
    """
    long = len(pieces) > FIRST_READ + LAST_READ
    folded = [*spaced[:FIRST_READ], *spaced[-LAST_READ:]] if long else spaced
    lines = ascii_words_of_lines(folded)
    words_in = list(map(words_of, folded)) if lines is None else lines
    words = _all(words_in)
    telling = telling_of(words)
    # Most walls have a word that few stories have; of other texts, short ones may be walls that speak to a reader, and
    # so may the ending of a longer one. A language without spaces has no words.
    if not telling and not _speaks_at_an_edge(words, words_in) and not spaceless_languages(" ".join(folded)):
        return []
    if lines is None:
        lines = list(map(unmarked_words_of, folded))
        words = _all(lines)
        telling = telling_of(words)
    places = list(range(len(pieces)))
    read = places[:FIRST_READ] + places[-LAST_READ:] if long else places
    texts = [pieces[at] for at in read]
    found = _marks(list(map(_Sentence, texts, folded, lines)), words, telling)
    if Mark.WALL not in found:
        return []
    if not long and all_wall(texts, found):
        return read
    return [read[at] for at in _runs(found)]


def _speaks_at_an_edge(words: Set[str], lines: Sequence[Iterable[str]]) -> bool:
    """Whether so short a text of these words, or its ending, speaks to a reader."""
    return speaks_shortly(words) or (len(lines) > ENDING and speaks_shortly(_all(lines[-ENDING:])))


def _runs(found: Sequence[Mark]) -> list[int]:
    """The sentences that stand together with one that is a wall's, and the wall's."""
    kept: list[int] = []
    for own, run in groupby(range(len(found)), key=lambda at: found[at] is Mark.OWN):
        places = list(run)
        if not own and any(found[at] is Mark.WALL for at in places):
            kept += places
    return kept


class _Sentence:
    """A sentence as rules look at it."""

    def __init__(self, piece: str, spaced: str, words: list[str]) -> None:
        self.piece, self.spaced, self.words = piece, spaced, words

    @cached_property
    def folded(self) -> str:
        return spaced_unmarked(self.spaced)

    @cached_property
    def count(self) -> int:
        if spaceless_characters(self.spaced):
            return _words(self.piece)
        return self.spaced.count(" ") + 1 if self.spaced else 0

    def likely(self, language: Language, telling: Set[str] | None) -> bool:
        """Whether a rule may be the first to find it. Few sentences of a story get so far.

        Given the words that tell of walls, it is to have one of them or to speak to a reader.
        """
        if language.spaceless:
            return True
        if telling is not None and telling.isdisjoint(self.words) and not language.is_spoken_by(self.words):
            return False
        stems = language.stems
        return any(word[:STEM] in stems for word in self.words)


def _is_walls(one: _Sentence, language: Language) -> bool:
    speaks = one.count <= TERSE or language.speaks(one.words, one.folded)
    return speaks and _fires(one, language)


def _fires(one: _Sentence, language: Language) -> bool:
    if one.count > LONGEST_WALLS or _QUOTATION.search(one.piece) or language.tells(one.words, one.folded):
        return False
    return language.any_rule.search(one.folded) is not None


def _mark(one: _Sentence, languages: Sequence[Language]) -> Mark:
    if any(_is_walls(one, language) for language in languages):
        return Mark.WALL
    near = one.count <= LABEL or any(_is_near(one, language) for language in languages)
    return Mark.NEAR if near else Mark.OWN


def _is_near(one: _Sentence, language: Language) -> bool:
    if one.count > LONGEST_NEAR or _QUOTATION.search(one.piece) or language.tells(one.words, one.folded):
        return False
    nouns = len({match[0] for match in language.nouns.finditer(one.folded)})
    if nouns and language.speaks(one.words, one.folded):
        return True
    return (nouns > 1 and nouns * WORDS_A_NOUN >= one.count) or _fires(one, language)


def _words(piece: str) -> int:
    spaceless = spaceless_characters(piece)
    if not spaceless:
        return len(piece.split())
    return len(piece.translate(dict.fromkeys(map(ord, spaceless), " ")).split()) + (len(spaceless) + 1) // 2
