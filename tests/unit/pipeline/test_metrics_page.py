"""docs/operations.md says what every metric counts."""

from __future__ import annotations

import re

from copydesk.pipeline.effects import Effect
from local.template import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")
SOURCES = [*(ROOT / "functions").glob("*/app.py"), ROOT / "shared" / "copydesk" / "pipeline" / "telemetry.py"]


def row(name: str) -> str:
    """The row of a metric."""
    (found,) = (line for line in PAGE.splitlines() if re.match(rf"\|[^|]*`{re.escape(name)}`[^|]*\|", line))
    return found


def test_every_metric_is_in_the_table() -> None:
    texts = [path.read_text("utf-8") for path in SOURCES]
    names = {name for text in texts for name in re.findall(r"""add_metric\(\s*name="([\w:]+)""", text)}
    assert {"objects:announced", "record:failed", "learn:share"} <= names
    for name in names:
        row(name)


def test_every_effect_of_a_message_is_said() -> None:
    assert set(re.findall(r"`(\w+)`", row("article:EFFECT"))) == set(Effect)
