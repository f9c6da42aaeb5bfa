"""Invented series that fill one template with other numbers and names: look alike, are never copies.

The texts are in copies_templates.txt: first what each kind of blank may hold, then templates under their names.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

# <low..high> is any whole number between them; <kind 1> one of a kind, the same wherever it recurs.
_BLANK = re.compile(r"<(?:(-?\d+)\.\.(\d+)|([a-z]+)(?: \d+)?)>")

_HEAD, *_PARTS = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split("== ")
_KINDS = {
    kind: " ".join(values.split()).split("; ")
    for kind, values in re.findall(r"^([a-z]+): (.*(?:\n .*)*)", _HEAD, re.MULTILINE)
}
TEMPLATES = {name: text.strip() for name, _, text in (part.partition("\n") for part in _PARTS)}


def fill(template: str, source: random.Random) -> str:
    """The template with every blank filled."""
    filled: dict[str, str] = {}

    def blank(match: re.Match[str]) -> str:
        low, high, kind = match.groups()
        if not kind:
            return str(source.randint(int(low), int(high)))
        if match[0] not in filled:
            left = [choice for choice in _KINDS[kind] if choice not in filled.values()]
            filled[match[0]] = source.choice(left)
        return filled[match[0]]

    return _BLANK.sub(blank, template)
