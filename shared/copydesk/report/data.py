"""What a page's script reads: texts packed, fields with their provenance, in JSON that is safe within HTML."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from copydesk.report import difference as rules
from copydesk.report.naming import publisher_of
from copydesk.report.packing import pack
from copydesk.report.story import Story, Told
from copydesk.report.words import PATTERN_IN_BROWSERS, SENTENCE_ENDS

# In JSON these stand in strings only, where an escape means the same. In HTML `<` may end the element, and in scripts
# of old the two separators ended a line.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

# The rules of `difference`, for the script that follows them.
RULES = {
    "word": PATTERN_IN_BROWSERS,
    "sentenceEnds": SENTENCE_ENDS,
    "anchor": rules.ANCHOR,
    "maxPlaces": rules.MAX_PLACES,
    "maxChanged": rules.MAX_CHANGED,
    "maxCells": rules.MAX_CELLS,
    "edited": rules.EDITED,
    "maxWords": rules.MAX_WORDS,
}

# Fields that have a provenance, in the order in which they are told.
FIELDS = (
    "title",
    "authors",
    "published_at",
    "modified_at",
    "embargoed_until",
    "publisher",
    "credit",
    "url",
    "language",
    "regions",
    "topics",
)


def embedded(value: object) -> str:
    """A value as JSON that may stand in a script element of an HTML document."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def as_text(value: object) -> str:
    """A value as JSON, for people to read and programs to parse."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def script_data(value: object) -> Markup:
    """A value as `embedded` writes it, for a template to place in a script element."""
    return Markup(embedded(value))  # noqa: S704 - it holds no `<`


def data_of(story: Story) -> dict[str, Any]:
    """The texts and fields of a story's copies, each string once."""
    canonical = next(at for at, one in enumerate(story.copies) if one.copied.article_id == story.canonical)
    texts = [one.article.text if one.article else None for one in story.copies]
    # The canonical text first: what most copies have stands in one run.
    order = sorted((at for at, text in enumerate(texts) if text), key=lambda at: at != canonical)
    packed = pack(texts[at] or "" for at in order)
    runs = dict(zip(order, packed.texts, strict=True))
    strings = _Strings()
    copies = [
        {
            "id": one.copied.article_id,
            "publisher": strings.place(publisher_of(one.copied)),
            "language": strings.place(one.copied.language or ""),
            "text": runs.get(at),
            "fields": _fields(one, strings),
        }
        for at, one in enumerate(story.copies)
    ]
    return {"canonical": canonical, "pool": packed.pool, "strings": strings.values, "copies": copies}


class _Strings:
    """Strings, each once."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def place(self, text: str) -> int:
        return self._places.setdefault(text, len(self._places))

    @property
    def values(self) -> list[str]:
        return list(self._places)


def _fields(one: Told, strings: _Strings) -> list[list[int]]:
    """For each field that is known or has a provenance: its name, value, method, raw text and other values."""
    article = one.article
    if article is None:
        return []
    found = []
    for name in (*FIELDS, "text"):
        origin = article.provenance.get(name)
        value = "" if name == "text" else value_in_words(getattr(article, name))
        if value or origin:
            parts = [name, value, *((origin.method, origin.raw, *origin.others) if origin else ("", ""))]
            found.append([strings.place(part) for part in parts])
    return found


def value_in_words(value: Any) -> str:
    """A field's value on one line."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, str):
        return value
    return ", ".join(str(part) for part in value.model_dump().values() if part)
