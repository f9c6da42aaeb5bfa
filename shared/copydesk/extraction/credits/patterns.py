"""The rules of credits and signatures, patterns (../rules) and functions alike, and the phrases that they find."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from copydesk.extraction.credits.own import Context
from copydesk.extraction.credits.phrase import Kind, Names, Phrase
from copydesk.extraction.credits.sources import accepted
from copydesk.extraction.document import Document
from copydesk.extraction.phrases import every, fold
from copydesk.extraction.rules import Place, Rule, rules
from copydesk.extraction.rules.record import Test

# Of a dateline's place, and twice as many with its date.
MAX_PLACE_WORDS = 4

Finder: TypeAlias = Callable[[Document, int], Iterator[Phrase]]

_CREDITS, _SIGNATURES = rules("credits"), rules("signatures")
_FINDERS: dict[str, Finder] = {}


def phrases(document: Document, number: int, place: Place | None, *, signed: bool = True) -> Iterator[Phrase]:
    """What the rules find in a line that stands at a place; `signed` says that it may hold a signature."""
    for rules_ in (_CREDITS, _SIGNATURES) if signed else (_CREDITS,):
        for rule in rules_.fired(document, number, place):
            yield from _FINDERS[rule.id](document, number)


def labels(document: Document, number: int) -> Iterator[Phrase]:
    """What a line labels as a source, wherever it stands."""
    yield from _FINDERS["credit-label"](document, number)


def finder(**record: Any) -> Callable[[Finder], Finder]:
    """Make a function that finds phrases in a line a rule of signatures; `record` is as of `Rule`."""

    def registered(find: Finder) -> Finder:
        _SIGNATURES.all.append(Rule(purpose="signatures", test=_judged(record["id"], find), **record))
        return find

    return registered


def _judged(rule_id: str, find: Finder) -> Test:
    """Whether a phrase that a rule finds can be the credit."""
    _FINDERS[rule_id] = find
    return lambda document, number: any(accepted(phrase, Context()) for phrase in find(document, number))


def _by_pattern(rule: Rule) -> Finder:
    kind_, accepts = rule.effect.split()
    kind = Kind[kind_.upper()]

    def find(document: Document, number: int) -> Iterator[Phrase]:
        match = rule.find and rule.find(document, number)
        groups = match.groupdict() if match else {}
        if match and ("place" not in groups or is_place(groups["place"])):
            line = document.lines[number]
            before = groups.get("place", groups.get("before", match.string[: match.start("name")]))
            raw = match[0].strip(' .!?"”»') if kind in {Kind.END, Kind.DATELINE} else line.text
            alone = len(match[0]) >= len(line.text.rstrip())
            yield Phrase(groups["name"], raw, kind, Names(accepts), number, line.links, before, alone)

    return find


def is_place(text: str) -> bool:
    """A dateline's place or date: "MOSCOW", "Berlin, 12. Januar"; not the start of a sentence."""
    words = re.split(r"[,\d]", re.sub(r"[\[\]]", "", text))[0].split()
    if not words:
        return any(c.isdigit() for c in text)
    if len(words) > MAX_PLACE_WORDS or len(text.split()) > 2 * MAX_PLACE_WORDS:
        return False
    small = [word for word in words[1:] if word[:1].islower()]
    return (
        (not words[0][:1].islower() or any(c.isdigit() for c in text))
        and len(small) <= 1
        and all(len(word) <= 10 for word in small)
        and fold(words[0]) not in every("stop_words")
    )


for _rules in (_CREDITS, _SIGNATURES):
    _rules.all[:] = [replace(rule, test=_judged(rule.id, _by_pattern(rule))) for rule in _rules.all]
