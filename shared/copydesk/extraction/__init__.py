"""Bytes to articles: a pure function of the bytes, bounded in time and memory, with a clear reason for each refusal."""

from __future__ import annotations

from copydesk.extraction.bounded import Limits, extract_bounded
from copydesk.extraction.child import ExtractionFailed
from copydesk.extraction.extract import extract
from copydesk.extraction.result import Extracted

__all__ = ["Extracted", "ExtractionFailed", "Limits", "extract", "extract_bounded"]
