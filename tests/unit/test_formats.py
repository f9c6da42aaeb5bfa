"""Formats change in two releases, nothing that was ever stored becomes unreadable, and what is not known is told."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from copydesk.article import SCHEMA_VERSION, Article
from copydesk.clustering.records import Header
from copydesk.formats import CODECS, FORMATS, Codec, Format, Formats, UnknownFormat, decoded, encoded
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.encoding import ENCODINGS, decoded_fingerprint, encoded_fingerprint
from copydesk.message import Continuation, Rereading
from copydesk.pipeline.telemetry import facts
from copydesk.storage.items import header_of, record_fields, record_of, to_item
from copydesk.storage.messages import message_from, message_text
from copydesk.storage.queue import continuation_in, rereading_in
from tests.releases import FIRST_OF_TWO, SECOND_OF_TWO
from tests.stories import old, print_of, text_of

# What each release reads and writes. 0.1.0 is left by a stop of intake: it knows its own formats alone.
RELEASED = json.loads((Path(__file__).parents[1] / "fixtures" / "formats.json").read_text(encoding="utf-8"))
ALONE = {"0.1.0"}

Numbers = dict[str, Any]


def as_numbers(formats: Formats) -> Numbers:
    """Formats as the file of the released ones has them."""
    told: Numbers = {}
    for one in dataclasses.fields(formats):
        value = getattr(formats, one.name)
        if isinstance(value, Format):
            told[one.name] = {"reads": list(value.reads), "writes": value.writes}
        else:
            told[one.name] = {
                name: {"reads": list(of.reads), "writes": of.writes} for name, of in value.items()
            }
    return told


def every(numbers: Numbers) -> dict[str, Numbers]:
    """Kinds of things to their numbers; records, of which only those beyond format 1 are named, by their class."""
    return {**{name: one for name, one in numbers.items() if name != "records"}, **numbers["records"]}


def wrong_steps(releases: dict[str, Numbers], alone: set[str]) -> list[str]:
    """What is against the rule in a series of releases: oldest first, with those that nothing works beside."""
    found = []
    first: Numbers = {"reads": [1], "writes": 1}
    written: dict[str, set[int]] = {}
    before: dict[str, Numbers] | None = None
    for name, numbers in releases.items():
        for kind, one in every(numbers).items():
            known = written.setdefault(kind, set())
            if not known <= set(one["reads"]):
                found.append(f"{name} does not read every {kind} that was written")
            if before is not None and one["writes"] not in before.get(kind, first)["reads"]:
                found.append(f"{name} writes a {kind} that the release before it does not read")
            known |= {one["writes"]} - {None}
        before = None if name in alone else every(numbers)
    return found


def test_every_format_changes_in_two_releases() -> None:
    assert next(iter(RELEASED)) == "0.1.0"
    assert wrong_steps({**RELEASED, "now": as_numbers(FORMATS)}, ALONE) == []


@pytest.mark.parametrize(
    ("next_release", "told"),
    [
        (SECOND_OF_TWO, "now writes a fingerprint that the release before it does not read"),
        (SECOND_OF_TWO, "now writes a Header that the release before it does not read"),
        (
            Formats(fingerprint=Format("a fingerprint", (3, 4), 3)),
            "now does not read every fingerprint that was written",
        ),
    ],
)
def test_what_changes_in_one_release_is_told(next_release: Formats, told: str) -> None:
    series = {**RELEASED, "0.2.0": as_numbers(FORMATS)}
    assert told in wrong_steps({**series, "now": as_numbers(next_release)}, ALONE)
    two = {**series, "0.3.0": as_numbers(FIRST_OF_TWO), "now": as_numbers(SECOND_OF_TWO)}
    assert wrong_steps(two, ALONE) == []


def test_what_is_read_can_be_written_too() -> None:
    assert FORMATS.fingerprint.reads == tuple(ENCODINGS)
    assert FORMATS.of("Header") == Format("Header", (SCHEMA_VERSION,), SCHEMA_VERSION)
    for kind, number in CODECS:
        assert number in FORMATS.of(kind).reads


def test_a_fingerprint_of_older_rules_stays_in_a_format_that_holds_them() -> None:
    new = print_of(text_of(1))
    assert [encoded_fingerprint(one)[0] for one in (new, old(new))] == [3, 2]
    assert decoded_fingerprint(encoded_fingerprint(new)) == new
    assert decoded_fingerprint(encoded_fingerprint(old(new))).text_hash == new.text_hash
    with pytest.raises(ValueError, match="no format holds fingerprints of version 2"):
        encoded_fingerprint(old(new), Format("a fingerprint", (3,), 3))
    with pytest.raises(ValueError, match="no fingerprint"):
        decoded_fingerprint(b"")


def test_a_record_goes_through_the_codec_of_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    header = Header(cluster_id="c", version=1, size=1)
    codec = Codec(
        lambda fields: {**fields, "size": f"of {fields['size']}"},
        lambda fields: {**fields, "size": fields["size"].removeprefix("of ")},
    )
    monkeypatch.setitem(CODECS, ("Header", 2), codec)
    both = Formats(records={"Header": Format("Header", (1, 2), 2)})
    fields = record_fields(header, formats=both)
    assert (fields["schema_version"], fields["size"]) == (2, "of 1")
    assert header_of(to_item(fields), both) == header
    assert header_of(to_item(record_fields(header)), both) == header


@pytest.mark.parametrize("number", [2, 0, "1", None, 1.5])
def test_no_number_but_those_that_are_read(number: object) -> None:
    with pytest.raises(
        UnknownFormat, match=r"^Header has (a )?format .* and this release of copydesk reads 1$"
    ):
        decoded("Header", {"schema_version": number}, number_in="schema_version")


def test_the_number_of_what_has_another_is_put_in_place() -> None:
    formats = Formats(records={"Thing": Format("Thing", (1, 2), 1)})
    assert encoded("Thing", {"schema_version": 2}, number_in="schema_version", formats=formats) == {
        "schema_version": 1
    }
    assert encoded("Thing", {}, number_in="format", formats=formats) == {}  # as all had it that had no number


def test_what_a_later_release_stored_is_told_in_words_that_quote_nothing() -> None:
    item = to_item({"article_id": "a", "text": "Forty crates.", "schema_version": "Forty crates."})
    with pytest.raises(UnknownFormat) as caught:
        record_of(Article, item)
    assert facts(caught.value)["detail"] == (
        "Article has a format that is no number, and this release of copydesk reads 1"
    )
    with pytest.raises(UnknownFormat, match="what publishers repeat has format 4"):
        Boilerplate.from_bytes(b'{"format": 4, "uses": []}')
    with pytest.raises(UnknownFormat, match="a fingerprint has format 9"):
        decoded_fingerprint(bytes([9, 9, 9]))


def test_messages_of_later_releases_are_read_or_refused() -> None:
    request = Rereading(bucket="inbox", key="a")
    body = message_text(request)
    assert body == '{"kind":"reread","bucket":"inbox","key":"a"}'  # as 0.2.0 sends it, without a number
    assert rereading_in(body) == rereading_in(body.replace("}", ',"more":1}')) == request
    with pytest.raises(UnknownFormat, match="Rereading has format 2"):
        rereading_in(body.replace("}", ',"format":2}'))
    with pytest.raises(UnknownFormat, match="Continuation has format 2"):
        continuation_in('{"kind":"continuation","format":2}')
    assert continuation_in('{"kind":"continuation"}') is None
    with pytest.raises(ValueError, match="Continuation"):
        message_from(Continuation, "[1]")
