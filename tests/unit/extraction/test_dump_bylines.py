"""Who wrote a story, when, and for whom: what sites of seven languages write between headline and story."""

from __future__ import annotations

import pytest

from copydesk.article import Draft
from copydesk.extraction.dump.extract import extract_dump
from tests.unit.extraction.languages import HEADLINE, STORY

JANE = ("Jane Holloway",)


def draft_of(language: str, above: str) -> Draft:
    headline, story = HEADLINE[language], STORY[language]
    answer = extract_dump(f"{above.replace('HEADLINE', headline)}\n\n{story}\n")
    assert isinstance(answer, Draft)
    assert (answer.title, answer.text) == (headline, story)
    return answer


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ("HEADLINE\nJane Holloway\nMarch 3, 2020", JANE),
        ("HEADLINE\n\nMarch 3, 2020\nJane Holloway", JANE),
        ("HEADLINE\n\nPosted on March 3, 2020 by Jane Holloway", JANE),
        ("HEADLINE\n\nMarch 3, 2020 By Jane Holloway Leave a Comment", JANE),
        ("HEADLINE\n\nTuesday, March 3, 2020 - 14:35 by Jane Holloway, Staff Writer", JANE),
        ("HEADLINE\n\nJane Holloway on March 3, 2020", JANE),
        ("HEADLINE\n\nJane Holloway Mar 3, 2020", JANE),
        ("HEADLINE\n\nJane Holloway - 3 March 2020", JANE),
        ("HEADLINE\n\nJane Holloway, Fenwick\n3 March 2020", JANE),
        ("HEADLINE\n\nWritten By\nJane Holloway\n\nPublished On\n3 March 2020", JANE),
        ("HEADLINE\n\nMarch 3, 2020\n\nBy Jane Holloway and\nTom Reed", ("Jane Holloway", "Tom Reed")),
        ("HEADLINE\n\nBy: Jane Holloway March 3, 2020", JANE),
        ("HEADLINE\n\nBy Jane Holloway on March 3, 2020 at 9:14 AM", JANE),
        ("HEADLINE\n\n3rd March 2020\n\nExclusive by Jane Holloway\n\nShare", JANE),
        ("HEADLINE\n\nBy Jane Holloway Chief Reporter\n\n3rd March 2020", JANE),
        ("HEADLINE\n\nBy Jane Holloway and Tom Reed\nMarch 3, 2020 / 9:14 AM", ("Jane Holloway", "Tom Reed")),
        ("HEADLINE\n\nJane Holloway | Staff Writer\n\nMarch 3, 2020", JANE),
        ("# HEADLINE\n\n*By Jane Holloway, March 3, 2020*", JANE),
        (
            "# HEADLINE\n\n[Jane Holloway](https://fenpost.example/author/jane-holloway)\n\nMarch 3, 2020",
            JANE,
        ),
        ("HEADLINE\n\nPublished 3:14 pm Tuesday, March 3, 2020\n\nBy Staff Reports", ()),
    ],
)
def test_the_author(above: str, authors: tuple[str, ...]) -> None:
    draft = draft_of("en", above)
    assert (draft.authors, (draft.published_at or "")[:10]) == (authors, "2020-03-03")


