"""Commands, and how they fail: in one line."""

from __future__ import annotations

import sys

import typer
from botocore.exceptions import BotoCoreError, ClientError

from copydesk.cli import collection, query, stack, verify
from copydesk.cli.extract import extract
from copydesk.cli.files import BadInput
from copydesk.client import NotFound

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Clean news articles, and find their syndicated copies.",
    epilog="`extract` and `group` work on files alone. The other commands work on the stack that "
    "COPYDESK_STACK names (`copydesk` unless set), at AWS_ENDPOINT_URL where that is set.",
)
app.command()(extract)
app.command()(collection.group)
boilerplate = typer.Typer(no_args_is_help=True, help="What publishers repeat, learned from articles.")
boilerplate.command("learn")(collection.learn_from_files)
boilerplate.command("publish")(stack.publish)
app.add_typer(boilerplate, name="boilerplate")
app.add_typer(query.app, name="query")
app.command()(query.watch)
app.command()(stack.drop)
app.command()(stack.outcome)
app.command()(stack.article)
app.command()(stack.cluster)
app.command()(stack.explain)
app.command()(verify.verify)


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    try:
        return int(app(arguments or ["--help"], prog_name="copydesk", standalone_mode=False) or 0)
    except typer.TyperException as error:
        return _say(error.format_message(), error.exit_code)
    except (BadInput, stack.Timeout, NotFound, OSError) as error:
        return _say(str(error), 1)
    except (BotoCoreError, ClientError) as error:
        return _say(f"AWS: {error}", 1)


def _say(message: str, code: int) -> int:
    print(f"copydesk: {' '.join(message.split())}", file=sys.stderr)
    return code
