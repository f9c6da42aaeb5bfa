"""How large and how fast pages are, as docs/report.md states; and the pictures of the README."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copydesk.browse.server import Browser
from copydesk.browse.stories import story
from copydesk.report.page import report
from local.template import ROOT
from tests.browser.conftest import SHOTS, Chromium
from tests.unit.report.stories import large_story

# Of a page of 1,000 copies, from the beginning of its load until it is drawn and its scripts have run.
USABLE_MILLISECONDS = 1000
TRIES = 3  # the best counts: the machine does other things too
MOST_BYTES = 300_000
MOST_PICTURE_BYTES = 180_000

CLICK = """const [selector, done] = arguments; const began = performance.now();
document.querySelector(selector).click();
requestAnimationFrame(() => setTimeout(() => done(performance.now() - began), 0));"""


def test_a_page_of_a_thousand_copies_is_usable_within_a_second(
    chromium: Chromium, page: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    document = report([large_story(1000)])
    address = page(document)
    opened, sorted_, compared = [], [], []
    for _ in range(TRIES):
        chromium.open(address)
        loaded = chromium.run("return performance.getEntriesByType('navigation')[0].loadEventEnd")
        painted = chromium.run(
            "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
        )
        opened.append(max(loaded, painted))
        run = chromium.driver.execute_async_script
        sorted_.append(run(CLICK, "[data-sort=share]"))
        compared.append(run(CLICK, ".to-compare"))
        assert chromium.faults() == []
    with capsys.disabled():
        print(
            f"\n1,000 copies of 600 words: {len(document.encode()) / 1e6:.1f} MB; usable after {min(opened):.0f} ms, "
            f"sorted in {min(sorted_):.0f} ms, two copies side by side in {min(compared):.0f} ms"
        )
    assert min(opened) <= USABLE_MILLISECONDS
    assert min(sorted_) <= USABLE_MILLISECONDS
    assert min(compared) <= USABLE_MILLISECONDS


def test_a_page_of_fifty_copies_is_small(capsys: pytest.CaptureFixture[str]) -> None:
    size = len(report([large_story(50)]).encode())
    with capsys.disabled():
        print(f"\n50 copies of 600 words: {size / 1000:.0f} kB")
    assert size <= MOST_BYTES


def test_the_pictures_of_the_readme(chromium: Chromium, page: Callable[[str], str], seeds: Browser) -> None:
    """`make screenshots` has them written to docs/images; those that are there are small, and as large as today's."""
    entry = next(one for one in seeds.desk.feed("2023-03-14"))
    chromium.look(width=1040, height=660)
    chromium.driver.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    chromium.open(page(report([story(seeds.desk, entry.cluster_id)])))
    SHOTS.mkdir(parents=True, exist_ok=True)
    pictures = {"story": "main", "side-by-side": ".compare"}
    for name, selector in pictures.items():
        chromium.run("document.querySelector(arguments[0]).scrollIntoView()", selector)
        assert chromium.driver.save_screenshot(str(SHOTS / f"{name}.png"))
    for name in pictures:
        kept, taken = (folder / f"{name}.png" for folder in (ROOT / "docs" / "images", SHOTS))
        assert png_size(kept.read_bytes()) == png_size(taken.read_bytes())
        assert kept.stat().st_size <= MOST_PICTURE_BYTES


def png_size(data: bytes) -> tuple[int, int]:
    """Pixels, from a PNG's header."""
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
