from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching.compare import compare, is_copy
from copydesk.matching.fingerprint import Fingerprint, fingerprint

DAYS = st.one_of(st.none(), st.sampled_from(["2024-05-01", "2024-05-03T10:00:00Z", "2024-06-30"]))
VOCABULARY = [f"word{n}" for n in range(40)] + ["12", "3.5", "東", "Ünïcode", "’s"]
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(VOCABULARY), max_size=120).map(" ".join),
)


def article(text: str, day: str | None = None, **fields: str | None) -> Fingerprint:
    base: dict[str, str | None] = {"title": None, "publisher": None, "url": None}
    return fingerprint(text=text, published_at=day, **(base | fields))  # type: ignore[arg-type]


@given(TEXTS, TEXTS, DAYS, DAYS)
def test_comparison_is_symmetric(first: str, second: str, day: str | None, other_day: str | None) -> None:
    left, right = article(first, day), article(second, other_day)
    assert compare(right, left) == compare(left, right).reversed()
    assert is_copy(left, right) == is_copy(right, left) == (compare(left, right).relation is not None)


@given(TEXTS, DAYS, DAYS)
def test_identical_texts_match_whatever_their_dates(
    text: str, day: str | None, other_day: str | None
) -> None:
    left, right = article(text, day), article(text, other_day)
    expected = "identical" if left.word_count else None
    assert compare(left, right).relation == expected


@given(TEXTS, DAYS)
def test_encoding_round_trips(text: str, day: str | None) -> None:
    one = article(text, day, title=text[:20], publisher="Quayside Reader")
    assert Fingerprint.decode(one.encode()) == one
