"""`python -m local.size`: what is deployed, measured: its size, its contents, and that it is reproducible."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

from local.binaries import BinaryError
from local.sam import BUILD, LOG, NATIVE, Sam
from local.template import load
from local.tools import ToolError, fail

PACKAGED = ("AWS::Serverless::Function", "AWS::Serverless::LayerVersion")
MEGABYTE = 2**20
# Lambda's own limit is 250 MB, unpacked, for a function with its layers; a small one starts sooner.
MOST_MEGABYTES = 100
# The runtime brings boto3; nobody runs tests there.
UNWANTED = ("tests", "__pycache__")
UNWANTED_PACKAGES = ("boto3", "botocore", "s3transfer")


class SizeError(Exception):
    """What is deployed is too large, holds what it should not, or differs from build to build."""


def main() -> int:
    """Build twice and measure; the exit status."""
    try:
        sam = Sam()
        sam.build(NATIVE, BUILD)
        _measure()
        _build_again(sam)
    except (ToolError, BinaryError, SizeError) as error:
        return fail(error, LOG)
    return 0


def _measure() -> None:
    total = 0
    for part in _parts():
        files = _files(BUILD / part)
        size = sum(path.stat().st_size for path in files)
        total += size
        print(f"{part}: {size / MEGABYTE:.1f} MB in {len(files)} files")
        _refuse_unwanted(BUILD / part, files)
    print(f"together: {total / MEGABYTE:.1f} MB of at most {MOST_MEGABYTES}")
    if total > MOST_MEGABYTES * MEGABYTE:
        raise SizeError(f"over {MOST_MEGABYTES} MB")


def _build_again(sam: Sam) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sam.build(NATIVE, Path(folder), "--no-cached")
        for part in _parts():
            first, second = _digest(BUILD / part), _digest(Path(folder) / part)
            if first != second:
                raise SizeError(f"{part}: two builds of the same sources differ")
            print(f"{part}: built twice, the same bytes, sha256 {first[:16]}")


def _parts() -> list[str]:
    """The functions and the layer, by their logical ids."""
    return [name for name, one in load()["Resources"].items() if one["Type"] in PACKAGED]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _refuse_unwanted(part: Path, files: list[Path]) -> None:
    for path in files:
        parts = path.relative_to(part).parts
        if found := set(parts) & set(UNWANTED) | set(parts[:2]) & set(UNWANTED_PACKAGES):
            raise SizeError(f"{path} is deployed, and {found.pop()} should not be")


def _digest(folder: Path) -> str:
    """Of names, modes and contents. When a file was written, SAM's package does not tell Lambda either."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(f"{path.relative_to(folder)} {path.stat().st_mode:o} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
