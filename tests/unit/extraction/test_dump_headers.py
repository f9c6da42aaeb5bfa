"""What stands around a story, as programs, papers and agencies write it."""

from __future__ import annotations

import pytest

from copydesk.article import Draft
from copydesk.extraction.dump.extract import extract_dump
from tests.unit.extraction.dumps import PIER, draft_of


def test_the_link_numbers_of_text_browsers_are_dropped() -> None:
    draft = draft_of(
        "   [1]Home [2]Local [3]Sport\n\n   North pier to be rebuilt\n\n   By [4]Marta Quill\n\n"
        + PIER.replace("north pier", "[5]north pier")
        + "\n\n   References\n\n   1. https://fenpost.example/\n   4. https://fenpost.example/quill\n"
    )
    assert (draft.title, draft.authors, draft.text) == ("North pier to be rebuilt", ("Marta Quill",), PIER)


def test_numbers_in_brackets_stay_where_no_list_follows() -> None:
    draft = draft_of(f"North pier to be rebuilt\n\n{PIER}\n\nThe board [2]has met twice since then, it said.")
    assert "[2]has met" in draft.text


@pytest.mark.parametrize(
    ("fields", "day", "publisher"),
    [
        (
            "From: Ana <ana@fen.example>\nDate: Thu, 16 Jan 2020 at 08:14\nSubject: Fwd: North pier to be rebuilt\n"
            "To: Bo",
            "2020-01-16T08:14",
            None,
        ),
        (
            "Von: The Fen Courier\nGesendet: 16. Januar 2020\nAn: Bo\nBetreff: WG: North pier to be rebuilt",
            "2020-01-16",
            "The Fen Courier",
        ),
    ],
)
def test_the_header_of_a_mail_gives_title_day_and_outlet(
    fields: str, day: str, publisher: str | None
) -> None:
    draft = draft_of(f"---------- Forwarded message ---------\n{fields}\n\n{PIER}")
    found = draft.publisher.name if draft.publisher else None
    assert (draft.title, draft.published_at, found) == ("North pier to be rebuilt", day, publisher)
    assert draft.text == PIER


def test_the_day_of_a_story_comes_before_that_of_the_mail_it_was_sent_in() -> None:
    mail = "From: Ana\nSent: 16 January 2020\nTo: Bo\nSubject: North pier to be rebuilt\n\n12 January 2020"
    assert draft_of(f"{mail}\n\n{PIER}").published_at == "2020-01-12"


def test_the_way_to_a_page_is_no_title_but_its_end_is() -> None:
    draft = draft_of(
        f"Home Harbour North pier to be rebuilt soon\nHarbour\nNorth pier to be rebuilt soon\n\n{PIER}"
    )
    assert draft.title == "North pier to be rebuilt soon"


def test_a_caption_between_date_and_story_is_no_title() -> None:
    caption = "The north pier of the harbour before the storms\nPhoto: Ana Holm"
    draft = draft_of(f"Board votes for works\n12 May 2021\n{caption}\n\n{PIER}")
    assert draft.title == "Board votes for works"


def test_a_byline_can_stand_some_lines_above_the_title() -> None:
    draft = draft_of(
        f"By\nMarta Quill\nNews Reporter\n09:12, 30 MAY 2023\nNorth pier to be rebuilt\n\n{PIER}"
    )
    assert (draft.title, draft.authors) == ("North pier to be rebuilt", ("Marta Quill",))


def test_a_place_can_stand_between_the_author_and_the_day() -> None:
    draft = draft_of(f"North pier to be rebuilt\nThe board votes\nMarta Quill\nLindow\n3 May 2021\n\n{PIER}")
    assert draft.authors == ("Marta Quill",)


def test_a_caption_that_stands_twice_with_its_credit_between_is_no_text() -> None:
    caption = "A chair on the quay holds a shelf of forty books."
    assert (
        draft_of(f"North pier to be rebuilt\n\n{caption}\nAna Holm\n/\nFen Radio\n{caption}\n\n{PIER}").text
        == PIER
    )


def test_what_a_story_begins_with_in_capitals_is_its_own() -> None:
    assert (
        draft_of(f"North pier to be rebuilt\n\n12 May 2021\n\nUPDATE:\n\n{PIER}").text == f"UPDATE:\n\n{PIER}"
    )


@pytest.mark.parametrize(
    ("dateline", "day"),
    [
        ("LINDOW, Oct. 4, 2023 – ", "2023-10-04"),
        ("LINDOW, Feb 6 2019 (Reuters) - ", "2019-02-06"),
        ("Lindow, 3 de marzo de 2021 (EFE).- ", "2021-03-03"),
        ("LINDOW, Feb 6 (Reuters) - ", None),
    ],
)
def test_a_dateline_in_the_story_gives_the_day_where_no_line_does(dateline: str, day: str | None) -> None:
    draft = draft_of(f"North pier to be rebuilt\n\nBy Marta Quill\n\n{dateline}{PIER}")
    assert draft.published_at == day


