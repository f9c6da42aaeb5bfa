"""Letters that readers take for the same one fold to it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching.spelling import folded_letters
from copydesk.matching.words import words


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("har\u00adbour", "harbour"),
        ("har\u200bbo\u2060ur\ufeff", "harbour"),
        ("\u200fهذا\u200e", "هذا"),
        ("مـيـنـا", "مينا"),
        ("مُحَمَّدٌ", "محمد"),
        ("إغلاق أن آخر ٱلأحد", "اغلاق ان اخر الاحد"),
        ("شيء مسؤول", "شي مسوول"),
        ("على مدينة", "علي مدينه"),
        ("کتاب فارسی", "كتاب فارسي"),
        ("Hélène Čapek Ångström", "Helene Capek Angstrom"),
        ("Ærø Łódź Đorđe œuvre", "AEro Lodz Dorde oeuvre"),
        ("straße STRAẞE", "strasse STRASSE"),
        ("ısı İstanbul", "isi Istanbul"),
        ("ёлка й", "елка и"),
        ("Ἀθῆναι", "Αθηναι"),
        ("שָׁלוֹם", "שלום"),
        ("e\u0301te\u0301", "ete"),
        ("ﬁle ４２ Ⅻ", "file 42 XII"),
        ("\u1112\u1161\u11ab", "한"),
        ("が", "が"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_letters_fold(written: str, same: str) -> None:
    assert folded_letters(written) == same


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    folded = folded_letters(text)
    assert folded_letters(folded) == folded
    assert unicodedata.is_normalized("NFKC", folded)


@given(st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x6FF)))
def test_upper_and_lower_case_fold_to_the_same_words(text: str) -> None:
    once = text.casefold()
    assert words(once.upper()) == words(once)
