"""`copydesk replay`: read a stack's objects again with this version, after a plan of what that changes and costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copydesk.cli.choosing import OlderThan, Outcome, Prefixes, choice_of
from copydesk.cli.questions import Json
from copydesk.cli.stack import Stack
from copydesk.client.names import DEFAULT_STACK
from copydesk.replaying.choosing import Choice

# Objects a second, unless it is said: the extract function reads so many with a fraction of its usual concurrency.
RATE = 20.0

Rate = Annotated[float, typer.Option(min=0.01, help="Objects a second to send.")]


def replay(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="The plan.")] = Path("replay-plan.jsonl"),
    *,
    plan: Annotated[bool, typer.Option("--plan", help="Write the plan; nothing else is written.")] = False,
    commit: Annotated[
        bool, typer.Option("--commit", help="Do what the plan says, or go on with it.")
    ] = False,
    status: Annotated[bool, typer.Option("--status", help="What has come of it so far.")] = False,
    sample: Annotated[
        int | None,
        typer.Option(min=1, show_default=False, help="Plan so many objects, and estimate the rest."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the sample: another one draws another.")] = 1,
    prefix: Prefixes = None,
    outcome: Outcome = None,
    older_than: OlderThan = None,
    rate: Rate = RATE,
    as_json: Json = False,
    stack: Stack = None,
) -> None:
    """Read objects again with this version of copydesk: --plan first, then --commit, and --status for what came of it.

    The plan reads each object as the functions would, over what the stack has, and says which fields of which
    articles change, which clusters merge or part, and what it takes: minutes, and dollars at list prices. --commit
    has those read again that differ, or were read by other versions; if it is ended, do it again. With --sample the
    plan is an estimate, and --commit does the sample alone. The plan quotes articles: keep the file as you keep them.
    """
    if plan + commit + status != 1:
        raise typer.BadParameter("give one of --plan, --commit and --status")
    choice = choice_of(prefix, outcome, older_than)
    if not plan and (choice is not None or sample is not None):
        raise typer.BadParameter("which objects are read again is the plan's affair")
    # Slow to import, and no other command needs it.
    from copydesk.cli import replay_run

    name = stack or DEFAULT_STACK
    if plan:
        replay_run.plan(name, file, choice or Choice(), sample, seed, rate, as_json=as_json)
    elif commit:
        replay_run.commit(name, file, rate)
    else:
        replay_run.status(name, file, as_json=as_json)
