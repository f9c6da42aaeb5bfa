"""Why an article came out as it did: every line with its role and the rule that gave it, every field's candidates.

Extraction tells what it decides to whoever listens; without a listener, telling costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field

from copydesk.article import Record
from copydesk.extraction.evidence import Resolved


class ExplainedLine(Record):
    """A line of the document, as it was read."""

    text: str
    role: str
    """What it was taken for."""
    rule: str = ""
    """The id of the rule that gave the role, where it was one."""
    kept: bool
    """Whether it is part of the article's text."""


class ExplainedCandidate(Record):
    """A value that some rule found for a field."""

    value: Any
    method: str
    raw: str


class Explanation(Record):
    """Of one article position: its outcome, its lines in order, and the candidates of each field, the chosen first."""

    position: int
    outcome: str
    lines: tuple[ExplainedLine, ...] = ()
    fields: dict[str, tuple[ExplainedCandidate, ...]] = Field(default_factory=dict)


@dataclass
class Heard:
    """What was told while somebody listened: the last of each is what the article was made of."""

    lines: tuple[ExplainedLine, ...] = ()
    fields: Mapping[str, Resolved[Any]] = field(default_factory=dict)


_LISTENER: ContextVar[Heard | None] = ContextVar("listener", default=None)


@contextmanager
def listening() -> Iterator[Heard]:
    """Within it, what extraction tells is heard."""
    heard = Heard()
    token = _LISTENER.set(heard)
    try:
        yield heard
    finally:
        _LISTENER.reset(token)


def tell_lines(lines: Callable[[], Iterable[ExplainedLine]]) -> None:
    """Tell the lines of a document; they are made only where somebody listens."""
    if (heard := _LISTENER.get()) is not None:
        heard.lines = tuple(lines())


def tell_fields(fields: Mapping[str, Resolved[Any]]) -> None:
    """Tell what was decided of each field."""
    if (heard := _LISTENER.get()) is not None:
        heard.fields = fields


def explanation(
    position: int, outcome: str, heard: Heard, article: Mapping[str, Any] | None = None
) -> Explanation:
    """What was heard of one article position, whose chosen values are shown as the `article` came to have them."""
    fields = {}
    for name, resolved in heard.fields.items():
        shown = [
            ExplainedCandidate(value=_plain(one.value), method=one.method, raw=one.raw)
            for one in resolved.candidates
        ]
        if shown and article is not None and name in article:
            shown[0] = shown[0].model_copy(update={"value": article[name]})
        if shown:
            fields[name] = tuple(shown)
    return Explanation(position=position, outcome=outcome, lines=heard.lines, fields=fields)


def _plain(value: object) -> object:
    return value.model_dump(mode="json", exclude_none=True) if isinstance(value, BaseModel) else value
