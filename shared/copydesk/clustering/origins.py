"""How many newsrooms published something of their own, and who re-ran whom. Defined in docs/origins.md."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from copydesk.agencies import fold_source
from copydesk.cluster import Copy, Link
from copydesk.clustering.texts import Story, Text
from copydesk.hosts import host_of
from copydesk.origins import Origin, Origins
from copydesk.owners import Owners, owner_key


def independent_origins(
    copies: Iterable[Copy], links: Iterable[Link] = (), owners: Owners | None = None
) -> Origins:
    """The origins of what these copies say: a pure function of them, whatever order they come in.

    Args:
        copies: of one cluster, or of all clusters of a story; each with its matches and `word_count`.
        links: who carries whom among them, where that is known: a round-up of others has nothing of its own.
        owners: outlets of one owner count once.
    """
    ordered = sorted(copies, key=lambda copy: copy.article_id)
    story = Story(ordered, links)
    houses = _Houses(ordered, story, owners)
    found: dict[str, _Count] = {}
    for text in story.texts:
        for name in story.absent(text):
            found.setdefault(houses.of_source(name), _Count(houses.source_name(name)))
    roots = {id(text): _root(text) for text in story.texts}
    for text in story.texts:
        if roots[id(text)] is text and (text.adds or not story.absent(text)):
            found.setdefault(houses.of_copy(story.author(text)), _Count(_label(story.author(text))))
    for text in story.texts:
        root = roots[id(text)]
        absent = [] if root.adds else story.absent(root)
        whose = houses.of_source(absent[0]) if absent else houses.of_copy(story.author(root))
        for copy in text.copies:
            is_own = root is text and houses.of_copy(copy) == whose
            count = found[whose]
            (count.published if is_own else count.reran).append(copy.article_id)
    origins = [
        Origin(
            name=count.name,
            owner=houses.owner(key),
            published=tuple(sorted(count.published)),
            reran=tuple(sorted(count.reran)),
        )
        for key, count in found.items()
    ]
    origins.sort(key=lambda one: (-len(one.reran), one.name or "", one.published))
    others = {houses.of_copy(copy) for copy in ordered} - found.keys()
    return Origins(independent=len(origins), reran=len(others), origins=tuple(origins))


def origins_at_least(
    credited: Iterable[str], credited_here: Iterable[str], owners: Owners | None = None
) -> int:
    """How many origins a cluster has at least: its header alone says it, and so do those of two that are merged.

    That many it has where no match of its copies leaves either one text of its own (`coverage.is_plain`).

    Args:
        credited: the sources that its copies credit, folded.
        credited_here: those of them that published one of these copies.
        owners: sources of one owner count once.
    """
    absent = set(credited) - set(credited_here)
    owned = ((owners.of_name(name) if owners else None, name) for name in absent)
    return max(1, len({name if owner is None else owner_key(owner) for owner, name in owned}))


@dataclass
class _Count:
    """An origin while it is counted."""

    name: str | None
    published: list[str] = field(default_factory=list)
    reran: list[str] = field(default_factory=list)


class _Houses:
    """What counts once: a newsroom or a source, or the owner of several."""

    def __init__(self, copies: Iterable[Copy], story: Story, owners: Owners | None) -> None:
        self._newsroom = story.newsroom
        self._owner: dict[str, str] = {}  # of newsrooms and sources
        self._spelled: dict[str, str] = {}  # sources by their folded names
        for copy in copies:
            owner = owners and owners.of(copy.publisher, copy.url)
            if owner:
                self._owner.setdefault(self._newsroom[copy.article_id], owner)
            if copy.credit is not None:
                folded = fold_source(copy.credit.name)
                self._spelled.setdefault(folded, copy.credit.name)
                owner = owners and owners.of_source(copy.credit)
                if owner:
                    self._owner.setdefault(f"source {folded}", owner)
        self._of_owner: dict[str, str] = {owner_key(owner): owner for owner in self._owner.values()}

    def of_copy(self, copy: Copy) -> str:
        """Whose a copy is."""
        return self._house(self._newsroom[copy.article_id])

    def of_source(self, name: str) -> str:
        """Whose a source is that copies credit."""
        return self._house(f"source {name}")

    def source_name(self, name: str) -> str:
        """How a copy spells the source."""
        return self._spelled[name]

    def owner(self, house: str) -> str | None:
        """The owner as the table has it; None where the house is a newsroom or a source of no known owner."""
        return self._of_owner.get(house.removeprefix("owner ")) if house.startswith("owner ") else None

    def _house(self, newsroom: str) -> str:
        owner = self._owner.get(newsroom)
        return newsroom if owner is None else f"owner {owner_key(owner)}"


def _root(text: Text) -> Text:
    while text.taken_from is not None:
        text = text.taken_from
    return text


def _label(copy: Copy) -> str | None:
    if copy.publisher is not None and copy.publisher.label:
        return copy.publisher.label
    return host_of(copy.url) if copy.url else None
