"""Text for terminals: the one place that what comes from articles goes through before people see it.

Titles, keys and addresses are whatever somebody wrote. Control characters in them would move the cursor, rename the
window or turn a line around; here they become visible escapes. JSON keeps every character, escaped as JSON escapes.
"""

from __future__ import annotations

import json
import os
import re
import sys
import textwrap
from typing import TextIO

# Controls that print nothing and change how other text shows: C0, DEL and C1; marks, embeddings, overrides and isolates
# of direction; separators of lines and paragraphs; other invisible formats and tags. Joiners stay: words need them.
_CONTROLS = (
    "\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
)
_CONTROL = re.compile(f"[\x00-\x1f{_CONTROLS}]")
_CONTROL_IN_JSON = re.compile(f"[{_CONTROLS}]")  # there are no others: JSON escapes C0 itself

# Columns of what is no terminal, such as a pipe: nothing is ever broken into lines there.
UNBOUNDED = sys.maxsize
# Columns of a terminal that does not know its own.
USUAL = 80


def visible(text: object) -> str:
    """A value on one line, as anybody may see it: control characters as escapes such as `\\x1b`, `\\u202e`, `\\n`."""
    return _CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode(), str(text))


def say(text: object, *, to: TextIO | None = None) -> None:
    """Print a value on one line, visible whole; to standard output unless told."""
    put(visible(text), to=to)


def put(line: str, *, to: TextIO | None = None) -> None:
    """Print a line made of what is visible already. What the stream's encoding cannot hold, it shows as escapes."""
    stream = to or sys.stdout
    encoding = stream.encoding or "utf-8"
    print(line.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def say_prose(text: str, *, indent: str = "") -> None:
    """Print running text, broken between words where the terminal ends."""
    for line in wrapped(visible(" ".join(text.split())), width() - len(indent)):
        put(indent + line)


def json_text(value: object, *, indent: int | None = None) -> str:
    """A value as JSON that is exact, that standard output's encoding holds, and that no terminal takes for commands."""
    unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    text = json.dumps(value, ensure_ascii=not unicode, indent=indent)
    return _CONTROL_IN_JSON.sub(lambda match: json.dumps(match[0])[1:-1], text)


def width() -> int:
    """Columns of the terminal that standard output is, or `UNBOUNDED`."""
    if not sys.stdout.isatty():
        return UNBOUNDED
    told = os.environ.get("COLUMNS", "")
    return int(told) if told.isdecimal() else os.get_terminal_size(sys.stdout.fileno()).columns or USUAL


def wrapped(text: str, columns: int) -> list[str]:
    """A text in lines, broken at white space only, so that an id or an address is whole; at least one line."""
    if columns >= UNBOUNDED // 2:
        return [text]
    return textwrap.wrap(text, max(1, columns), break_long_words=False, break_on_hyphens=False) or [""]
