from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching import varint
from copydesk.matching.fingerprint import KEYS, Fingerprint, day_number, fingerprint


def of(text: str, **fields: str | None) -> Fingerprint:
    base: dict[str, str | None] = {"title": None, "published_at": None, "publisher": None, "url": None}
    return fingerprint(text=text, **(base | fields))  # type: ignore[arg-type]


FIRST_KEY = 0x2293AACB3E8BD8B1
TEXT_HASH = 0xCB6B55B4D0AA9198
OPTIONAL = st.one_of(st.none(), st.text(max_size=40))


@given(st.text(st.characters(exclude_categories=()), max_size=400), OPTIONAL, OPTIONAL, OPTIONAL, OPTIONAL)
def test_any_article_has_one_fingerprint_that_encoding_keeps(
    text: str, title: str | None, day: str | None, publisher: str | None, url: str | None
) -> None:
    fields = {"title": title, "published_at": day, "publisher": publisher, "url": url}
    one = of(text, **fields)
    assert one == of(text, **fields)
    assert Fingerprint.decode(one.encode()) == one
    assert list(one.keys) == sorted(one.keys)
    assert all(0 <= key < 1 << 64 for key in one.keys)


def test_the_longest_text_full_of_numbers_and_names_fits_two_kilobytes() -> None:
    """With its keys the item then takes two write units, not three."""
    source = random.Random(1)
    text = " ".join(
        f"w{source.randrange(10**6)} {source.randrange(10**6)} N{source.choice('abcdef')}"
        for _ in range(4000)
    )
    one = of(text, title="t", published_at="2024-05-01", publisher="p", url="https://quayside.example/")
    assert len(one.encode()) <= 1969
    assert len(one.keys) == KEYS


def test_hashes_are_the_same_on_every_machine() -> None:
    one = of("The harbour bridge at Aldwater closed on Monday after 3 cables were found broken.")
    assert one.keys[0] == FIRST_KEY
    assert one.text_hash == TEXT_HASH


def test_the_empty_text_has_no_keys() -> None:
    assert of("").keys == of(" — ").keys == ()


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 80, b"\x02", of("one two three four five six").encode()[:-2]]
)
def test_what_is_no_fingerprint_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"fingerprint|cut short"):
        Fingerprint.decode(data)


@given(st.binary(max_size=200))
def test_decoding_any_bytes_ends_in_a_fingerprint_or_an_error(data: bytes) -> None:
    try:
        Fingerprint.decode(b"\x02" + data)
    except ValueError:
        return


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-01", date(2024, 5, 1).toordinal()),
        ("2024-05-01T23:30:00-05:00", date(2024, 5, 1).toordinal()),
        (None, None),
        ("", None),
        ("1 May 2024", None),
        ("2024-13-01", None),
    ],
)
def test_day_number(text: str | None, expected: int | None) -> None:
    assert day_number(text) == expected


@given(st.lists(st.integers(0, 1 << 70)))
def test_varint_round_trips(values: list[int]) -> None:
    assert varint.unpack(varint.pack(values)) == values
