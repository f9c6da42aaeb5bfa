"""A story's page in Chromium: it opens, sorts, lays two copies side by side, and says where fields come from."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from copydesk.report.difference import Kind, Piece, difference
from copydesk.report.page import ROWS, report
from copydesk.report.story import Story
from copydesk.report.words import Words, words_of
from tests.browser.conftest import Chromium
from tests.unit.report.stories import draft, large_story, story_from

Write = Callable[[str], str]

PUBLISHERS = "return [...document.querySelectorAll('.copies tbody th > bdi')].map(e => e.textContent)"
MARKS = """return ['.side:nth-child(1) .text', '.side:nth-child(2) .text'].map(side =>
  [...document.querySelectorAll(side + ' mark')].map(mark => [mark.className, mark.textContent]))"""
TEXTS = "return [...document.querySelectorAll('.side .text')].map(side => side.textContent)"

LEFT = (
    "Harra’s ferries will sail again on Monday, the line said. Some 1,250 people had waited 3 days.\n\n"
    "“We sail at six,” said Morag Tennant of the Tarrin Line. The harbour at Port Ellary stays shut until noon."
)
RIGHT = (
    "“We sail at six,” said Morag Tennant of the Tarrin Line. The harbour at Port Skerry stays shut until noon.\n\n"
    "Harra's ferries will sail again on Monday, the line said. Some 1,350 people had waited 3 days. More follows."
)
# Pieces of texts in several scripts, with what the two languages' regular expressions might read otherwise.
ODD = (
    "Harra’s harra's ferry Ferry 1,250 12.5 İstanbul ΟΔΟΣ straße STRASSE 大阪 で 3人 مُدَرِّس किताब न\u200dहीं 😀 "
    "👩\u200d🚢 a\u0301 don't 'tis x_y half-time e.g. \u00a0 \u2028 № ½ ², 한국어 ไทย"
)
WORDS = ODD.split(" ")


def told(story: Story) -> list[Words]:
    return [words_of(one.article.text if one.article else "") for one in story.copies]


def marks(text: str, words: Words, pieces: list[Piece]) -> list[list[str]]:
    return [
        [piece.kind.value, text[words.spans[piece.first][0] : words.spans[piece.end - 1][1]]]
        for piece in pieces
        if piece.kind is not Kind.SHARED
    ]


def two_copies() -> Story:
    fields = {"language": "en", "published_at": "2024-05-06T10:00:00Z"}
    return story_from(
        {
            "left": draft(LEFT, title="Ferries", publisher={"name": "Quay"}, **fields),
            "right": draft(RIGHT, title="Boats", publisher={"name": "Courier"}, **fields),
        }
    )


def test_it_opens_without_a_fault_or_a_request(chromium: Chromium, page: Write) -> None:
    address = page(report([large_story(50)]))
    chromium.open(address)
    assert chromium.run("return document.title") == "Harbour story as Outlet 0 has it"
    assert len(chromium.run(PUBLISHERS)) == 50
    assert chromium.faults() == []
    assert chromium.requests() == [address]


def test_words_and_differences_are_those_of_python(chromium: Chromium, page: Write) -> None:
    chance = random.Random(5)
    base = [chance.choice(WORDS) for _ in range(120)]

    def text() -> str:
        words = list(base)
        for _ in range(chance.randrange(12)):
            at = chance.randrange(len(words))
            words[at : at + chance.randrange(8)] = chance.choices(WORDS, k=chance.randrange(20))
        at = chance.randrange(len(words))
        return chance.choice((" ", "\n\n", ". ")).join(words[at:] + words[: at // 2])

    pairs = [(text(), text()) for _ in range(150)] + [(LEFT, RIGHT), (RIGHT, LEFT), ("", LEFT), (LEFT, LEFT)]
    chromium.open(page(report([two_copies()])))
    found: list[Any] = chromium.run(
        """return arguments[0].map(([left, right]) => {
          const [one, two] = [left, right].map(differences.wordsOf);
          const found = differences.difference(one.folded, two.folded);
          const plain = (pieces) => pieces.map((piece) => [piece.kind, piece.first, piece.end, piece.other]);
          return [one.folded, plain(found.left), plain(found.right)];
        })""",
        pairs,
    )
    for (left, right), (folded, *sides) in zip(pairs, found, strict=True):
        one, two = words_of(left), words_of(right)
        assert folded == one.folded
        expected = difference(one.folded, two.folded)
        assert sides == [[list(piece) for piece in pieces] for pieces in expected]


def test_what_differs_is_marked(chromium: Chromium, page: Write) -> None:
    chromium.open(page(report([two_copies()])))
    assert chromium.run(TEXTS) == [LEFT, RIGHT]
    assert chromium.run(MARKS) == [
        [["changed", "1,250"], ["changed", "Ellary"]],
        [["changed", "Skerry"], ["changed", "1,350"], ["own", "More follows"]],
    ]
    framed = chromium.run("return [...document.querySelectorAll('.side strong')].map(e => e.textContent)")
    assert framed == ["1,250", "Ellary", "Skerry", "1,350"]
    changes = chromium.run("return [...document.querySelectorAll('.changes li')].map(e => e.textContent)")
    assert changes == ["1,250 → 1,350", "Ellary → Skerry"]
    said = chromium.run("return document.querySelector('.verdict').textContent")
    assert "Only right: 2 words." in said


def test_any_two_copies_are_laid_side_by_side(chromium: Chromium, page: Write) -> None:
    from selenium.webdriver.support.select import Select

    story = large_story(12, words=200)
    words = told(story)
    chromium.open(page(report([story])))
    left, right = (
        Select(chromium.driver.find_element("css selector", f"select.{side}")) for side in ("left", "right")
    )
    for one, two in ((3, 8), (11, 4), (7, 7)):
        left.select_by_value(str(one))
        right.select_by_value(str(two))
        texts = [story.copies[at].article.text for at in (one, two)]  # type: ignore[union-attr]
        assert chromium.run(TEXTS) == texts
        found = difference(words[one].folded, words[two].folded)
        expected = [marks(texts[0], words[one], found.left), marks(texts[1], words[two], found.right)]
        assert chromium.run(MARKS) == expected
    ids = [story.copies[at].copied.article_id for at in (11, 4)]
    kept = chromium.run("return location.href").split("#")[0] + f"#compare=story,{ids[0]},{ids[1]}"
    chromium.open(kept)
    assert chromium.run(TEXTS) == [story.copies[at].article.text for at in (11, 4)]  # type: ignore[union-attr]


def test_it_sorts(chromium: Chromium, page: Write) -> None:
    story = large_story(ROWS + 20, words=60)
    chromium.open(page(report([story])))
    labels = [f"Outlet {number}" for number in range(ROWS + 20)]
    assert chromium.run(PUBLISHERS) == labels[:ROWS]
    publisher = chromium.driver.find_element("css selector", "[data-sort=publisher]")
    publisher.click()
    assert chromium.run(PUBLISHERS) == sorted(labels, key=str.lower)[:ROWS]
    publisher.click()
    assert chromium.run(PUBLISHERS) == sorted(labels, key=str.lower, reverse=True)[:ROWS]
    state = "return [...document.querySelectorAll('th[aria-sort]')].map(e => [e.textContent, e.ariaSort])"
    assert chromium.run(state) == [["Publisher and title", "descending"]]
    chromium.driver.find_element("css selector", "[data-sort=share]").click()
    shares = chromium.run(
        "return [...document.querySelectorAll('.copies tbody tr')].map(e => Number(e.dataset.share))"
    )
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > shares[-1]
    chromium.driver.find_element("css selector", ".show-more").click()
    assert len(chromium.run(PUBLISHERS)) == ROWS + 20


def test_it_says_where_fields_come_from(chromium: Chromium, page: Write) -> None:
    from selenium.webdriver.common.keys import Keys

    chromium.open(page(report([large_story(3, words=60)])))
    button = chromium.driver.find_elements("css selector", ".to-origins")[1]
    button.click()
    cells = chromium.run(
        "return [...document.querySelectorAll('dialog[open] tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    )
    assert ["publisher", "Outlet 1, outlet-1.example", "open graph", "Outlet 1", "Outlet 1 Ltd"] in cells
    chromium.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert chromium.run("return document.querySelector('dialog').open") is False
    assert chromium.run("return document.activeElement.className") == "to-origins"


def test_hostile_texts_do_nothing(chromium: Chromium, page: Write) -> None:
    evil = "</script><script>window.hacked = 1</script><img src='https://evil.example/x' onerror='hacked = 1'>\u2028"
    fields = {
        "title": evil,
        "publisher": {"name": evil},
        "credit": {"name": evil, "url": "javascript:hacked=1"},
        "url": "javascript:hacked=1",
        "language": '" onmouseover="hacked=1',
        "provenance": {"title": {"method": evil, "raw": evil}},
    }
    story = story_from({"a": draft(f"{evil} {LEFT}", **fields), "b": draft(f"{RIGHT} {evil}", **fields)})
    address = page(report([story]))
    chromium.open(address)
    chromium.run(
        "document.querySelectorAll('[data-sort], .to-compare, .swap, .to-origins').forEach((b) => b.click())"
    )
    assert chromium.run("return window.hacked ?? null") is None
    assert chromium.run("return document.images.length") == 0
    assert evil.split("\u2028")[0] in chromium.run("return document.querySelector('h1').textContent")
    assert f"{evil} {LEFT}" in chromium.run(TEXTS)
    assert chromium.faults() == []
    assert chromium.requests() == [address]


def test_without_scripts_the_page_still_tells(chromium: Chromium, page: Write) -> None:
    chromium.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        chromium.driver.get(page(report([large_story(3, words=60)])))
        text = chromium.driver.find_element("css selector", "main").text
    finally:
        chromium.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "Outlet 2" in text
    assert "This part needs JavaScript" in text
    assert "Swap sides" not in text


def test_stories_of_many_open_one_by_one(chromium: Chromium, page: Write) -> None:
    stories = [
        large_story(3, words=60, seed=seed).model_copy(update={"cluster_id": f"s{seed}"}) for seed in range(4)
    ]
    address = page(report(stories, of="Stories"))
    chromium.open(address)
    assert chromium.run("return document.querySelectorAll('details[open]').length") == 0
    chromium.driver.find_elements("css selector", "summary")[2].click()
    chromium.driver.find_element("css selector", "details[open] [data-sort=publisher]").click()
    assert chromium.run("return document.querySelectorAll('details[open] .side').length") == 2
    chromium.open(f"{address}#compare=%,%E0%A4%A,x")
    assert chromium.run("return document.querySelectorAll('details[open]').length") == 0
    assert chromium.faults() == []
    ids = [one.copied.article_id for one in stories[3].copies]
    chromium.open(f"{address}#compare=s3,{ids[2]},{ids[1]}")
    assert chromium.run("return document.querySelector('details[open]').dataset.of") == "s3"
    assert chromium.run("return document.querySelector('select.left').value") == "2"
    assert chromium.faults() == []


@pytest.mark.parametrize("width", [320, 412])
def test_narrow_screens_scroll_one_way_only(chromium: Chromium, page: Write, width: int) -> None:
    chromium.look(width=width, height=800)
    chromium.open(page(report([large_story(5, words=200)])))
    assert chromium.run("return document.scrollingElement.scrollWidth") <= width
    columns = chromium.run(
        "return getComputedStyle(document.querySelector('.sides')).gridTemplateColumns.split(' ').length"
    )
    assert columns == 1


def test_print_has_every_copy_and_no_button(chromium: Chromium, page: Write) -> None:
    chromium.open(page(report([large_story(ROWS + 5, words=60)])))
    chromium.look(media="print")
    chromium.run("dispatchEvent(new Event('beforeprint'))")
    assert len(chromium.run(PUBLISHERS)) == ROWS + 5
    shown = """return [...document.querySelectorAll('button, select')]
      .filter(one => one.checkVisibility()).map(one => one.textContent)"""
    assert set(chromium.run(shown)) <= {
        "Published",
        "Publisher and title",
        "Beside the canonical text",
        "Credits",
    }
    printed = chromium.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert len(printed) > 10_000
    chromium.run("dispatchEvent(new Event('afterprint'))")
    assert len(chromium.run(PUBLISHERS)) == ROWS


def test_a_keyboard_is_enough(chromium: Chromium, page: Write) -> None:
    from selenium.webdriver import ActionChains
    from selenium.webdriver.common.keys import Keys

    chromium.open(page(report([large_story(4, words=100)])))

    def press(*keys: str) -> None:
        ActionChains(chromium.driver).send_keys(*keys).perform()

    def tab_to(selector: str) -> None:
        for _ in range(40):
            press(Keys.TAB)
            assert chromium.run("return getComputedStyle(document.activeElement).outlineStyle") != "none"
            if chromium.run("return document.activeElement.matches(arguments[0])", selector):
                return
        raise AssertionError(f"{selector} is not reached")

    press(Keys.TAB)
    assert chromium.run("return document.activeElement.className") == "skip"
    tab_to("[data-sort=publisher]")
    press(Keys.ENTER)
    press(Keys.ENTER)
    assert chromium.run(PUBLISHERS) == ["Outlet 3", "Outlet 2", "Outlet 1", "Outlet 0"]
    tab_to("tr[data-copy='2'] .to-compare")
    press(Keys.ENTER)
    state = "return ['left', 'right'].map(side => document.querySelector(`select.${side}`).value)"
    assert chromium.run(state) == ["0", "2"]
    assert chromium.run("return document.activeElement.className") == "right"
    press(Keys.ARROW_DOWN)
    assert chromium.run(state) == ["0", "3"]
    assert "Outlet 3" in chromium.run("return document.querySelector('.side:nth-child(2) h3').textContent")
