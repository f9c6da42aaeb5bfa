"""What ends a replay before its time."""

from __future__ import annotations


class NotAPlan(Exception):
    """A file holds no plan, or one that is not whole, or that is of something else."""


class GoneWrong(Exception):
    """The functions do something else than was planned, so no more is sent."""
