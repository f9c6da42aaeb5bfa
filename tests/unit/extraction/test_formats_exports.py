"""Several articles in one file: tables, the text exports of databases, wires, and texts with rules between them."""

from __future__ import annotations

import csv
import io
import json
from itertools import product

import pytest

from copydesk.article import Draft
from copydesk.extraction import extract
from copydesk.outcome import RejectionReason
from tests.unit.extraction.samples import ENGLISH, FRENCH, PUBLISHER, URL, Story

STORIES = (ENGLISH, FRENCH)


def drafts(text: str) -> list[Draft]:
    found = [one.draft or one.reason for one in extract(text.encode())]
    assert all(isinstance(one, Draft) for one in found), found
    return [one for one in found if isinstance(one, Draft)]


def whole(found: list[Draft]) -> None:
    """Each story, with its fields."""
    assert [one.title for one in found] == [story.title for story in STORIES]
    assert [one.text for one in found] == [story.text for story in STORIES]
    assert [one.authors for one in found] == [(story.author,) for story in STORIES]
    assert {(one.published_at or "")[:10] for one in found} == {"2024-03-14"}
    assert {one.publisher and one.publisher.name for one in found} == {PUBLISHER}
    assert [one.language for one in found] == [story.language for story in STORIES]


def table(names: list[str], separator: str = ",") -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerow(names)
    for number, story in enumerate(STORIES):
        writer.writerow([number, story.title, story.author, "2024-03-14", PUBLISHER, story.text])
    return buffer.getvalue()


NAMES = [
    ["id", "Title", "Author", "Date", "Publisher", "Text"],
    ["nr", "headline", "byline", "published_at", "outlet", "body"],
    ["№", "Заголовок", "Автор", "Дата", "Издание", "Текст"],
    ["#", "Titel", "Autor", "Datum", "Zeitung", "Volltext"],
    ["id", "titre", "auteur", "date", "journal", "texte"],
]


@pytest.mark.parametrize(("names", "separator"), list(product(NAMES, ",;\t|")))
def test_each_row_of_a_table_is_an_article(names: list[str], separator: str) -> None:
    whole(drafts(table(names, separator)))


@pytest.mark.parametrize("directive", ["sep=;\n", "\ufeffsep=;\r\n", '"sep=;"\n'])
def test_the_line_that_tells_spreadsheets_of_separators_is_none_of_the_table(directive: str) -> None:
    whole(drafts(directive + table(NAMES[0], ";")))


@pytest.mark.parametrize("name", ["Author(s)", "Auteur(s)", "Autor/in", "Auteur·e", "Author:"])
def test_names_of_columns_for_one_or_several(name: str) -> None:
    whole(drafts(table(["id", "Title", name, "Date", "Publisher", "Text"])))


@pytest.mark.parametrize("separator", list(",;\t|"))
def test_the_long_column_of_a_table_is_its_text_whatever_it_is_called(separator: str) -> None:
    names = ["id", "Title", "Author", "Date", "Publisher", "Sztory"]
    rows = table(names, separator)
    whole(drafts(rows.replace(ENGLISH.text, f'"{ENGLISH.text}"') if '"' not in rows else rows))


def test_prose_below_a_line_of_names_is_no_table() -> None:
    (found,) = drafts(f"Title, Author, Date\n{ENGLISH.text}")
    assert found.text.endswith(ENGLISH.paragraphs[-1])


def test_a_row_without_a_text_has_a_reason_and_an_empty_one_is_none() -> None:
    rows = table(NAMES[0]) + "9,,,,,\n,,,,,\n"
    found = list(extract(rows.encode()))
    assert [one.reason for one in found] == [None, None, RejectionReason.NO_ARTICLE]


@pytest.mark.parametrize("header", ["year,tonnes,price", "date,title", "title;text message count; other"])
def test_a_table_of_figures_is_no_table_of_articles(header: str) -> None:
    rows = "\n".join(f"{year},{year * 3},{year % 7}" for year in range(1990, 2020))
    assert [one.reason for one in extract(f"{header}\n{rows}\n".encode())] == [RejectionReason.NO_ARTICLE]


def test_prose_with_commas_in_its_first_line_is_no_table() -> None:
    (found,) = drafts(f"Text, title, and date: what a page must say\n\n{ENGLISH.text}")
    assert found.text == ENGLISH.text


def nexis_old(story: Story, number: int) -> str:
    return f"""
                               {number} of 2 DOCUMENTS

                              {PUBLISHER}

                             March 14, 2024 Thursday
                                  First Edition

{story.title}

BYLINE: {story.author}

SECTION: TOWN; Pg. 3

LENGTH: 210 words

{story.text}

LOAD-DATE: March 15, 2024

LANGUAGE: ENGLISH

                       Copyright 2024 Courier of Drennach Ltd
                               All Rights Reserved
"""


def nexis_new(story: Story, number: int) -> str:
    return f"""
{story.title}

{PUBLISHER}
March 14, 2024 Thursday

Copyright 2024 Courier of Drennach Ltd All Rights Reserved

Section: TOWN; Pg. {number}
Length: 210 words
Byline: {story.author}

Body

{story.text}

Graphic

The wheel in winter

Load-Date: March 15, 2024

End of Document
"""


