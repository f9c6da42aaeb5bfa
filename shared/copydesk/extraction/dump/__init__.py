"""Plain-text and Markdown dumps to drafts, by the structure of their lines and small phrase lists."""

from __future__ import annotations

from copydesk.extraction.dump.extract import extract_dump

__all__ = ["extract_dump"]
