"""HTML pages to drafts: metadata by trust of its source; the body by one reader and the page's own markup, and by the
vote of several where a story is parted."""

from __future__ import annotations
