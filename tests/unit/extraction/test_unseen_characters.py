"""Characters that readers do not see: gone from every format alike, but for those that letters need."""

from __future__ import annotations

import json

import pytest

from copydesk.article import Draft
from copydesk.extraction import extract

SENTENCES = (
    "Der Rat von Ellersbrück lässt den Stausee oberhalb der alten Mühle zum ersten Mal seit sechzig Jahren ab.",
    "Die Haushalte am Hang bekommen ihr Wasser so lange aus zwei Tankwagen, die jeden Morgen vor der Schule stehen.",
    "Am Abend will die Verwaltung erklären, wie lange die Arbeiten an den Toren dauern und wer sie bezahlt.",
)
SHY, SPACE, EMBEDDED = "\u00ad", "\u200b", "\u202b"


def only(data: str) -> Draft:
    (result,) = extract(data.encode())
    assert result.draft is not None, result.reason
    return result.draft


def page(title: str, paragraphs: tuple[str, ...]) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html lang=de><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body>"


@pytest.mark.parametrize("unseen", [SHY, SPACE, EMBEDDED, "&shy;", "&#8203;", "&#xAD;", "&#x202B;"])
def test_a_page_reads_as_if_they_were_not_there(unseen: str) -> None:
    hidden = tuple(
        text.replace("Stausee", f"Stau{unseen}see").replace("Haus", f"Haus{unseen}") for text in SENTENCES
    )
    draft = only(page(f"Ellersbrück lässt Stau{unseen}see ab", hidden))
    assert (draft.title, draft.text) == ("Ellersbrück lässt Stausee ab", "\n\n".join(SENTENCES))


def test_every_format_gives_the_same_text() -> None:
    hidden = tuple(text.replace("Stausee", f"Stau{SHY}see") for text in SENTENCES)
    dump = "\n\n".join(("Ellersbrück lässt Stau\u00adsee ab", *hidden))
    stored = json.dumps({"title": "Ellersbrück lässt Stau\u00adsee ab", "text": "\n\n".join(hidden)})
    drafts = [only(page(f"Ellersbrück lässt Stau{SHY}see ab", hidden)), only(dump), only(stored)]
    assert {(draft.title, draft.text) for draft in drafts} == {
        ("Ellersbrück lässt Stausee ab", "\n\n".join(SENTENCES))
    }


PERSIAN = (
    "شورای شهر ولمار سه\u200cشنبه شب رأی داد که آب سد قدیمی را برای نخستین بار خالی کند.",
    "کارگران می\u200cگویند که دریچه\u200cها پیش از زمستان تعمیر می\u200cشوند و آب دوباره باز می\u200cگردد.",
    "ساکنان روستا می\u200cخواهند بدانند که هزینه\u200cی این کار را چه کسی می\u200cپردازد و چه زمانی تمام می\u200cشود.",
)


@pytest.mark.parametrize("form", ["page", "dump"])
def test_joiners_stay_where_letters_need_them(form: str) -> None:
    title = "ولمار سد را خالی می\u200cکند"
    data = page(title, PERSIAN) if form == "page" else "\n\n".join((title, *PERSIAN))
    assert only(data).text == "\n\n".join(PERSIAN)
