"""Answers that an assistant can take in: compact JSON of at most `MOST_BYTES`, with the ids and the evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from copydesk.article import Article
from copydesk.client import Results
from copydesk.cluster import Cluster, Copy
from copydesk.origins import Origin
from copydesk.summary import ArticleSummary

# Bytes of UTF-8: some 500 tokens, of which an assistant's window holds many.
MOST_BYTES = 2_000

# Characters of a title, a name and a passage, and ids of one list; the whole is one `article` or `coverage` away.
TITLE, NAME, PASSAGE, IDS = 100, 40, 200, 4

Fields = dict[str, Any]


Shown = Article | Copy | ArticleSummary


def text_of(answer: Mapping[str, Any]) -> str:
    """An answer as text."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def size_of(answer: Mapping[str, Any]) -> int:
    """Bytes of an answer."""
    return len(text_of(answer).encode())


def fitted(answer: Fields, name: str, entries: Iterable[Fields]) -> str:
    """An answer with as many entries of a list as fit; `more` says how many did not.

    Args:
        answer: the rest of it.
        name: of the list, which is last.
        entries: of the list, the most telling first.
    """
    rest = list(entries)
    shown: list[Fields] = []
    for entry in rest:
        more = {"more": len(rest) - len(shown) - 1}
        if size_of({**answer, name: [*shown, entry], **more}) > MOST_BYTES:
            break
        shown.append(entry)
    left = len(rest) - len(shown)
    return text_of({**answer, name: shown, **({"more": left} if left else {})})


def listed(results: Results[Any], most: int) -> str:
    """As many of the records as fit, and the cursor after the last of them; at most so many."""
    shown: list[Fields] = []
    cursor = results.cursor
    for record in results:
        entry = line(record)
        if size_of({"articles": [*shown, entry], "cursor": results.cursor}) > MOST_BYTES:
            break
        shown.append(entry)
        cursor = results.cursor
        if len(shown) == most:
            break
    return text_of({"articles": shown, "cursor": cursor})


def line(shown: Shown) -> Fields:
    """One article as lists show it."""
    return _without_nothing(
        {
            "id": shown.article_id,
            "title": cut(shown.title, TITLE),
            "publisher": cut(shown.publisher.label if shown.publisher else None, NAME),
            "published": shown.published_at,
            "credits": cut(shown.credit.name if shown.credit else None, NAME),
        }
    )


def story(cluster: Cluster, skip: int) -> str:
    """A cluster: what stands for it, how many origins it has, and each copy with its match, by publication."""
    towards = cluster.matches_to_canonical()

    def member(copy: Copy) -> Fields:
        fields = {name: value for name, value in line(copy).items() if name != "title"}
        if match := towards.get(copy.article_id):
            fields |= {
                "relation": match.relation,
                "of": match.article_id,
                "share": round(match.containment, 2),
            }
        return fields

    copies = sorted(cluster.copies, key=lambda copy: (copy.published_key, copy.article_id))
    answer = {
        "cluster_id": cluster.cluster_id,
        "size": cluster.size,
        "canonical": line(cluster.canonical),
        "first_seen": cluster.first_seen,
        "credited": [cut(name, NAME) for name in cluster.credited[:IDS]],
        "independent_origins": cluster.origins.independent,
        "reran": cluster.origins.reran,
    }
    return fitted(answer, "copies", map(member, copies[skip:]))


def coverage(cluster: Cluster) -> str:
    """How many newsrooms published something of their own on a story, which, and who re-ran them."""

    def entry(origin: Origin) -> Fields:
        return _without_nothing(
            {
                "name": cut(origin.name, NAME),
                "owner": cut(origin.owner, NAME),
                "published": list(origin.published[:IDS]),
                "published_copies": len(origin.published),
                "reran": list(origin.reran[:IDS]),
                "reran_copies": len(origin.reran),
            }
        )

    found = cluster.origins
    answer = {
        "cluster_id": cluster.cluster_id,
        "size": cluster.size,
        "independent_origins": found.independent,
        "reran": found.reran,
    }
    return fitted(answer, "origins", map(entry, found.origins))


def article(found: Article, cluster_id: str | None) -> str:
    """An article's fields, each with where it was read from, and the beginning of its text."""
    answer = _without_nothing(
        {
            **line(found),
            "url": cut(found.url, PASSAGE),
            "authors": [cut(name, NAME) for name in found.authors[:IDS]],
            "topics": [cut(name, NAME) for name in found.topics[:IDS]],
            "language": found.language,
            "words": found.word_count,
            "cluster_id": cluster_id,
            "object": cut(f"s3://{found.object.bucket}/{found.object.key}", PASSAGE),
            "text": cut(found.text, PASSAGE),
        }
    )
    origins = (
        {"field": field, "method": origin.method, "raw": cut(origin.raw, NAME)}
        for field, origin in found.provenance.items()
    )
    return fitted(answer, "read_from", origins)


def cut(text: str | None, characters: int) -> str | None:
    """A text of at most so many characters."""
    if text is None or len(text) <= characters:
        return text
    return text[: characters - 1].rstrip() + "…"


def _without_nothing(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None and value != []}
