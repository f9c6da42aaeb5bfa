"""Formats that hold articles inside something else: archives, feeds, JSON, PDF."""

from __future__ import annotations
