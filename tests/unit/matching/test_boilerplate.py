from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching import boilerplate, learning
from copydesk.matching.boilerplate import Boilerplate, Use, owned
from copydesk.matching.cutting import passages
from copydesk.matching.learning import PublishedText, learn

IMPRINT = "The Reader is printed by the harbour press and carried out by the morning ferry."
TITLES = (
    "Harbour bridge closed",
    "Council votes on ferries",
    "Cable landing delayed",
    "Museum opens its doors",
)


def lead(seed: int, words: int = 30) -> str:
    source = random.Random(seed)
    return " ".join("".join(source.choices("abcdefghij", k=5)) for _ in range(words)) + "."


def article(
    number: int, extra: str = IMPRINT, day: int = 1, publisher: str | None = "Reader"
) -> PublishedText:
    return PublishedText(f"{lead(number)}\n\n{extra}", TITLES[number], f"2024-05-{day:02}", publisher)


def test_what_one_publisher_repeats_under_three_titles_is_stripped() -> None:
    learned = learn(article(number) for number in range(3))
    assert learned.strip(article(3).text, "Reader") == lead(3)
    assert learned.strip(article(3).text, "READER ") == lead(3)


def test_a_line_is_found_within_a_paragraph() -> None:
    learned = learn(article(number)._replace(text=f"{lead(number)} {IMPRINT}") for number in range(3))
    assert learned.strip(f"{lead(3)} {IMPRINT} {lead(4)}", "Reader").split() == f"{lead(3)} {lead(4)}".split()


@pytest.mark.parametrize("publisher", ["Skerry Dispatch", None])
def test_it_stays_in_the_articles_of_others(publisher: str | None) -> None:
    learned = learn(article(number) for number in range(3))
    assert learned.strip(article(3).text, publisher) == article(3).text


def test_two_titles_are_too_few_within_a_week_and_enough_beyond() -> None:
    assert not learn([article(0, day=1), article(1, day=8)]).uses
    again = article(1, day=4)._replace(text=f"{lead(5)}\n\n{IMPRINT}")
    assert not learn([article(0, day=1), article(1, day=8), again]).uses
    assert learn([article(0, day=1), article(1, day=9)]).strip(article(3).text, "Reader") == lead(3)


def test_a_story_and_its_revisions_are_not_boilerplate() -> None:
    titles = (
        "Harbour bridge closed",
        "UPDATE 1 - Harbour bridge closed",
        "Bridge at harbour closed to lorries",
    )
    texts = [f"{lead(0)}\n\n{lead(1)}\n\n{lead(number)}" for number in (2, 3, 4)]
    learned = learn(
        PublishedText(text, title, "2024-05-01", "Reader") for text, title in zip(texts, titles, strict=True)
    )
    assert not learned.uses


def test_a_text_republished_as_it_was_is_not_boilerplate() -> None:
    again = [
        article(0, day=day)._replace(title=title) for day, title in ((1, "One story"), (20, "Other words"))
    ]
    assert not learn(again).uses


def test_syndicated_copies_are_not_boilerplate() -> None:
    copies = [article(0, publisher=f"Outlet {n}")._replace(title=f"Headline {n}") for n in range(40)]
    assert not learn(copies).uses


def test_a_passage_under_many_titles_for_long_is_everybodys() -> None:
    chain = [
        PublishedText(f"{lead(n)}\n\n{IMPRINT}", lead(100 + n, 4), f"2024-05-{n + 1:02}", f"Outlet {n}")
        for n in range(12)
    ]
    learned = learn(chain)
    assert learned.strip(f"{lead(50)}\n\n{IMPRINT}", "Outlet 99") == lead(50)
    assert learned.strip(f"{lead(50)}\n\n{IMPRINT}", None) == lead(50)


def test_a_passage_under_many_titles_at_once_is_everybodys_too() -> None:
    unknown = [PublishedText(f"{lead(n)}\n\n{IMPRINT}", lead(100 + n, 4)) for n in range(12)]
    learned = learn(unknown)
    assert learned.strip(f"{lead(50)}\n\n{IMPRINT}", None) == lead(50)
    assert learned.strip(f"{lead(3)}\n\n{lead(50)}", None) == f"{lead(3)}\n\n{lead(50)}"


