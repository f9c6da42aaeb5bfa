"""What databases write around their documents: covers, codes, labels in other languages, names in capitals."""

from __future__ import annotations

import pytest

from copydesk.article import Draft
from copydesk.extraction.containers.exports.rows import in_small_letters
from copydesk.extraction.readings import readings
from tests.unit.extraction.samples import ENGLISH, FRENCH, PUBLISHER, Story
from tests.unit.extraction.test_formats_exports import STORIES, drafts, factiva, nexis_new, proquest, whole

COVER = """User Name: m.reader
Date and Time: Friday, March 15, 2024 9:02:00 AM CET
Job Number: 200300400

Documents (2)

1. {0.title}
Client/Matter: -None-
Search Terms: wheel
Narrowed by:
  Content Type: News

2. {1.title}
Client/Matter: -None-
Search Terms: wheel
Narrowed by:
  Content Type: News

"""
# What the older Nexis calls things, and how it numbers documents, in other languages.
LABELS = [
    ("{} of 2 DOCUMENTS", "AUTEUR", "RUBRIQUE", "LONGUEUR", "DATE-CHARGEMENT", "LANGUE"),
    ("Dokument {} von 2", "AUTOR", "RUBRIK", "LÄNGE", "UPDATE", "SPRACHE"),
    ("Documento {} de 2", "AUTOR", "SECCIÓN", "LONGITUD", "FECHA-CARGA", "IDIOMA"),
    ("Documento {} di 2", "AUTORE", "SEZIONE", "LUNGHEZZA", "DATA-CARICAMENTO", "LINGUA"),
    ("Document {} van 2", "AUTEUR", "SECTIE", "LENGTE", "LAAD-DATUM", "TAAL"),
]


def coded(story: Story, number: int) -> str:
    first, *rest = story.paragraphs
    return f"""SE  Town
HD  {story.title}
BY  {story.author}
WC  210 words
PD  14 March 2024
ET  04:10
SN  {PUBLISHER}
SC  DRECOU
LA  English
CY  (c) 2024 Courier of Drennach Ltd

LP

{first}

TD

{"".join(f"{one}{chr(10)}{chr(10)}" for one in rest)}
RE  uk : United Kingdom
AN  Document DRECOU0020240314ek3e0000{number}

"""


def test_the_cover_of_an_export_is_no_part_of_its_first_document() -> None:
    whole(drafts(COVER.format(*STORIES) + "".join(map(nexis_new, STORIES, (1, 2)))))


@pytest.mark.parametrize("labels", LABELS, ids=[one[2] for one in LABELS])
def test_labels_of_nexis_in_other_languages(labels: tuple[str, ...]) -> None:
    number, author, section, length, loaded, language = labels
    whole(
        drafts(
            "".join(
                f"\n\n{number.format(at)}\n\n\n{PUBLISHER}\n\n14.03.2024\n\n{story.title}\n\n"
                f"{author}: {story.author}\n\n"
                f"{section}: X; 3\n\n{length}: 200\n\n\n{story.text}\n\n{loaded}: 15.03.2024\n\n{language}: X\n\n"
                "Copyright 2024 Courier of Drennach Ltd\n"
                for at, story in enumerate(STORIES, 1)
            )
        )
    )


def test_labels_in_small_letters_are_words_of_a_story() -> None:
    story = Story(ENGLISH.title, ENGLISH.author, "en", ("Update: the wheel turns.", *ENGLISH.paragraphs))
    (found,) = drafts(nexis_new(story, 1))
    assert found.text == story.text


def test_fields_of_factiva_behind_their_codes() -> None:
    found = drafts("".join(map(coded, STORIES, (1, 2))) + "Search Summary\nText\twheel\n")
    whole(found)
    assert found[0].topics == ("Town",)


def test_a_section_may_stand_above_a_title_and_the_holder_of_rights_below_a_text() -> None:
    document = "Town\n" + factiva(ENGLISH, 1).lstrip()
    document = document.replace("\n\nDocument ", "\n\nCourier of Drennach Ltd\n\nDocument ")
    (found,) = drafts(document)
    assert (found.title, found.topics, found.text) == (ENGLISH.title, ("Town",), ENGLISH.text)


@pytest.mark.parametrize("word", ["Document", "Dokument", "Documento"])
def test_factiva_numbers_documents_in_several_languages(word: str) -> None:
    whole(drafts("".join(map(factiva, STORIES, (1, 2))).replace("\nDocument ", f"\n{word} ")))


def test_documents_of_proquest_that_only_numbers_part() -> None:
    text = "".join(map(proquest, STORIES, (1, 2)))
    whole(drafts("\n".join(line for line in text.split("\n") if not line.startswith("____"))))


@pytest.mark.parametrize("edition", [": [Final Edition]", ": [1 Edition]", " [Edición de la tarde]"])
def test_the_edition_is_no_part_of_a_title(edition: str) -> None:
    (found,) = drafts(proquest(ENGLISH, 1).replace(ENGLISH.title, ENGLISH.title + edition))
    assert found.title == ENGLISH.title


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("By MAEVE TOLLAND", "By Maeve Tolland"),
        ("J. R. O'BRIEN and ANNE-MARIE ROY", "J. R. O'Brien and Anne-Marie Roy"),
        ("Jane Doe, BBC", "Jane Doe, BBC"),
        ("MAEVE", "MAEVE"),
    ],
)
def test_names_in_capitals(written: str, read: str) -> None:
    assert in_small_letters(written) == read


def test_an_author_opens_the_text_of_a_newer_document_of_europresse() -> None:
    paragraphs = "".join(f"<p>{one}</p>" for one in FRENCH.paragraphs)
    (found,) = drafts(
        f'<html><body><article><div class="rdp__DocPublicationName">{PUBLISHER} (site web)</div>'
        f'<span class="DocHeader">jeudi 14 mars 2024 p. 4</span><p class="titreArticleVisu">{FRENCH.title}</p>'
        f'<section><div class="docOcurrContainer"><div class="sm-margin-bottomNews">{FRENCH.author}</div>{paragraphs}'
        "</div></section></article></body></html>"
    )
    assert (found.title, found.authors, found.text) == (FRENCH.title, (FRENCH.author,), FRENCH.text)


def test_five_hundred_documents_are_five_hundred() -> None:
    found = list(readings("".join(nexis_new(ENGLISH, at) for at in range(1, 501)).encode()))
    assert len(found) == 500
    assert isinstance(found[499](), Draft)
