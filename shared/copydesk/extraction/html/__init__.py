"""HTML pages to drafts: the body by agreement of several extractors, metadata by trust of its source."""

from __future__ import annotations
