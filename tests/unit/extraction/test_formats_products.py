"""How single products write the formats: the same story out of each, with its fields and nothing of theirs."""

from __future__ import annotations

import json

import pytest

from copydesk.article import Draft
from copydesk.extraction import extract
from copydesk.outcome import RejectionReason
from tests.unit.extraction.samples import ENGLISH, FRENCH, PUBLISHER
from tests.unit.extraction.test_formats_databases import COVER
from tests.unit.extraction.test_formats_exports import (
    PARAGRAPHS,
    STORIES,
    drafts,
    factiva,
    nexis_new,
    nexis_old,
    proquest,
    table,
    whole,
)
from tests.unit.extraction.test_formats_mail import draft as mailed
from tests.unit.extraction.test_formats_mail import letter

FAMILY_FIRST = " ".join(reversed(ENGLISH.author.split())).replace(" ", ", ")


def exported(write, *, cover: str = "") -> str:  # type: ignore[no-untyped-def]
    return cover + "".join(write(story, number) for number, story in enumerate(STORIES, 1))


@pytest.mark.parametrize(
    "rest", ["News\nSources: The Courier; Timeline: to Mar 14, 2024\n", "Notizie\tFonti: Il Corriere\n"]
)
def test_the_last_row_of_a_cover_is_no_title(rest: str) -> None:
    whole(drafts(exported(nexis_new, cover=COVER.format(*STORIES) + rest + "\n\n")))


def test_a_byline_with_the_family_s_name_first_is_turned() -> None:
    text = exported(nexis_old).replace(f"BYLINE: {ENGLISH.author}", f"BYLINE: {FAMILY_FIRST}")
    assert drafts(text)[0].authors == (ENGLISH.author,)


def coded(story: str) -> str:
    return f"""HD {ENGLISH.title}
BY By {ENGLISH.author}
WC 210 words
PD 14 March 2024
SN {PUBLISHER}
LA English

LP
{story}

TD
RE-OPENED mills have been rare. CO-operation was asked for.

LA PAZ sent a delegation.

CO wheel : The Tidal Wheel

IN i11 : Milling | i12 : Grain

PUB Courier of Drennach Ltd

AN Document DRECOU0020240314ek3e0000b
"""


def test_codes_of_factiva_with_one_space_behind_them() -> None:
    (found,) = drafts("\ufeff" + coded(ENGLISH.paragraphs[0]))
    assert (found.title, found.authors, found.published_at) == (
        ENGLISH.title,
        (ENGLISH.author,),
        "2024-03-14",
    )
    assert found.text.startswith(ENGLISH.paragraphs[0])
    assert found.text.endswith("CO-operation was asked for.\n\nLA PAZ sent a delegation.")


