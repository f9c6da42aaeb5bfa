"""`copydesk extract --explain`: why each article of a file came out as it did, at 80 columns or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from copydesk.cli.terminal import USUAL, json_text, put, visible
from copydesk.extraction.explaining import ExplainedCandidate, ExplainedLine, Explanation

# Columns of the names of fields, and of roles and rules.
NAME, ROLE, RULE = 14, 10, 26
# Candidates of a field that are shown; JSON has them all.
MAX_SHOWN = 4


def explain(path: Path, *, as_json: bool) -> None:
    """Print the explanation of a file's articles.

    Raises:
        OSError: the file cannot be read.
    """
    from copydesk.extraction.extract import explanations  # slow to import, and no other command needs it

    for one in explanations(path.read_bytes()):
        if as_json:
            put(json_text({"key": str(path), **one.model_dump(mode="json")}))
        else:
            for line in rendered(str(path), one):
                put(line)


def rendered(key: str, one: Explanation) -> Iterator[str]:
    """The lines of an explanation, none wider than 80 columns."""
    yield _cut(f"{visible(key)}, article {one.position}: {one.outcome}")
    if one.fields:
        yield "\nFields: what was chosen, where it stood; then what lost to it"
        for name, candidates in one.fields.items():
            yield from _field(name, candidates)
    if one.lines:
        yield "\nLines: + is in the article's text"
        ruled = any(line.rule for line in one.lines)
        yield from (_line(number, line, ruled=ruled) for number, line in enumerate(one.lines, 1))
    yield ""


def _field(name: str, candidates: tuple[ExplainedCandidate, ...]) -> Iterator[str]:
    chosen, *others = candidates
    yield _cut(f"  {name:<{NAME}}{_shown(chosen)}")
    yield _cut(f"  {'':<{NAME}}by {visible(chosen.method)}: {visible(chosen.raw)}")
    for other in others[: MAX_SHOWN - 1]:
        yield _cut(f"  {'':<{NAME}}not {visible(other.method)}: {_shown(other)}")
    if len(others) >= MAX_SHOWN:
        yield f"  {'':<{NAME}}and {len(others) - MAX_SHOWN + 1} more"


def _shown(candidate: ExplainedCandidate) -> str:
    value = candidate.value
    if isinstance(value, dict):
        value = ", ".join(map(str, value.values()))
    return visible(", ".join(map(str, value)) if isinstance(value, list | tuple) else value)


def _line(number: int, line: ExplainedLine, *, ruled: bool) -> str:
    mark = "+" if line.kept else " "
    return _cut(
        f"{number:>4} {mark} {line.role:<{ROLE}}{_fit(line.rule, RULE) if ruled else ''} {visible(line.text)}"
    )


def _fit(text: str, columns: int) -> str:
    return f"{text[: columns - 1]}…" if len(text) > columns else f"{text:<{columns}}"


def _cut(text: str) -> str:
    return text if len(text) <= USUAL else f"{text[: USUAL - 1]}…"