def test_a_line_with_two_dates_gives_the_first() -> None:
    dates = "Publié le 17 mars 2022 à 06h15, mis à jour le 18 mars 2022 à 09h40"
    assert draft_of(f"North pier to be rebuilt\n\n{dates}\n\n{PIER}").published_at == "2022-03-17T06:15"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (
            "By Marta Quill\nThe Fen Courier\n9 February 2024",
            "(c) 2024 Fen Courier Newspapers Ltd. All rights reserved.",
        ),
        ("The Fen Courier (Oster)\n9 February 2024", "© RIPRODUZIONE RISERVATA"),
        ("By Marta Quill\n9 February 2024\nCopyright 2024 The Fen Courier", ""),
    ],
)
def test_a_paper_named_beside_the_byline_is_the_publisher(above: str, below: str) -> None:
    draft = draft_of(f"North pier to be rebuilt\n\n{above}\n\n{PIER}\n\n{below}")
    assert draft.publisher is not None
    assert draft.publisher.name == "The Fen Courier"


def test_rights_reserved_are_no_publisher() -> None:
    assert draft_of(f"North pier to be rebuilt\n\n{PIER}\n\n© RIPRODUZIONE RISERVATA").publisher is None


@pytest.mark.parametrize(
    "line",
    [
        "Posted on March 3, 2020 by Marta Quill",
        "March 3, 2020 By Marta Quill Leave a Comment",
        "Tuesday, March 3, 2020 - 14:35 by Marta Quill, Staff Writer",
        "Marta Quill on March 3, 2020",
        "Veröffentlicht am 3. März 2020 von Marta Quill",
        "Publié le 3 mars 2020 à 14h35 par Marta Quill",
    ],
)
def test_a_name_beside_the_day_is_the_author_s(line: str) -> None:
    draft = draft_of(f"North pier to be rebuilt\n\n{line}\n\n{PIER}")
    assert (draft.authors, (draft.published_at or "")[:10], draft.text) == (
        ("Marta Quill",),
        "2020-03-03",
        PIER,
    )


def test_a_long_byline_gives_every_author() -> None:
    byline = "By Marta Quill, transport correspondent, Ana-Lee Holm in Upper Oster and Bo Vos, data reporter"
    draft = draft_of(f"North pier to be rebuilt\n\n{byline}\n\n{PIER}")
    assert draft.authors == ("Marta Quill", "Ana-Lee Holm", "Bo Vos")


@pytest.mark.parametrize(
    "dateline",
    [
        "Montag, 4. Mai 2020",
        "Lundi, 4 mai 2020",
        "Понедельник, 4 мая 2020",
        "Segunda-feira, 4 de maio de 2020",
    ],
)
def test_a_weekday_is_no_publisher(dateline: str) -> None:
    draft = draft_of(f"North pier to be rebuilt\n\nBy Marta Quill\n\n{dateline}\n\n{PIER}")
    assert (draft.published_at, draft.publisher) == ("2020-05-04", None)


def test_a_place_of_the_headline_is_no_publisher() -> None:
    draft = draft_of(f"North pier of Lindow to be rebuilt\n\nBy Marta Quill\n\nLindow, 4 May 2020\n\n{PIER}")
    assert (draft.published_at, draft.publisher) == ("2020-05-04", None)


def test_initials_below_an_agency_s_signature_are_not_the_story_s() -> None:
    assert draft_of(f"North pier to be rebuilt\n\n{PIER} EFE\n\nrmp/lll").text == f"{PIER} EFE"


def test_field_codes_give_their_fields() -> None:
    lead, rest = PIER.split("\n\n", 1)
    draft = draft_of(
        "HD  North pier to be rebuilt\nBY  By Marta Quill\nWC  80 words\nPD  4 May 2020\nSN  The Fen Courier\n"
        f"\nLP\n{lead}\n\nTD\n{rest}\n\nDocument FEN0000020200504e0001\n"
    )
    assert draft.publisher is not None
    assert (draft.title, draft.authors, draft.published_at, draft.publisher.name) == (
        "North pier to be rebuilt",
        ("Marta Quill",),
        "2020-05-04",
        "The Fen Courier",
    )
    assert draft.text == PIER


def test_the_first_line_right_above_a_story_is_its_title() -> None:
    assert draft_of(f"The Week in Brief\n\n{PIER}").title == "The Week in Brief"


def test_days_below_a_story_are_not_its_date() -> None:
    lived = "• Hilda Marrable, draughtswoman, born 4 March 1931; died 26 June 2020"
    draft = draft_of(
        f"North pier to be rebuilt\n\nLast modified on Wed 8 Jul 2020 14.21 BST\n\n{PIER}\n\n{lived}"
    )
    assert (draft.published_at, draft.modified_at) == (None, "2020-07-08T14:21+01:00")


def test_the_word_that_ends_an_agency_s_story_keeps_its_paragraph() -> None:
    assert draft_of(f"North pier to be rebuilt\n\n{PIER} Enditem").text == f"{PIER} Enditem"


def test_a_blog_s_headline_stands_between_its_date_and_the_story() -> None:
    draft = draft_of(
        f"Fen Notes\nMusings from the flat harbour country\n\n12 May 2019\n\nWhy the pier matters\n\n{PIER}"
    )
    assert (draft.title, draft.published_at) == ("Why the pier matters", "2019-05-12")


