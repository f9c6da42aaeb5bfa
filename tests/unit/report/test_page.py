"""What a page says, that it stands alone, and that nothing of a copy becomes markup."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.article import Credit, Provenance, Publisher
from copydesk.report.data import data_of, embedded
from copydesk.report.packing import Packed, unpack
from copydesk.report.page import ROWS, policy, report
from copydesk.report.story import Story
from copydesk.report.view import view_of
from tests.unit.report.stories import draft, large_story, story_from

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028{{ 7*7 }}\"'&amp;"
MOST_BYTES = 300_000
words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


class Parsed(HTMLParser):
    """Every element of a document, and the content of its scripts."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.lasttag == "script":
            self.scripts[-1] += data
        elif self.lasttag != "style":
            self.text += data


def hostile(value: str) -> Story:
    fields = {
        "title": value,
        "publisher": Publisher(name=value),
        "credit": Credit(name=value, url="javascript:alert(1)"),
        "authors": (value,),
        "url": "javascript:alert(1)",
        "language": value,
        "provenance": {"title": Provenance(method=value, raw=value, others=(value,))},
    }
    return story_from({f"a{value}": draft(f"{value} {value}", **fields), "other": draft(value, **fields)})


def plain() -> Story:
    return story_from({"one": draft("A text."), "other": draft("A text.")})


def skeleton(document: str) -> list[tuple[str, list[str]]]:
    return [(name, sorted(attributes)) for name, attributes in Parsed(document).elements]


@given(words)
@settings(max_examples=30)
def test_nothing_of_a_copy_becomes_markup(value: str) -> None:
    """Whatever the texts are, the elements and attributes of the page are those of a page of plain ones."""
    assert skeleton(report([hostile(f"name{value}")])) == skeleton(report([hostile("name plain")]))


def test_hostile_texts_stay_text() -> None:
    document = report([hostile(HOSTILE)])
    parsed = Parsed(document)
    assert skeleton(document) == skeleton(report([hostile("plain")]))
    assert not {name for _, attributes in parsed.elements for name in attributes if name.startswith("on")}
    assert [attributes["href"] for name, attributes in parsed.elements if name == "a"] == ["#main"]
    assert HOSTILE.replace("\u2028", " ") in parsed.text.replace("\u2028", " ")
    assert "49" not in parsed.text


@given(
    st.recursive(words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3))
)
def test_json_within_html_is_the_value_and_ends_no_element(value: object) -> None:
    text = embedded(value)
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == value


def test_a_page_stands_alone() -> None:
    document = report([large_story(5)])
    parsed = Parsed(document)
    assert {name for name, _ in parsed.elements}.isdisjoint(
        {"img", "iframe", "object", "embed", "audio", "video"}
    )
    links = {attributes.get("href") for name, attributes in parsed.elements if name == "link"}
    assert links == {"data:,"}
    assert all("src" not in attributes for name, attributes in parsed.elements)
    (told,) = (a["content"] for n, a in parsed.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert told == policy()
    assert told.startswith("default-src 'none'")
    assert "unsafe" not in told
    assert "@import" not in document
    assert "url(" not in document


def test_fifty_copies_of_six_hundred_words_are_small() -> None:
    assert len(report([large_story(50)]).encode()) <= MOST_BYTES


def test_the_page_holds_every_text_and_field() -> None:
    story = large_story(12)
    data = data_of(story)
    for number, (one, told) in enumerate(zip(story.copies, data["copies"], strict=True)):
        assert one.article is not None
        assert unpack(Packed(data["pool"], [told["text"]]), 0) == one.article.text, number
        fields = {
            data["strings"][name]: [data["strings"][at] for at in rest] for name, *rest in told["fields"]
        }
        assert fields["title"] == [one.article.title, "json_ld", one.article.provenance["title"].raw]
        assert fields["publisher"][1:] == ["open_graph", f"Outlet {number}", f"Outlet {number} Ltd"]
        assert fields["topics"] == ["Ports, Ferries", "", ""]


def test_many_copies_wait_in_a_template() -> None:
    story = large_story(ROWS + 7, words=40)
    parsed = Parsed(report([story]))
    order = [name for name, a in parsed.elements if name == "template" or (name == "tr" and "data-copy" in a)]
    assert order.index("template") == ROWS
    assert order.count("tr") == ROWS + 7


def test_what_a_story_says() -> None:
    wire, courier = Publisher(name="Meridian Wire"), Publisher(name="Courier", domain="courier.example")
    text = "The ferry to Harra will sail again on Monday, the line said after a week of storms."
    credit = Credit(name="Meridian Wire")
    story = story_from(
        {
            "b-wire": draft(text, title="Ferry", publisher=wire, published_at="2024-05-06T12:00:00+02:00"),
            "a-copy": draft(
                f"{text} More soon.", publisher=courier, credit=credit, published_at="2024-05-07"
            ),
            "c-copy": draft(text.replace("Harra", "Skerry"), url="https://quay.example/x", credit=credit),
        },
        first_seen="a-copy",
    )
    view = view_of(story)
    assert view.heading == "Ferry"
    assert view.lead == (
        "3 publishers ran this text in 3 copies, dated from 6 May 2024, 10:00 UTC to 7 May 2024. "
        "2 credit Meridian Wire and 1 credits nobody."
    )
    assert [row.publisher for row in view.rows] == ["Meridian Wire", "Courier", "quay.example"]
    assert [row.published for row in view.rows] == ["6 May 2024, 10:00 UTC", "7 May 2024", "no date"]
    assert [row.share for row in view.rows] == [100, 89, 94]
    assert view.first_seen is not None
    assert (view.canonical.publisher, view.first_seen.publisher) == ("Meridian Wire", "Courier")
    assert [row.publisher for row in view.earliest] == ["Meridian Wire"]
    assert view.figures[0] == ("1", "independent origin")
    assert view.origins == [("Meridian Wire", 2)]
    assert view.credited == [("Meridian Wire", 2)]
    added, changed = view.rows[1].beside, view.rows[2].beside
    assert added is not None
    assert changed is not None
    assert (added.added, added.changed, added.cut) == (2, 0, 0)
    assert (changed.added, changed.changed, changed.cut) == (0, 1, 0)
    assert [(lane.label, lane.copies) for lane in view.timeline.lanes] == [
        ("credited by others", 1),
        ("credit Meridian Wire", 2),
    ]


def test_no_page_says_original() -> None:
    """First seen, credited and canonical are three things, and none of them is who wrote it."""
    for story in (large_story(3), plain()):
        assert not re.search(r"\boriginal", Parsed(report([story])).text, re.IGNORECASE)


def test_a_copy_without_text_is_still_told_of() -> None:
    story = large_story(3, words=40)
    missing = story.copies[1].model_copy(update={"article": None, "beside": None})
    lacking = story.model_copy(update={"copies": (story.copies[0], missing, story.copies[2])})
    text = Parsed(report([lacking])).text
    assert "text not at hand" in text
    assert data_of(lacking)["copies"][1]["text"] is None


@pytest.mark.parametrize("count", [0, 2, 3])
def test_several_stories_are_listed(count: int) -> None:
    parsed = Parsed(
        report([large_story(3, words=40, seed=seed) for seed in range(count)], of="Stories", left_out=7)
    )
    assert sum(name == "details" for name, _ in parsed.elements) == count
    assert "7 more" in parsed.text
