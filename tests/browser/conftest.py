"""A real Chromium without a network, and pages for it. `make browser` runs these tests; `make test` does not."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from moto import mock_aws

from local.template import ROOT

# Nothing here is collected unless it is asked for: it needs Chromium, its driver, selenium and axe-core.
if os.environ.get("COPYDESK_BROWSER") != "1":
    collect_ignore_glob = ["test_*.py"]

AXE = ROOT / ".cache" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / os.environ.get("COPYDESK_SCREENSHOTS", ".cache/browser")

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",  # of root, which a container's user is
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class Chromium:
    """One browser, with what the tests ask of it."""

    def __init__(self) -> None:
        from selenium import webdriver

        binary = shutil.which("chromium") or shutil.which("google-chrome")
        driver = shutil.which("chromedriver")
        assert binary, "no Chromium: apt install chromium"
        assert driver, "no driver of Chromium: apt install chromium-driver"
        options = webdriver.ChromeOptions()
        options.binary_location = binary
        for one in ARGUMENTS:
            options.add_argument(one)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
        self.driver.set_script_timeout(60)
        self.driver.implicitly_wait(10)  # for what a click loads

    def look(self, *, width: int = 1280, height: int = 900, dark: bool = False, media: str = "") -> None:
        """Set the window, the colours and the medium of what is opened."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [scheme]})

    def open(self, address: str) -> None:
        """Open an address anew; what was logged before is forgotten."""
        self.driver.get("about:blank")
        self.faults()
        self.requests()
        self.driver.get(address)

    def run(self, script: str, *arguments: object) -> Any:
        """What a script in the page returns."""
        return self.driver.execute_script(script, *arguments)

    def faults(self) -> list[str]:
        """What the console was told since last time: errors of scripts, of the policy, of what was not found."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """What was asked for since last time, other than documents in the page itself."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [one["params"] for one in messages if one["method"] == "Network.requestWillBeSent"]
        return [one["request"]["url"] for one in sent if not one["request"]["url"].startswith("data:")]

    def violations(self) -> list[str]:
        """What axe-core finds fault with: contrast, labels, order, names."""
        self.run(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script("axe.run(document).then(arguments[0], arguments[0])")
        return [
            f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:3]}"
            for one in found["violations"]
        ]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    running = Chromium()
    try:
        yield running
    finally:
        running.driver.quit()


@pytest.fixture(autouse=True)
def usual_looks(request: pytest.FixtureRequest) -> None:
    if "chromium" in request.fixturenames:
        request.getfixturevalue("chromium").look()


@pytest.fixture
def page(tmp_path: Path) -> Callable[[str], str]:
    """A document to the address of a file that holds it."""

    def write(document: str) -> str:
        path = tmp_path / "page.html"
        path.write_text(document, encoding="utf-8")
        return path.as_uri()

    return write


@pytest.fixture(scope="session")
def seeds() -> Iterator[Any]:
    """The pages of a stack that holds the files of seeds/, as `make browse` serves them."""
    from copydesk.browse.server import Browser
    from copydesk.client import lists
    from tests.pipelines import Pipeline

    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        patch.setattr(lists, "LAG_SECONDS", -1.0)
        pipeline = Pipeline(patch, keys=24)
        for path in sorted(one for one in (ROOT / "seeds").iterdir() if one.is_file()):
            pipeline.run(pipeline.put(path.name, path.read_bytes()))
        with Browser(pipeline.desk, port=0) as server:
            thread = Thread(target=server.serve_forever)
            thread.start()
            yield server
            server.shutdown()
            thread.join()
