"""The one builder of a draft: what was decided of each field, and the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copydesk.article import Draft, Provenance
from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.explaining import tell_fields
from copydesk.extraction.language import detect_language
from copydesk.extraction.limits import EXCERPT_WORDS, MAX_RAW
from copydesk.extraction.names import without_capitals
from copydesk.extraction.text import count_words

Fields = Mapping[str, Resolved[Any]]


def draft_of(text: str, method: str, fields: Fields) -> Draft:
    """The draft of a text; `result_of` validates it.

    Args:
        text: paragraphs, a blank line between two.
        method: which found the text, for its provenance.
        fields: those of a `Draft` but for text and word count, by name; one without a value is left out, and the
            excerpt is then the first words.
    """
    origin = Provenance(method=method, raw=text[:MAX_RAW])
    known = {name: one for name, one in fields.items() if one.value}
    if "excerpt" not in known:
        first_words = " ".join(text.split()[:EXCERPT_WORDS])
        known["excerpt"] = resolve([Candidate(first_words, "first_words", text)])
    tell_fields(known)
    provenance = {name: one.origin for name, one in known.items() if one.origin}
    values: dict[str, Any] = {name: one.value for name, one in known.items()}
    if values.get("language") == "tr":
        values["authors"] = tuple(map(without_capitals, values.get("authors", ())))
    values |= {"text": text, "word_count": count_words(text), "provenance": {**provenance, "text": origin}}
    return Draft.model_construct(**values)


def fields_of(draft: Draft) -> Fields:
    """The fields of a draft, but for text and word count, each with where it came from: what `draft_of` made it of."""
    return {
        name: Resolved(value, origin, (Candidate(value, origin.method, origin.raw),))
        for name, origin in draft.provenance.items()
        if name != "text" and (value := getattr(draft, name))
    }


def language_of(text: str, declared: Resolved[str]) -> Resolved[str]:
    """The language of a text: the declared one where the text bears it out or tells nothing, else the text's own."""
    detected = detect_language(text, declared.value)
    if detected is None or detected == declared.value:
        return declared
    return resolve([Candidate(detected, "resiliparse", text), *declared.candidates])
