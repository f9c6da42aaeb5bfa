"""Old and new fingerprints are compared by the rule of the older."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copydesk.matching.compare import compare, finding, joins
from copydesk.matching.finding import Finding
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from tests.stories import old, print_of, text_of


def article(text: str, **fields: str | None) -> Fingerprint:
    base: dict[str, str | None] = {"title": None, "published_at": None, "publisher": None, "url": None}
    return fingerprint(text=text, **(base | fields))  # type: ignore[arg-type]


def test_the_older_decides_and_says_so() -> None:
    short = print_of("a text of six words only")
    assert finding(short, short) == Finding.TOO_SHORT
    for left, right in ((old(short), short), (short, old(short)), (old(short), old(short))):
        assert finding(left, right) == Finding.SAME_WORDS
        assert compare(left, right).algorithm.startswith("bottom-k-containment/2+")
    assert compare(short, short).algorithm.startswith("bottom-k-containment/3+")


@pytest.mark.parametrize("variant", [1, 2, 3])
def test_a_plain_text_has_the_same_keys_in_both(variant: int) -> None:
    whole, cut = print_of(text_of(1)), print_of(text_of(1, variant))
    assert joins(old(whole), cut)
    assert joins(whole, old(cut))
    assert compare(old(whole), cut) == compare(whole, old(cut))
    assert not joins(old(whole), print_of(text_of(2)))


def test_a_number_that_changed_parts_old_texts_more_often() -> None:
    form = "The ferry left at {} with {} aboard, said the log. " + text_of(1)
    one, other = article(form.format(9, 140)), article(form.format(14, 87))
    assert finding(one, other) == Finding.OTHER_NUMBERS
    names = {"publisher": "Gate", "title": "Ferry", "published_at": "2024-05-06"}
    one, other = article(form.format(9, 140), **names), article(form.format(14, 87), **names)
    assert compare(one, other).relation == "revision"
    assert finding(replace(one, version=2), other) == Finding.OTHER_NUMBERS
