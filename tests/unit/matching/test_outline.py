"""An outline tells nothing that the fingerprint does not, and rules out no copy."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.matching.compare import is_copy
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.matching.outline import (
    Outline,
    may_be_copies,
    packed_keys,
    packed_outline,
    unpacked_outline,
)
from tests.stories import bridge_text, story, text_of

DAYS = ["2024-05-01", "2024-06-20", None]
texts = st.one_of(
    st.builds(text_of, st.integers(0, 1), st.integers(0, 5)),
    st.builds(bridge_text, st.integers(0, 1), st.integers(0, 1)),
    st.builds(lambda number, words: " ".join(story(number, words)), st.integers(0, 1), st.integers(0, 80)),
)


def both(text: str, day: str | None) -> tuple[Fingerprint, Outline]:
    own = fingerprint(text=text, title="A title", published_at=day, publisher="Harbour Post", url=None)
    data = packed_outline(text, day, None)
    assert tuple(packed_keys(data)) == own.keys
    return own, unpacked_outline(data)


@settings(max_examples=200)
@given(left=texts, right=texts, days=st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)))
def test_no_copy_is_ruled_out(left: str, right: str, days: tuple[str | None, str | None]) -> None:
    (one, outline), (other, other_outline) = both(left, days[0]), both(right, days[1])
    assert (outline.sketch, outline.day) == (one.sketch, one.day)
    assert may_be_copies(outline, other_outline) == may_be_copies(other_outline, outline)
    assert may_be_copies(outline, other_outline) or not is_copy(one, other)


def test_most_others_are_ruled_out() -> None:
    long = [" ".join(story(number, 3000)) for number in range(2)]
    whole, excerpt = both(long[0], "2024-05-01"), both(long[0][:8000], "2024-05-01")
    for part in (
        excerpt,
        both(long[0][:1500], "2024-05-01"),
    ):  # of one whose sketch is a sample, or all of it
        assert may_be_copies(whole[1], part[1])
    assert not may_be_copies(whole[1], both(long[1], "2024-05-01")[1])
    assert not may_be_copies(both(text_of(0, 1), DAYS[0])[1], both(text_of(0, 2), DAYS[1])[1]), (
        "too far apart"
    )
    assert may_be_copies(both(text_of(0, 1), DAYS[0])[1], both(text_of(0, 2), DAYS[0])[1])


def test_an_excerpt_of_a_long_text_is_not_ruled_out() -> None:
    """Of a text of 10,000 words one hash in twelve is kept, and so of an excerpt that is held against it."""
    words = [word for number in range(4) for word in story(number, 2500)]
    whole, excerpt = (both(" ".join(some), DAYS[0]) for some in (words, words[4000:4120]))
    assert is_copy(whole[0], excerpt[0])
    assert may_be_copies(whole[1], excerpt[1])