def factiva(story: Story, number: int) -> str:
    return f"""{story.title}

{story.author}
{"210 words" if story is ENGLISH else "210 mots"}
{"14 March 2024" if story is ENGLISH else "14 mars 2024"}
{PUBLISHER}
DRECOU
{number}
{"English" if story is ENGLISH else "Français"}
Copyright 2024 Courier of Drennach Ltd

{story.text}

Document DRECOU0020240314ek3e0000{number}

"""


def proquest(story: Story, number: int) -> str:
    given, family = story.author.split()
    return f"""____________________________________________________________

Document {number} of 2

{story.title}

Author: {family}, {given}

Publication info: {PUBLISHER} ; Drennach [Drennach]14 Mar 2024: A.3.

Abstract: None available.

Full text: {story.text}

Subject: Mills; Rivers

Location: Drennach

Title: {story.title}

Publication title: {PUBLISHER}; Drennach

Publication date: Mar 14, 2024

ProQuest document ID: 99100{number}

"""


def ris(story: Story, number: int) -> str:
    given, family = story.author.split()
    return (
        f"TY  - NEWS\nID  - {number}\nTI  - {story.title}\nAU  - {family}, {given}\nT2  - {PUBLISHER}\n"
        f"DA  - 2024/03/14/\nN2  - {story.text}\nER  - \n\n"
    )


@pytest.mark.parametrize("write", [nexis_old, nexis_new, factiva, proquest, ris])
def test_each_document_of_an_export_is_an_article_without_the_furniture_of_the_database(
    write: object,
) -> None:
    assert callable(write)
    whole(drafts("".join(write(story, number) for number, story in enumerate(STORIES, 1))))


def test_what_proquest_files_an_article_under_is_kept() -> None:
    first = drafts(proquest(ENGLISH, 1) + proquest(FRENCH, 2))[0]
    assert (first.topics, first.regions) == (("Mills", "Rivers"), ("Drennach",))


def test_each_article_element_of_europresse_is_an_article() -> None:
    documents = "".join(
        f'<article><header><div class="rdp__DocPublicationName">{PUBLISHER}</div><span class="DocHeader">jeudi 14 mars '
        f'2024</span><p class="titreArticleVisu">{story.title}</p><p class="docAuthors">{story.author}</p></header>'
        f"<section>{''.join(f'<p>{paragraph}</p>' for paragraph in story.paragraphs)}</section></article>"
        for story in STORIES
    )
    whole(drafts(f"<html><body>{documents}</body></html>"))


@pytest.mark.parametrize("rule", ["=" * 60, "*" * 10, "_" * 30])
def test_rules_part_articles_that_each_have_a_head(rule: str) -> None:
    pieces = [f"{story.title}\nBy {story.author}\n14 March 2024\n\n{story.text}\n" for story in STORIES]
    found = drafts(f"\n{rule}\n\n".join(pieces))
    assert [one.title for one in found] == [story.title for story in STORIES]


@pytest.mark.parametrize("note", ["A note.", f"The board said that {ENGLISH.text}"])
def test_a_rule_within_an_article_parts_nothing(note: str) -> None:
    text = f"{ENGLISH.title}\n\n{ENGLISH.text}\n\n{'=' * 40}\n\n{note}\n"
    assert len(list(extract(text.encode()))) == 1


PARAGRAPHS = {story: "".join(f"<p>{one}</p>" for one in story.paragraphs) for story in STORIES}


def nitf(story: Story) -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd"><nitf><head><docdata>'
        '<date.issue norm="20240314T180500+0100"/><key-list><keyword key="Mills"/></key-list></docdata>'
        f'<pubdata name="{PUBLISHER}"/></head><body><body.head><hedline><hl1>{story.title}</hl1></hedline>'
        f"<byline>By <person>{story.author}</person></byline><dateline><location>DRENNACH</location></dateline>"
        f"</body.head><body.content>{PARAGRAPHS[story]}</body.content></body></nitf>"
    )


def newsml_g2(story: Story) -> str:
    subjects = "".join(f"<subject><name>subject {number}</name></subject>" for number in range(200))
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" version="2" xml:lang="en"><itemMeta>'
        "<versionCreated>2024-03-15T08:00:00+01:00</versionCreated>"
        "<firstCreated>2024-03-14T18:05:00+01:00</firstCreated></itemMeta><rightsInfo><copyrightHolder>"
        f"<name>{PUBLISHER}</name></copyrightHolder></rightsInfo><contentMeta>"
        f"<headline>{story.title}</headline><by>By {story.author}</by><language tag='{story.language}'/>"
        f"<located><name>Drennach</name></located>{subjects}</contentMeta><contentSet><inlineXML><html><body>"
        f"{PARAGRAPHS[story]}</body></html></inlineXML></contentSet></newsItem>"
    )


