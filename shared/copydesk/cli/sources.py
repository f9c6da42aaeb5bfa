"""The files that a command is given: each once, each under a key of its own, whatever their names and kinds."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# Names standard input, as a file and as a list of files.
STANDARD_INPUT = Path("-")

_COPY_BYTES = 1 << 20

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


class Unreadable(Exception):
    """Nothing of a file can be read; says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read."""

    path: Path
    key: str
    """Names it in the output, in characters that UTF-8 has."""
    size: int
    """Bytes when it was found; 0 where that could not be told."""
    problem: str | None = None
    """Why it cannot be read, where that has shown already."""


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    name: str
    """Relative to the folder that was given."""
    problem: str | None = None


def sources(paths: Iterable[Path], listed: Iterable[Path], without: set[tuple[int, int]]) -> list[Source]:
    """Every file under the paths, each once, in a fixed order.

    A key is the path relative to the folder that was given, or a file's name; where that names two files, and of
    what was listed, it is the path as it was given.

    Args:
        paths: files and folders.
        listed: more of them.
        without: devices and numbers of files that are left out: the command's own output.
    """
    named = [found for path in paths for found in _walk(path)]
    named += [_Found(found.path, str(found.path), found.problem) for path in listed for found in _walk(path)]
    once: dict[str, _Found] = {}
    for found in named:
        once.setdefault(os.path.abspath(found.path), found)
    kept = list(once.values())
    shared = Counter(found.name for found in kept)
    keys: Counter[str] = Counter()
    answer = []
    for found in kept:
        key = _key(found.name if shared[found.name] == 1 else str(found.path))
        keys[key] += 1
        if keys[key] > 1:  # names that differ in bytes which no character shows
            key = f"{key}#{keys[key]}"
        size = 0
        try:
            status = found.path.stat()
        except (OSError, ValueError):
            pass
        else:
            if (status.st_dev, status.st_ino) in without:
                continue
            size = status.st_size if stat.S_ISREG(status.st_mode) else 0
        answer.append(Source(found.path, key, size, found.problem))
    return answer


def _key(name: str) -> str:
    """The name in characters, bytes that are none as `\\xe9`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _walk(path: Path) -> Iterator[_Found]:
    """The files of a folder, links followed but each folder entered once; or the one file.

    A link to a folder that holds the one that was given would lead to everything beside it, and is not followed.
    """
    if path == STANDARD_INPUT or not path.is_dir():
        yield _Found(path, path.name)
        return
    entered = {(above.st_dev, above.st_ino) for above in map(os.stat, path.resolve().parents)}
    waiting = [path]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as entries:
                names = sorted((entry.name, _is_folder(entry)) for entry in entries)
        except OSError as error:
            yield _Found(folder, f"{folder.relative_to(path).as_posix()}/", _reason(error))
            continue
        for name, is_folder in names:
            if not is_folder:
                yield _Found(folder / name, (folder / name).relative_to(path).as_posix())
        waiting += [folder / name for name, is_folder in reversed(names) if is_folder]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


@contextmanager
def opened(source: Source) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """The bytes of a file, from which one can read twice, and its status.

    Raises:
        Unreadable: it has none that can be read, or is no file. Nothing that it is makes this wait.
    """
    if source.problem is not None:
        raise Unreadable(source.problem)
    try:
        file = _standard_input() if source.path == STANDARD_INPUT else _regular(source.path)
    except (OSError, ValueError) as error:  # the latter for a name with a zero
        raise Unreadable(_reason(error)) from error
    with file:
        yield file, os.fstat(file.fileno())


def _regular(path: Path) -> BinaryIO:
    _refuse_other(path.stat().st_mode)
    # A pipe may have taken the file's place: to open one waits for who writes to it.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _refuse_other(os.fstat(descriptor).st_mode)
    except Unreadable:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb", buffering=0)


def _refuse_other(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise Unreadable(_KINDS.get(stat.S_IFMT(mode), "no file"))


def _standard_input() -> BinaryIO:
    """What standard input holds, on disk: it is read twice, and there may be more than memory holds."""
    kept = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - the caller closes it
    while piece := os.read(sys.stdin.fileno(), _COPY_BYTES):
        kept.write(piece)
    kept.seek(0)
    return kept


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def listed_in(path: Path) -> list[Path]:
    """The paths that a file or standard input lists: one a line, or each ended by a zero byte.

    Raises:
        OSError: it cannot be read.
    """
    if path == STANDARD_INPUT:
        with os.fdopen(os.dup(sys.stdin.fileno()), "rb") as stream:
            data = stream.read()
    else:
        data = path.read_bytes()
    names = data.split(b"\0") if b"\0" in data else data.splitlines()
    return [Path(os.fsdecode(name)) for name in names if name]
