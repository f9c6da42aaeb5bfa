"""The lines of a text file, plain or gzipped, in any encoding that a mark tells: streamed, each of bounded length."""

from __future__ import annotations

import codecs
import gzip
import io
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Characters of a line. An article that `extract` prints has at most about six million.
MAX_LINE = 24_000_000

GZIP_MAGIC = b"\x1f\x8b"

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class DamagedFile(Exception):
    """A compressed file is cut short or damaged; what stands before that was read."""


class TooLongLine:
    """Stands for a line of more than `MAX_LINE` characters, which is passed over."""


class Remnant(str):
    """What is left of the line in which a damaged file breaks off; all, where only the end of the file is lost."""

    __slots__ = ()


@contextmanager
def local_copy(path: Path) -> Iterator[Path]:
    """A file that can be read again: the path itself, or a copy of a pipe or (`-`) of standard input."""
    if path.is_file():
        yield path
        return
    with tempfile.NamedTemporaryFile() as copy:
        if str(path) == "-":
            shutil.copyfileobj(sys.stdin.buffer, copy)
        else:
            with path.open("rb") as pipe:
                shutil.copyfileobj(pipe, copy)
        copy.flush()
        yield Path(copy.name)


def numbered_lines(path: Path) -> Iterator[tuple[int, str | TooLongLine]]:
    """The lines that are not blank, each with its number from 1. A byte that is wrong costs one character.

    Raises:
        DamagedFile: after the last line before the damage.
        OSError: the file cannot be read (any more).
    """
    number = 0
    with path.open("rb") as stored:
        content = _UntilDamage(stored) if stored.peek(2).startswith(GZIP_MAGIC) else None
        for number, line in enumerate(_lines(io.BufferedReader(content) if content else stored), start=1):
            broken = content is not None and content.damage and isinstance(line, str) and line[-1] != "\n"
            if isinstance(line, TooLongLine) or line.strip():
                yield number, Remnant(line) if broken else line
        if content is not None and content.damage:
            raise DamagedFile(f"line {number or 1}: the file is {content.damage} from here on")


def _lines(content: io.BufferedReader) -> Iterator[str | TooLongLine]:
    head = content.peek(4)
    encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8-sig")
    # Line ends of every system; not those that only Unicode knows, which texts hold.
    text = io.TextIOWrapper(content, encoding, errors="replace", newline=None)
    while line := text.readline(MAX_LINE):
        if len(line) < MAX_LINE or line.endswith("\n"):
            yield line
            continue
        while line and not line.endswith("\n"):
            line = text.readline(MAX_LINE)
        yield TooLongLine()


class _UntilDamage(io.RawIOBase):
    """What a gzip stream unpacks to, up to where it is damaged."""

    def __init__(self, stored: io.BufferedReader) -> None:
        self.damage = ""
        self._packed = gzip.GzipFile(fileobj=stored)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.damage:
            return 0
        try:
            data = self._packed.read1(len(buffer))
        except EOFError:
            self.damage = "cut short"
        except (zlib.error, gzip.BadGzipFile):
            self.damage = "damaged"
        else:
            buffer[: len(data)] = data
            return len(data)
        return 0