@pytest.mark.parametrize(
    ("language", "above", "authors"),
    [
        ("de", "HEADLINE\n\nVon Jana Holm\n\n3. März 2020, 14:35 Uhr", ("Jana Holm",)),
        ("de", "HEADLINE\n\nVeröffentlicht am 3. März 2020 um 14:35 von Jana Holm", ("Jana Holm",)),
        ("fr", "HEADLINE\n\nRédigé par Jeanne Fabre le mardi 3 mars 2020 à 14:35", ("Jeanne Fabre",)),
        ("fr", "HEADLINE\n\nPublié le 3 mars 2020 à 14h35 par Jeanne Fabre et Luc Mo", ("Jeanne Fabre", "Luc Mo")),
        ("es", "HEADLINE\n\nPublicado el 3 de marzo de 2020 a las 14:35 por Juana Robles", ("Juana Robles",)),
        ("pt", "HEADLINE\n\nPublicado em 03/03/2020 - 14:35 Por Joana Teles - Repórter da Agência Brasil - Manaus",
         ("Joana Teles",)),
        ("it", "HEADLINE\n\n3 Marzo 2020 - 14:35\n\nGiovanna Prati", ("Giovanna Prati",)),
        ("ru", "14:35, 3 марта 2020\n\nHEADLINE\n\nТекст: Илья Карпов", ("Илья Карпов",)),
    ],
)  # fmt: skip
def test_the_author_and_the_time_in_other_languages(
    language: str, above: str, authors: tuple[str, ...]
) -> None:
    draft = draft_of(language, above)
    assert (draft.authors, (draft.published_at or "")[:16]) == (authors, "2020-03-03T14:35")


@pytest.mark.parametrize(
    "above",
    [
        "HEADLINE\n\nJane Holloway\nFenwick Courier\n\nMarch 3, 2020",
        "HEADLINE\n\nBy Jane Holloway | Fenwick Courier\nPUBLISHED: March 3, 2020 at 9:14 a.m. | UPDATED: May 4, 2020",
        "HEADLINE\n\nby Jane Holloway, Fenwick Courier\nTue, March 3rd 2020, 9:14 AM EST",
        "HEADLINE - Fenwick Courier\n\nHEADLINE\n\nAuthor: Jane Holloway\nPublished: 9:14 AM EST March 3, 2020",
        "HEADLINE\n\nHEADLINE | Fenwick Courier\n\nBy Jane Holloway\n\nMarch 3, 2020",
        "HEADLINE | Schools | Fenwick Courier\n\nNews\n\nHEADLINE\n\nJane Holloway\n\nTue 3 Mar 2020 09.14 GMT",
        "HEADLINE - Fenwick Courier\n\nBy Jane Holloway\n\nMarch 3, 2020",
        "Fenwick Courier\n\nTuesday, March 3, 2020\n\nHEADLINE\n\nJane Holloway | Staff Writer",
    ],
)
def test_the_paper(above: str) -> None:
    draft = draft_of("en", above)
    assert draft.publisher is not None
    assert (draft.publisher.name, draft.authors) == ("Fenwick Courier", JANE)


@pytest.mark.parametrize(
    ("language", "above", "agency"),
    [
        ("en", "HEADLINE\n\nBy JANE HOLLOWAY\nAssociated Press\nMarch 3, 2020", "AP"),
        ("en", "HEADLINE\n\n03 Mar 2020 - 09:14\n\nFenwick — AFP", "AFP"),
        ("fr", "HEADLINE\n\nPar Jeanne Fabre avec AFP\n\nPublié le 03/03/2020 à 14:35", "AFP"),
        ("es", "HEADLINE\n\nEFE\n\nMadrid\n\n03 mar 2020", "EFE"),
        ("it", "HEADLINE\n\nRedazione ANSA\n\nROMA\n\n03 marzo 2020 14:35", "ANSA"),
    ],
)
def test_the_agency(language: str, above: str, agency: str) -> None:
    draft = draft_of(language, above)
    assert draft.credit is not None
    assert draft.credit.name == agency


