"""The publisher of a dump: what its lines call the outlet, weighed together where they mean one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from copydesk.article import Publisher
from copydesk.extraction.document import Document
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.mentions import Known, domains_of, mentions
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.outlets import are_one, is_domain, spelled

# How much each kind of line tells, by method, those first that rather give the name as readers know it.
WEIGHTS = {
    "masthead": 5.0,
    "front_page": 5.0,
    "domain": 5.0,
    "first_line": 2.0,
    "notes": 2.0,
    "own_line": 4.5,
    "byline": 5.0,
    "copyright": 4.5,
    "dateline": 5.0,
}


def publishers(document: Document, body: Body, known: Known) -> Iterator[Candidate[str]]:
    """Names of publishers, first those for which most lines speak."""
    outlets: list[list[Candidate[str]]] = []
    for one in mentions(document, body, known):
        same = (names for names in outlets if any(are_one(one.value, other.value) for other in names))
        names = next(same, None)
        if names is None:
            outlets.append([one])
        else:
            names.append(one)
    methods = list(WEIGHTS)
    ranked = sorted(outlets, key=_weight, reverse=True)
    for names in ranked:
        best = min(names, key=lambda one: (is_domain(one.value), methods.index(one.method)))
        # "Puerto Bajo, 12 May" is a place where another line has "El Faro de Puerto Bajo".
        others = (other.value for group in ranked if group is not names for other in group)
        if not any(other.endswith(f" {best.value}") for other in others):
            yield best


def _weight(names: Iterable[Candidate[str]]) -> float:
    return sum(WEIGHTS[method] for method in {one.method for one in names})


def with_domains(names: Iterable[Candidate[str]], document: Document) -> Iterator[Candidate[Publisher]]:
    """Publishers of some names, each with the domain in the dump that spells it."""
    domains = domains_of(document)
    for one in names:
        publisher = Publisher(name=one.value, domain=domains.get(spelled(one.value)))
        yield Candidate(publisher, one.method, one.raw, one.lines)
