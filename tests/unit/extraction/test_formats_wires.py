"""What agencies say of their items beside the story: id, version, status, embargo, place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from copydesk.article import NewsItem
from copydesk.extraction import Extracted, extract
from copydesk.filing import filed_under, filed_version
from copydesk.outcome import RejectionReason
from copydesk.pipeline.sorting_out import item_of
from tests.unit.extraction.samples import ENGLISH
from tests.unit.extraction.test_formats_exports import PARAGRAPHS

SENT, CHANGED, RELEASED = "2024-03-14T07:00:00Z", "2024-03-14T08:30:00Z", "2024-03-14T12:00:00Z"


def g2(
    *, guid: str = "urn:newsml:weir.example:20240314:wheel", meta: str = "", status: str = "stat:usable"
) -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="3"><itemMeta>'
        f'<provider qcode="nprov:WNA"/><versionCreated>{CHANGED}</versionCreated><firstCreated>{SENT}</firstCreated>'
        f'{meta}<pubStatus qcode="{status}"/></itemMeta><contentMeta><headline>{ENGLISH.title}</headline>'
        "<dateline>DRENNACH, March 14 (WNA)</dateline></contentMeta><contentSet><inlineXML><html><body>"
        f"{PARAGRAPHS[ENGLISH]}</body></html></inlineXML></contentSet></newsItem>"
    )


def newsml_1(status: str = "Usable", later: str = "") -> str:
    return (
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>weir.example</ProviderId>"
        '<NewsItemId>wheel</NewsItemId><RevisionId PreviousRevision="2" Update="N">3</RevisionId></NewsIdentifier>'
        "</Identification><NewsManagement><FirstCreated>20240314T070000Z</FirstCreated>"
        f'<ThisRevisionCreated>20240314T083000Z</ThisRevisionCreated><Status FormalName="{status}"/>{later}'
        f"</NewsManagement><NewsComponent><NewsLines><HeadLine>{ENGLISH.title}</HeadLine></NewsLines>"
        '<DescriptiveMetadata><Location HowPresent="Origin"><Property FormalName="City" Value="Drennach"/></Location>'
        f"</DescriptiveMetadata><ContentItem><DataContent>{PARAGRAPHS[ENGLISH]}</DataContent></ContentItem>"
        "</NewsComponent></NewsItem></NewsML>"
    )


def nitf(status: str = "usable", release: str = "") -> str:
    return (
        f'<nitf><head><docdata management-status="{status}"><doc-id id-string="wheel" regsrc="WNA"/>'
        f'<date.issue norm="20240314T070000Z"/>{release}<du-key key="x" version="3"/></docdata>'
        '<revision-history norm="20240314T083000Z"/></head><body><body.head><hedline>'
        f"<hl1>{ENGLISH.title}</hl1></hedline></body.head><body.content>{PARAGRAPHS[ENGLISH]}</body.content></body></nitf>"
    )


def ninjs(**more: Any) -> str:
    item = {
        "uri": "wheel", "version": "3", "versioncreated": CHANGED, "firstcreated": SENT, "pubstatus": "usable",
        "provider": "WNA", "headline": ENGLISH.title, "body_xhtml": PARAGRAPHS[ENGLISH],
    }  # fmt: skip
    return json.dumps(item | more)


def ninjs_3(**more: Any) -> str:
    item = {
        "uri": "wheel", "version": "3", "versionCreated": CHANGED, "firstCreated": SENT, "pubStatus": "usable",
        "provider": {"name": "WNA"}, "headlines": [{"value": ENGLISH.title}],
        "bodies": [
            {"contentType": "text/plain", "value": ENGLISH.text},
            {"contentType": "text/html", "value": PARAGRAPHS[ENGLISH]},
        ],
    }  # fmt: skip
    return json.dumps(item | more)


def only(text: str) -> Extracted:
    (found,) = extract(text.encode())
    return found


ITEMS = [g2(guid="wheel"), newsml_1(), nitf(), ninjs(), ninjs_3()]


@pytest.mark.parametrize("text", ITEMS, ids=["G2", "1.2", "NITF", "ninjs", "ninjs 3"])
def test_an_item_keeps_provider_id_version_and_both_times(text: str) -> None:
    draft = only(text).draft
    assert draft is not None
    assert draft.news_item is not None
    assert draft.news_item.provider in {"nprov:WNA", "weir.example", "WNA"}
    assert draft.news_item.model_copy(update={"provider": "WNA"}) == NewsItem(
        provider="WNA", id="wheel", version=3, version_created_at=CHANGED, status="usable"
    )
    assert (draft.published_at, draft.text) == (SENT, ENGLISH.text)
    assert draft.embargoed_until is None
    assert draft.provenance["news_item"].raw == "wheel"


def test_one_item_in_several_formats_is_one() -> None:
    items = [item_of(only(text)) for text in (g2(guid="wheel"), nitf(), ninjs(), ninjs_3(), nitf("canceled"))]
    assert len({filed_under(item) for item in items}) == 1
    assert filed_under(items[0]) is not None
    assert {filed_version(item) for item in items[:-1] if item} == {(3, "2024-03-14T08:30:00.000000Z", False)}


def test_what_only_points_at_a_text_is_no_version() -> None:
    partial = g2().partition("<contentSet>")[0] + "</newsItem>"
    assert item_of(only(partial)) is None


def test_an_id_of_newsml_1_is_of_its_day() -> None:
    draft = only(newsml_1().replace("<NewsItemId>", "<DateId> 20240314 </DateId><NewsItemId>")).draft
    assert draft is not None
    assert draft.news_item is not None
    assert (draft.news_item.id, draft.news_item.day) == ("wheel", "20240314")


WAITS = f"<StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>{RELEASED}</DateAndTime></StatusWillChange>"
RELEASE = f'<date.release norm="{RELEASED}"/>'


@pytest.mark.parametrize(
    "text",
    [
        g2(meta=f"<embargoed>{RELEASED}</embargoed>"),
        newsml_1("Embargoed", WAITS),
        nitf("embargoed", RELEASE),
        nitf("usable", RELEASE),
        ninjs(embargoed=RELEASED),
        ninjs_3(embargoedUntil=RELEASED),
    ],
    ids=["G2", "1.2", "NITF by status", "NITF by time", "ninjs", "ninjs 3"],
)
def test_an_embargo_is_kept(text: str) -> None:
    draft = only(text).draft
    assert draft is not None
    assert draft.embargoed_until == RELEASED


@pytest.mark.parametrize(
    "text",
    [newsml_1("Usable", WAITS), nitf("usable", f'<date.release norm="{SENT}"/>')],
    ids=["a status that changes otherwise", "a release at the sending"],
)
def test_what_is_no_embargo(text: str) -> None:
    draft = only(text).draft
    assert draft is not None
    assert draft.embargoed_until is None


def test_an_embargo_without_an_end_is_a_status() -> None:
    draft = only(g2(meta="<embargoed/>")).draft
    assert draft is not None
    assert draft.news_item is not None
    assert (draft.news_item.status, draft.embargoed_until) == ("embargoed", None)


KILLS = [
    g2(guid="wheel", status="stat:canceled"),
    g2(guid="wheel", status="http://cv.iptc.org/newscodes/pubstatusg2/canceled"),
    newsml_1("Canceled"),
    nitf("canceled"),
    ninjs(pubstatus="canceled", body_xhtml=None),
    ninjs_3(pubStatus="canceled", bodies=[]),
]


@pytest.mark.parametrize("text", KILLS)
def test_an_item_that_is_taken_back_is_no_article_and_says_which(text: str) -> None:
    found = only(text)
    assert found.reason is RejectionReason.CANCELED
    assert found.canceled is not None
    assert (found.canceled.id, found.canceled.version, found.canceled.status) == ("wheel", 3, "canceled")


@pytest.mark.parametrize(
    ("guid", "name"),
    [
        ("urn:newsml:weir.example:20240314:wheel:3", "urn:newsml:weir.example:20240314:wheel"),
        ("urn:newsml:weir.example:20240314:wheel:77", "urn:newsml:weir.example:20240314:wheel:77"),
        ("tag:weir.example,2024:wheel", "tag:weir.example,2024:wheel"),
    ],
)
def test_the_version_at_the_end_of_a_name_is_no_part_of_it(guid: str, name: str) -> None:
    draft = only(g2(guid=guid)).draft
    assert draft is not None
    assert draft.news_item is not None
    assert draft.news_item.id == name


@pytest.mark.parametrize("text", [g2(), newsml_1()], ids=["dateline", "city"])
def test_the_place_of_an_item_is_a_region(text: str) -> None:
    draft = only(text).draft
    assert draft is not None
    assert draft.regions == ("Drennach",)


def test_other_objects_with_an_address_are_no_items_of_agencies() -> None:
    draft = only(
        json.dumps({"uri": "https://a.example/1", "title": ENGLISH.title, "text": ENGLISH.text})
    ).draft
    assert draft is not None
    assert draft.news_item is None


def test_a_feed_or_list_of_items_is_one_each_and_a_kill_among_them_one_too() -> None:
    items = f"<newsMessage>{g2(guid='a')}{g2(guid='b', status='stat:canceled')}{g2(guid='c')}</newsMessage>"
    found = list(extract(items.encode()))
    assert [one.reason for one in found] == [None, RejectionReason.CANCELED, None]
    assert [one.own_id for one in found] == ["a", "b", "c"]