@pytest.mark.parametrize(
    ("language", "above", "authors"),
    [
        ("en", "HEADLINE\n\nJane Holloway", JANE),
        ("en", "HEADLINE\n\nMarch 3, 2020 | Schools\n\nJane Holloway", JANE),
        ("en", "HEADLINE\n\n4 hours ago\n\nShare\n\nJane Holloway\n\nFenwick, the school", JANE),
        ("en", "HEADLINE\n\nNine of ten stay at home\n\nJane Holloway\n\n3 minutes", JANE),
        ("en", "HEADLINE\n\nNine of ten stay at home\n\nJane Holloway (schools reporter)\n\nFenwick", JANE),
        ("en", "HEADLINE\n\nNine of ten stay at home\n\nJane Holloway\n\nFenwick, the school", ()),
        ("en", "HEADLINE\n\nJANE HOLLOWAY / FENWICK (AP)", ("JANE HOLLOWAY",)),
        ("en", "HEADLINE\n\nPosted on by lampkeeper7", ("lampkeeper7",)),
        ("en", "HEADLINE\n\nPosted on by admin", ()),
        ("en", "HEADLINE\n\nBy Share Tweet", ()),
        ("en", "HEADLINE\n\nFacebook Twitter", ()),
        ("en", "HEADLINE\n\nFenwick Courier", ()),
        ("en", "HEADLINE\n\nClasses Resume", ()),
        ("en", "HEADLINE\n\nHolloway", ()),
        ("it", "HEADLINE\n\n(Marta Olivotto)", ("Marta Olivotto",)),
    ],
)
def test_a_name_alone_above_the_story_is_its_author(
    language: str, above: str, authors: tuple[str, ...]
) -> None:
    headline, story = HEADLINE[language], STORY[language]
    answer = extract_dump(f"{above.replace('HEADLINE', headline)}\n\n{story}\n\nClasses resume on Friday.\n")
    assert isinstance(answer, Draft)
    assert answer.authors == authors


@pytest.mark.parametrize(
    ("language", "below", "authors"),
    [
        ("en", "Jane Holloway", JANE),
        ("en", "Jane Holloway\n\nTom Reed\n\nSchools", ()),
        ("en", "Jane Holloway\n\nShare this:", JANE),
        ("en", "Jane Holloway is a staff writer at the Fenwick Courier.", JANE),
        (
            "en",
            "— Jane Holloway is an essayist, a guest of this paper, and a fellow at the Fen School.",
            JANE,
        ),
        ("en", "Jane Holloway is the head of the school. She was not at home.", ()),
        ("en", "Jane Holloway is a writer. “I was not at home,” she said.", ()),
        ("en", "Contact Jane Holloway at jholloway@courier.example", JANE),
        ("en", "Contact us at news@courier.example", ()),
        ("en", "Related Stories", ()),
        ("de", "Johanna Feld ist Redakteurin im Ressort Bildung.", ("Johanna Feld",)),
        ("fr", "Jeanne Fabre est journaliste au service société.", ("Jeanne Fabre",)),
    ],
)
def test_a_name_or_note_below_the_story_is_of_its_author(
    language: str, below: str, authors: tuple[str, ...]
) -> None:
    headline, story = HEADLINE[language], STORY[language]
    answer = extract_dump(f"{headline}\n\n{story}\n\n{below}\n")
    assert isinstance(answer, Draft)
    assert (answer.authors, answer.text) == (authors, story) if authors else (answer.authors == ())


CHINESE = (
    "林道三所学校从周一起停课，因为教学楼的暖气在寒潮中损坏，修理至少需要一个星期。\n\n"
    "市教育部门表示，学生在家上课，需要照看的孩子可以去市图书馆，那里每天早上八点开门。\n\n"
    "一位家长说，学校去年就已经知道锅炉太旧，却没有人去换。她希望市里这次不要再拖延。\n"
)


@pytest.mark.parametrize(
    ("opening", "authors"),
    [
        ("新华社林道3月12日电（记者 王晓梅）", ("王晓梅",)),
        ("林道晚报讯(记者王晓梅 李强)", ("王晓梅", "李强")),
        ("林道的学校（记者节放假）", ()),
    ],
)
def test_the_reporter_in_a_chinese_dateline_is_the_author(opening: str, authors: tuple[str, ...]) -> None:
    answer = extract_dump(f"林道三所学校停课一周\n\n{opening}{CHINESE}\n")
    assert isinstance(answer, Draft)
    assert answer.authors == authors
