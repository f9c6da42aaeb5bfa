"""`python -m local up`: the stack stays up, and says how to talk to it."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console

from local import docker
from local.stack import STACK_NAME, LocalStack
from local.subscription import Subscription
from local.template import ROOT

HELP = """\
[bold]copydesk is up[/] at {endpoint}; Ctrl-C ends it and forgets everything.

In another terminal:
  [green]source {coordinates}[/]
  [green]{copydesk} drop seeds[/]
  [green]{copydesk} browse[/]    # its records as pages
or with AWS's own tools:
  [green]aws s3 cp FILE s3://{inbox}/[/]
  [green]aws dynamodb get-item --table-name {outcomes} \\
      --key '{{"object": {{"S": "s3://{inbox}/FILE"}}, "entry": {{"S": "object"}}}}'[/]
Events on the bus {bus} also go to a queue:
  [green]aws sqs receive-message --endpoint-url $AWS_ENDPOINT_URL --queue-url {events} \\
      --max-number-of-messages 10[/]

Tables  {articles}
        {clusters}
        {index}
        {listings}
        {outcomes}
Logs    {logs}
"""


CONTAINERS_HELP = """\
For the functions in containers:
  [green]sam local invoke ExtractFunction -e events/extract-s3-put.json --env-vars {variables}[/]
"""


def run(port: int, *, containers: bool = False) -> int:
    """Start the stack and wait for Ctrl-C; the exit status.

    Args:
        port: of the AWS endpoint; 0 takes a free one.
        containers: listen where containers reach it, and tell how `sam local` gets there.
    """
    console = Console(soft_wrap=True, highlight=False)
    with contextlib.ExitStack() as running:
        with console.status("starting"):
            address, name = docker.host_addresses() if containers else (docker.LOOPBACK, "")
            stack = running.enter_context(LocalStack(port=port, host=address))
        console.print(_help(stack, _write_coordinates(stack)))
        if containers:
            console.print(CONTAINERS_HELP.format(variables=_write_variables(stack, name)))
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
    return 0


def _help(stack: LocalStack, coordinates: Path) -> str:
    outputs = stack.outputs
    bus = outputs["EventBusName"]
    return HELP.format(
        endpoint=stack.endpoint_url,
        coordinates=coordinates.relative_to(ROOT),
        copydesk=_command(),
        inbox=outputs["InboxBucketName"],
        articles=outputs["ArticlesTableName"],
        clusters=outputs["ClustersTableName"],
        index=outputs["IndexTableName"],
        listings=outputs["ListingsTableName"],
        outcomes=outputs["OutcomesTableName"],
        logs=stack.folder.relative_to(ROOT),
        bus=bus,
        events=Subscription(stack.client("events"), stack.client("sqs"), bus, f"{bus}-events").queue_url,
    )


def _command() -> str:
    """The copydesk command as this interpreter's environment has it, beside it."""
    command = Path(sys.executable).with_name("copydesk")
    return str(command.relative_to(ROOT) if command.is_relative_to(ROOT) else command)


def _write_variables(stack: LocalStack, host: str) -> Path:
    """What `sam local --env-vars` reads."""
    endpoint_url = f"http://{host}:{urlsplit(stack.endpoint_url).port}"
    path = stack.folder / "functions.json"
    path.write_text(json.dumps(stack.function_variables(endpoint_url), indent=2), encoding="utf-8")
    return path.relative_to(ROOT)


def _write_coordinates(stack: LocalStack) -> Path:
    """What a second terminal sources to talk to this stack."""
    variables = {
        **stack.environment_variables(),
        "COPYDESK_STACK": STACK_NAME,
        "COPYDESK_INBOX_BUCKET": stack.outputs["InboxBucketName"],
        "COPYDESK_OVERFLOW_BUCKET": stack.outputs["OverflowBucketName"],
        "COPYDESK_ARTICLES_TABLE": stack.outputs["ArticlesTableName"],
        "COPYDESK_CLUSTERS_TABLE": stack.outputs["ClustersTableName"],
        "COPYDESK_LISTINGS_TABLE": stack.outputs["ListingsTableName"],
        "COPYDESK_OUTCOMES_TABLE": stack.outputs["OutcomesTableName"],
    }
    path = stack.folder / "environment"
    path.write_text(
        "".join(f"export {name}={value}\n" for name, value in variables.items()), encoding="utf-8"
    )
    return path
