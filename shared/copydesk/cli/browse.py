"""`copydesk browse`: a stack's tables as pages, for the browser on this machine."""

from __future__ import annotations

import signal
import webbrowser
from typing import Annotated

import typer

from copydesk.cli.extras import needing
from copydesk.cli.files import OwnersFile, read_owners
from copydesk.cli.signals import Stopped
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.terminal import say


def browse(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes a free one.")] = 8765,
    owners: OwnersFile = None,
    stack: Stack = None,
    *,
    opens: Annotated[bool, typer.Option("--open", help="Open a browser at it.")] = False,
) -> None:
    """Show a stack's records in a browser, until Ctrl-C: read-only, and for this machine alone.

    Stories day by day, as `copydesk report` shows them; articles by publisher, author, credit, region, topic and
    language, each with where its fields come from; rejected and failed files with their reasons.
    """
    with needing("report"):
        from copydesk.browse.server import Browser
    with Browser(open_desk(stack, read_owners(owners)), port) as server:
        say(f"copydesk is at {server.address} until Ctrl-C")
        if opens:
            webbrowser.open(server.address)
        try:
            server.serve_forever()
        except Stopped as stopped:
            if stopped.number != signal.SIGINT:
                raise
