"""`copydesk group`, `copydesk boilerplate learn`: articles in, JSON lines out, no AWS."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from copydesk.cli.decisions import read_decisions
from copydesk.cli.files import Learned, Output, read_artefact, writer
from copydesk.cli.processes import processes
from copydesk.cli.rows import Rows
from copydesk.cli.terminal import json_text, say
from copydesk.clustering.reviewing import NearPair
from copydesk.clustering.verdicts import Verdicts
from copydesk.decision import holding
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.settings import USUAL, MatchSettings
from copydesk.pipeline.grouping import Collection, no_collections

# Bytes of JSON lines: less is done before a second process has started.
BYTES_WORTH_PROCESSES = 1_000_000


def _there(files: list[Path]) -> list[Path]:
    for file in files:
        if str(file) != "-" and not file.exists():
            raise typer.BadParameter(f"file {str(file)!r} does not exist.")
    return files


JsonLines = Annotated[
    list[Path],
    typer.Argument(
        dir_okay=False,
        readable=True,
        callback=_there,  # as `exists` does, which takes `-` for a name
        show_default=False,
        help="JSON lines, plain or gzip; - for standard input.",
    ),
]
Decisions = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, show_default=False, help="What people decided on pairs: JSON lines."
    ),
]
Review = Annotated[
    Path | None,
    typer.Option(show_default=False, help="Write the pairs here that only just are no copies: JSON lines."),
]
_FIELDS = MatchSettings.model_fields


def _setting(field: str) -> Any:
    limits = {type(one).__name__: one for one in _FIELDS[field].metadata}
    return typer.Option(
        min=limits["Ge"].ge, max=limits["Le"].le, help=f"Of matching: {_FIELDS[field].description}."
    )


Threshold = Annotated[float, _setting("threshold")]
Days = Annotated[int, _setting("days")]
LeastWords = Annotated[int, _setting("least_words")]
Learn = Annotated[bool, typer.Option(help="Learn what publishers repeat from these articles, and ignore it.")]


def group(
    files: JsonLines,
    output: Output = None,
    boilerplate: Learned = None,
    decisions: Decisions = None,
    review: Review = None,
    *,
    learn: Learn = True,
    threshold: Threshold = USUAL.threshold,
    days: Days = USUAL.days,
    least_words: LeastWords = USUAL.least_words,
) -> None:
    """Find the copies in a collection of articles: by the same rules as the deployed stack, in memory.

    Takes JSON lines with "id", "publisher", "url", "published", "title" and "text", or what
    `copydesk extract` prints. Prints a JSON line per article: {"id", "cluster_id", "canonical", "match"}.
    --decisions names JSON lines of what people decided on pairs, which stands in place of the rules:
    {"articles": [ID, ID], "says": "copy" or "not_copy", "by", "at", "why"}.
    What publishers repeat is ignored: what --boilerplate names, else what these articles show.
    A row that is no article is named on standard error, and the exit status is 1: the others are grouped. So it
    is where an id comes twice with different articles, of which the last stands; 5 and "5" are one id.
    """
    settings = MatchSettings(threshold=threshold, days=days, least_words=least_words)
    verdicts = Verdicts({} if decisions is None else holding(read_decisions(decisions)), settings)
    with _collection(files) as collection:
        if boilerplate is not None:
            artefact = read_artefact(boilerplate)
        else:
            artefact = collection.learn() if learn else Boilerplate()
        with writer(output) as out, ExitStack() as opened:
            near = opened.enter_context(review.open("w", encoding="utf-8")) if review else None

            def tell(pair: NearPair) -> None:
                if near:
                    near.write(pair.model_dump_json() + "\n")

            for row in collection.group(artefact, verdicts, tell if review else None):
                line = json_text(row.model_dump(mode="json")) if out.isatty() else row.model_dump_json()
                out.write(line + "\n")


def learn_from_files(
    files: JsonLines, output: Annotated[Path, typer.Option(show_default=False, help="Write it here.")]
) -> None:
    """Learn the paragraphs that each publisher repeats, from articles as `group` takes them.

    Writes hashes of the paragraphs with their counts and dates, and prints the version: the same articles
    give the same bytes.
    """
    with _collection(files) as collection:
        artefact = collection.learn()
        output.write_bytes(artefact.to_bytes())
        say(artefact.version)


@contextmanager
def _collection(files: Sequence[Path]) -> Iterator[Collection]:
    """The articles of the files; what was wrong with them is the exit status of the command."""
    rows = Rows(files)
    with closing(rows), no_collections(), processes(worth=rows.size >= BYTES_WORTH_PROCESSES) as executor:
        yield Collection(rows, executor)
    if rows.lost > 1:
        say(f"copydesk: what {rows.lost:,} messages name is missing from this", to=sys.stderr)
    if rows.lost:
        raise typer.Exit(1)