def newsml_1(story: Story) -> str:
    return (
        "<NewsItem><Identification/><NewsManagement><FirstCreated>20240314T180500+0100</FirstCreated>"
        f"</NewsManagement><NewsComponent><NewsLines><HeadLine>{story.title}</HeadLine>"
        f"<ByLine>By {story.author}</ByLine></NewsLines><AdministrativeMetadata><Provider><Name>{PUBLISHER}</Name>"
        f"</Provider></AdministrativeMetadata><ContentItem><DataContent>{PARAGRAPHS[story]}</DataContent>"
        "</ContentItem></NewsComponent></NewsItem>"
    )


@pytest.mark.parametrize(
    "text",
    [
        f'<?xml version="1.0"?><newsMessage xmlns="x">{"".join(map(newsml_g2, STORIES))}</newsMessage>',
        f'<?xml version="1.0"?><NewsML Version="1.2">{"".join(map(newsml_1, STORIES))}</NewsML>',
    ],
    ids=["NewsML-G2", "NewsML 1.2"],
)
def test_each_item_of_a_message_is_an_article(text: str) -> None:
    whole(drafts(text))


def test_an_item_of_nitf_keeps_place_and_keywords() -> None:
    (found,) = drafts(nitf(ENGLISH))
    assert (found.title, found.text, found.authors) == (ENGLISH.title, ENGLISH.text, (ENGLISH.author,))
    assert (found.topics, found.regions) == (("Mills",), ("Drennach",))
    assert found.published_at == "2024-03-14T18:05:00+01:00"


def test_an_item_of_newsml_tells_when_it_was_first_made_and_last_changed() -> None:
    (found,) = drafts(newsml_g2(ENGLISH))
    assert (found.published_at, found.modified_at) == (
        "2024-03-14T18:05:00+01:00",
        "2024-03-15T08:00:00+01:00",
    )
    assert (found.regions, found.topics[0]) == (("Drennach",), "subject 0")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ("<?xml version='1.0'?><newsItem><contentMeta/></newsItem>", RejectionReason.NO_ARTICLE),
        ("<?xml version='1.0'?><packageItem><itemMeta/></packageItem>", RejectionReason.NO_ARTICLE),
    ],
)
def test_an_item_without_text_has_a_reason(item: str, reason: RejectionReason) -> None:
    assert [one.reason for one in extract(item.encode())] == [reason]


@pytest.mark.parametrize("version", [1, 2])
def test_ninjs_of_either_kind_is_read(version: int) -> None:
    body = PARAGRAPHS[ENGLISH]
    common = {"uri": "urn:courier:77", "type": "text", "language": "en", "subject": [{"name": "Mills"}]}
    item = (
        {"headline": ENGLISH.title, "byline": f"By {ENGLISH.author}", "body_html": body,
         "firstcreated": "2024-03-14T18:05:00+01:00", "versioncreated": "2024-03-15T08:00:00+01:00",
         "place": [{"name": "Drennach"}]}
        if version == 1
        else {"headlines": [{"role": "main", "value": ENGLISH.title}], "by": f"By {ENGLISH.author}",
              "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
              "firstCreated": "2024-03-14T18:05:00+01:00", "versionCreated": "2024-03-15T08:00:00+01:00",
              "places": [{"name": "Drennach"}]}
    )  # fmt: skip
    (found,) = drafts(json.dumps(common | item))
    assert (found.title, found.text, found.authors) == (ENGLISH.title, ENGLISH.text, (ENGLISH.author,))
    assert (found.published_at, found.modified_at) == (
        "2024-03-14T18:05:00+01:00",
        "2024-03-15T08:00:00+01:00",
    )
    assert (found.topics, found.regions, found.url) == (("Mills",), ("Drennach",), None)


def test_an_address_in_a_table_is_the_articles() -> None:
    (found,) = drafts(f'url,text\n{URL},"{ENGLISH.text}"\n')
    assert found.url == URL


def iptc_7901(story: Story, number: int) -> bytes:
    head = (
        f"\x01cou{number:04} 4 vm 225  Courier {number}\r\n\x02Mills/Rivers/\r\n\r\n{story.title} =\r\n\r\n"
    )
    body = story.text.replace("\n", "\r\n")
    return f"{head}By {story.author}\r\n\r\nDrennach - {body}\r\n\x03141805 Mar 24\r\n\x04\r\n".encode()


def test_each_message_of_an_agency_is_an_article_with_the_time_of_its_sending() -> None:
    found = [
        one.draft for one in extract(b"".join(iptc_7901(story, n) for n, story in enumerate(STORIES, 1)))
    ]
    assert [one and one.title for one in found] == [story.title for story in STORIES]
    assert [one and one.authors for one in found] == [(story.author,) for story in STORIES]
    assert {one and (one.published_at or "")[:16] for one in found} == {"2024-03-14T18:05"}
    assert [one and one.text for one in found] == [f"Drennach - {story.text}" for story in STORIES]


def test_control_characters_by_themselves_make_no_message() -> None:
    (found,) = extract(f"\x01\x02{ENGLISH.title}\x03\n\n{ENGLISH.text}".encode())
    assert found.draft is not None
    assert found.draft.text == ENGLISH.text
