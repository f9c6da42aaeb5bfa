"""What the demonstration prints: clusters, each copy with its reason, single articles, files without any."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from copydesk.article import Article
from copydesk.cli.terminal import visible
from copydesk.client import Desk
from copydesk.cluster import Cluster, Copy, Match, Relation
from copydesk.outcome import ObjectOutcome, Status

RELATION_WORDS = {
    Relation.IDENTICAL: "identical to {other}",
    Relation.NEAR_IDENTICAL: "nearly identical to {other}: {share:.0%} of the shorter is in both",
    Relation.EXCERPT: "excerpt of {other}: {share:.0%} of it is there",
    Relation.EXTENDED: "extends {other}: holds {share:.0%} of it",
    Relation.REVISION: "revision of {other}: {share:.0%} of the shorter is in both",
}


def show(console: Console, desk: Desk, articles: list[Article], outcomes: dict[str, ObjectOutcome]) -> None:
    """Print everything there is to say of some objects and the articles in them."""
    clusters = _clusters(desk, articles)
    shared = sorted((one for one in clusters if one.size > 1), key=lambda one: -one.size)
    single = [one.canonical for one in clusters if one.size == 1]
    refused = {key: one for key, one in outcomes.items() if one.status is not Status.INDEXED}
    files = {article.article_id: article.object.key for article in articles}
    if shared:
        _heading(console, "Clusters of copies (★ stands for its cluster)")
    for cluster in shared:
        _show_cluster(console, cluster, files)
    if single:
        _heading(console, "Single articles")
    for copy in single:
        _line(console, 2, f"[bold]{_title(copy)}[/]")
        _line(console, 4, f"{_who_and_when(copy)} {_file(files, copy)}")
    if refused:
        _heading(console, "No article")
    for key, outcome in refused.items():
        _line(console, 2, f"{_plain(key)}: [yellow]{outcome.verdict}[/]")
    console.print(
        f"\n{len(outcomes)} files: {len(articles)} articles, {len(shared)} clusters of copies, "
        f"{len(single)} single articles, {len(refused)} files without an article"
    )


def _clusters(desk: Desk, articles: list[Article]) -> list[Cluster]:
    names = dict.fromkeys(desk.cluster_id(article.article_id) for article in articles)
    return [desk.cluster(name) for name in names]


def _show_cluster(console: Console, cluster: Cluster, files: dict[str, str]) -> None:
    canonical = cluster.canonical.article_id
    copies = {copy.article_id: copy for copy in cluster.copies}
    matches = cluster.matches_to_canonical()
    console.print()
    _line(console, 2, f"[bold]{_title(cluster.canonical)}[/]")
    _line(console, 2, f"[dim]{cluster.size} copies, cluster {cluster.cluster_id}[/]")
    for copy in sorted(copies.values(), key=lambda one: (one.article_id != canonical, one.published_key)):
        star = "[green]★[/]" if copy.article_id == canonical else " "
        _line(console, 2, f"{star} {_who_and_when(copy)}")
        reason = ""
        if match := matches.get(copy.article_id):
            other = copies[match.article_id]
            name = _name(other)
            if name is None or name == _name(copy):
                name = files.get(other.article_id, other.article_id)
            reason = _plain(_reason(match, name))
        _line(console, 6, f"{reason} {_file(files, copy)}")


def _reason(match: Match, other: str) -> str:
    share = {
        Relation.EXCERPT: match.containment,
        Relation.EXTENDED: match.containment_of_other,
    }.get(match.relation, max(match.containment, match.containment_of_other))
    return RELATION_WORDS[match.relation].format(other=other, share=share)


def _title(copy: Copy) -> str:
    return _plain(copy.title or "(no title)")


def _who_and_when(copy: Copy) -> str:
    day = (copy.published_at or "no date")[:10]
    credit = f", credits {copy.credit.name}" if copy.credit else ""
    return _plain(f"{_name(copy) or 'unknown publisher'}, {day}{credit}")


def _name(copy: Copy) -> str | None:
    return (copy.publisher.name or copy.publisher.domain) if copy.publisher else None


def _file(files: dict[str, str], copy: Copy) -> str:
    return f"[dim]{_plain(files.get(copy.article_id, ''))}[/]"


def _plain(text: str) -> str:
    """What articles and files are called, without a meaning for the terminal or for markup."""
    return escape(visible(text))


def _heading(console: Console, text: str) -> None:
    console.print(f"\n[bold underline]{text}[/]")


def _line(console: Console, indent: int, markup: str) -> None:
    console.print(Padding(markup, (0, 0, 0, indent)))
