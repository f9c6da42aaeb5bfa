"""The publisher of a dump: what its lines call the outlet, weighed together where they mean one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from copydesk.article import Publisher
from copydesk.extraction.credits import is_credit_line
from copydesk.extraction.document import Document
from copydesk.extraction.dump.body import Body
from copydesk.extraction.dump.mentions import Known, domains_of, mentions
from copydesk.extraction.dump.own_names import is_addressed, is_coined, is_common, spoken_of
from copydesk.extraction.evidence import Candidate
from copydesk.extraction.names import looks_like_name
from copydesk.extraction.outlets import are_one, has_article, is_domain, spelled, without_company
from copydesk.extraction.phrases import fold, named

# How much each kind of line tells, by method, those first that rather give the name as readers know it.
WEIGHTS = {
    "masthead": 5.0,
    "front_page": 5.0,
    "domain": 5.0,
    "first_line": 4.0,
    "notes": 2.0,
    "own_line": 4.0,
    "menu": 1.5,
    "byline": 5.0,
    "copyright": 4.0,
    "company": 1.0,
    "dateline": 5.0,
}
# Of each line that speaks of the outlet, and so many of them count.
SPOKEN, MOST_SPOKEN = 0.75, 4
# Of an outlet's word, an article or a domain in the name.
NAMED_SO = 1.5
# A wrong name is worse than none.
LEAST = 4.0


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
    weighed = [(_weight(names, document), names) for names in outlets]
    # Aggregators name the outlet that they took a story from beside its title, and below it.
    ranked = sorted(weighed, key=lambda one: (_is_credited(one[1], document), -one[0]))
    told = [
        one for one in ranked if one[0] >= LEAST and _is_told(one[1], document, signed=bool(known.authors))
    ]
    for _, names in (*told, *(one for one in ranked if told and one not in told)):
        best = _called(names, document)
        # "Puerto Bajo, 12 May" is a place where another line has "El Faro de Puerto Bajo".
        others = (
            one.value for group in outlets if group is not names for one in group if one.method != "menu"
        )
        if best.method != "dateline" or not any(other.endswith(f" {best.value}") for other in others):
            yield best


def _is_credited(names: Iterable[Candidate[str]], document: Document) -> bool:
    forms = {fold(one.value) for one in names}
    if {one.method for one in names} - {"masthead", "byline"}:
        return False
    lines = zip(document.lines, document.folded, strict=True)
    return any(any(form in text for form in forms) and is_credit_line(line.text) for line, text in lines)


def _called(names: Sequence[Candidate[str]], document: Document) -> Candidate[str]:
    """What most of an outlet's lines call it."""
    methods = list(WEIGHTS)

    def rank(one: Candidate[str]) -> tuple[bool, float, int]:
        alike = {other.method for other in names if fold(other.value) == fold(one.value)}
        spoken = spoken_of(one.value, document)
        spoken *= len(one.value.split()) if spoken > 1 else 1
        said = sum(WEIGHTS[method] for method in alike)
        said += SPOKEN * spoken * (NAMED_SO if _is_named_so(one.value) else 1)
        return (is_domain(one.value), -said, methods.index(one.method))

    return min(names, key=rank)


def _weight(names: Sequence[Candidate[str]], document: Document) -> float:
    kinds = sum(WEIGHTS[method] for method in {one.method for one in names})
    spoken = max(spoken_of(one.value, document) for one in names)
    return (
        kinds + SPOKEN * min(spoken, MOST_SPOKEN) + NAMED_SO * any(_is_named_so(one.value) for one in names)
    )


def _is_told(names: Sequence[Candidate[str]], document: Document, *, signed: bool) -> bool:
    """Whether more than entries of menus tell an outlet: those of a section and of a topic look the same."""
    methods = {one.method for one in names}
    held = "company" in methods and not any(is_common(one.value, document) for one in names)
    # "Lindow, 12 May" is a place, and "Ana Holm | 12 May" a person where nobody else signs.
    dated = any(
        one.method == "dateline" and " " in one.value and (signed or not looks_like_name(one.value))
        for one in names
    )
    return bool(held or dated or methods - {"menu", "company", "dateline"}) or any(
        _is_named_so(one.value) or is_coined(one.value) or is_addressed(one.value, document) for one in names
    )


def _is_named_so(name: str) -> bool:
    name, _ = without_company(name)
    article = has_article(name) and not name.isupper()
    return article or is_domain(name) or not named("outlets").isdisjoint(fold(name).split())


def with_domains(names: Iterable[Candidate[str]], document: Document) -> Iterator[Candidate[Publisher]]:
    """Publishers of some names, each with the domain in the dump that spells it."""
    domains = domains_of(document)
    for one in names:
        publisher = Publisher(name=one.value, domain=domains.get(spelled(one.value)))
        yield Candidate(publisher, one.method, one.raw, one.lines)
