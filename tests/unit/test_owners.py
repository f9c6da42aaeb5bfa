"""The table of owners: how outlets are found in it, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.article import Credit, Publisher
from copydesk.owners import Owners
from local import template

TABLE = ["domain,owner,since", "www.courier.example,Harbour  Media,1990", "post.co.uk,Ostmar,2001"]


def test_an_outlet_is_known_by_its_domain_its_address_or_its_name() -> None:
    owners = Owners.from_rows(TABLE)
    assert owners.of(Publisher(domain="courier.example")) == "Harbour Media"
    assert owners.of(Publisher(domain="amp.news.courier.example")) == "Harbour Media"
    assert owners.of(Publisher(domain="elsewhere.example"), "https://www.post.co.uk/a") == "Ostmar"
    assert owners.of(None, "https://post.co.uk:443/a?b") == "Ostmar"
    assert owners.of(Publisher(name="The Courier")) == "Harbour Media"
    assert owners.of_source(Credit(name="A paper", url="https://m.courier.example/1")) == "Harbour Media"
    assert owners.of_source(Credit(name="The Post")) == "Ostmar"
    assert owners.of(Publisher(domain="post.example", name="Skerry")) is None
    assert owners.of(None) is None


def test_a_part_of_a_domain_may_have_another_owner() -> None:
    owners = Owners({"courier.example": "Harbour Media", "north.courier.example": "Ostmar"})
    assert owners.of(Publisher(domain="north.courier.example")) == "Ostmar"
    assert owners.of(Publisher(domain="south.courier.example")) == "Harbour Media"


def test_a_name_that_may_be_two_outlets_has_no_owner() -> None:
    owners = Owners({"courier.example": "Harbour Media", "courier.test": "Ostmar", "courier.co.uk": "Ostmar"})
    assert owners.of(Publisher(name="Courier")) is None


def test_one_owner_may_be_spelled_in_two_ways() -> None:
    owners = Owners({"courier.example": "Harbour Media", "courier.test": "harbour media"})
    assert (
        owners.of(Publisher(name="Courier")) == owners.of(Publisher(domain="courier.test")) == "Harbour Media"
    )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["domain;owner", "a.example;B"], "domain is missing"),
        (["domain", "a.example"], "owner is missing"),
        ([], "domain is missing"),
        (["domain,owner", "a.example"], "line 2"),
        (["domain,owner", "a.example,B", ",C"], "line 3"),
        (["domain,owner", "a.example,B", "www.a.example,C"], "line 3: a.example has another owner"),
    ],
)
def test_what_is_no_table_is_refused(rows: list[str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Owners.from_rows(rows)


def test_a_file_is_read_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "owners.csv"
    path.write_bytes(b'\xef\xbb\xbfdomain,owner\r\ncourier.example,"Harbour, Media"\r\n')
    assert Owners.from_file(path).of(Publisher(domain="courier.example")) == "Harbour, Media"
    path.write_bytes("domain,owner\ncafé.example,Ä".encode("latin-1"))
    with pytest.raises(ValueError, match="utf-8"):
        Owners.from_file(path)


def test_the_example_is_a_table() -> None:
    example = Owners.from_file(template.ROOT / "docs" / "owners.csv")
    assert example.of(Publisher(domain="skerry.example")) == "Harbour Media"
