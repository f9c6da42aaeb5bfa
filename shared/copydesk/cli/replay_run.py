"""What `copydesk replay` does: a plan into a file, a commit by it, a look at what came of it."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

import typer

from copydesk.cli.line_writer import LineWriter
from copydesk.cli.replayed import show_examples, show_plan, show_states
from copydesk.cli.tables import show_json
from copydesk.cli.terminal import put, say, visible
from copydesk.replaying.choosing import Choice, known_objects, sampled
from copydesk.replaying.committing import Commit, State
from copydesk.replaying.errors import NotAPlan
from copydesk.replaying.plan import ClusterPlan, ObjectPlan, Summary
from copydesk.replaying.plan_file import PlanFile
from copydesk.replaying.planning import planned
from copydesk.replaying.rehearsal import terms_now
from copydesk.replaying.stack import ReplayStack

# Examples of a field that changes, and of clusters, that a plan shows.
EXAMPLES = 3


def plan(
    name: str, file: Path, choice: Choice, sample: int | None, seed: int, rate: float, *, as_json: bool
) -> None:
    """Write a plan, and show what it comes to."""
    stack = ReplayStack.named(name)
    objects = known_objects(stack.dynamodb, stack.names.outcomes_table, choice)
    population = None
    if sample is not None:
        drawn, population = sampled(objects, sample, seed)
        objects = iter(drawn)
    lines = planned(stack, objects, rate=rate, population=population, seed=None if sample is None else seed)
    examples: dict[str, list[ObjectPlan]] = defaultdict(list)
    clusters: list[ClusterPlan] = []
    with LineWriter(file) as out:
        for line in lines:
            out.write(line.model_dump_json().encode() + b"\n")
            match line:
                case ObjectPlan():
                    for field in {field for one in line.articles for field in one.fields}:
                        if len(examples[field]) < EXAMPLES:
                            examples[field].append(line)
                case ClusterPlan() if len(clusters) < EXAMPLES:
                    clusters.append(line)
                case Summary() if as_json:
                    show_json(line.model_dump(mode="json"))
                case Summary():
                    show_plan(line, rate)
    if not as_json:
        show_examples(examples, clusters)
        say(f"copydesk: the plan is in {file}", to=sys.stderr)


def commit(name: str, file: Path, rate: float) -> None:
    """Have the objects of a plan read again, and print each key.

    Raises:
        NotAPlan: the file holds none, or one that does not hold any more.
        GoneWrong: the functions do something else.
    """
    stack, made = _opened(name, file)
    if terms_now(stack) != made.header.terms:
        raise NotAPlan(
            "the plan was made under other terms than hold now, with another version of copydesk, or of what "
            "publishers repeat, or of the stack's parameters: plan anew"
        )
    work = Commit(stack, made.header.terms)
    sent = 0
    try:
        for some in work.send(made.objects(), rate):
            for line in some:
                put(visible(line.key))
            sent += len(some)
    finally:
        say(f"copydesk: {sent:,} objects to be read again", to=sys.stderr)
    counts = Counter(one.state for one in work.states(made.objects()))
    for state in (State.OVERTAKEN, State.NOT_PLANNED):
        if counts[state]:
            say(f"copydesk: {counts[state]:,} objects: {state}", to=sys.stderr)


def status(name: str, file: Path, *, as_json: bool) -> None:
    """Show what has come of a plan; exit status 1 where not all has come as planned."""
    stack, made = _opened(name, file)
    work = Commit(stack, made.header.terms)
    counts: Counter[State] = Counter()
    odd: list[tuple[str, State]] = []
    for one in work.states(made.objects(), compare=True):
        counts[one.state] += 1
        if one.state in {State.OTHERWISE, State.FAILED, State.OVERTAKEN}:
            odd.append((one.line.key, one.state))
    clusters = Counter(work.are_as_planned(one) for one in made.clusters())
    if as_json:
        show_json(
            {
                "objects": {str(state): count for state, count in counts.items()},
                "keys": {key: str(state) for key, state in odd},
                "clusters": {"as planned": clusters[True], "not as planned": clusters[False]},
            }
        )
    else:
        show_states(counts, odd, clusters)
    if not {State.NOTHING_TO_DO, State.AS_PLANNED} >= counts.keys() or clusters[False]:
        raise typer.Exit(1)


def _opened(name: str, file: Path) -> tuple[ReplayStack, PlanFile]:
    stack, made = ReplayStack.named(name), PlanFile(file)
    if made.header.inbox != stack.names.inbox_bucket:
        raise NotAPlan(f"{file}: the plan of another stack, whose inbox is {made.header.inbox}")
    return stack, made
