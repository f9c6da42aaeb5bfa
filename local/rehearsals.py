"""What operators do in an emergency, done to the deployed stack: a bad build is taken back, intake is stopped.

The emulator has versions, aliases and alarms, but no CodeDeploy. What that would do is done here by hand: as an alarm
of the new versions goes off, the aliases are given back. Neither the share of invocations that a canary gets is
rehearsed, nor that an alarm is about one version alone: the emulator averages a metric over all functions, and what its
pollers invoke is not in it, so the rehearsal invokes the alias itself.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import boto3

from copydesk.cli.app import run
from copydesk.outcome import Status
from local.deployment import Deployment, DeploymentError
from local.stack import STACK_NAME

Wait = Callable[[str, Callable[[], bool]], None]

FUNCTIONS = ("Extract", "Dedupe", "Publish")
ALIAS = "live"
PLANTED = 'raise RuntimeError("planted")\n'
# How soon a message that failed comes back: after the alias went back, and before the last of its tries.
VISIBILITY_SECONDS = 60
# What S3 sends once to who is to be told of events: the function has nothing to do.
NOTHING_HAPPENED = b'{"Service": "Amazon S3", "Event": "s3:TestEvent"}'
# In which functions that are not stopped would have read something.
IDLE_SECONDS = 5.0
WORDS = (
    "The harbour office counted every berth again on Monday and found that none of them was free of silt. "
)


class Release(NamedTuple):
    """What a deployment published."""

    functions: dict[str, str]
    """Their names, by title."""
    versions: dict[str, str]
    """Those that the aliases give messages to."""


def plant(build: Path, target: Path) -> None:
    """Copy a build, with handlers in it that cannot be imported."""
    shutil.copytree(build, target)
    for title in FUNCTIONS:
        (target / f"{title}Function" / "app.py").write_text(PLANTED)


def released(outputs: dict[str, str]) -> Release:
    """What messages go to now."""
    client: Any = boto3.client("lambda")
    functions = {title: outputs[f"{title}FunctionName"] for title in FUNCTIONS}
    versions = {
        title: client.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"]
        for title, name in functions.items()
    }
    return Release(functions, versions)


def goes_off(function: str, alarm: str) -> bool:
    """Invoke what messages go to, and tell the alarm of how it ended, as Lambda would: the emulator's pollers do not.

    Args:
        function: its name.
        alarm: logical id of one over the function's errors.
    """
    described = boto3.client("cloudformation").describe_stack_resource(
        StackName=STACK_NAME, LogicalResourceId=alarm
    )
    name = described["StackResourceDetail"]["PhysicalResourceId"]
    client: Any = boto3.client("cloudwatch")
    (found,) = client.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    answer = boto3.client("lambda").invoke(FunctionName=function, Qualifier=ALIAS, Payload=NOTHING_HAPPENED)
    datum = {key: found[key] for key in ("MetricName", "Dimensions")} | {
        "Value": float("FunctionError" in answer)
    }
    client.put_metric_data(Namespace=found["Namespace"], MetricData=[datum])
    (found,) = client.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return bool(found["StateValue"] == "ALARM")


def go_back(good: Release) -> None:
    """What CodeDeploy does as an alarm goes off."""
    client: Any = boto3.client("lambda")
    for title, name in good.functions.items():
        client.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=good.versions[title])


def bad_release(deployed: Deployment, deploy_bad: Callable[[], None], wait: Wait) -> str:
    """Deploy the bad build, let it fail at a document, and go back.

    Args:
        deployed: the stack, with a good release in it.
        deploy_bad: deploys what `plant` made as another release.
        wait: for something to hold, given with what it is in words.

    Raises:
        DeploymentError: the bad release did not take over, or something was lost by it.
    """
    good = released(deployed.outputs)
    extract = good.functions["Extract"]
    if goes_off(extract, "ExtractReleaseErrorsAlarm"):
        raise DeploymentError("the alarm of the good release goes off")
    dead = deployed.waiting("ExtractDeadLetterQueueUrl")
    deploy_bad()
    bad = released(deployed.outputs)
    if any(bad.versions[title] == good.versions[title] for title in FUNCTIONS):
        raise DeploymentError(f"the aliases stayed at {good.versions}")
    deployed.put("release.txt", _text(0))
    wait("the bad release has failed at the document", lambda: deployed.hidden("ExtractQueueUrl") == 1)
    wait("its alarm goes off", lambda: goes_off(extract, "ExtractReleaseErrorsAlarm"))
    if deployed.status("release.txt") is not None:
        raise DeploymentError("the bad release has read something")
    go_back(good)
    wait("the document is indexed", lambda: deployed.status("release.txt") is Status.INDEXED)
    if deployed.waiting("ExtractDeadLetterQueueUrl") != dead:
        raise DeploymentError("its message is a dead letter")
    shown = ", ".join(
        f"{title.lower()} {bad.versions[title]} to {good.versions[title]}" for title in FUNCTIONS
    )
    return f"alarm, back from {shown}, nothing lost"


def intake(deployed: Deployment, wait: Wait) -> str:
    """Stop intake, delete what waits, go on, and find what was uploaded meanwhile.

    Raises:
        DeploymentError: a command failed, or intake went on.
    """
    command("intake", "stop")
    since = datetime.now(UTC).isoformat()
    keys = [f"late-{number}.txt" for number in range(3)]
    for number, key in enumerate(keys):
        deployed.put(key, _text(number))
    wait("the events wait", lambda: deployed.waiting("ExtractQueueUrl") == len(keys))
    time.sleep(IDLE_SECONDS)
    if any(deployed.status(key) for key in keys):
        raise DeploymentError("intake did not stop")
    deployed.sqs.purge_queue(QueueUrl=deployed.outputs["ExtractQueueUrl"])
    command("intake", "start")
    command("backfill", "--since", since, "--prefix", "late-")
    wait("what was lost is indexed", lambda: all(deployed.status(key) is Status.INDEXED for key in keys))
    return f"stopped, {len(keys)} events deleted, all found again"


def _text(number: int) -> bytes:
    return f"Berths of Skerry counted again, number {number}\n\n{WORDS * (12 + number)}".encode()


def command(*words: str) -> str:
    """Give a command; what it prints.

    Raises:
        DeploymentError: it fails.
    """
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        status = run([*words, "--stack", STACK_NAME])
    if status:
        raise DeploymentError(f"copydesk {' '.join(words)}: exit status {status}")
    return printed.getvalue()