def test_a_story_that_all_print_is_nobodys_boilerplate_though_some_find_titles_of_their_own() -> None:
    titles = [lead(100 + n, 4) if n % 3 == 0 else "Harbour bridge closed" for n in range(30)]
    copies = [PublishedText(f"{lead(0)}\n\n{lead(n)}", title) for n, title in enumerate(titles)]
    assert not learn(copies).uses
    untitled = [PublishedText(f"{lead(0, 90)}\n\n{lead(n)}") for n in range(30)]
    assert not learn(untitled).uses


NAVIGATION = " ".join(lead(200, 120).removesuffix(".").split())


def test_what_runs_on_without_an_end_is_cut_by_its_words() -> None:
    glued = [
        PublishedText(f"{lead(n).removesuffix('.')} {NAVIGATION}", title, "2024-05-01", "Reader")
        for n, title in enumerate(TITLES)
    ]
    left = learn(glued).strip(f"{lead(50).removesuffix('.')} {NAVIGATION}", "Reader")
    assert set(left.split()) >= set(lead(50).removesuffix(".").split()[:20])
    assert len(set(left.split()) & set(NAVIGATION.split())) < 40


def test_an_article_of_nothing_else_has_no_text_left() -> None:
    learned = learn(article(number) for number in range(3))
    assert learned.strip(f"Harbour news.\n{IMPRINT}", "Reader") == ""
    assert learned.strip("Harbour news.", "Reader") == "Harbour news."


def test_learning_does_not_depend_on_how_many_are_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = [article(number) for number in range(4)]
    once = learn(articles)
    monkeypatch.setattr(learning, "COUNTED_AT_ONCE", 2)
    assert learn(articles) == once


def test_learning_does_not_depend_on_order() -> None:
    articles = [article(number, day=number + 1) for number in range(4)]
    artefacts = {learn(order).to_bytes() for order in permutations(articles)}
    assert len(artefacts) == 1
    again = Boilerplate.from_bytes(artefacts.pop())
    assert again == learn(articles)
    assert again.version == learn(articles).version != Boilerplate().version


def test_what_0_1_learned_is_read() -> None:
    learned = Boilerplate.from_bytes(b'{"format":2,"uses":[["0f",3,2,"2024-05-06",null]]}')
    assert learned.uses == {15: Use(3, 2, "2024-05-06", None)}
    assert Boilerplate.from_bytes(learned.to_bytes()) == learned


def test_of_one_text_so_much_is_stripped_and_no_more() -> None:
    notices = [lead(number, words=300) for number in range(6)]
    hashes = [passage for notice in notices for passage in passages(notice).hashes]
    learned = Boilerplate({owned(passage, "reader"): Use(3, 3, None, None) for passage in hashes})
    gone = learned.repeated_paragraphs("\n\n".join([lead(9), *notices]), "Reader")
    assert gone == list(range(1, 1 + boilerplate.MOST_STRIPPED // len(notices[0])))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"format":1,"uses":[]}',
        b'{"format":3}',
        b'{"format":3,"uses":[["x"]]}',
        b'{"format":3,"uses":7}',
        b'{"format":3,"uses":[["zz",1,1,null,null,null,null]]}',
        b'{"format":3,"uses":[["0f",1,1,null,null,"zz",null]]}',
    ],
)
def test_what_is_no_artefact_is_refused(data: bytes) -> None:
    assert Boilerplate().to_bytes() == b'{"format":3,"uses":[]}'  # the format that these have
    with pytest.raises(ValueError):  # noqa: PT011 - of whatever wording
        Boilerplate.from_bytes(data)


@given(
    st.lists(st.tuples(st.text(max_size=80), st.one_of(st.none(), st.text(max_size=10))), max_size=8),
    st.text(),
)
def test_any_text_is_stripped_of_words_alone(articles: list[tuple[str, str | None]], text: str) -> None:
    learned = learn(PublishedText(body, title, None, "Reader") for body, title in articles)
    assert set(learned.strip(text, "Reader").split()) <= set(text.split())
