from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from copydesk.extraction import extract
from copydesk.walls import judge
from copydesk.walls.folding import lower_spaced, lower_unmarked
from copydesk.walls.judge import Mark, is_wall, marks, sentences, walls_in
from copydesk.walls.rules import Language, Rule, languages
from tests.thorough import THOROUGH

# LANGUAGE|KIND|TITLE|PARAGRAPHS, which "¶" parts; stories have no kind. In our own words.
_HERE = Path(__file__).parent
WALLS = [tuple(line.split("|")) for line in (_HERE / "walls.txt").read_text(encoding="utf-8").splitlines()]
STORIES = [
    tuple(line.split("|")) for line in (_HERE / "stories.txt").read_text(encoding="utf-8").splitlines()
]
RULES = [(language, rule) for language in languages() for rule in language.rules]
EVERY = 1 if THOROUGH else 7

TEASER = (
    "The harbour board closed the eastern slipway on Monday night, after two planks gave way under a fish lorry "
    "and the driver had to be pulled out of the cab by a crew that was just landing its catch."
)
OFFER = "To continue reading this article, subscribe now. Already a subscriber? Log in."
TERMS = "Get unlimited access to our journalism on all your devices for one crown a week. Cancel at any time."


def page(title: str, paragraphs: list[str]) -> bytes:
    body = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{escape(title)} - The Gate</title>'
        '<meta property="og:site_name" content="The Gate">'
        '<meta property="article:published_time" content="2024-05-06T09:00:00Z"></head>'
        '<body><header><nav><a href="/">Home</a><a href="/news">News</a></nav></header>'
        f"<main><article><h1>{escape(title)}</h1>{body}</article></main><footer>© The Gate</footer></body></html>"
    ).encode()


def outcome(data: bytes) -> str:
    (result,) = extract(data)
    return str(result.reason) if result.reason else "indexed"


def found_in(pieces: list[str]) -> list[int]:
    return walls_in(pieces, list(map(lower_spaced, pieces)))


@pytest.mark.parametrize(("language", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_a_rule_finds_its_wall_and_spares_its_story(language: Language, rule: Rule) -> None:
    assert rule.pattern.search(lower_unmarked(rule.fires))
    found = [other.id for other in language.rules if other.pattern.search(lower_unmarked(rule.spares))]
    assert not found


def test_rules_have_names_of_their_own_and_a_kind() -> None:
    assert len({rule.id for _, rule in RULES}) == len(RULES)
    assert {rule.kind for _, rule in RULES} == {"consent", "paywall", "login", "robot", "browser", "error"}
    assert len(languages()) >= 12


def test_no_wall_is_a_story() -> None:
    taken = [text for _, _, _, text in WALLS if not is_wall(text.replace("¶", "\n\n"))]
    assert not taken
    assert len(WALLS) >= 120


def test_no_story_about_them_is_a_wall() -> None:
    refused = [text for _, _, text in STORIES if is_wall(text)]
    assert not refused


def test_no_wall_is_indexed_as_a_page_or_as_text() -> None:
    outcomes = []
    for _, _, title, text in WALLS[::EVERY]:
        paragraphs = text.split("¶")
        outcomes += [outcome(page(title, paragraphs)), outcome("\n\n".join([title, *paragraphs]).encode())]
    # Of some, the page's furniture goes first, and too little is left to say what it was.
    assert set(outcomes) <= {"no_story", "too_short", "no_article"}
    assert outcomes.count("no_story") >= 0.95 * len(outcomes)


def test_stories_about_walls_are_indexed() -> None:
    assert [title for _, title, text in STORIES[::2] if outcome(page(title, [text])) != "indexed"] == []


def test_a_teaser_is_kept_and_its_wall_is_not() -> None:
    (result,) = extract(page("Slipway closes", [TEASER, OFFER, TERMS]))
    assert result.draft
    assert result.draft.text == TEASER
    assert result.draft.word_count == len(TEASER.split())


def test_a_teaser_that_is_no_story_by_itself_is_too_short() -> None:
    short = "The harbour board closed the eastern slipway on Monday."
    assert outcome(page("Slipway closes", [short, OFFER, TERMS])) == "too_short"
    assert outcome(page("Slipway closes", [OFFER, TERMS])) == "no_story"


def test_a_wall_before_a_story_is_not_of_its_text() -> None:
    text = "\n\n".join(["Slipway closes", OFFER, TERMS, TEASER, TEASER.replace("eastern", "western")])
    (result,) = extract(text.encode())
    assert result.draft
    assert OFFER not in result.draft.text
    assert TEASER in result.draft.text


def test_a_story_in_fields_that_is_a_wall_is_none() -> None:
    assert outcome(f'{{"title": "Slipway closes", "text": "{OFFER} {TERMS}"}}'.encode()) == "no_story"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("404 Not Found", "no_story"),
        ("Sorry, page not found | The Gate", "no_story"),
        ("Register offices to open on Sundays", "indexed"),
        ("Why so many visitors read “page not found” on the council's site", "indexed"),
    ],
)
def test_a_title_makes_a_wall_where_it_says_nothing_else(title: str, expected: str) -> None:
    assert outcome(page(title, [TEASER])) == expected


def test_a_long_dialog_may_have_sentences_that_no_rule_knows() -> None:
    unknown = "It is a matter of trust between people who have never met and who may never meet at all."
    known = [f"We and our {n} partners store and read information on your device." for n in range(10, 40)]
    assert is_wall(" ".join([*known, unknown, unknown]))
    assert not is_wall(" ".join([*known[:3], *[unknown] * 4]))


def test_what_is_quoted_or_attributed_is_the_storys() -> None:
    assert (
        marks(['"We and our 12 partners store information on your device," it says.', "Log in."])[0]
        is Mark.OWN
    )
    assert marks(["Customers must log in to continue reading, the spokeswoman said."]) == [Mark.OWN]


@pytest.mark.parametrize(
    "sentence",
    [
        "Il museo ha pagato per 42 euro la sua lampada, e sono in molti a dire che vale di più.",
        "El museo compró la lámpara por 42 euros, y su dueño dice que usted puede verla desde mayo.",
        "Le musée a eu la lampe pour 42 euros, et vous pouvez la voir dans votre ville dès le mois de mai.",
    ],
)
def test_a_price_alone_is_no_offer(sentence: str) -> None:
    assert marks([sentence]) == [Mark.OWN]


def test_walls_in_rows_are_found_fast_or_nearly_all() -> None:
    missed = [text for _, _, _, text in WALLS if not found_in(sentences(text.replace("¶", "\n\n")))]
    assert len(missed) <= 0.05 * len(WALLS)
    assert not any(found_in(sentences(text)) for _, _, text in STORIES if is_wall(text))
    long = sentences(" ".join([TEASER] * 40))
    assert found_in([*long, OFFER, TERMS]) == [40, 41]
    assert found_in([*long[:20], OFFER, TERMS, *long[20:]]) == []


def test_the_limits_are_as_measured() -> None:
    assert (judge.MIN_STORY_WORDS, judge.MAX_UNKNOWN_SHARE, judge.TERSE, judge.LABEL) == (25, 0.25, 12, 4)
    assert (judge.MAX_PLEA_WORDS, judge.MIN_PLEA_NOUNS, judge.MAX_PLAIN_SHARE) == (60, 4, 0.15)


def test_sentences_are_the_whole_text() -> None:
    text = f"{TEASER} {OFFER}\n{TERMS}\n\nThe 4.5 metre plank is new! 真的吗？ 是的。"
    assert " ".join(sentences(text)).split() == text.split()