@pytest.mark.parametrize(
    ("above", "section", "title", "author"),
    [
        (["Saved articles", "Companies and Markets", "The wheel turns again", "Orla Venn"], "Companies and Markets",
         "The wheel turns again", ("Orla Venn",)),
        (["Companies", "The old wheel turns again"], "Companies", "The old wheel turns again", ()),
        (["The old wheel turns again", "By Orla Venn"], None, "The old wheel turns again", ("Orla Venn",)),
        (["Wheel turns"], None, "Wheel turns", ()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("holder", ["", "\n\nCourier of Drennach Limited"])
def test_what_stands_above_the_count_of_words_in_factiva(
    above: list[str], section: str | None, title: str, author: tuple[str, ...], holder: str
) -> None:
    document = factiva(ENGLISH, 1)
    begin, end = document.index("210 words"), document.rindex("Document ")
    text = "\n".join(above) + f"\n{document[begin:end].rstrip()}{holder}\n\n{document[end:]}"
    (found,) = drafts(text)
    assert (found.title, found.authors, found.topics) == (title, author, (section,) if section else ())
    assert found.text == ENGLISH.text


def test_what_stands_above_a_caption_in_proquest_is_no_text_and_the_section_is_kept() -> None:
    document = proquest(ENGLISH, 1)
    end = document.index(ENGLISH.paragraphs[-1]) + len(ENGLISH.paragraphs[-1])
    told = "\n\nIllustration\n\nCaption: The wheel.\n\nSection: TOWN\n"
    found = drafts(document[:end] + told + document[end:])[0]
    assert found.text == ENGLISH.text
    assert found.topics[0] == "TOWN"


def test_a_newer_document_of_europresse_has_section_number_kicker_and_issue() -> None:
    markup = (
        '<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">'
        f'{PUBLISHER}, no. 17 204 </span></div><span class="DocHeader">Ville, jeudi 14 mars 2024 210 mots, p. 3</span>'
        '<div class="titreArticle"><p class="sm-margin-bottomNews">Moulins</p>'
        f'<p class="titreArticleVisu rdp__articletitle">{FRENCH.title}</p><p class="rdp__subtitle">Une roue</p></div>'
        f'<div class="docAuthors">Par {FRENCH.author}</div></header>'
        '<section><div class="docOcurrContainer">'
        f"{PARAGRAPHS[FRENCH]}</div></section>"
        '<footer><div class="publiC"><p>news·20240314·DC·0314_17</p></div></footer>'
        "</article>"
    )
    (found,) = extract(f"<html><body>{markup}</body></html>".encode())
    draft = found.draft
    assert draft is not None
    assert (draft.title, draft.authors, draft.topics) == (FRENCH.title, (FRENCH.author,), ("Ville",))
    assert (draft.publisher and draft.publisher.name, draft.published_at) == (PUBLISHER, "2024-03-14")
    assert (draft.text, found.own_id) == (FRENCH.text, "news·20240314·DC·0314_17")


def test_a_record_of_ris_is_called_by_the_number_among_its_notes() -> None:
    head = f"TY  - NEWS\nT1  - {ENGLISH.title}\nN1  - Accession Number: 7DC001; pD1\nUR  - https://x.example/?a=1\n"
    (found,) = extract(f"{head}N2  - {ENGLISH.text}\nER  - \n".encode())
    assert (found.own_id, found.draft and found.draft.title) == ("7DC001", ENGLISH.title)


NAMES = [
    ["Artikel-Nr.", "Überschrift", "Autor", "Ausgabe vom", "Medientitel", "Wortlaut"],
    ["Ref", "Headline", "Byline", "Date published", "Media outlet", "Article text"],
    ["Réf.", "Titre de l'article", "Signature", "Parution", "Titre de presse", "Texte de l'article"],
    ["Código", "Titular de la noticia", "Firma", "Fecha publicación", "Cabecera", "Cuerpo de la noticia"],
    ["Referência", "Título da notícia", "Assinatura", "Data da publicação", "Veículo", "Corpo do texto"],
    ["Codice", "Titolo articolo", "Firma", "Data uscita", "Testata", "Testo integrale"],
    ["Kenmerk", "Koptekst", "Redacteur", "Verschenen", "Titel krant", "Artikeltekst"],
]


@pytest.mark.parametrize("names", NAMES, ids=lambda names: names[0])
def test_columns_as_seven_languages_call_them(names: list[str]) -> None:
    text = table(names, ";").replace("\n0;", "\nAB-0;").replace("\n1;", "\nAB-1;")
    whole(drafts(text))
    assert [one.own_id for one in extract(text.encode())] == ["AB-0", "AB-1"]


def test_one_name_is_the_section_where_another_is_the_title() -> None:
    first = f'Rubrik;Titel;Text\nLokales;{ENGLISH.title};"{ENGLISH.text}"\n'
    (found,) = drafts(first)
    assert (found.title, found.topics) == (ENGLISH.title, ("Lokales",))
    assert drafts(first.replace("Titel", "Bild"))[0].title == "Lokales"


def test_captions_and_boxes_in_a_cell_are_no_text() -> None:
    beside = "<figure><img><figcaption>The wheel.</figcaption></figure>", "<aside><h4>Read on</h4></aside>"
    (found,) = drafts(f'title,text\n{ENGLISH.title},"{beside[0]}{PARAGRAPHS[ENGLISH]}{beside[1]}"\n')
    assert found.text == ENGLISH.text


def test_a_column_of_two_things_is_the_one_that_is_known() -> None:
    (found,) = drafts(f'Page / section,Title,Text\nTown,{ENGLISH.title},"{ENGLISH.text}"\n')
    assert found.topics == ("Town",)


def test_people_marked_up_in_bylines_of_nitf_and_captions_in_its_text() -> None:
    bylines = "".join(
        f"<byline>By <person>{name}</person><byttl>Writer</byttl></byline>"
        for name in ("Orla Venn", "Tomas Rell")
    )
    picture = '<media media-type="image"><media-caption>The wheel.</media-caption></media>'
    (found,) = drafts(
        f"<nitf><body><body.head><hedline><hl1>{ENGLISH.title}</hl1></hedline>{bylines}</body.head>"
        f"<body.content>{picture}{PARAGRAPHS[ENGLISH]}</body.content></body></nitf>"
    )
    assert (found.authors, found.text) == (("Orla Venn", "Tomas Rell"), ENGLISH.text)


def test_all_creators_of_an_item_sign_it_where_no_byline_does() -> None:
    people = "".join(f"<creator><name>{name}</name></creator>" for name in ("Orla Venn", "Tomas Rell"))
    (found,) = drafts(
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x"><contentMeta>'
        f"{people}<headline>{ENGLISH.title}"
        f"</headline></contentMeta><contentSet><inlineXML><html><body>{PARAGRAPHS[ENGLISH]}</body></html></inlineXML>"
        "</contentSet></newsItem>"
    )
    assert found.authors == ("Orla Venn", "Tomas Rell")


def test_of_headlines_and_bodies_in_several_parts_the_main_ones_are_read() -> None:
    item = {
        "uri": "urn:x", "type": "text", "versionCreated": "2024-03-14T07:00:00Z",
        "$schema": "https://iptc.org/std/ninjs/ninjs-schema_3.0.json",
        "headlines": [{"role": "short", "value": "Wheel"}, {"role": "main", "value": ENGLISH.title}],
        "bodies": [
            {"role": "summary", "contentType": "text/plain", "value": ENGLISH.paragraphs[0]},
            {"role": "main", "contentType": "text/plain", "value": "Another form."},
            {"role": "main", "contentType": "text/html", "value": PARAGRAPHS[ENGLISH]},
        ],
    }  # fmt: skip
    (found,) = drafts(json.dumps(item))
    assert (found.title, found.text) == (ENGLISH.title, ENGLISH.text)


def test_the_authors_of_a_feed_sign_its_items_that_nobody_else_does() -> None:
    items = [{"id": "a", "title": ENGLISH.title, "content_html": PARAGRAPHS[ENGLISH]}]
    items.append({**items[0], "authors": [{"name": "Tomas Rell"}]})  # type: ignore[dict-item]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": PUBLISHER,
        "authors": [{"name": "Orla Venn"}],
        "items": items,
    }
    assert [one.authors for one in drafts(json.dumps(feed))] == [("Orla Venn",), ("Tomas Rell",)]


def test_a_sender_from_an_outlet_and_what_stands_above_the_first_sentence() -> None:
    message = letter(ENGLISH, sender="Orla Venn from The Weir Letter <a@weirletter.example>")
    opening = b"<table><tr><td>Orla Venn</td><td>Mar 14</td></tr></table><p>Like Comment</p>"
    found = mailed(message.as_bytes().replace(b"</h1>", b"</h1>" + opening, 1))
    assert (found.authors, found.publisher and found.publisher.name) == (("Orla Venn",), "The Weir Letter")
    assert found.text == ENGLISH.text


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("Morning all,\n\n" + ENGLISH.paragraphs[0], False),
        ("Sehr geehrte Frau Venn,\n\n" + ENGLISH.paragraphs[0], False),
        ("Dear Venn voted on Thursday\n\n" + ENGLISH.paragraphs[0], True),
        ("Hello,\n\n" + ENGLISH.text * 2, True),
    ],
)
def test_a_short_letter_to_somebody_is_no_news(text: str, is_read: bool) -> None:
    message = f"From: Tomas Rell <tomas@home.example>\nSubject: The hall\nMessage-ID: <1@x>\n{{}}\n{text}\n"
    (found,) = extract(message.format("").encode())
    assert (found.reason is None) is is_read
    assert is_read or found.reason is RejectionReason.NO_ARTICLE
    (to_list,) = extract(message.format("List-Id: <town.example>\n").encode())
    assert isinstance(to_list.draft, Draft)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("ORLA VENN and TOMAS RELL Harbour Correspondent", ("Orla Venn", "Tomas Rell")),
        ("By ORLA VENN Staff Writer", ("Orla Venn",)),
        ("Orla Venn; Tomas\nRell", ("Orla Venn", "Tomas Rell")),
    ],
)
def test_a_byline_of_nexis_with_posts_and_over_two_rows(written: str, names: tuple[str, ...]) -> None:
    text = exported(nexis_old).replace(f"BYLINE: {ENGLISH.author}", f"BYLINE: {written}")
    assert drafts(text)[0].authors == names


