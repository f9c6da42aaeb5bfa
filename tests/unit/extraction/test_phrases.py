"""The files of the languages: each word in its own, and none that takes another language's for its own."""

from __future__ import annotations

import pytest

from copydesk.extraction.language import CLEAR_STOP_SHARE, detect_language, language_of_lines
from copydesk.extraction.phrases import LANGUAGES, fold, stop_shares, words
from copydesk.extraction.phrases.record import Phrases

LISTS = [name for name in Phrases.__slots__ if name not in {"language", "letters", "ambiguous", "day_first"}]


@pytest.mark.parametrize("phrases", LANGUAGES, ids=lambda one: one.language)
def test_what_is_ambiguous_is_a_phrase_of_the_file(phrases: Phrases) -> None:
    listed = {phrase for name in LISTS for phrase in getattr(phrases, name) if isinstance(phrase, str)}
    assert set(phrases.ambiguous) <= listed


@pytest.mark.parametrize("phrases", LANGUAGES, ids=lambda one: one.language)
def test_no_byline_counts_everywhere_that_another_language_is_full_of(phrases: Phrases) -> None:
    others = {word for one in LANGUAGES if one is not phrases for word in one.stop_words}
    # English "by" is on the pages of all of them; Portuguese and Spanish share theirs.
    assert set(phrases.by) & others - set(phrases.ambiguous) <= {"by", "por"}


def test_words_of_several_languages_count_in_their_own() -> None:
    assert "de" in words("by", "es")
    assert not {"de", "di", "von", "van"} & {*words("by", "en")}
    assert words("by", "xx") == words("by", None) == words("by")
    assert {"by", "par", "автор"} <= {*words("by", "ja")}
    assert len(words("by")[0]) >= len(words("by")[-1])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("港の防波堤が火曜日に再開した。修理には十一週間かかった。", "ja"),
        ("韦尔莫市议会星期二晚上投票决定放干水库。", "zh"),
        ("벨모어 시의회는 화요일 밤 의결했다.", "ko"),
        ("Το δημοτικό συμβούλιο ψήφισε", "el"),
        ("מועצת העיר הצביעה", "he"),
        ("Kommunen stänger den gamla slussen, eftersom en reparation kostar mer än en ny bro.", "sv"),
        ("De gemeente sluit de oude sluis voorgoed, omdat een reparatie te veel kost.", "nl"),
        ("Obec na podzim zavře starou zdymadlo, protože oprava by stála víc než nový most.", "cs"),
        ("Gmina zamyka starą śluzę, ponieważ naprawa kosztowałaby więcej niż nowy most.", "pl"),
        # As far from what resiliparse knows as a paragraph that it is right on.
        ("ქალაქის საბჭომ სამშაბათს საღამოს ხმა მისცა", "ka"),
        ("", None),
        (" \n", None),
    ],
)
def test_short_texts_tell_their_language(text: str, language: str | None) -> None:
    assert language_of_lines([text])[0] == language


def test_a_few_letters_of_another_script_are_a_quotation() -> None:
    story = "The council of the town voted on Tuesday to close the slipway for eleven weeks. "
    assert detect_language(story + "ベルモア") == "en"
    latin = "Fenpost " * 10
    kana = "ベ" * len(latin)
    assert detect_language(latin + kana[: len(latin) // 9]) != "ja"
    assert detect_language(latin + kana[: len(latin) // 4]) == "ja"


def test_the_beginning_of_a_text_tells_its_language() -> None:
    # Of the first 4,000 characters' words 30 % are function words, of more and of fewer under a quarter.
    text = "Fenpost " * 300 + "och " * 176 + "Fenpost " * 400
    assert detect_language(text, "sv") == "sv"
    assert detect_language("Fenpost " * 300, "sv") != "sv"
    assert detect_language("Fenpost " * 600 + "och " * 2000, "sv") != "sv"


def test_the_long_lines_tell_the_language_and_menus_do_not() -> None:
    menu = ["Home", "News", "Subscribe", "About us and our terms"] * 5
    story = "De gemeente sluit de oude sluis voorgoed, omdat een reparatie te veel kost voor het dorp. " * 3
    assert language_of_lines([*menu, story]) == ("nl", "function_words")
    assert language_of_lines([*menu, story], "nl") == ("nl", "declared")


def test_a_declared_language_stands_where_a_quarter_of_the_words_are_its() -> None:
    assert CLEAR_STOP_SHARE == 0.25
    enough, too_few = "och men " + "Fenpost " * 6, "och men " + "Fenpost " * 9
    assert stop_shares(enough)["sv"] == 0.25
    assert detect_language(enough, "sv") == "sv"
    assert detect_language(too_few, "sv") != "sv"


@pytest.mark.parametrize(("own", "other", "method"), [(5, 3, "function_words"), (4, 3, "letters")])
def test_function_words_tell_where_they_are_half_as_many_again(own: int, other: int, method: str) -> None:
    assert language_of_lines(["och " * own + "het " * other])[1] == method


def test_phrases_are_folded() -> None:
    assert all(phrase == fold(phrase) for phrase in words("whole_lines", "tr"))
