"""What copydesk asks for can be installed by the pip 23.2.1 that Python 3.11.7 and 3.12.1 bring."""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXTRAS = ("cli", "extraction", "report")


def required(name: str, extras: frozenset[str], seen: set[tuple[str, frozenset[str]]]) -> list[Requirement]:
    """All requirements of an installed package with extras, and theirs."""
    if (name, extras) in seen:
        return []
    seen.add((name, extras))
    found = []
    for text in distribution(name).requires or []:
        one = Requirement(text)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            found += [one, *required(canonicalize_name(one.name), frozenset(one.extras), seen)]
    return found


def test_no_extra_is_asked_for_in_two_spellings() -> None:
    """pip ends in an AssertionError there: `lxml[html-clean]` by one package, `lxml[html_clean]` by another."""
    spellings = defaultdict(set)
    for one in required("copydesk", frozenset(EXTRAS), set()):
        for extra in one.extras:
            spellings[canonicalize_name(one.name), canonicalize_name(extra)].add(extra)
    assert spellings  # jusText's
    assert {key: found for key, found in spellings.items() if len(found) > 1} == {}


def test_what_an_extra_brings_does_not_hang_on_its_spelling() -> None:
    """pip takes an extra for unknown, and installs nothing for it, where its package spells it otherwise."""
    own = {canonicalize_name(Requirement(text).name) for text in distribution("copydesk").requires or []}
    for one in required("copydesk", frozenset(EXTRAS), set()):
        provided = distribution(one.name).metadata.get_all("Provides-Extra") or []
        for extra in one.extras - set(provided):
            brought = [
                canonicalize_name(other.name)
                for other in map(Requirement, distribution(one.name).requires or [])
                if other.marker and other.marker.evaluate({"extra": canonicalize_name(extra)})
            ]
            assert set(brought) <= own, f"{one}: ask for {brought} in pyproject.toml"


# Libraries that read formats, and the most that they may take of the layer, in bytes unpacked.
OF_FORMATS = ("mammoth", "cobble", "striprtf", "python-calamine", "pypdf")
MOST_BYTES = 15_000_000


def test_libraries_of_formats_are_a_small_part_of_the_layer() -> None:
    sizes = [file.size or 0 for name in OF_FORMATS for file in distribution(name).files or ()]
    assert len(sizes) > len(OF_FORMATS)
    assert sum(sizes) < MOST_BYTES