def test_a_headline_over_two_rows_and_a_text_below_its_label() -> None:
    first, second = ENGLISH.title.split(" to ", 1)
    text = (
        f"1 of 1 DOCUMENTS\n\n{PUBLISHER}\n\nMarch 14, 2024 Thursday\n\nHEADLINE: {first} to\n {second}\n\n"
        f"DATELINE: DRENNACH, March 13\n\nBODY:\n\n{ENGLISH.text}\n\nLOAD-DATE: March 15, 2024\n"
    )
    (found,) = drafts(text)
    assert (found.title, found.text) == (ENGLISH.title, ENGLISH.text)


def test_what_agencies_sign_off_with_in_factiva_is_no_text() -> None:
    document = factiva(ENGLISH, 1)
    end = document.rindex("Document ")
    (found,) = drafts(f"{document[:end].rstrip()}\n\nov/tr/ab\n\nCourier of Drennach\n\n{document[end:]}")
    assert found.text == ENGLISH.text


def test_an_author_without_a_class_below_a_title_of_europresse() -> None:
    markup = (
        f'<article><div class="DocPublicationName">{PUBLISHER}</div><div class="DocHeader">jeudi 14 mars 2024</div>'
        f'<div class="titreArticle">{FRENCH.title}</div><div>{{}}</div><div class="docOcurrContainer">'
        f"{PARAGRAPHS[FRENCH]}</div></article>"
    )
    assert drafts(markup.format(FRENCH.author))[0].authors == (FRENCH.author,)
    assert drafts(markup.format(" ".join(["mot"] * 9)))[0].authors == ()


