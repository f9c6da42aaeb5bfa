"""Who published a dump, as the site's own lines say; and its address."""

from __future__ import annotations

import pytest

from copydesk.article import Draft
from copydesk.extraction import extract
from copydesk.extraction.outlets import are_one
from tests.unit.extraction.languages import HEADLINE, STORY


def draft_of(language: str, above: str = "", below: str = "") -> Draft:
    text = f"{above}{HEADLINE[language]}\n\n{STORY[language]}\n\n{below}\n"
    (found,) = extract(text.encode())
    assert found.draft is not None
    assert (found.draft.title, found.draft.text) == (HEADLINE[language], STORY[language])
    return found.draft


@pytest.mark.parametrize(
    ("language", "below", "name"),
    [
        ("en", "You can also like Fenwick Courier on Facebook.", "Fenwick Courier"),
        ("en", "Follow us on Facebook.", None),
        ("en", "Subscribe to The Fen Lantern for a crown a week", "The Fen Lantern"),
        ("en", "Subscribe to Our Newsletter", None),
        ("en", "Subscribe to Lantern Premium", None),
        (
            "en",
            "Somebody thought that you would like this story from fenlantern.example",
            "fenlantern.example",
        ),
        (
            "en",
            "Jane Holloway is a staff writer at the Fen Lantern. Email: jane@lantern.example",
            "Fen Lantern",
        ),
        ("en", "Jane Holloway is a Fen Lantern staff writer.", "Fen Lantern"),
        ("en", "Copyright 2020 Fen Lantern (Holloway Group). All rights reserved.", "Fen Lantern"),
        ("fr", "S'abonner à La Lanterne du Port", "La Lanterne du Port"),
        ("ru", "Подписывайтесь на «Портовый фонарь» в Telegram", "Портовый фонарь"),
        ("es", "Sigue a El Farol en Facebook", "El Farol"),
    ],
)
def test_the_sites_own_lines_name_the_publisher(language: str, below: str, name: str | None) -> None:
    publisher = draft_of(language, below=below).publisher
    assert (publisher and publisher.name) == name


def test_a_byline_of_nobody_names_the_paper() -> None:
    text = f"{HEADLINE['en']}\n\nUpdated at 8:44 pm, June 2nd, 2018 By: FenLantern.com staff\n\n{STORY['en']}"
    (found,) = extract(text.encode())
    assert found.draft is not None
    assert found.draft.publisher is not None
    assert (found.draft.authors, found.draft.publisher.name) == ((), "FenLantern.com")


@pytest.mark.parametrize(
    ("above", "url"),
    [
        ("https://lantern.example/a/1\n\n", "https://lantern.example/a/1"),
        ("Original URL: https://lantern.example/a/1\n\n", "https://lantern.example/a/1"),
        (
            "original_url: https://web.archive.org/web/2020/https://lantern.example/a/1\n\n",
            "https://lantern.example/a/1",
        ),
        ('<doc id="1" url="https://lantern.example/a/1" date="2020-03-03">\n', "https://lantern.example/a/1"),
        ("URL: see the address bar\n\n", None),
    ],
)
def test_the_address_stands_above_the_story(above: str, url: str | None) -> None:
    draft = draft_of("en", above)
    assert draft.url == url
    assert (draft.publisher and draft.publisher.domain) == (url and "lantern.example")


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("https://fen-lantern.example/a/1\n\nFen Lantern\n\n", "Fen Lantern"),
        ("https://fen-lantern.example/a/1\n\nLantern\n\n", None),
        ("https://fen-lantern.example/a/1\n\nMore of the Fen Lantern\n\n", "Fen Lantern"),
    ],
)
def test_a_line_that_spells_the_domain_names_the_publisher(above: str, name: str | None) -> None:
    publisher = draft_of("en", above).publisher
    assert publisher is not None
    assert (publisher.name, publisher.domain) == (name, "fen-lantern.example")


def test_the_tags_within_a_corpus_file_are_no_text() -> None:
    paragraphs = "\n".join(f"<p>\n{one}\n</p>" for one in STORY["en"].split("\n\n"))
    (found,) = extract(f'<doc title="{HEADLINE["en"]}">\n{paragraphs}\n</doc>\n'.encode())
    assert found.draft is not None
    assert (found.draft.title, found.draft.text) == (HEADLINE["en"], STORY["en"])


