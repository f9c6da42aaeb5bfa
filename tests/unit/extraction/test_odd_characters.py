"""An odd character in one value costs at most its field: the digits, spaces and marks of Unicode, in any container."""

from __future__ import annotations

import html
import json
import sys
import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from pydantic import TypeAdapter

from copydesk.article import Draft, IsoDate, Provenance
from copydesk.extraction import extract
from copydesk.extraction.dates import parse_date
from copydesk.extraction.documents import Reading
from copydesk.extraction.extract import result_of
from tests.thorough import THOROUGH
from tests.unit.extraction.samples import DAY, ENGLISH, PUBLISHER, URL, atom, dump, markdown, page, rss, warc

# Numbers, white space, marks, controls and what is not seen.
KINDS = {"Nd", "Nl", "No", "Zs", "Zl", "Zp", "Mn", "Mc", "Me", "Cf", "Cc"}
ODD = [one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(one) in KINDS]
ZEROS = [ord(one) for one in ODD if unicodedata.decimal(one, None) == 0]

Values = dict[str, str]

VALUES = {
    "date": ["2024-03-14T09:00:00.123+01:00", "14 March 2024 09:00 CET", "Thu, 14 Mar 2024 09:00:00 +0000",
             "1710406800", "1710406800123", "20240314T090000Z", "20240314", "2024年3月14日 09:00", "03/14/2024"],
    "name": ["Orla Venn", "Orla Venn and Tomas Rell", "By Orla Venn (Reuters)", "Reuters", "AFP/dpa", "Orla Venn II"],
    "address": [URL, "https://courier.example.org:8080/2024/03/14/a?b=1&utm_source=c#d", "https://[::1]/x",
                "//courier.example.org/wheel-1024x768.jpg", "https://courier.example.org/%E2%82%AC"],
    "title": [ENGLISH.title, "Nine of 11 gates: 14,000 crowns"],
    "publisher": [PUBLISHER, "courier.example.org", "Channel 4"],
}  # fmt: skip


def in_script(value: str, zero: int) -> str:
    return value.translate({ord("0") + number: chr(zero + number) for number in range(10)})


def spoiled(value: str, chance: Random) -> str:
    """The value with another script's digits, or with something odd in some place."""
    where = chance.randrange(len(value) + 1)
    if chance.random() < 0.4:
        return value[:where] + in_script(value[where:], chance.choice(ZEROS))
    odd = chance.choice(ODD) * chance.choice((1, 1, 1, 2, 50))
    return value[:where] + odd + value[where + chance.randrange(2) :]


def linked_data(of: Values) -> bytes:
    node = {
        "@type": "NewsArticle", "headline": of["title"], "datePublished": of["date"], "dateModified": of["date"],
        "url": of["address"], "author": [{"name": of["name"]}], "publisher": {"name": of["publisher"]},
        "image": [of["address"]], "keywords": of["title"],
    }  # fmt: skip
    block = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    return page().replace("<head>", f"<head>{block}").encode()


def meta(of: Values) -> bytes:
    of = {field: html.escape(value) for field, value in of.items()}
    contents = {
        "article:published_time": of["date"], "article:modified_time": of["date"], "og:title": of["title"],
        "og:url": of["address"], "og:site_name": of["publisher"], "og:image": of["address"],
        "article:author": of["name"], "keywords": of["title"],
    }  # fmt: skip
    head = "".join(f'<meta property="{name}" content="{content}">' for name, content in contents.items())
    shown = f'<p class="byline">{of["name"]}</p><time datetime="{of["date"]}">{of["date"]}</time>'
    picture = f'<img src="{of["address"]}" width="{of["date"]}" srcset="{of["address"]} {of["date"]}w">'
    return page().replace("<head>", f"<head>{head}").replace("</h1>", f"</h1>{shown}{picture}").encode()


