"""What the demonstration prints: clusters with the reason for each copy, single articles, refused files."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from copydesk.article import Article, Publisher
from copydesk.client import Desk
from copydesk.cluster import Cluster, Copy
from copydesk.outcome import ObjectOutcome, Status


def show(console: Console, desk: Desk, articles: list[Article], outcomes: dict[str, ObjectOutcome]) -> None:
    """Print everything there is to say of some objects and the articles in them."""
    clusters = {cluster.cluster_id: cluster for cluster in _clusters(desk, articles)}
    shared = sorted((one for one in clusters.values() if one.size > 1), key=lambda one: -one.size)
    single = [one.canonical for one in clusters.values() if one.size == 1]
    keys = {article.article_id: article.object.key for article in articles}
    for cluster in shared:
        _show_cluster(console, cluster, keys)
    if single:
        _show_single(console, single, keys)
    _show_refused(console, outcomes)
    refused = sum(outcome.status is not Status.INDEXED for outcome in outcomes.values())
    console.print(
        f"\n{len(outcomes)} files: {len(articles)} articles, {len(shared)} clusters of copies, "
        f"{len(single)} single articles, {refused} files without an article"
    )


def _clusters(desk: Desk, articles: list[Article]) -> list[Cluster]:
    return [
        desk.cluster(name) for name in {desk.cluster_id(article.article_id): None for article in articles}
    ]


def _show_cluster(console: Console, cluster: Cluster, keys: dict[str, str]) -> None:
    canonical = cluster.canonical
    table = Table(
        title=f"[bold]{escape(canonical.title or '(no title)')}[/]  {cluster.size} copies",
        title_justify="left",
        expand=True,
    )
    for heading in ("", "publisher", "published", "relation", "similar", "to", "credits", "file"):
        table.add_column(heading, overflow="fold")
    names = {copy.article_id: _publisher(copy.publisher) for copy in cluster.copies}
    for copy in sorted(cluster.copies, key=lambda one: (one is not canonical, one.published_at or "9")):
        match = copy.match
        table.add_row(
            "[green]★[/]" if copy.article_id == canonical.article_id else "",
            escape(names[copy.article_id]),
            copy.published_at or "unknown",
            str(match.relation).replace("_", " ") if match else "",
            f"{max(match.containment, match.containment_of_other):.0%}" if match else "",
            escape(names.get(match.article_id, match.article_id)) if match else "",
            escape(copy.credit.name) if copy.credit else "",
            escape(keys.get(copy.article_id, "")),
        )
    console.print()
    console.print(table)


def _show_single(console: Console, copies: list[Copy], keys: dict[str, str]) -> None:
    table = Table(title="[bold]Single articles[/]", title_justify="left", expand=True)
    for heading in ("title", "publisher", "published", "credits", "file"):
        table.add_column(heading, overflow="fold")
    for copy in copies:
        table.add_row(
            escape(copy.title or "(no title)"),
            escape(_publisher(copy.publisher)),
            copy.published_at or "unknown",
            escape(copy.credit.name) if copy.credit else "",
            escape(keys.get(copy.article_id, "")),
        )
    console.print()
    console.print(table)


def _show_refused(console: Console, outcomes: dict[str, ObjectOutcome]) -> None:
    refused = {key: one for key, one in outcomes.items() if one.status is not Status.INDEXED}
    if not refused:
        return
    table = Table(title="[bold]No article[/]", title_justify="left")
    table.add_column("file")
    table.add_column("outcome")
    for key, outcome in refused.items():
        table.add_row(escape(key), str(outcome.verdict))
    console.print()
    console.print(table)


def _publisher(publisher: Publisher | None) -> str:
    if publisher is None:
        return "unknown"
    return publisher.name or publisher.domain or "unknown"
