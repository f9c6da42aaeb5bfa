"""Two texts beside each other: nothing is lost, and what is marked as shared is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.report import difference as rules
from copydesk.report.difference import Difference, Kind, difference
from copydesk.report.words import PATTERN_IN_BROWSERS, is_name, is_number, words_of

# Few different words, so that runs recur, move and overlap.
few_words = st.lists(st.sampled_from("abcdefg"), max_size=60)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",)))


def shown(text: str, other: str) -> tuple[str, str]:
    """Both texts with what is changed in [brackets] and what is only there in {braces}."""
    both = words_of(text), words_of(other)
    found = difference(both[0].folded, both[1].folded)

    def of(side: int, pieces: list[rules.Piece]) -> str:
        marks = {Kind.SHARED: "{}", Kind.CHANGED: "[{}]", Kind.OWN: "{{{}}}"}
        return " ".join(
            marks[piece.kind].format(" ".join(both[side].folded[piece.first : piece.end])) for piece in pieces
        )

    return of(0, found.left), of(1, found.right)


@given(few_words, few_words)
def test_pieces_are_the_whole_text_and_what_is_shared_is_in_both(left: list[str], right: list[str]) -> None:
    found = difference(left, right)
    for pieces, own, other in ((found.left, left, right), (found.right, right, left)):
        assert [word for piece in pieces for word in own[piece.first : piece.end]] == own
        for piece in pieces:
            assert piece.words > 0
            if piece.kind is Kind.SHARED:
                assert piece.other is not None
                assert own[piece.first : piece.end] == other[piece.other : piece.other + piece.words]
            else:
                assert piece.other is None


@given(few_words, few_words)
def test_no_word_is_shared_twice(left: list[str], right: list[str]) -> None:
    found = difference(left, right)
    paired = [
        (piece.first + step, (piece.other or 0) + step)
        for piece in found.left
        if piece.kind is Kind.SHARED
        for step in range(piece.words)
    ]
    mirrored = [
        ((piece.other or 0) + step, piece.first + step)
        for piece in found.right
        if piece.kind is Kind.SHARED
        for step in range(piece.words)
    ]
    assert paired == sorted(set(mirrored))
    assert len({other for _, other in paired}) == len(paired)


@given(few_words)
def test_a_text_is_all_shared_with_itself(words: list[str]) -> None:
    whole = [rules.Piece(Kind.SHARED, 0, len(words), 0)] if words else []
    assert difference(words, words) == Difference(whole, whole)


def test_other_words_in_one_place_are_changed_and_what_follows_is_only_there() -> None:
    assert shown(
        "On Monday 45 people of Harra met the minister in the old town hall.",
        "On Monday 54 people of Skerry met the minister in the new town hall. More came later.",
    ) == (
        "on monday [45] people of [harra] met the minister in the [old] town hall",
        "on monday [54] people of [skerry] met the minister in the [new] town hall {more came later}",
    )


def test_a_paragraph_that_moved_is_shared() -> None:
    first, second = "one two three four five six", "seven eight nine ten eleven twelve"
    assert shown(f"{first} {second}", f"{second} {first}") == (f"{first} {second}", f"{second} {first}")


def test_an_edit_beside_a_passage_that_moved_is_one_word() -> None:
    first, second = "one two three four five six", "seven eight nine ten eleven {} a b c"
    assert shown(f"{first} {second.format('x')}", f"{second.format('y')} {first}") == (
        f"{first} {second.format('[x]')}",
        f"{second.format('[y]')} {first}",
    )


def test_what_moved_least_is_taken_where_a_text_repeats_a_passage() -> None:
    run = "one two three four five"
    found = difference(f"a {run} b {run} c".split(), f"d e {run} f".split())
    assert [piece.other for piece in found.left if piece.kind is Kind.SHARED] == [2]
    assert found.left[1].first == 1


@pytest.mark.parametrize(("words", "kind"), [(12, Kind.CHANGED), (13, Kind.OWN)])
def test_a_dozen_words_replace_one_another_and_more_were_cut_and_added(words: int, kind: Kind) -> None:
    around = ["one", "two", "three", "four", "five"], ["six", "seven", "eight", "nine", "ten"]
    left = [*around[0], *(f"old{number}" for number in range(words)), *around[1]]
    right = [*around[0], "new", *around[1]]
    assert [piece.kind for piece in difference(left, right).left] == [Kind.SHARED, kind, Kind.SHARED]


def test_runs_of_four_words_are_shared_by_chance() -> None:
    def has_shared(run: str) -> bool:
        left = [*(f"l{number}" for number in range(20)), *run.split(), "m"]
        right = ["n", *run.split(), *(f"r{number}" for number in range(20))]
        return Kind.SHARED in {piece.kind for piece in difference(left, right).left}

    assert not has_shared("one two three four")
    assert has_shared("one two three four five")


def test_stretches_with_half_their_words_in_common_are_one_edited() -> None:
    around = ["one", "two", "three", "four", "five"], ["six", "seven", "eight", "nine", "ten"]

    def kinds(left: str, right: str) -> list[Kind]:
        texts = [[*around[0], *middle.split(), *around[1]] for middle in (left, right)]
        return [piece.kind for piece in difference(*texts).left]

    changed, shared = Kind.CHANGED, Kind.SHARED
    assert kinds("a b c d", "w b c z") == [shared, changed, shared, changed, shared]
    assert kinds("a b c d", "w b y z") == [shared, changed, shared]


@pytest.mark.parametrize(("times", "kinds"), [(16, {Kind.OWN, Kind.SHARED}), (17, {Kind.OWN})])
def test_a_run_that_stands_everywhere_begins_no_passage(times: int, kinds: set[Kind]) -> None:
    run = ["one", "two", "three", "four", "five"]
    left = [*(f"a{number}" for number in range(20)), *run, "b"]
    right = [word for number in range(times) for word in (*run, f"x{number}")]
    assert {piece.kind for piece in difference(left, right).left} - {Kind.CHANGED} == kinds


@pytest.mark.parametrize(("more", "shared"), [(0, 100), (2, 0)])
def test_stretches_are_compared_word_by_word_up_to_200_by_200(more: int, shared: int) -> None:
    """Every other word is in both, so that no passage of five is."""
    left = [word for number in range(100) for word in (f"l{number}", f"common{number}")]
    right = [word for number in range(100) for word in (f"common{number}", f"r{number}")]
    right += [f"x{number}" for number in range(more)]
    found = difference(left, right).left
    assert sum(piece.words for piece in found if piece.kind is Kind.SHARED) == shared


def test_long_texts_are_laid_beside_each_other_up_to_a_limit() -> None:
    words = [f"w{number}" for number in range(20_003)]
    found = difference(words, words)
    assert [(piece.kind, piece.words) for piece in found.left] == [
        (Kind.SHARED, 20_000),
        (Kind.CHANGED, 3),
    ]


@given(ANY_TEXT)
def test_words_stand_where_they_say(text: str) -> None:
    found = words_of(text)
    assert [text[start:end].lower().replace("’", "'") for start, end in found.spans] == found.folded
    assert all(end <= start for (_, end), (start, _) in zip(found.spans, found.spans[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t say “l'État”: 1,250.75, in 2024.", ["don't", "say", "l'état", "1,250.75", "in", "2024"]),
        ("大阪で3人", ["大", "阪", "で", "3", "人"]),
        ("مُدَرِّس، كِتَاب", ["مُدَرِّس", "كِتَاب"]),
        ("Storøy–Ostmar 😀 (half-time)", ["storøy", "ostmar", "half", "time"]),
    ],
)
def test_words_of_scripts(text: str, expected: list[str]) -> None:
    assert words_of(text).folded == expected


def test_numbers_and_names() -> None:
    assert is_number("2nd")
    assert not is_number("second")
    assert is_name("Harra", " ")
    assert not is_name("harra", " ")
    assert not is_name("The", ". ")
    assert not is_name("The", None)


def test_the_pattern_for_browsers_writes_code_points_as_they_read_them() -> None:
    assert "\\u{3040}-\\u{30ff}" in PATTERN_IN_BROWSERS
    assert "\\U" not in PATTERN_IN_BROWSERS
