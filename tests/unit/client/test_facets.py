"""Spellings of one name meet, and other names do not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.client.ranges import bounds, day_of
from copydesk.facets import MAX_CHARACTERS, Facet, facet_key
from copydesk.moments import published_key
from local.template import ROOT

FOLDING: dict[str, dict[str, str]] = json.loads((ROOT / "docs" / "folding.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("facet", FOLDING)
def test_the_documented_values_fold_as_documented(facet: str) -> None:
    assert FOLDING.keys() == {*Facet}
    assert {value: facet_key(Facet(facet), value) for value in FOLDING[facet]} == FOLDING[facet]


@pytest.mark.parametrize(
    ("facet", "spellings"),
    [
        (Facet.PUBLISHER, ["Café Courier", "CAFE COURIER", "  cafe\ncourier ", "Cafe\u0301 Courier"]),
        (Facet.PUBLISHER, ["www.quayside.example", "Quayside.example"]),
        (
            Facet.PUBLISHER,
            ["The Skerry Dispatch", "skerry dispatch", "ＴＨＥ Ｓｋｅｒｒｙ　Ｄｉｓｐａｔｃｈ"],
        ),
        (Facet.PUBLISHER, ["Quayside™", "quaysidetm"]),
        (Facet.AUTHOR, ["Jürgen Weiß", "JÜRGEN WEISS", "Ju\u0308rgen Wei\u1e9e"]),
        (Facet.AUTHOR, ["İpek Işık", "IPEK IŞIK", "ipek isik"]),
        (Facet.AUTHOR, ["Søren Łukasz", "SOREN LUKASZ"]),
        (Facet.TOPIC, ["ΠΟΛΙΤΗΣ", "πολίτης"]),
        (Facet.REGION, ["Île‑de‑France".replace("‑", "-"), "ILE-DE-FRANCE"]),
        (Facet.CREDIT, ["AP", "Associated Press", "The Associated Press"]),
        (Facet.CREDIT, ["AFP", "Agence France-Presse"]),
        (Facet.LANGUAGE, ["en", "EN", "en-GB", "en_US"]),
        (
            Facet.URL,
            ["https://www.a.example/x/", "http://A.example:80/x?utm_source=y&fbclid=1#top", "a.example/x"],
        ),
    ],
)
def test_spellings_meet(facet: Facet, spellings: list[str]) -> None:
    assert len({facet_key(facet, one) for one in spellings}) == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("https://a.example/X", "https://a.example/x"),
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example:8443/x", "https://a.example/x"),
        ("https://a.example/" + "y" * 2000 + "1", "https://a.example/" + "y" * 2000 + "2"),
    ],
)
def test_other_addresses_stay_apart(pair: tuple[str, str]) -> None:
    first, second = (facet_key(Facet.URL, one) for one in pair)
    assert first != second
    assert max(len(first), len(second)) <= MAX_CHARACTERS


@given(st.sampled_from(Facet), st.text(max_size=400))
def test_any_text_folds_to_what_a_key_holds(facet: Facet, value: str) -> None:
    folded = facet_key(facet, value)
    assert len(folded) <= MAX_CHARACTERS
    assert len(f"{facet}#{folded}".encode()) <= 2048
    assert facet_key(facet, f" {value}\n") == folded


@pytest.mark.parametrize("url", ["http://[broken", "http://a.example:port/", "", "   ", "//", "\ud800"])
def test_no_text_is_too_odd_to_fold(url: str) -> None:
    assert facet_key(Facet.URL, url).encode() is not None
    assert facet_key(Facet.AUTHOR, url).encode() is not None


@pytest.mark.parametrize(
    ("published", "key"),
    [
        (None, "undated"),
        ("2024-05-06", "2024-05-06"),
        ("2024-05-06T23:30:00-05:00", "2024-05-07T04:30:00Z"),
        ("2024-05-06T08:00", "2024-05-06T08:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.5-10:00", "9999-12-31T23:59:59Z"),
    ],
)
def test_dates_become_keys_in_utc(published: str | None, key: str) -> None:
    assert published_key(published) == key


@pytest.mark.parametrize("wrong", ["yesterday", "2024-13", "2024-05-32", "24", ""])
def test_what_is_no_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        bounds(wrong, None, undated=False)
    with pytest.raises(ValueError, match=r".+"):
        day_of(wrong)