def json_object(of: Values) -> bytes:
    return json.dumps({
        "title": of["title"], "text": ENGLISH.text, "author": of["name"], "published": of["date"],
        "updated": of["date"], "url": of["address"], "publisher": of["publisher"], "image": of["address"],
        "source": of["name"],
    }).encode()  # fmt: skip


def replaced(document: str, of: Values, dates: tuple[str, ...]) -> bytes:
    """A document of the samples with these values."""
    for date in dates:
        document = document.replace(date, of["date"])
    values = {ENGLISH.author: "name", URL: "address", ENGLISH.title: "title", PUBLISHER: "publisher"}
    for value, field in values.items():
        document = document.replace(value, of[field])
    return document.encode()


def feed(of: Values) -> bytes:
    escaped = {field: html.escape(value) for field, value in of.items()}
    document = atom("text") if len(of["date"]) % 2 else rss(ENGLISH)
    return replaced(document, escaped, (f"{DAY}T09:00:00Z", "Thu, 14 Mar 2024 09:00:00 +0000"))


def header(of: Values) -> bytes:
    return replaced(dump().replace("\n\nBy", f"\n{PUBLISHER}\n\nBy"), of, ("March 14, 2024",))


def labels(of: Values) -> bytes:
    return replaced(
        f"Title: {ENGLISH.title}\nAuthor: {ENGLISH.author}\nDate: {DAY}\nSource: {PUBLISHER}\nURL: {URL}\n\n{dump()}",
        of,
        (DAY,),
    )


def front_matter(of: Values) -> bytes:
    return replaced(markdown().replace("author:", f"publisher: {PUBLISHER}\nauthor:"), of, (DAY,))


def archived(of: Values) -> bytes:
    lines = f"Last-Modified: {of['date']}\r\nX-Author: {of['name']}\r\n"
    return warc(meta(of), headers=lines).replace(URL.encode(), of["address"].encode(), 1)


CONTAINERS: list[Callable[[Values], bytes]] = [
    linked_data, meta, json_object, feed, header, labels, front_matter, archived
]  # fmt: skip


@pytest.mark.parametrize("container", CONTAINERS)
def test_an_odd_value_costs_at_most_its_field(
    container: Callable[[Values], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    for seed in range(4000 if THOROUGH else 12):
        chance = Random(seed)
        values = {field: chance.choice(possible) for field, possible in VALUES.items()}
        field = chance.choice(list(values))
        values[field] = spoiled(values[field], chance)
        (result,) = extract(container(values))
        assert result.draft is not None, (seed, values[field])
        assert not caplog.records, (seed, values[field])


@pytest.mark.parametrize("zero", ZEROS)
def test_dates_are_read_in_the_digits_of_every_script(zero: int) -> None:
    for written in VALUES["date"]:
        assert parse_date(in_script(written, zero)) == parse_date(written)
        # One script's digits within another's: in the clock and the offset alone.
        assert parse_date(written[:11] + in_script(written[11:], zero)) == parse_date(written)


def test_a_date_with_any_character_in_it_is_one_that_records_may_have_or_none() -> None:
    stored = TypeAdapter(IsoDate)
    for number, odd in enumerate(ODD):
        written = "2024-03-14T09:00:00.123+01:00"
        where = number % len(written)
        for value in (written[:where] + odd + written[where + 1 :], written[:where] + odd + written[where:]):
            if (date := parse_date(value)) is not None:
                assert date.isascii()
                stored.validate_python(date)


def test_a_value_that_no_record_may_have_costs_its_field(caplog: pytest.LogCaptureFixture) -> None:
    origins = {name: Provenance(method="byline", raw="a") for name in ("text", "published_at", "title")}
    draft = Draft.model_construct(
        text=ENGLISH.text, word_count=100, title=ENGLISH.title, published_at="2024-02-30", provenance=origins
    )
    found = result_of(0, Reading(lambda: draft)).draft
    assert found is not None
    assert (found.title, found.published_at, {*found.provenance}) == (ENGLISH.title, None, {"text", "title"})
    assert "published_at" in caplog.text