def test_a_credit_keeps_the_quotation_marks_of_its_name() -> None:
    draft = draft_of(f"Источник: Агентство «Волна»\n\nNorth pier to be rebuilt\n\n{PIER}")
    assert draft.credit is not None
    assert draft.credit.name == "Агентство «Волна»"


@pytest.mark.parametrize(
    ("above", "below", "publisher"),
    [
        ("[Fen Notebook](https://fennotebook.example/)", "Privacy", "Fen Notebook"),
        ("Fen 9 News", "Privacy\n\nGet our Fen 9 News app: sign up for our newsletter", "Fen 9 News"),
        ("The Fen Notebook", "© 2024 FEN NOTEBOOK EDITIONS, S.L.", "The Fen Notebook"),
        ("Home", "© Fen Notebook / Ana Holm 2024", "Fen Notebook"),
        ("Buying Guides", "More Buying Guides than ever", None),
        ("Middle East", "Middle East crisis: what we know", None),
    ],
)
def test_a_masthead_is_told_from_a_menu(above: str, below: str, publisher: str | None) -> None:
    draft = draft_of(f"{above}\n\nNorth pier to be rebuilt\n\nBy Marta Quill\n\n{PIER}\n\n{below}\n")
    assert (draft.publisher and draft.publisher.name) == publisher
    assert draft.title == "North pier to be rebuilt"


def test_a_station_s_call_sign_in_the_dateline_is_the_publisher() -> None:
    story = f"FENWICK, Kan. (KFEN) — {PIER}"
    draft = draft_of(
        f"KFEN 9 News\nWeather\nNorth pier to be rebuilt\n\n{story}\n\nCopyright 2024 Marsh Media Inc."
    )
    assert draft.publisher is not None
    assert (draft.publisher.name, draft.credit) == ("KFEN 9 News", None)


@pytest.mark.parametrize(
    "tags",
    [
        "Topics\nPiers\nNorth harbour\nMore news",
        "Topics\n\n[Piers](/tag/piers) [North harbour](/tag/north-harbour)",
    ],
)
def test_topics_below_a_story_need_no_colon(tags: str) -> None:
    long = PIER + "\n\n" + PIER.replace("north", "south").replace("\n\n", " ")
    assert draft_of(f"North pier to be rebuilt\n\n{long}\n\n{tags}\n").topics == ("Piers", "North harbour")


@pytest.mark.parametrize(
    "above",
    [
        "Home › Region › Harbour › Pier to be rebuilt by the board",
        "← Older post: Volunteers to rebuild the north pier",
        "Newer post: What the north pier will cost the harbour →",
    ],
)
def test_what_leads_elsewhere_is_no_title(above: str) -> None:
    assert draft_of(f"{above}\n\nNorth pier to be rebuilt\n\n{PIER}").title == "North pier to be rebuilt"


def test_a_paper_that_a_note_credits_is_not_the_publisher() -> None:
    note = "This article was originally published by The Marsh Ledger and is reprinted here with permission."
    draft = draft_of(f"North pier to be rebuilt\n\n{note}\n\nBy Marta Quill, The Marsh Ledger\n\n{PIER}")
    assert draft.credit is not None
    assert (draft.credit.name, draft.publisher) == ("The Marsh Ledger", None)


STORY_BELOW = (
    "The rowers of Lindow voted on Monday to sell the old boat house and to build another one upstream.\n\n"
    "“The roof leaks, and the river has moved,” said the club's chairman, Aron Pell, who rowed there in 1981.\n\n"
    "The sale is to bring 210,000 crowns. A third of the money goes to the school, which kept its boats there for free."
)


@pytest.mark.parametrize(
    ("above", "publisher"),
    [
        ("Upstream Weekly\nHome\nSports", "Upstream Weekly"),
        ("The Upstream\nRowing", "The Upstream"),
        ("De Stroom", "De Stroom"),
        ("L’Amont", "L’Amont"),
        ("Lindow\nHome", None),
        ("Rowing Clubs", None),
        ("Rowing\nLindow", None),
        ("A Club Divided", None),
    ],
)
def test_the_first_line_names_the_site_by_its_article_or_by_the_menu_below_it(
    above: str, publisher: str | None
) -> None:
    found = extract_dump(f"{above}\n\nRowers sell their boat house\nMay 6, 2024\n\n{STORY_BELOW}\n")
    assert isinstance(found, Draft)
    assert found.title == "Rowers sell their boat house"
    assert (found.publisher and found.publisher.name) == publisher


@pytest.mark.parametrize("byline", ["by: Ana Holm", "di Ana Holm", "par Ana Holm", "por Ana Holm"])
def test_a_byline_in_small_letters_right_below_a_headline_is_not_its_end(byline: str) -> None:
    found = extract_dump(
        f"Rowers of Lindow sell their old boat house\n{byline}\nMay 6, 2024\n{STORY_BELOW}\n"
    )
    assert isinstance(found, Draft)
    assert found.title == "Rowers of Lindow sell their old boat house"
