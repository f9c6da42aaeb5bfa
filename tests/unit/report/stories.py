"""Invented stories for the tests of pages."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from copydesk.article import Credit, Draft, Provenance, Publisher
from copydesk.cluster import Cluster, Copy, Match, Relation
from copydesk.clustering.origins import independent_origins
from copydesk.report.story import Story, story_of
from tests.stories import story as words_of_story

BEGAN = datetime(2024, 5, 6, 10, tzinfo=UTC)


def draft(text: str, **fields: object) -> Draft:
    return Draft.model_validate({"text": text, "word_count": len(text.split()), **fields})


def match(other: str, relation: Relation = Relation.NEAR_IDENTICAL) -> Match:
    return Match(
        article_id=other,
        relation=relation,
        shared_shingles=90,
        total_shingles=100,
        jaccard=0.9,
        containment=0.9,
        containment_of_other=0.95,
        method="sketch",
        algorithm="bottom-k-containment/3",
        threshold=0.5,
    )


def story_from(drafts: dict[str, Draft], *, first_seen: str | None = None) -> Story:
    """A story whose canonical copy is the first; the others match it. Ids are the names."""
    canonical = next(iter(drafts))
    copies = tuple(
        Copy(
            article_id=name,
            generation=1,
            title=one.title,
            url=one.url,
            publisher=one.publisher,
            credit=one.credit,
            authors=one.authors,
            published_at=one.published_at,
            ingested_at=None if first_seen is None else BEGAN,
            language=one.language,
            word_count=one.word_count,
            match=None if name == canonical else match(canonical),
        )
        for name, one in sorted(drafts.items())
    )
    cluster = Cluster(
        cluster_id="story",
        canonical=next(copy for copy in copies if copy.article_id == canonical),
        copies=copies,
        first_seen=first_seen or canonical,
        credited=(),
        size=len(copies),
        origins=independent_origins(copies),
        version=1,
    )
    return story_of(cluster, drafts)


def large_story(copies: int, words: int = 600, seed: int = 1) -> Story:
    """A story in so many copies: cut, edited, extended, each with fields and where they come from."""
    chance = random.Random(seed)
    base = list(words_of_story(seed, words))
    drafts = {}
    for number in range(copies):
        text = list(base)
        if number:
            for _ in range(chance.randint(0, 12)):
                text[chance.randrange(len(text))] = f"Edited{chance.randrange(100)}"
            if chance.random() < 0.4:
                text = text[: chance.randrange(words // 3, words)]
            if chance.random() < 0.3:
                text += words_of_story(1000 + number, 40)
        paragraphs = [" ".join(text[start : start + 60]) + "." for start in range(0, len(text), 60)]
        outlet = f"Outlet {number}"
        published = (BEGAN + timedelta(minutes=37 * number)).isoformat()
        drafts[f"{number:032x}"] = draft(
            "\n\n".join(paragraphs),
            title=f"Harbour story as {outlet} has it",
            url=f"https://outlet-{number}.example/2024/05/harbour-story",
            publisher=Publisher(name=outlet, domain=f"outlet-{number}.example"),
            credit=Credit(name="Meridian Wire") if number % 3 else None,
            authors=(f"Reporter {number}",),
            published_at=published,
            language="en",
            topics=("Ports", "Ferries"),
            provenance={
                "title": Provenance(method="json_ld", raw=f"Harbour story as {outlet} has it | {outlet}"),
                "published_at": Provenance(method="json_ld", raw=published),
                "authors": Provenance(method="byline", raw=f"By Reporter {number}"),
                "publisher": Provenance(method="open_graph", raw=outlet, others=(f"{outlet} Ltd",)),
                "text": Provenance(method="trafilatura", raw="reader and two others agree"),
            },
        )
    return story_from(drafts)
