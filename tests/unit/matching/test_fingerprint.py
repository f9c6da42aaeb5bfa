from __future__ import annotations

import base64
import random
from itertools import pairwise

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching import shingles, varint
from copydesk.matching.fingerprint import (
    LEAD,
    VERSIONS,
    Fingerprint,
    fingerprint,
)
from copydesk.matching.shingles import APART, KEYS, MOST_KEYS, MOST_SKETCH, POOL, SHINGLES_PER_KEY, SKETCH


def of(text: str, **fields: str | None) -> Fingerprint:
    base: dict[str, str | None] = {"title": None, "published_at": None, "publisher": None, "url": None}
    return fingerprint(text=text, **(base | fields))  # type: ignore[arg-type]


FIRST_KEY = 0x2293AACB3E8BD8B1
TEXT_HASH = 0xCB6B55B4D0AA9198
ENCODED = 0x185C82E387B1B8EB
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


def test_an_ordinary_text_full_of_numbers_and_names_fits_two_kilobytes() -> None:
    """With its keys the item then takes two write units, not three."""
    source = random.Random(1)
    letters = "abcdefghijklmnop"
    text = " ".join(
        f"{''.join(source.choices(letters, k=6))} {source.randrange(10**6)} "
        f"{''.join(source.choices(letters, k=6))} N{''.join(source.choices(letters, k=4))}"
        for _ in range(300)
    )
    one = of(text, title="t", published_at="2024-05-01", publisher="p", url="https://quayside.example/")
    assert (len(one.keys), len(one.sketch)) == (one.shingle_count // SHINGLES_PER_KEY, SKETCH)
    assert (len(one.numbers), len(one.names)) == (36, 36)
    assert len(one.encode()) <= 1980


def invented(count: int) -> str:
    letters = str.maketrans("0123456789", "abcdefghij")
    return " ".join(str(number).translate(letters) for number in range(count))


@pytest.mark.parametrize(
    ("count", "keys", "sketch"),
    [
        (100, KEYS, 96),
        (603, KEYS, SKETCH),
        (1000, 19, SKETCH),
        (1204, 24, SKETCH),
        (5000, 99, SKETCH),
        (15_000, 299, 1249),
        (40_000, MOST_KEYS, MOST_SKETCH),
    ],
)
def test_keys_and_sketch_grow_with_long_texts_alone(count: int, keys: int, sketch: int) -> None:
    one = of(invented(count))
    assert (len(one.keys), len(one.sketch), len(one.lead)) == (keys, sketch, LEAD)
    assert Fingerprint.decode(one.encode()) == one


def test_keys_lie_apart_so_that_an_excerpt_has_some_wherever_it_is_from() -> None:
    """A quarter of a text, moved a twelfth at a time: each shares a key with the whole."""
    words = invented(480).split()
    whole = of(" ".join(words))
    single = {of(" ".join(words[at : at + 5])).keys[0]: at for at in range(476)}
    places = sorted(single[key] for key in whole.keys)
    assert len(places) == KEYS
    assert min(after - before for before, after in pairwise(places)) > 476 / KEYS * APART
    assert all(key >> 36 in whole.sketch[: POOL * KEYS] for key in whole.keys)
    for start in range(0, 361, 40):
        assert not set(whole.keys).isdisjoint(of(" ".join(words[start : start + 120])).keys)


def test_a_text_that_repeats_itself_has_as_many_keys() -> None:
    assert len(of(" ".join([invented(30)] * 20)).keys) == KEYS


def test_keys_that_are_the_smallest_hashes_are_stored_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = of(invented(300))
    monkeypatch.setattr(shingles, "APART", 1e-9)
    smallest = of(invented(300))
    assert [key >> 36 for key in smallest.keys] == list(smallest.sketch[:KEYS])
    assert Fingerprint.decode(smallest.encode()) == smallest
    assert len(apart.encode()) == len(smallest.encode()) + KEYS  # where each of them is in the sketch


OLD_TEXT = (
    "The ferry Tern left Skerry at 9 with 140 aboard, and Ada Quill of Port Sabel said that 1,250 crowns, "
    "or 3.5 per cent, had been saved by the harbour office since the second of May, when the timber piles "
    "under the ramp at Ostmar were found to be rotten and 14 boats had to land their fish elsewhere along "
    "the coast."
)
OLD = (
    "0vG@~0000w01HOMH&h)gcVjbrc^qK>mIVrz30bz#1<$`>IRdh4SR4R(*V=&#k{52C3|bkYJp*KYd&&#{V5aR4+cs+Y2hR-kdIjiI"
    "v5pBty{ak))LNcU4^$wM1_e3&pWzOMz4}B9JM(h@0t8rVN(Sy8FKr1v$AkC@ckU0F4GjQjKL!lr1)Kq8r3Xt7$|{FyJ_^t2C$gvV"
    "1lNx{iIpMz^DzFcxe4OecH`>J0)oSy1BKL0hwT>Zr>z0H<IDx%mI~Uu1EZ|l1=O0x0q~Xg0^x*)0m0OY1LUU)uC;^&%;^;5{@enn"
    "w`Ax4F748Ef`WDai-G~9)S&~Ru8sk&n2ZFt$ovBJ=a2#T>}mIjzX7D#T#mKi1DTf%$?Q#yu4dQI!UEXCf&!Yy=mvw&<pQqCqyzDp"
    "v;n2paN59ly4#rr$Gyq{zSL^8=rZT~mjT~^1E}KT2=T4h1+B7`0hEBr+5zmrlZXMX=jZ+c)w{^J0juP@3E-`R>;Zs)sqF#v?dQb-"
    "{rvqnl>XDP0-lTo{fcj?tURHIw*j`!c+h}`0f6K%*{uw@=|q6&X6T<Rx&3h"
)
OLD_KEYS = (0x009F4CF5CFBF6139, 0x0A688812B26B581C, 0x0B55058079D7DA81)  # the smallest three


def test_what_version_2_stored_is_read_and_written_as_it_was() -> None:
    data = base64.b85decode(OLD)
    old = Fingerprint.decode(data)
    assert (old.version, old.keys[:3], len(old.keys)) == (2, OLD_KEYS, 24)
    assert (len(old.lead), old.round_up) == (0, False)
    assert old.encode() == data
    new = of(
        OLD_TEXT,
        title="Title",
        published_at="2024-05-06",
        publisher="Quayside Reader",
        url="https://quayside.example/a",
    )
    assert len(set(new.keys) & set(old.keys)) > KEYS / 2


def test_hashes_are_the_same_on_every_machine() -> None:
    one = of("The harbour bridge at Aldwater closed on Monday after 3 cables were found broken.")
    assert one.keys[0] == FIRST_KEY
    assert one.text_hash == TEXT_HASH
    known = of(
        OLD_TEXT, title="Bridge", publisher="Reader", url="https://reader.example/1"
    )  # of an unknown day
    assert xxhash.xxh3_64_intdigest(known.encode()) == ENCODED


def test_the_empty_text_has_no_keys() -> None:
    assert of("").keys == of(" — ").keys == ()


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 80, b"\x02", b"\x04" * 80, of("one two three four five six").encode()[:-2]]
)
def test_what_is_no_fingerprint_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"fingerprint|cut short"):
        Fingerprint.decode(data)


def test_a_fingerprint_is_refused_wherever_it_is_cut() -> None:
    data = of("one two three four five six").encode()
    for end in range(len(data)):
        with pytest.raises(ValueError, match=r"fingerprint|cut short"):
            Fingerprint.decode(data[:end])


@given(st.sampled_from(VERSIONS), st.binary(max_size=200))
def test_decoding_any_bytes_ends_in_a_fingerprint_or_an_error(version: int, data: bytes) -> None:
    try:
        Fingerprint.decode(bytes([version]) + data)
    except ValueError:
        return


@given(st.lists(st.integers(0, 1 << 70)))
def test_varint_round_trips(values: list[int]) -> None:
    assert varint.unpack(varint.pack(values)) == values
