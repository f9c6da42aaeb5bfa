"""Pages of one record, and the record itself: an article, a cluster, an object of the inbox."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from copydesk.browse.pages import page
from copydesk.browse.stories import story
from copydesk.client import Desk, NotFound
from copydesk.report.data import FIELDS, data_of, script_data, value_in_words
from copydesk.report.naming import web_address
from copydesk.report.view import view_of

Query = Mapping[str, str]

# Fields that lead to a list of the articles that have the same.
LISTED = {"authors": "author", "regions": "region", "topics": "topic", "language": "language"}


def article(desk: Desk, name: str, query: Query) -> str:
    """An article: each field with where it was read, its text, its cluster, whom it carries.

    Raises:
        NotFound: there is no such article.
    """
    del query
    found = desk.article(name)
    cluster_id = None
    with suppress(NotFound):  # while it is being indexed
        cluster_id = desk.cluster_id(name)
    fields = [
        (field, _values(found, field), found.provenance.get(field))
        for field in (*FIELDS, "text")
        if getattr(found, field) or field in found.provenance
    ]
    return page(
        "browse/article.html",
        heading=found.title or "Untitled",
        article=found,
        address=web_address(found.url),
        cluster_id=cluster_id,
        fields=fields,
        links=desk.links(name),
        decisions=desk.decisions(name),
    )


def article_record(desk: Desk, name: str, query: Query) -> dict[str, Any]:
    """The article as it is kept."""
    del query
    return desk.article(name).model_dump(mode="json")


def cluster(desk: Desk, name: str, query: Query) -> str:
    """A story's page, as `copydesk report` writes it.

    Raises:
        NotFound: there is no such cluster.
    """
    del query
    found = story(desk, name)
    view = view_of(found)
    return page("browse/cluster.html", heading=view.heading, view=view, data=script_data(data_of(found)))


def cluster_record(desk: Desk, name: str, query: Query) -> dict[str, Any]:
    """The cluster as it is read."""
    del query
    return desk.cluster(name).model_dump(mode="json")


def object_(desk: Desk, query: Query) -> str:
    """What became of an object, and of each article in it.

    Raises:
        NotFound: no event has named the key.
    """
    key = query.get("key", "")
    found = desk.outcome(key)
    return page("browse/object.html", heading=key, outcome=found, articles=desk.article_outcomes(key))


def object_record(desk: Desk, query: Query) -> dict[str, Any]:
    """The outcome as it is kept, with those of its articles."""
    key = query.get("key", "")
    inner = [one.model_dump(mode="json") for one in desk.article_outcomes(key)]
    return {**desk.outcome(key).model_dump(mode="json"), "articles": inner}


def _values(found: Any, field: str) -> list[tuple[str | None, str]]:
    """The values of a field: for each the kind of list that it leads to, if any, and how it is spelled."""
    value = getattr(found, field)
    if field == "text":
        return [(None, f"{found.word_count:,} words")]
    if field == "publisher" and value:
        return [("publisher", one) for one in (value.name, value.domain) if one]
    if field == "credit" and value:
        return [("credit", value.name), *([(None, value.url)] if value.url else [])]
    if field in LISTED and value:
        return [(LISTED[field], one) for one in ([value] if isinstance(value, str) else value)]
    return [(None, value_in_words(value))]
