from __future__ import annotations

import pytest

from copydesk.matching.articles import owner


@pytest.mark.parametrize(
    ("publisher", "url", "expected"),
    [
        ("Quayside Reader", "https://www.quayside.example/1", "Quayside Reader"),
        (None, "https://www.quayside.example/1", "quayside.example"),
        ("", "http://news.quayside.example:8080/1", "news.quayside.example"),
        (None, None, None),
        (None, "not an address", None),
        (None, "http://[broken/", None),
    ],
)
def test_who_publishes(publisher: str | None, url: str | None, expected: str | None) -> None:
    assert owner(publisher, url) == expected
