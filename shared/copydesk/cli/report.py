"""`copydesk report`: stories as one HTML file, from a stack or from files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from copydesk.cli.extras import needing
from copydesk.cli.files import OwnersFile, read_owners
from copydesk.cli.questions import usage
from copydesk.cli.stack import Stack, open_desk
from copydesk.cli.terminal import say

# Stories of one page: the largest. More than anybody opens, and some megabytes.
MOST_STORIES = 200


def report(
    stories: Annotated[
        list[str] | None,
        typer.Argument(
            show_default=False,
            metavar="CLUSTER|FILE",
            help="Ids of clusters; or files: what `group` printed and the articles, or articles alone. - for "
            "standard input.",
        ),
    ] = None,
    output: Annotated[Path, typer.Option(help="Write the page here; - for standard output.")] = Path(
        "report.html"
    ),
    day: Annotated[
        str | None,
        typer.Option(show_default=False, help="The stories of a day instead: YYYY-MM-DD in UTC, or undated."),
    ] = None,
    owners: OwnersFile = None,
    stack: Stack = None,
) -> None:
    """Write a page that shows how stories spread: when, who credits whom, what each copy took, cut and added.

    One HTML file that asks nothing of any network, to open, print, keep and send. It shows any two copies side by side.
    Stories have two copies or more; of more than 200 the largest are shown, and the page says how many are not.
    """
    with needing("report"):
        from copydesk.cli.stories import stories_of_files
        from copydesk.report.page import report as page
    named = stories or []
    if bool(named) == bool(day):
        raise typer.BadParameter("name clusters or files, or a --day.")
    if any(_is_file(name) for name in named):
        found = stories_of_files(_there([Path(name) for name in named]), MOST_STORIES, read_owners(owners))
        _write(page(found.told, of="Stories", left_out=found.left_out), len(found.told), output)
        if found.lost:
            raise typer.Exit(1)
        return
    from copydesk.browse.stories import stories_of_day, story

    desk, left_out = open_desk(stack, read_owners(owners)), 0
    if day:
        with usage():
            told, left_out = stories_of_day(desk, day, MOST_STORIES)
    else:
        told = [story(desk, one) for one in named]
    _write(page(told, of=f"Stories of {day}" if day else "Stories", left_out=left_out), len(told), output)


def _is_file(name: str) -> bool:
    """Whether it names a file rather than a cluster, whose ids have neither a point nor a folder."""
    return name == "-" or "." in name or "/" in name or Path(name).is_file()


def _there(files: list[Path]) -> list[Path]:
    for file in files:
        if str(file) != "-" and not file.exists():
            raise typer.BadParameter(f"file {str(file)!r} does not exist.")
    return files


def _write(text: str, stories: int, output: Path) -> None:
    if str(output) == "-":
        sys.stdout.write(text)
        return
    output.write_text(text, encoding="utf-8")
    say(f"{output}: {stories:,} {'story' if stories == 1 else 'stories'}")
