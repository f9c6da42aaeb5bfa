"""The authors of a page's article."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from copydesk.extraction.evidence import Candidate, Resolved, resolve
from copydesk.extraction.html.opening import Opening
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.html.visible import bylines
from copydesk.extraction.names import split_authors, strip_by
from copydesk.extraction.phrases import alternation, fold

# Visible bylines that are looked at: the first few are the article's.
MAX_TRIED = 3
# Sources of which the first text that names somebody decides; of others, all are taken.
_SHOWN = ("rel_author", "byline", "name_line", "signature")
Names = tuple[str, ...]


def choose_authors(
    page: Page, sources: Texts, opening: Opening, publisher: str | None
) -> tuple[Resolved[Names], str | None]:
    """The names, and the visible byline's text."""
    shown = list(bylines(page, opening))
    by_method: dict[str, list[Candidate[str]]] = {}
    for one in [*sources["authors"], *shown]:
        by_method.setdefault(one.method, []).append(one)
    candidates: list[Candidate[Names]] = []
    above = fold("\n".join(opening.lines))
    for method, found in by_method.items():
        for read in _first_apart(found, page.language) if method in _SHOWN else [found]:
            several = _names(read, publisher, page.language)
            if several := _without_helpers(several, above, page.language):
                candidates.append(Candidate(several, method, ", ".join(one.raw for one in read)))
                break
    byline = next((one.value for one in shown if one.method in {"rel_author", "byline"}), None)
    return resolve(_completed(candidates), same=_folded), byline


def _first_apart(found: list[Candidate[str]], language: str | None) -> list[list[Candidate[str]]]:
    """The first visible bylines, each text once: above the author's a user's name or "Staff" may stand."""
    apart: dict[str, Candidate[str]] = {}
    for one in found:
        apart.setdefault(strip_by(one.value, language)[0], one)
    return [[one] for one in apart.values()][:MAX_TRIED]


def _names(found: list[Candidate[str]], publisher: str | None, language: str | None) -> Names:
    names: dict[str, str] = {}
    for one in found:
        for name in split_authors(one.value, publisher_name=publisher, language=language):
            if not _is_organisation(name, publisher or ""):
                names.setdefault(name.casefold(), name)
    return tuple(names.values())


def _without_helpers(names: Names, above: str, language: str | None) -> Names:
    """The names less those that a page's opening (folded) puts behind a label of others than authors, and nowhere else.

    "By Ana Holm. Contributions from Ivo Brandt": publishing systems list both. Nobody is left out where none else is.
    """
    folded = {fold(name): name for name in names}
    helping: Counter[str] = Counter()
    for label in _other_hands(language).finditer(above) if len(names) > 1 else ():
        rest = above[label.end() :]
        while found := next(filter(rest.startswith, folded), None):
            helping[found] += 1
            rest = _between_names(language).sub("", rest[len(found) :])
    return (
        tuple(name for key, name in folded.items() if not helping[key] or above.count(key) > helping[key])
        or names
    )


@cache
def _other_hands(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation('other_hands', language)})\W*")


@cache
def _between_names(language: str | None) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:(?:{alternation('conjunctions', language)})\W+)?")


def _is_organisation(name: str, publisher: str) -> bool:
    """Whether a name is the publisher's or part of it, or has an article as no person's has."""
    words = fold(name).split()
    return words[0] == "the" or f" {' '.join(words)} " in f" {' '.join(fold(publisher).split())} "


def _completed(candidates: list[Candidate[Names]]) -> list[Candidate[Names]]:
    """The candidates; one that names one author gives way to a meta element that names that author first, and others.

    Publishing systems know one author of an entry, and some write only that one into the JSON-LD.
    """
    if not candidates or len(candidates[0].value) > 1:
        return candidates
    for other in candidates[1:]:
        same = other.value[0].casefold() == candidates[0].value[0].casefold()
        if other.method.startswith("meta") and len(other.value) > 1 and same:
            return [other, *candidates]
    return candidates


def _folded(names: Names) -> frozenset[str]:
    return frozenset(map(str.casefold, names))
