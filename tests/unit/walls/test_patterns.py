from __future__ import annotations

import random

import pytest

from copydesk.walls.folding import (
    ascii_words_of_lines,
    lower_spaced,
    lower_unmarked,
    unmarked_words_of,
    words_of,
)
from copydesk.walls.patterns import alternatives, any_pattern
from copydesk.walls.rules import LANGUAGES, languages


def test_alternatives_are_those_outside_groups_and_sets() -> None:
    assert list(alternatives(r"a|\bb(?:c|d)|[|)]e|[]|]f|[^]|]g|\|h|i{2}\(|")) == [
        "a",
        r"\bb(?:c|d)",
        "[|)]e",
        "[]|]f",
        "[^]|]g",
        r"\|h",
        r"i{2}\(",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "found"), [("the cat", True), ("scat", False), ("9", True), ("a dog", False), ("dog", True)]
)
def test_one_pattern_finds_what_any_of_several_finds(text: str, *, found: bool) -> None:
    assert bool(any_pattern([r"\bcat|^dog", r"\d"]).search(text)) is found
    assert bool(any_pattern([r"^dog", r"\d", r"\bcat"]).search(text)) is found


def test_the_rules_of_a_language_find_as_one_what_they_find_alone() -> None:
    every = [text for one in languages() for rule in one.rules for text in (rule.fires, rule.spares)]
    words = sorted({word for text in every for word in text.split()})
    chosen = random.Random(0)
    every += [" ".join(chosen.sample(words, 12)) for _ in range(300)]
    for language in languages():
        for text in map(lower_unmarked, every):
            alone = any(rule.pattern.search(text) for rule in language.rules)
            assert bool(language.any_rule.search(text)) is alone, (language.code, text)


def test_words_are_the_same_by_the_fast_way() -> None:
    texts = [rule.fires for one in languages() for rule in one.rules]
    texts += ["It’s a “half-price” offer – don't_wait…", "100% off: 2,500.75 a_b", "", "  \t\n x"]
    spaced = list(map(lower_spaced, texts))
    fast = [one for text in spaced for one in ascii_words_of_lines([text]) or [None]]
    assert len([one for one in fast if one is not None]) > len(LANGUAGES)
    for text, words in zip(spaced, fast, strict=True):
        assert words is None or words == words_of(text) == unmarked_words_of(text)
    plain = [text for text, words in zip(spaced, fast, strict=True) if words is not None]
    assert ascii_words_of_lines(plain) == list(map(words_of, plain))
