"""A stream of bytes seen through a window: as much of it is held as its reader asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Self

# Bytes that are passed over at once.
_STEP = 1 << 20


class Window:
    """The bytes of a stream from where its reader stands; what was dropped is gone.

    Args:
        pieces: the stream, in pieces of any size.
    """

    def __init__(self, pieces: Iterator[bytes | memoryview]) -> None:
        self.data = bytearray()
        self.position = 0
        """Bytes that were dropped."""
        self._pieces = pieces

    @classmethod
    def over(cls, data: bytes) -> Self:
        """Bytes that are held elsewhere."""
        view = memoryview(data)
        return cls(view[at : at + _STEP] for at in range(0, len(view), _STEP))

    def fill(self, size: int) -> bool:
        """Hold at least so many bytes; False where the stream has fewer left, which are held then."""
        while len(self.data) < size:
            piece = next(self._pieces, None)
            if piece is None:
                return False
            self.data += piece
        return True

    def drop(self, size: int) -> None:
        """Go forward by so many bytes, or all that are held."""
        self.position += min(size, len(self.data))
        del self.data[:size]

    def take(self, size: int) -> bytes:
        """The next bytes, at most so many, which are dropped."""
        self.fill(size)
        taken = bytes(self.data[:size])
        self.drop(size)
        return taken

    def skip_to(self, mark: bytes) -> bool:
        """Go forward to where some bytes stand next; False where they do not, and the stream has ended."""
        return self.search(re.compile(re.escape(mark)), len(mark))

    def search(self, pattern: re.Pattern[bytes], longest: int) -> bool:
        """Go forward to the next match of a pattern, of at most `longest` bytes; False where there is none."""
        while True:
            more = self.fill(_STEP)
            if match := pattern.search(self.data):
                self.drop(match.start())
                # A match at the end may be longer with what follows.
                self.fill(longest)
                return True
            self.drop(max(0, len(self.data) - longest + 1) if more else len(self.data))
            if not more:
                return False

    def pieces(self) -> Iterator[bytes]:
        """What is left, in pieces of bounded size, each dropped."""
        while self.fill(1):
            yield self.take(_STEP if len(self.data) > _STEP else len(self.data))
