"""docs/events.md says of the events what is so."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from copydesk.events import EVENTS, Event
from local.stream_source import matches_any
from local.template import ROOT

PAGE = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", EVENTS)
def test_every_field_is_named(kind: type[Event]) -> None:
    (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| [{kind.__name__}]"))
    fields = set(kind.model_fields) - set(Event.model_fields)
    assert fields <= set(re.findall(r"`(\w+)`", row.split("|")[3]))
    (sample,) = re.findall(r"\(\.\./(events/delivered/\w+\.json)\)", row)
    assert (ROOT / sample).is_file()


def test_the_rule_takes_what_it_is_for() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    rule: dict[str, Any] = yaml_parse(block)["Resources"]["RepublicationsRule"]["Properties"]
    samples = {
        path.stem: json.loads(path.read_text()) for path in (ROOT / "events" / "delivered").glob("*.json")
    }
    taken = {name for name, sample in samples.items() if matches_any(sample, [rule["EventPattern"]])}
    assert taken == {"CopyFound"}
