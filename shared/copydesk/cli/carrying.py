"""`copydesk carrying`: round-ups and the stories in them."""

from __future__ import annotations

from typing import Annotated

import typer

from copydesk.cli.stack import Stack
from copydesk.cli.tables import show_json
from copydesk.cli.terminal import put, visible
from copydesk.cli.verify import cluster_store
from copydesk.clustering.carrying import carried_and_carrying


def carrying(
    article_id: Annotated[str, typer.Argument(show_default=False, help="Id of an article.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    stack: Stack = None,
) -> None:
    """Which articles carry this one among other stories, and which it carries: found, but joined in no cluster."""
    found = carried_and_carrying(cluster_store(stack), article_id)
    if as_json:
        show_json({"article_id": article_id, "matches": [match.model_dump(mode="json") for match in found]})
        return
    for match in found:
        shared = max(match.containment, match.containment_of_other)
        put(f"{match.relation.words}\t{visible(match.article_id)}\t{shared:.0%}")
