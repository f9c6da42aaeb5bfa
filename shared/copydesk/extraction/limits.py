"""Limits that more than one format shares."""

from __future__ import annotations

# Below this a text is a note, not an article: the shortest agency flashes with a body have about thirty words.
MIN_WORDS = 25
# Characters of raw text that a provenance keeps.
MAX_RAW = 300
EXCERPT_WORDS = 40
