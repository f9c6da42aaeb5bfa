"""Packed texts come out as they went in, and a passage is held once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.report.packing import ANCHOR, pack, unpack
from tests.stories import text_of

letters = st.text(st.sampled_from("ab \n😀é"), max_size=200)
texts = st.lists(st.one_of(letters, st.text(st.characters(exclude_categories=("Cs",)))), max_size=5)


@given(texts)
def test_texts_come_out_as_they_went_in(given_texts: list[str]) -> None:
    packed = pack(given_texts)
    assert [unpack(packed, number) for number in range(len(given_texts))] == given_texts


@given(letters, letters, letters)
def test_texts_made_of_one_another_come_out(one: str, two: str, three: str) -> None:
    made = [one + two, two + three + one, (one + two)[3:] + three, three + one + two]
    packed = pack(made)
    assert [unpack(packed, number) for number in range(len(made))] == made


def test_a_passage_is_held_once() -> None:
    whole = text_of(1)
    packed = pack([whole, whole, f"New. {whole}", whole[100:]])
    assert packed.pool == f"{whole}New. "
    assert packed.texts[1] == [0, len(whole)]


def test_a_short_run_is_not_worth_two_numbers() -> None:
    assert pack(["x" * ANCHOR, "x" * (ANCHOR - 1)]).pool == "x" * (2 * ANCHOR - 1)
    assert pack(["x" * ANCHOR, "x" * ANCHOR]).pool == "x" * ANCHOR
