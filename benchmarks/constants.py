"""Move each constant of some modules by 40 % either way, one at a time, and name those that no test notices.

    python -m benchmarks.constants MODULE... [--tests FILE...]

MODULE is a file under shared/copydesk, such as `extraction/names.py`, or a folder of them. Numbers that a module binds
to a name in capitals are moved, whole ones by one at least; in the TOML files of a folder, every number. Each is tried
in a process of its own, with the tests that name it or its module first, up to the first that fails.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

from benchmarks.trying import import_libraries, is_noticed
from local.template import ROOT

PACKAGE = ROOT / "shared" / "copydesk"
SHARE = 0.4
NAME = re.compile(r"_?[A-Z][A-Z0-9_]+")
TOML_NUMBER = re.compile(r"^(\w+) = (\d+(?:\.\d+)?)$", re.MULTILINE)
# Tests of what extraction withstands, not of what it finds: slow.
LEFT_OUT = {"test_fuzz.py", "test_bounded.py", "test_parts.py", "test_pool.py", "test_dump_robustness.py"}


class Move(NamedTuple):
    """A constant, and what stands in its place."""

    file: Path
    name: str
    start: int
    end: int
    value: float
    moved: float

    def text(self) -> str:
        """The file with the moved constant."""
        source = self.file.read_bytes()
        return (source[: self.start] + repr(self.moved).encode() + source[self.end :]).decode()

    def __str__(self) -> str:
        return f"{self.file.relative_to(PACKAGE)}: {self.name} = {self.value} -> {self.moved}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="+", metavar="MODULE")
    parser.add_argument("--tests", nargs="+", type=Path, default=None)
    options = parser.parse_args()
    moves = [move for name in options.modules for file in _files(PACKAGE / name) for move in moves_of(file)]
    tests = options.tests or _tests(options.modules[0])
    import_libraries()
    with ThreadPoolExecutor(os.cpu_count()) as executor:
        noticed = list(executor.map(partial(_is_noticed, tests), moves))
    print(f"{sum(noticed)} of {len(moves)} moves were noticed")


def _is_noticed(tests: list[Path], move: Move) -> bool:
    noticed = is_noticed(move.file, move.text(), _nearest_first(move, tests))
    if not noticed:
        print(f"not noticed: {move}", flush=True)
    return noticed


def _files(path: Path) -> list[Path]:
    return sorted((*path.rglob("*.py"), *path.rglob("*.toml"))) if path.is_dir() else [path]


def _tests(module: str) -> list[Path]:
    folder = ROOT / "tests" / "unit" / module.split("/")[0]
    found = [path for path in sorted(folder.rglob("test_*.py")) if path.name not in LEFT_OUT]
    return [*found, ROOT / "tests" / "unit" / "test_seeds.py"]


def moves_of(file: Path) -> Iterator[Move]:
    """Both moves of each constant of a file."""
    for name, start, end, value in _toml_numbers(file) if file.suffix == ".toml" else _constants(file):
        for moved in _moved(value):
            yield Move(file, name, start, end, value, moved)


def _moved(value: float) -> tuple[float, float]:
    up, down = value * (1 + SHARE), value * (1 - SHARE)
    return (ceil(up), floor(down)) if isinstance(value, int) else (up, down)


def _constants(file: Path) -> Iterator[tuple[str, int, int, float]]:
    source = file.read_bytes()
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            for name, value in _pairs(node.targets[0], node.value):
                if value.end_lineno and value.end_col_offset is not None:
                    start = lines[value.lineno - 1] + value.col_offset
                    end = lines[value.end_lineno - 1] + value.end_col_offset
                    yield name, start, end, ast.literal_eval(value)


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _pairs(one, other)
    elif isinstance(target, ast.Name) and NAME.fullmatch(target.id):
        with contextlib.suppress(ValueError):
            if type(ast.literal_eval(value)) in {int, float}:
                yield target.id, value


def _toml_numbers(file: Path) -> Iterator[tuple[str, int, int, float]]:
    text = file.read_text(encoding="utf-8")
    for found in TOML_NUMBER.finditer(text):
        start = len(text[: found.start(2)].encode())
        yield found[1], start, start + len(found[2]), ast.literal_eval(found[2])


def _nearest_first(move: Move, tests: list[Path]) -> list[str]:
    texts = {path: path.read_text(encoding="utf-8") for path in tests}
    module = ".".join(move.file.relative_to(PACKAGE.parent).with_suffix("").parts)
    order = sorted(tests, key=lambda path: (move.name not in texts[path], module not in texts[path]))
    return [str(path) for path in order]


if __name__ == "__main__":
    main()
