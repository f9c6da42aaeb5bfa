"""What everybody needs of the pages, as axe-core checks it: contrast, labels, names, order; light, dark and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from selenium.webdriver.support.wait import WebDriverWait

from copydesk.browse.server import Browser
from copydesk.report.page import report
from tests.browser.conftest import Chromium
from tests.unit.report.stories import large_story

LOOKS = [{"dark": False}, {"dark": True}, {"width": 360}]


@pytest.mark.parametrize("looks", LOOKS, ids=["light", "dark", "narrow"])
def test_a_story(chromium: Chromium, page: Callable[[str], str], looks: dict[str, int]) -> None:
    chromium.look(**looks)
    chromium.open(page(report([large_story(8, words=150)])))
    assert chromium.violations() == []
    chromium.driver.find_element("css selector", ".to-origins").click()
    assert chromium.violations() == []


def test_several_stories(chromium: Chromium, page: Callable[[str], str]) -> None:
    stories = [
        large_story(3, words=60, seed=seed).model_copy(update={"cluster_id": f"s{seed}"}) for seed in range(3)
    ]
    chromium.open(page(report(stories, of="Stories")))
    chromium.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert chromium.violations() == []


def test_pages_of_a_stack(chromium: Chromium, seeds: Browser) -> None:
    """Every kind of page, and that none of them asks anybody else or writes a fault."""
    entry = next(one for one in seeds.desk.feed("2023-03-14"))
    rejected = seeds.desk.outcome("pixel.png").updated_at.date()
    paths = [
        "",
        "day/2023-03-14",
        "day/undated",
        f"cluster/{entry.cluster_id}",
        f"article/{entry.canonical.article_id}",
        "articles?facet=publisher&value=The+Skerry+Dispatch",
        f"outcomes/rejected/{rejected}",
        "object?key=pixel.png",
    ]
    for number, path in enumerate(paths):
        chromium.look(dark=bool(number % 2))
        chromium.open(seeds.address + path)
        assert chromium.violations() == [], path
        assert chromium.faults() == [], path
        assert {one for one in chromium.requests() if not one.startswith(seeds.address)} == set(), path
        chromium.look(width=360)
        assert chromium.run("return document.scrollingElement.scrollWidth") <= 360, path


def test_a_reader_finds_the_way_from_the_first_page_to_two_copies(chromium: Chromium, seeds: Browser) -> None:
    chromium.open(seeds.address)
    find = chromium.driver.find_element

    def arrived(page: str) -> None:
        # Who looks too early finds elements of the page before, which have gone when they are clicked.
        WebDriverWait(chromium.driver, 10).until(lambda driver: f"/{page}" in driver.current_url)

    find("css selector", "#value").send_keys("the skerry dispatch\n")
    arrived("articles?")
    find("partial link text", "Battery ferries").click()
    arrived("article/")
    find("partial link text", "Its story").click()
    arrived("cluster/")
    assert find("css selector", "h1").text.startswith("Battery ferries")
    assert len(chromium.driver.find_elements("css selector", ".side")) == 2
    assert chromium.faults() == []