def test_a_day_in_a_list_of_facts_is_not_that_of_publication() -> None:
    assert (
        draft_of("en", below="Place – Fenwick\n\nDate – August 21st, 2016\n\nCrew – Two").published_at is None
    )
    assert draft_of("en", below="August 21st, 2016").published_at == "2016-08-21"


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("Lamp Notes\n\nHome\n\nHarbour", "Lamp Notes"),
        ("Your account\n\nHome\n\nHarbour", None),
        ("Lamp Notes\n\nHarbour\n\nStorms", None),
        ("Harbour\n\nHome\n\nStorms", None),
        ("Lamp News\n\nSport\n\nHarbour", "Lamp News"),
        ("Lamp – what the keepers say", "Lamp"),
        ("Harbour – The keepers say", None),
        ("The Lamp", "The Lamp"),
    ],
)
def test_the_first_line_is_the_outlet_s_where_its_menu_stands_below_or_it_says_so(
    above: str, name: str | None
) -> None:
    publisher = draft_of("en", f"{above}\n\n").publisher
    assert (publisher and publisher.name) == name


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("The Fen Post", "Fen Post Media, Inc.", True),
        ("Fen Post", "fenpost.example", True),
        ("News", "Fen News Media", False),
        ("Fen", "Fen News Media", True),
        ("Puerto Bajo", "El Faro de Puerto Bajo", False),
        ("清河晚报", "清河晚报社", True),
        ("L'Amont", "Amont", True),
    ],
)
def test_names_that_are_one_outlet_s(name: str, other: str, same: bool) -> None:
    assert are_one(name, other) is are_one(other, name) is same


def test_the_outlet_for_which_most_lines_speak_is_the_publisher() -> None:
    draft = draft_of("en", below="© 2020 Ropewalk Holdings\n\nSubscribe to Fen Lantern\n\n© Fen Lantern 2020")
    assert draft.publisher is not None
    assert draft.publisher.name == "Fen Lantern"
    assert draft.provenance["publisher"].others == ("company: Ropewalk",)


MENU = "About {0}\n\n{0} Shop\n\nJobs at {0}\n\nMore from {0}\n\n"


@pytest.mark.parametrize(
    ("below", "name"),
    [
        # An outlet's word, an address, a coined word or a company proves what entries of a menu say.
        ("About Fen News\n\nFen News Shop\n\nJobs at Fen News", "Fen News"),
        ("About Fen News", None),
        (f"{MENU.format('Fen Lamps')}fenlamps.example", "Fen Lamps"),
        (MENU.format("Fen Lamps"), None),
        (MENU.format("FenLamp"), "FenLamp"),
        (f"{MENU.format('Ropewalk')}© 2024 Ropewalk Media, Inc.", "Ropewalk"),
        # A company alone is no outlet, nor is what else stands behind the sign.
        ("© 2024 Ropewalk Media Group, Inc.", None),
        ("© 2024 Read how we chose the lamps", None),
        ("© 2024 Fen Lamps unless it says so", "Fen Lamps"),
    ],
)
def test_menus_and_holders_name_the_outlet_with_proof(below: str, name: str | None) -> None:
    publisher = draft_of("en", below=below).publisher
    assert (publisher and publisher.name) == name


@pytest.mark.parametrize("line", ["Alcorzuela, 4 March 2024", "Ana Holm | 4 March 2024"])
def test_a_place_or_a_person_beside_a_date_is_no_publisher(line: str) -> None:
    assert draft_of("en", f"{line}\n\n").publisher is None


def test_an_aggregator_is_the_publisher_of_what_it_took_from_a_paper() -> None:
    draft = draft_of(
        "en",
        "Skyline News\n\nSign in\n\nWeather\n\nThe Fen Tribune\n\n",
        "This article originally appeared on The Fen Tribune.",
    )
    assert draft.publisher is not None
    assert draft.credit is not None
    assert (draft.publisher.name, draft.credit.name) == ("Skyline News", "The Fen Tribune")
