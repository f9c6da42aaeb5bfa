"""Fingerprints packed for memory come back as they were."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.matching.fingerprint import fingerprint
from copydesk.matching.packed import packed, unpacked
from copydesk.matching.shingles import KEYS, SKETCH
from tests.stories import SYLLABLES

words = st.lists(st.sampled_from([*SYLLABLES, "Ada", "Bo", "7", "1,250", "straße", "слово"]), max_size=60)


@settings(max_examples=50)
@given(
    text=words.map(" ".join),
    repeats=st.integers(1, 3),
    title=st.sampled_from([None, "A title"]),
    published=st.sampled_from([None, "0001-01-01", "2024-05-01", "9999-12-31"]),
)
def test_what_was_packed_is_unpacked(
    text: str, repeats: int, title: str | None, published: str | None
) -> None:
    own = fingerprint(
        text=" ".join([text] * repeats),
        title=title,
        published_at=published,
        publisher="Harbour Post",
        url="https://post.example/1",
    )
    assert unpacked(packed(own)) == own


def test_a_long_text_takes_what_its_sketch_does() -> None:
    text = " ".join(f"word{number}" for number in range(2 * SKETCH))
    own = fingerprint(text=text, title=None, published_at=None, publisher=None, url=None)
    assert unpacked(packed(own)) == own
    assert len(packed(own)) < 8 * KEYS + 4 * SKETCH + 500
