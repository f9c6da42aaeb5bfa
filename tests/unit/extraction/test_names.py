"""Names out of bylines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.extraction.names import looks_like_name, named_beside, split_authors, strip_by, without_capitals

BYLINES = [
    ("By Jane Doe", ("Jane Doe",)),
    ("Jane Doe", ("Jane Doe",)),
    ("by JANE DOE, Staff Writer", ("JANE DOE",)),
    ("Jane Doe Transport correspondent", ("Jane Doe",)),
    ("Jane Doe Brown bread maker", ()),
    ("Par Le Phare de la Côte", ()),
    ("By Jane Doe, Diário de Lindow", ("Jane Doe",)),
    ("By Jane Doe | Lowland Digest | 12 January 2022", ("Jane Doe",)),
    ("By Jane Doe, John Smith & Wu Mei", ("Jane Doe", "John Smith", "Wu Mei")),
    ("By Jane Doe (jane@digest.example)", ("Jane Doe",)),
    ("By Jane Doe, Health Reporter, @janedoe", ("Jane Doe",)),
    ("By Martin King, Jr.", ("Martin King Jr.",)),
    ("By Robert E. Moffit, Ph.D.", ("Robert E. Moffit",)),
    ("Por Lucía Prado Ríos y Tomás Vidal", ("Lucía Prado Ríos", "Tomás Vidal")),
    ("Por José Ortega y Gasset", ("José Ortega y Gasset",)),
    ("Par Clémence Authier et Luc Morin", ("Clémence Authier", "Luc Morin")),
    ("Por Joaquim Teles e Maria Inês Couto", ("Joaquim Teles", "Maria Inês Couto")),
    ("Автор: Илья Карпов", ("Илья Карпов",)),
    ("By **Jane Doe** for Lowland Digest", ("Jane Doe",)),
    ("By Jane Doe and Jane Doe", ("Jane Doe",)),
    ("By Ludwig van der Berg", ("Ludwig van der Berg",)),
    ("By Joon-ho Bae and Siobhán O'Neill", ("Joon-ho Bae", "Siobhán O'Neill")),
    ("By Jane Doe, Staff Writer, Boston", ("Jane Doe",)),
    ("By Jane Doe Leave a Comment", ("Jane Doe",)),
    ("By Jane Doe 12 Comments", ("Jane Doe",)),
    ("By: Web Desk | Boston | Updated: 3 May 2021", ()),
    ("By Reuters", ()),
    ("By The Associated Press", ()),
    ("By Staff", ()),
    ("By Editorial Board", ()),
    ("Redacción", ()),
    ("", ()),
    ("By the time the rain stopped", ()),
    ("By Jane Doe, Rural Affairs Reporter", ("Jane Doe",)),
    ("By Jane Doe, Visual Stories Team", ("Jane Doe",)),
    ("By Visual Stories Team", ()),
    ("By Our Foreign Staff", ()),
    ("By KLMH 4 Action News Staff", ()),
    ("By BASINFO", ()),
    ("By JANE DOE and JOHN SMITH Associated Press", ("JANE DOE", "JOHN SMITH")),
    ("JANE DOE Ledger Staff Writer Sept. 23, 2025 9:40 p.m.", ("JANE DOE",)),
    ("By Jane Doe, John Smith. CREATED Jun 9, 2017", ("Jane Doe", "John Smith")),
    ("By Jane Doe. Translated by John Smith", ("Jane Doe",)),
    ("Story by Jane Doe, Photos by John Smith", ("Jane Doe",)),
    ("Author: Doe, Jane; Smith, John", ("Jane Doe", "John Smith")),
    ("By Dr. Jane Doe, MD", ("Dr. Jane Doe",)),
    ("Executive Content Editor", ()),
    ("By", ()),
    ("Photos and Story by Jane Doe", ("Jane Doe",)),
    ("Author: Jane DoeDate: 12 May 2021Photo: John Smith", ("Jane Doe",)),
    ("By Jane Doe, Institute of Air and Clean Water", ("Jane Doe",)),
    ("By Jane Doe, Reuters and John Smith", ("Jane Doe", "John Smith")),
    ("jdoe@digest.example (Jane Doe)", ("Jane Doe",)),
    ("By Jane Doe (jdoe@digest.example) and John Smith", ("Jane Doe", "John Smith")),
    ("By Jane Doe@janedoe 12 March 2021", ("Jane Doe",)),
    ("ByJane Doe12 March 2021", ("Jane Doe",)),
    ("Jane Doe | Boston", ("Jane Doe",)),
    ("By Anna", ("Anna",)),
    (
        "By Rashid bin Talal in Port Halim and Ines de la Torre in Lowmouth",
        ("Rashid bin Talal", "Ines de la Torre"),
    ),
    ('By William "Skip" Danvers, Sports Editor', ('William "Skip" Danvers',)),
    ("K. L. Marsden and T.J. Rowe", ("K. L. Marsden", "T.J. Rowe")),
    ("By Horace T. Wickett III", ("Horace T. Wickett III",)),
    ("Author: [[Jane Doe]]", ("Jane Doe",)),
    ("Opinion | Jane Doe", ("Jane Doe",)),
    ("Home", ()),
    ("Web Desk, Esq.", ()),
    ("12 January 2022", ()),
]


OWN_WORDS = [
    ("de", "Von Annegret Sölring und Tom Brüggen, dpa", ("Annegret Sölring", "Tom Brüggen")),
    ("it", "Di Ginevra Malaspini - 21 ottobre 2020", ("Ginevra Malaspini",)),
    ("nl", "Door Joost Merel en Anna Kuiper", ("Joost Merel", "Anna Kuiper")),
    ("nl", "DOOR ONZE REDACTEUR ANNA KUIPER", ("ANNA KUIPER",)),
    ("nl", "Van onze redactie economie", ()),
    ("nl", "Tekst: Joost Merel, beeld: Anna Kuiper", ("Joost Merel",)),
    ("de", "Von unserem Korrespondenten Henning Kroll, Brüssel", ("Henning Kroll",)),
    ("de", "Von Karl von der Ahe, Niederhafener Anzeiger", ("Karl von der Ahe",)),
    ("fr", "De notre correspondant à Bruxelles, Yann Le Goff", ("Yann Le Goff",)),
    ("es", "Por José Ortega y Gasset, corresponsal en Bruselas", ("José Ortega y Gasset",)),
    ("es", "Texto: Marisol Quesada. Fotos: Iván Bello", ("Marisol Quesada",)),
    ("pt", "por Alda Queirós publicado 14/03/2021 10h20", ("Alda Queirós",)),
    ("ar", "إعداد: نادر الخطيب وليلى حداد", ("نادر الخطيب", "ليلى حداد")),
    ("tr", "Haber: Pelin Avcı / Kamera: Can Özkan", ("Pelin Avcı",)),
    ("zh", "编译：孙悦 作者：李明华", ("李明华",)),
    ("zh", "文/陈静 图/赵磊", ("陈静",)),
    ("zh", "记者陈静/下港报导", ("陈静",)),
    ("zh", "记者 李明华 王芳 报道", ("李明华", "王芳")),
    ("zh", "作者：温娜·塔罗", ("温娜·塔罗",)),
    ("ja", "取材・文：佐藤健一　写真：鈴木亮", ("佐藤健一",)),
    ("ja", "編集委員・佐藤健一", ("佐藤健一",)),
    ("ja", "下浜新聞編集部", ()),
    ("de", "Ein Gastkommentar von Prof. Dr. Ute Sorge", ("Prof. Dr. Ute Sorge",)),
    ("de", "VON FRIEDRICH-WILHELM GRÄSSLE UND ÖZLEM KÜHN", ("FRIEDRICH-WILHELM GRÄSSLE", "ÖZLEM KÜHN")),
    ("es", "POR ÍÑIGO MUÑOZ Y LUCÍA PEÑA", ("ÍÑIGO MUÑOZ", "LUCÍA PEÑA")),
    ("es", "Una entrevista de Ezequiel Lara", ("Ezequiel Lara",)),
    ("fr", "Chronique de Luc Aubry, historien", ("Luc Aubry",)),
    ("it", "di Gian Carlo de' Rossi", ("Gian Carlo de' Rossi",)),
    ("nl", "Opinie | Prof. dr. Els de Boer", ("Prof. dr. Els de Boer",)),
    ("pt", "Texto de Rui da Costa Filho | Fotografia de Zé Sá", ("Rui da Costa Filho",)),
    ("pl", "Rozmawia: Grażyna Ćwiek", ("Grażyna Ćwiek",)),
    ("cs", "Text: Ivana Řehořová, foto: Jan Klus", ("Ivana Řehořová",)),
    ("tr", "İLKER IŞIKLI", ("İLKER IŞIKLI",)),
    ("tr", "Doç. Dr. Ülkü Tekin yazdı", ("Doç. Dr. Ülkü Tekin",)),
    ("ar", "كتب / خالد بن سعيد الحربي", ("خالد بن سعيد الحربي",)),
    ("ru", "И. П. САВЕЛЬЕВ", ("И. П. САВЕЛЬЕВ",)),
    ("zh", "文｜柳青", ("柳青",)),
    ("zh", "记者柳青 通讯员郑凯", ("柳青", "郑凯")),
    ("ko", "김민지·박서준 기자", ("김민지", "박서준")),
    ("ko", "하항=정하늘 기자 sky@hahang.example", ("정하늘",)),
    ("ko", "온라인뉴스팀", ()),
]


@pytest.mark.parametrize(("language", "raw", "expected"), OWN_WORDS)
def test_bylines_in_words_of_one_language(language: str, raw: str, expected: tuple[str, ...]) -> None:
    assert split_authors(raw, language=language) == expected


@pytest.mark.parametrize(("raw", "expected"), BYLINES)
def test_bylines(raw: str, expected: tuple[str, ...]) -> None:
    assert split_authors(raw) == expected


def test_the_publisher_is_no_author() -> None:
    assert split_authors("By Jane Doe, Copper Lane", publisher_name="Copper Lane") == ("Jane Doe",)


@pytest.mark.parametrize("text", ["Jane Doe", "Илья Карпов", "李明华", "María de la Cruz"])
def test_names_look_like_names(text: str) -> None:
    assert looks_like_name(text)


@pytest.mark.parametrize("text", ["the bridge", "Page 7", "Why? Because", "x" * 80, "", "A B C D E F G"])
def test_other_text_does_not(text: str) -> None:
    assert not looks_like_name(text)


@given(st.text(max_size=200))
def test_any_text_gives_distinct_trimmed_names(text: str) -> None:
    names = split_authors(text)
    assert all(name == name.strip() and name for name in names)
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.parametrize(
    ("byline", "language", "expected"),
    [
        ("De Volkspost", "en", False),
        ("De Volkspost", "es", True),
        ("Di Matteo", None, False),
        ("di Ginevra Malaspini", "it", True),
        ("Von Annegret Sölring", "de", True),
        ("Von der Leyen", "fr", False),
        ("door Joost Merel", "nl", True),
        ("Door Handles", "en", False),
        ("Van Morrow", "xx", False),
        ("By Marta Quill", "nl", True),
    ],
)
def test_words_of_several_languages_say_by_in_their_own_alone(
    byline: str, language: str | None, expected: bool
) -> None:
    assert strip_by(byline, language)[1] is expected


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Doe | 16 March 2024, 20:01", "Jane Doe"),
        ("Jane Doe and John Smith, 16 March 2024", "Jane Doe and John Smith"),
        ("Jane Doe <jdoe@digest.example>", "Jane Doe"),
        ("许念慈 2017年12月24日", "许念慈"),
        ("Jane Doe", None),
        ("Fenpost | 16 March 2024", None),
        ("Fen Courier | 16 March 2024", None),
        ("The bridge was opened on 16 March 2024", None),
        ("Jane Doe was here | 16 March 2024", None),
        ("16 March 2024 | Jane Doe", None),
    ],
)
def test_names_that_a_date_or_an_address_stands_beside(line: str, names: str | None) -> None:
    assert named_beside(line, "en") == names


def test_only_the_beginning_of_a_byline_is_read() -> None:
    assert split_authors("By" + " " * 300 + "Jane Doe") == ("Jane Doe",)
    assert split_authors("By" + " " * 400 + "Jane Doe") == ()


@pytest.mark.parametrize(
    ("written", "small"),
    [
        ("İLKER IŞIKLI", "İlker Işıklı"),
        ("Can ÖZ-KAYA", "Can Öz-Kaya"),
        ("ipek Su", "İpek Su"),
        ("Ece Tunç", "Ece Tunç"),
    ],
)
def test_turkish_capitals_become_small_letters(written: str, small: str) -> None:
    assert without_capitals(written) == small
