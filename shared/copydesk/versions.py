"""Versions of copydesk, in their order."""

from __future__ import annotations

import re

_VERSION = re.compile(r"\d+(?:\.\d+)*")


def is_version(text: str) -> bool:
    """Whether this begins like a version, such as 0.2.0."""
    return _VERSION.match(text) is not None


def version_numbers(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with, by which versions are ordered; none of what is no version."""
    found = _VERSION.match(version)
    return tuple(map(int, found[0].split("."))) if found else ()
