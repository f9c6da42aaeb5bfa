"""The `copydesk` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command and exit: 0 for success, 1 for a failure, 2 for wrong usage, each said in one line."""
    try:
        from copydesk.cli.app import run

        status = run(sys.argv[1:])  # which imports what a command alone needs
    except ModuleNotFoundError as missing:
        sys.exit(f"copydesk: {missing.name} is not installed: pip install 'copydesk[cli,extraction]'")
    sys.exit(status)
