"""What `copydesk replay` shows of a plan, and of what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from copydesk.cli.terminal import put, say, visible
from copydesk.prices import AS_OF
from copydesk.replaying.committing import State
from copydesk.replaying.estimates import Interval
from copydesk.replaying.plan import ClusterPlan, ObjectPlan, Summary

# Columns of what stands before a figure.
NAMES = 34


def show_plan(summary: Summary, rate: float) -> None:
    """Print what a plan comes to."""
    _row("objects chosen", f"{summary.objects:,}")
    if summary.planned != summary.objects:
        _row("planned, the rest estimated", f"{summary.planned:,}")
    _row("to be read again", _shown(summary.objects_due))
    _row("of which something changes", _shown(summary.objects_changing))
    for change, count in summary.outcomes.items():
        _row(f"  outcome {change}", _shown(count))
    for change, count in summary.articles.items():
        _row(f"  with articles {change}", _shown(count))
    for name, count in summary.fields.items():
        _row(f"  with another {name}", _shown(count))
    _row("clusters that merge", _shown(summary.clusters_merging))
    _row("clusters that part", _shown(summary.clusters_parting))
    _row("write units", _shown(summary.write_units))
    _row("read units", _shown(summary.read_units))
    _row(f"minutes, at {rate:g} objects a second", _shown(summary.minutes, digits=2))
    _row(f"dollars, at prices of {AS_OF:%Y-%m-%d}", _shown(summary.dollars, digits=4))
    if summary.errors:
        _row("could not be planned", f"{summary.errors:,}")


def show_examples(examples: Mapping[str, Sequence[ObjectPlan]], clusters: Iterable[ClusterPlan]) -> None:
    """Print some articles of which a field changes, and some clusters that do."""
    for name, lines in sorted(examples.items()):
        put("")
        put(visible(name))
        for line in lines:
            field = next(one.fields[name] for one in line.articles if name in one.fields)
            say(f"  {line.key}")
            say(f"    was {field.before}")
            say(f"    is  {field.after}")
    for change in clusters:
        put("")
        for title, sides in (("clusters that were", change.before), ("would be", change.after)):
            put(title)
            for cluster_id, ids in sides.items():
                put(f"  {visible(cluster_id)}: {len(ids):,} articles, {visible(', '.join(ids[:3]))}")


def show_states(
    counts: Mapping[State, int], odd: Iterable[tuple[str, State]], clusters: Mapping[bool, int]
) -> None:
    """Print how far a plan is carried out, and what went otherwise."""
    for state in State:
        if counts.get(state):
            _row(f"objects {state}", f"{counts[state]:,}")
    for is_so, told in ((True, "as planned"), (False, "not as planned")):
        if clusters.get(is_so):
            _row(f"changes of clusters {told}", f"{clusters[is_so]:,}")
    for key, state in odd:
        put(f"{visible(key)}\t{state}")


def _row(name: str, value: str) -> None:
    put(f"{visible(name):{NAMES}}  {value}")


def _shown(found: Interval, digits: int = 0) -> str:
    value = f"{found.value:,.{digits}f}"
    return value if found.is_exact else f"{value} ({found.low:,.{digits}f} to {found.high:,.{digits}f})"
