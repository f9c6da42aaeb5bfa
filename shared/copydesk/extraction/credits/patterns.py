"""The rules of credits and signatures, patterns (../rules) and functions alike, and the phrases that they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from copydesk.extraction.credits.own import Context
from copydesk.extraction.credits.phrase import Kind, Names, Phrase
from copydesk.extraction.credits.sources import accepted
from copydesk.extraction.document import Document
from copydesk.extraction.rules import Place, Rule, rules

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


def finder(*, id: str, reason: str, fires: str, spares: str, place: Place) -> Callable[[Finder], Finder]:  # noqa: A002
    """Make a function that finds phrases in a line a rule of signatures; `Rule` describes the arguments."""

    def registered(find: Finder) -> Finder:
        _SIGNATURES.all.append(
            _judged(Rule(id, "signatures", reason, _never, fires, spares, place=place), find)
        )
        return find

    return registered


def _never(_document: Document, _number: int) -> bool:
    return False


def _judged(rule: Rule, find: Finder) -> Rule:
    """A rule that holds where a phrase of it can be the credit."""
    _FINDERS[rule.id] = find

    def test(document: Document, number: int) -> bool:
        return any(accepted(phrase, Context()) for phrase in find(document, number))

    return replace(rule, test=test)


def _by_pattern(rule: Rule) -> Finder:
    kind, accepts = rule.effect.split()

    def find(document: Document, number: int) -> Iterator[Phrase]:
        if match := rule.find and rule.find(document, number):
            line, groups = document.lines[number], match.groupdict()
            before = groups.get("place") or match.string[: match.start("name")]
            raw = match[0].strip(' .!?"”»') if kind in {Kind.END, Kind.DATELINE} else line.text
            alone = len(match[0]) >= len(line.text.rstrip())
            yield Phrase(groups["name"], raw, Kind(kind), Names(accepts), number, line.links, before, alone)

    return find


for _rules in (_CREDITS, _SIGNATURES):
    _rules.all[:] = [_judged(rule, _by_pattern(rule)) for rule in _rules.all]
