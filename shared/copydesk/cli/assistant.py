"""`copydesk mcp`: a stack's records for assistants, over standard input and output."""

from __future__ import annotations

from importlib.util import find_spec

from copydesk.cli.files import BadInput, OwnersFile, read_owners
from copydesk.cli.stack import Stack, open_desk


def mcp(owners: OwnersFile = None, stack: Stack = None) -> None:
    """Answer an assistant's questions about a stack by the Model Context Protocol, over standard input and output.

    Assistants start this themselves: docs/assistants.md says how to tell them. It reads, and changes nothing.
    """
    if find_spec("mcp") is None:
        raise BadInput("the protocol's library is not installed: pip install 'copydesk[mcp]'")
    from copydesk.mcp.server import server_of

    server_of(open_desk(stack, read_owners(owners))).run("stdio")
