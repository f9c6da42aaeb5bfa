"""Text that machines read or write: programs, logs, tables. Their comments and messages are prose, but no news."""

from __future__ import annotations

import re
from collections import Counter

# The first lines tell.
MOST_LINES = 3000
FEWEST_LINES = 10
LONGEST_LINE = 300  # characters
# Of a text's lines. Python's standard library has .4 and more in every module but one; text dumps of 383 news pages
# have .3 at most.
CODE_SHARE = 0.4
STAMPED_SHARE = 0.7
TABLE_SHARE = 0.9
FEWEST_SEPARATORS = 2

_CODE = re.compile(
    r"[{};,(\[]\s*$|[)\]\"']:\s*$|\w\([^()]*\)\s*;?$|^[\w.]+\(|^\s*</?\w[^>]*>\s*$"
    r"|^\s*(?:#include|//|/\*|\*/|}|\)|\])|^\s*[\w.\[\]'\"]+\s*[-+*/|]?=\s*\S"
    r"|^\s*(?:def|class|import|from\s\S+\simport|return|function|var|let|const|public|private|static|elif|else|try|"
    r"except|if|for|while|raise|with|assert|yield|pass|@\w+)\b.*[:;)\w\]]$"
)
_STAMP = re.compile(r"\W{0,2}(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d{1,2}[ /][A-Z][a-z]{2}[ /]\d{4}[ :]\d\d:\d\d)")


def is_machine_text(text: str) -> bool:
    """Whether a text is a program, a log or a table, by the shapes of its lines."""
    lines = [line[:LONGEST_LINE] for line in text.split("\n", MOST_LINES)[:MOST_LINES] if line.strip()]
    if len(lines) < FEWEST_LINES:
        return False
    if sum(_STAMP.match(line) is not None for line in lines) >= STAMPED_SHARE * len(lines):
        return True
    if any(_is_table(lines, separator) for separator in "\t;,|"):
        return True
    return sum(_CODE.search(line) is not None for line in lines) >= CODE_SHARE * len(lines)


def _is_table(lines: list[str], separator: str) -> bool:
    counts = Counter(line.count(separator) for line in lines)
    columns, rows = counts.most_common(1)[0]
    return columns >= FEWEST_SEPARATORS and rows >= TABLE_SHARE * len(lines)
