"""What a built layer's binary modules need of the machine they are loaded on, read from the files."""

from __future__ import annotations

import re
import struct
from pathlib import Path

# e_machine of the ELF header, by the names that SAM and Lambda give to processors.
MACHINES = {"x86_64": 62, "arm64": 183}

# Amazon Linux 2023, which Lambda runs Python 3.13 on, has glibc 2.34.
NEWEST_GLIBC = (2, 34)

_HEADER = struct.Struct("<4s14xH")
_GLIBC = re.compile(rb"GLIBC_(\d+)\.(\d+)")


class BinaryError(Exception):
    """A binary module would not load in Lambda."""


def check(folder: Path, architecture: str) -> int:
    """Check every binary module of a build; how many there are.

    Args:
        folder: of the layer, as built.
        architecture: `x86_64` or `arm64`.

    Raises:
        BinaryError: one is for another processor or a newer C library, or there is none at all.
    """
    modules = sorted(
        path for path in folder.rglob("*") if path.is_file() and re.search(r"\.so(\.|$)", path.name)
    )
    if not modules:
        raise BinaryError(f"no binary module in {folder}")
    for path in modules:
        data = path.read_bytes()
        magic, machine = _HEADER.unpack_from(data)
        if magic != b"\x7fELF" or machine != MACHINES[architecture]:
            raise BinaryError(f"{path} is not for {architecture}: machine {machine}")
        newest = max(((int(major), int(minor)) for major, minor in _GLIBC.findall(data)), default=(0, 0))
        if newest > NEWEST_GLIBC:
            raise BinaryError(f"{path} needs glibc {newest}, and Lambda has {NEWEST_GLIBC}")
    return len(modules)