def test_a_letter_may_greet_without_a_mark() -> None:
    head = "From: Tomas Rell <t@home.example>\nSubject: x\nMessage-ID: <1@x>\n"
    message = f"{head}\nHi Orla\n\n{ENGLISH.paragraphs[0]}\n"
    assert [one.reason for one in extract(message.encode())] == [RejectionReason.NO_ARTICLE]


@pytest.mark.parametrize(
    "last",
    ["The post {} appeared first on {}.", "L'articolo {} proviene da {}.", "Der Beitrag {} erschien zuerst auf {}.",
     'Share this: <a href="https://a.example">Here</a> <a href="https://b.example">There</a>'],
)  # fmt: skip
def test_what_a_feed_adds_to_its_items_is_no_text(last: str) -> None:
    text = f"{PARAGRAPHS[ENGLISH]}<p>{last.format(ENGLISH.title, PUBLISHER)}</p>"
    item = f"<item><title>{ENGLISH.title}</title><description><![CDATA[{text}]]></description></item>"
    (found,) = drafts(f"<rss><channel><title>{PUBLISHER}</title>{item}</channel></rss>")
    assert found.text == ENGLISH.text


def test_numbers_of_a_day_have_the_order_of_the_language_of_the_text() -> None:
    def day(text: str) -> str | None:
        return drafts(f'datum,titel,tekst\n03-06-2024,{FRENCH.title},"{text}"\n')[0].published_at

    assert (day(FRENCH.text), day(ENGLISH.text)) == ("2024-06-03", None)


def test_blocks_of_a_page_with_what_stands_between_them() -> None:
    blocks = [{"type": "paragraph", "data": {"text": one}} for one in ENGLISH.paragraphs]
    blocks.insert(1, {"type": "pull-quote", "data": {"text": "Turn it"}})
    (found,) = drafts(json.dumps({"title": ENGLISH.title, "blocks": blocks}))
    assert found.text == ENGLISH.text
