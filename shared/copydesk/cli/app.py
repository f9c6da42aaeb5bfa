"""Commands, and how they fail: in one line."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError

from copydesk import __version__
from copydesk.cli import collection, decisions, query, questions, stack, verify
from copydesk.cli.assistant import mcp
from copydesk.cli.backfill import backfill
from copydesk.cli.browse import browse
from copydesk.cli.drop import Timeout, drop
from copydesk.cli.erase import erase
from copydesk.cli.export import export
from copydesk.cli.extract import extract
from copydesk.cli.failing import failed, redrive
from copydesk.cli.files import BadInput
from copydesk.cli.intake import NotSwitched, intake
from copydesk.cli.replay import replay
from copydesk.cli.report import report
from copydesk.cli.reread import reread
from copydesk.cli.signals import Stopped, end_by, ending_cleanly
from copydesk.cli.terminal import say
from copydesk.client import DeskError, NotFound
from copydesk.client.failures import explained
from copydesk.erasing.eraser import Unfinished
from copydesk.erasing.lifting import NothingToLift
from copydesk.formats import UnknownFormat
from copydesk.replaying.errors import GoneWrong, NotAPlan
from copydesk.retrying import Contended
from copydesk.storage.backfill_sources import BadInventory
from copydesk.storage.queue import QueueRefused

app = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Clean news articles, and find their syndicated copies.",
    epilog="`extract` and `group` work on files alone, `report` and `export` on files or a stack. The other commands "
    "work on the stack that COPYDESK_STACK names (`copydesk` unless set), at AWS_ENDPOINT_URL where that is set.",
)
app.command()(extract)
app.command()(collection.group)
app.command()(report)
app.command()(export)
app.command()(mcp)
boilerplate = typer.Typer(no_args_is_help=True, help="What publishers repeat, learned from articles.")
boilerplate.command("learn")(collection.learn_from_files)
boilerplate.command("publish")(stack.publish)
boilerplate.command("use")(stack.use)
boilerplate.command("status")(stack.status)
app.add_typer(boilerplate, name="boilerplate")
app.add_typer(questions.app, name="query")
app.command()(query.watch)
app.command()(browse)
app.command()(drop)
app.command()(intake)
app.command()(reread)
app.command()(replay)
app.command()(backfill)
app.command()(erase)
app.command()(stack.explain)
app.command()(verify.verify)
app.command()(failed)
app.command()(redrive)
app.command()(decisions.decide)
app.command()(decisions.decisions)
app.command()(decisions.review)
for name, question in (("article", query.article), ("cluster", query.cluster), ("outcome", query.outcome)):
    app.command(name, hidden=True)(questions.former(name, question))


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"copydesk {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version.")
    ] = False,
) -> None:
    del version


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    try:
        with ending_cleanly():
            return _run(arguments)
    except Stopped as stopped:
        with suppress(OSError):  # who reads may have gone
            sys.stdout.flush()
        end_by(stopped.number)


def _run(arguments: list[str]) -> int:
    try:
        return int(app(arguments or ["--help"], prog_name="copydesk", standalone_mode=False) or 0)
    except typer.TyperException as error:
        return _fail(error.format_message(), error.exit_code)
    except (BotoCoreError, ClientError) as error:
        return _fail(str(explained(error, "the stack")), 1)
    except ValidationError as error:
        (wrong, *_) = error.errors(include_url=False)
        field = ".".join(map(str, wrong["loc"]))
        known = f"copydesk {__version__} cannot read a record, which another version may have written"
        return _fail(f"{known}: {error.title}, {field}: {wrong['msg']}", 1)
    except (
        BadInput,
        BadInventory,
        Contended,
        DeskError,
        GoneWrong,
        NotAPlan,
        NotFound,
        NothingToLift,
        NotSwitched,
        OSError,
        QueueRefused,
        Timeout,
        Unfinished,
        UnknownFormat,
    ) as error:
        return _fail(str(error), 1)


def _fail(message: str, code: int) -> int:
    say(f"copydesk: {' '.join(message.split())}", to=sys.stderr)
    return code
