"""Credits: a labelled set of invented cases (about half negatives), and the rules one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from copydesk.article import Credit, Draft
from copydesk.extraction.agencies import agency
from copydesk.extraction.credits import Article, find_credit, is_credit_line
from copydesk.extraction.dump.extract import extract_dump
from copydesk.extraction.dump.lines import read_lines
from copydesk.extraction.evidence import Resolved

CASES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("credit_cases.json").read_text(encoding="utf-8")
)


def credit_of(text: str, *, below: str = "", **known: Any) -> Resolved[Credit]:
    """The credit of a story in Markdown, a line a paragraph, and the lines below it."""
    story, others = read_lines(text, markdown=True), read_lines(below, markdown=True)
    return find_credit(Article.of([*story, *others], range(len(story))), **known)


def answer(case: dict[str, Any]) -> Resolved[Credit]:
    return credit_of(
        case["text"],
        publisher_name=case.get("publisher"),
        canonical_url=case.get("canonical_url"),
        page_domain=case.get("page_domain"),
    )


def test_precision_and_recall_on_the_labelled_set() -> None:
    assert len(CASES) >= 60
    assert 2 * sum(case["credit"] is None for case in CASES) >= len(CASES) * 0.9
    named = [(case["credit"], found.value.name) for case in CASES if (found := answer(case)) and found.value]
    right = sum(truth == name for truth, name in named)
    assert right / len(named) >= 0.95
    assert right / sum(case["credit"] is not None for case in CASES) >= 0.9


@pytest.mark.parametrize("case", [case for case in CASES if case["url"]], ids=lambda case: case["url"])
def test_a_linked_credit_has_its_url(case: dict[str, Any]) -> None:
    found = answer(case)
    assert found.value
    assert found.origin
    assert found.value.url == case["url"]


def test_a_link_to_nowhere_is_no_url() -> None:
    found = credit_of("The original source of this article is [Quay Street Review](#)")
    assert found.value
    assert found.origin
    assert (found.value.url, found.origin.method) == (None, "credit_line")


def test_the_raw_phrase_is_kept_and_cut() -> None:
    line = "This story was first published by Harbour Ledger" + ", which is an outlet" * 5
    found = credit_of(line + ".")
    assert found.value
    assert found.origin
    assert found.origin.raw.startswith("This story was first published by Harbour Ledger")
    assert len(found.origin.raw) <= 300


def test_a_byline_from_elsewhere_is_read() -> None:
    found = credit_of("The bridge will close.", byline="Jane Holloway, AFP")
    assert found.value
    assert found.origin
    assert (found.value.name, found.origin.method) == ("AFP", "byline")


BODY = (
    "The council of Brackwater voted on Tuesday to close the old bridge for two years while its piers are rebuilt.\n\n"
    "Traders fear that the detour will cost them half of their customers, and they have asked for help with the rent."
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AP", "AP"),
        ("The Associated Press", "AP"),
        ("Associated Press", "AP"),
        ("AP News", "AP"),
        ("AP Staff", "AP"),
        ("Agencia EFE", "EFE"),
        ("Reuters Staff", "Reuters"),
        ("INTERFAX.RU", "Interfax"),
        ("dpa-infocom GmbH", "dpa"),
        ("РИА Новости", "RIA Novosti"),
        ("新华社", "Xinhua"),
        ("Repórter da Agência Brasil", "Agência Brasil"),
        ("The Center Square", "The Center Square"),
        ("ap", None),
        ("The Press", None),
        ("Reuters Institute", None),
    ],
)
def test_an_agency_has_one_name(text: str, name: str | None) -> None:
    assert agency(text) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Authored by Warren Tolliver via The Marsh Institute,", "The Marsh Institute"),
        ("This report by The Canadian Press was first published April 6, 2021.", "Canadian Press"),
        ("This story by Jane Holloway was first published April 6, 2021.", None),
    ],
)
def test_who_lets_out_another_s_text_is_its_source(line: str, name: str | None) -> None:
    found = credit_of(f"{line}\n\nThe council of Brackwater voted on Tuesday to close the old bridge.")
    assert (found.value.name if found.value else None) == name


@pytest.mark.parametrize("publisher", ["Reuters", "Thomson Reuters", "reuters"])
def test_an_agency_that_publishes_itself_is_no_credit(publisher: str) -> None:
    assert credit_of(f"BRACKWATER (Reuters) - {BODY}", publisher_name=publisher).value is None


def test_a_newsroom_with_its_helpers_is_the_publisher() -> None:
    text = f"{BODY}\n\nSource: Lowland Digest and agencies"
    assert credit_of(text, publisher_name="Lowland Digest").value is None
    assert credit_of(text, publisher_name="Harbour Ledger").value is not None


@pytest.mark.parametrize(
    ("note", "url"),
    [
        (
            "First published by [Harbour Ledger](https://ledger.example/1?utm_source=x&fbclid=1).",
            "https://ledger.example/1",
        ),
        (
            "First published by [Harbour Ledger](https://ledger.example). Read the [original](https://ledger.example/1).",
            "https://ledger.example/1",
        ),
        (
            "First published by [Harbour Ledger](https://ledger.example/1). [Write to us](https://other.example/mail).",
            "https://ledger.example/1",
        ),
        (
            "First published by Harbour Ledger. Read the original [here](https://ledger.example/1).",
            "https://ledger.example/1",
        ),
        ("First published by [Harbour Ledger](javascript:void).", None),
    ],
)
def test_the_address_is_the_original_without_tracking(note: str, url: str | None) -> None:
    found = credit_of(f"{BODY}\n\n{note}")
    assert found.value
    assert found.origin
    assert (found.value.name, found.value.url) == ("Harbour Ledger", url)


def test_a_canonical_link_to_another_site_is_kept_whole() -> None:
    address = "https://www.ledger.example/2024/bridge"
    found = credit_of(BODY, canonical_url=f"{address}?utm_source=x", page_domain="lowland.example")
    assert found.value
    assert found.origin
    assert (found.value.name, found.value.url, found.origin.method) == (
        "ledger.example",
        address,
        "canonical",
    )


@pytest.mark.parametrize(
    ("canonical", "page"),
    [
        ("https://amp.lowland.example/1", "www.lowland.example"),
        ("https://www.lowland.co.uk/1", "m.lowland.co.uk"),
    ],
)
def test_a_canonical_link_within_the_site_is_no_credit(canonical: str, page: str) -> None:
    assert credit_of(BODY, canonical_url=canonical, page_domain=page).value is None


def test_sources_in_many_labels_are_those_of_pictures() -> None:
    labels = "\n\n".join(f"Source: {name}.example\n\n{BODY}" for name in ("marsh", "ledger", "quay"))
    assert credit_of(labels).value is None


@pytest.mark.parametrize(
    "below",
    [
        "This story was originally published on June 2 and has been updated with new opening hours.",
        "Related stories\n- Ferry fares to rise (Reuters)\n- Second pier planned (ANSA)\n- Bakery saved (EFE)",
        "Seit 1990 ist die Schüttung um ein Fünftel gesunken (Quelle: Landesamt für Umwelt).",
    ],
)
def test_days_lists_of_links_and_offices_are_no_credit(below: str) -> None:
    story = "The council of Brackwater voted on Tuesday to close the old bridge."
    assert credit_of(f"{story}\n\n{below}").value is None


def test_lines_from_below_the_story_count_only_as_notes() -> None:
    assert credit_of(BODY, below="Eel season opens late (Reuters)").value is None
    found = credit_of(BODY, below="This story was provided by Tidal News Service.")
    assert found.value
    assert found.origin
    assert found.value.name == "Tidal News Service"


@pytest.mark.parametrize(
    "line",
    [
        "This article first appeared in Harbour Ledger.",
        "(Reuters)",
        "— AFP",
        "Quelle: dpa",
        "Con información de EFE",
        "© 2024 The Associated Press. All rights reserved.",
        "The Associated Press contributed to this report.",
    ],
)
def test_a_line_that_only_names_the_origin_is_a_credit_line(line: str) -> None:
    assert is_credit_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "The chandler told Reuters that he would move his shop.",
        "This article was originally published on Tuesday.",
        "Photo: AP/Jane Holloway",
        "© 2024 Lowland Digest. All rights reserved.",
        "Jane Holloway contributed to this report.",
        "Tuesday",
        "",
    ],
)
def test_a_line_that_tells_something_else_is_no_credit_line(line: str) -> None:
    assert not is_credit_line(line)


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("quaypost.example", "quaypost.example"),
        ("quaypost.example\n\nmarshlamp.example", None),
        ("facebook.com", None),
        ("Source: marshlamp.example\n\nSent in by The Marsh Lamp", "The Marsh Lamp"),
        ("Source: marshlamp.example\n\nThe marshes of the lamp are dry", "marshlamp.example"),
    ],
)
def test_a_domain_alone_is_a_source_by_the_name_that_it_spells(below: str, name: str | None) -> None:
    found = credit_of(BODY, below=below).value
    assert (found.name if found else None) == name


def test_others_that_a_text_names_are_kept() -> None:
    found = credit_of(f"LINDOW (Reuters) - {BODY}", below="This story was first published by Harbour Ledger.")
    assert found.value
    assert found.origin
    assert (found.value.name, found.origin.others) == ("Harbour Ledger", ("dateline: Reuters",))


def test_one_source_with_and_without_an_address_is_no_disagreement() -> None:
    text = f"# Old bridge to close\n\nBy Jane Holloway, AP\n\n{BODY}\n\nSource: [Associated Press](https://ap.example/1)"
    draft = extract_dump(text, markdown=True)
    assert isinstance(draft, Draft)
    assert draft.credit == Credit(name="AP", url="https://ap.example/1")
    assert draft.provenance["credit"].others == ()


def test_an_agency_whose_copyright_stands_below_is_the_source_and_no_publisher() -> None:
    lines = (
        "By ANA HOLM",
        "Associated Press",
        f"LINDOW (AP) - {BODY}",
        "(Copyright 2014 The Associated Press. All rights reserved.)",
    )
    draft = extract_dump("\n\n".join(lines))
    assert isinstance(draft, Draft)
    assert (draft.publisher, draft.credit) == (None, Credit(name="AP"))


@pytest.mark.parametrize(("byline", "name"), [("Jane Holloway / AP", "AP"), ("Jane Holloway/AP", None)])
def test_a_stroke_without_spaces_credits_a_picture(byline: str, name: str | None) -> None:
    found = credit_of(f"{byline}\n\n{BODY}").value
    assert (found.name if found else None) == name
