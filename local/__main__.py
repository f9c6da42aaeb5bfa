"""The local stack's commands: `python -m local` stays up, `python -m local demo` runs samples through it."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from local import demo, up
from local.stack import StackError
from local.template import ROOT
from local.tools import ToolError


def main() -> int:
    """Run a command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the AWS endpoint; a free one by default")
    parser.add_argument(
        "--containers",
        action="store_true",
        help="listen where the containers of `sam local` reach it (not demo)",
    )
    commands = parser.add_subparsers(dest="command", metavar="{up,demo}")
    commands.add_parser("up", help="start the stack and keep it up until Ctrl-C (the default)")
    demonstration = commands.add_parser(
        "demo", help="drop the sample documents and print what became of them"
    )
    demonstration.add_argument(
        "folder", type=Path, nargs="?", default=ROOT / "seeds", help="instead of seeds/"
    )
    demonstration.add_argument("--browse", action="store_true", help="stay up, and show it in a browser")
    options = parser.parse_args()
    # A shell's background programs start with this signal ignored; it ends a stack all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # Ended from outside, the stack takes its processes along just as with Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        if options.command == "demo":
            return demo.run(options.folder, options.port, browse=options.browse)
        return up.run(options.port, containers=options.containers)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except (StackError, ToolError) as error:
        print(f"local: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
