"""Rules by purpose: `rules("captions")` tells captions. They stand in this folder's TOML files; each has its reason, an
example on which it fires, and one that it spares. What no pattern can say is a function beside the code that asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from copydesk.extraction.document import Document, Line
from copydesk.extraction.rules.data import TESTS, read
from copydesk.extraction.rules.record import Place, Rule, Test


class RuleSet:
    """The rules of one purpose, in the order of its file."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self.all = list(read(purpose))
        self._in: dict[str | None, list[Rule]] = {}
        self.left_out: str | None = None
        self.counts: Counter[str] | None = None
        """How often each rule fired, while somebody counts (`counting`)."""

    def fired(self, document: Document, number: int, place: Place | None = None) -> Iterator[Rule]:
        """The rules that hold of a line of a document, in order."""
        for rule in self._of(document.language):
            if rule.id != self.left_out and rule.holds(document, number, place):
                if self.counts is not None:
                    self.counts[rule.id] += 1
                yield rule

    def first(self, document: Document, number: int, place: Place | None = None) -> Rule | None:
        """The first rule that holds of a line."""
        if self.counts is None and self.left_out is None:
            for one in self._of(document.language):
                if one.holds(document, number, place):
                    return one
            return None
        return next(self.fired(document, number, place), None)

    def _of(self, language: str | None) -> list[Rule]:
        """The rules that may hold in a language: most are of one alone."""
        if language not in self._in:
            self._in[language] = [
                one for one in self.all if language is None or one.language in {None, language}
            ]
        return self._in[language]

    def score(self, document: Document, number: int, place: Place | None = None) -> float:
        """The sum of the weights of the rules that hold of a line."""
        return sum(rule.weight for rule in self.fired(document, number, place))

    def first_of(self, line: Line, place: Place | None = None, language: str | None = None) -> Rule | None:
        """The first rule that holds of a line that is looked at by itself."""
        return self.first(Document((line,), language), 0, place)


_SETS: dict[str, RuleSet] = {}


def rules(purpose: str) -> RuleSet:
    """The rules of a purpose."""
    if purpose not in _SETS:
        _SETS[purpose] = RuleSet(purpose)
    return _SETS[purpose]


def registered() -> set[str]:
    """The purposes that somebody has asked for."""
    return set(_SETS)


def rule(id: str) -> Callable[[Test], Test]:  # noqa: A002 - as in the files
    """Make a function of a document and a line's number the test of a rule of the files that has no pattern."""

    def registered(test: Test) -> Test:
        TESTS[id] = test
        return test

    return registered


@contextmanager
def leaving_out(left_out: Rule) -> Iterator[None]:
    """Within it, all is judged as if there were no such rule: for evaluation, in one thread."""
    rules(left_out.purpose).left_out = left_out.id
    try:
        yield
    finally:
        rules(left_out.purpose).left_out = None


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Within it, count how often each rule fires: likewise."""
    counts: Counter[str] = Counter()
    for one in _SETS.values():
        one.counts = counts
    try:
        yield counts
    finally:
        for one in _SETS.values():
            one.counts = None


__all__ = ["Place", "Rule", "RuleSet", "counting", "leaving_out", "registered", "rule", "rules"]
