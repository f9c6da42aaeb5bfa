"""Every rule of extraction, whatever file or module it stands in."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.resources import files

import copydesk.extraction
from copydesk.extraction.document import Document, Line
from copydesk.extraction.rules import Rule, registered, rules
from copydesk.extraction.rules.record import example


def every_rule() -> list[Rule]:
    """All rules, by purpose: those of files, and those that modules add when they are imported."""
    for module in pkgutil.walk_packages(copydesk.extraction.__path__, f"{copydesk.extraction.__name__}."):
        import_module(module.name)
    folder = files("copydesk.extraction.rules")
    named = {file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")}
    return [rule for purpose in sorted(named | registered()) for rule in rules(purpose).all]


def fires(rule: Rule, text: str) -> bool:
    """Whether a rule holds of the line that an example means, at the rule's own place and in its language."""
    lines, number = example(text)
    document = Document(tuple(map(Line.of, lines)), rule.language)
    return rule.holds(document, number, rule.place)
