"""A layer for the wrong processor, or for a newer C library than Lambda's, is found out before it is deployed."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from local.binaries import MACHINES, BinaryError, check


def module(architecture: str, needs: bytes = b"GLIBC_2.17\0GLIBC_2.2.5") -> bytes:
    return struct.pack("<4s14xH", b"\x7fELF", MACHINES[architecture]) + b"\0" + needs


def layer(folder: Path, *modules: bytes) -> Path:
    (folder / "python").mkdir()
    (folder / "python" / "plain.py").write_text("")
    for number, data in enumerate(modules):
        (folder / "python" / f"module{number}.so{'.1' * (number % 2)}").write_bytes(data)
    return folder


@pytest.mark.parametrize("architecture", MACHINES)
def test_modules_that_load_are_counted(tmp_path: Path, architecture: str) -> None:
    assert check(layer(tmp_path, module(architecture), module(architecture)), architecture) == 2


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        ([], "no binary module"),
        ([module("x86_64")], "machine 62"),
        ([module("arm64"), module("x86_64")], "machine 62"),
        ([module("arm64", b"GLIBC_2.17\0GLIBC_2.35\0")], r"glibc \(2, 35\)"),
        ([b"MZ" + bytes(30)], "is not for arm64"),
    ],
)
def test_a_layer_that_would_not_load_is_refused(tmp_path: Path, modules: list[bytes], told: str) -> None:
    with pytest.raises(BinaryError, match=told):
        check(layer(tmp_path, *modules), "arm64")
