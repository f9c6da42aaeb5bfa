"""`copydesk group`, `copydesk boilerplate learn`: articles in, JSON lines out, no AWS."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from copydesk.article import Article
from copydesk.cli.files import BadInput, Learned, Output, read_artefact, writer
from copydesk.cli.processes import processes
from copydesk.matching.boilerplate import Boilerplate
from copydesk.pipeline.grouping import Collection, GroupArticle, no_collections

# Bytes of JSON lines: less is done before a second process has started.
BYTES_WORTH_PROCESSES = 1_000_000

GZIP_MAGIC = b"\x1f\x8b"

JsonLines = Annotated[
    list[Path],
    typer.Argument(
        exists=True, dir_okay=False, readable=True, show_default=False, help="JSON lines, plain or gzip."
    ),
]
Learn = Annotated[bool, typer.Option(help="Learn what publishers repeat from these articles, and ignore it.")]


def group(
    files: JsonLines, output: Output = None, boilerplate: Learned = None, *, learn: Learn = True
) -> None:
    """Find the copies in a collection of articles: by the same rules as the deployed stack, in memory.

    Takes JSON lines with "id", "publisher", "url", "published", "title" and "text", or what
    `copydesk extract` prints. Prints a JSON line per article: {"id", "cluster_id", "canonical", "match"}.
    What publishers repeat is ignored: what --boilerplate names, else what these articles show.
    """
    with _collection(files) as collection:
        if boilerplate is not None:
            artefact = read_artefact(boilerplate)
        else:
            artefact = collection.learn() if learn else Boilerplate()
        with writer(output) as out:
            for row in collection.group(artefact):
                out.write(row.model_dump_json() + "\n")


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
    print(artefact.version)


@contextmanager
def _collection(files: Sequence[Path]) -> Iterator[Collection]:
    large = sum(file.stat().st_size for file in files) >= BYTES_WORTH_PROCESSES
    with no_collections(), processes(worth=large) as executor:
        yield Collection((article for file in files for article in _read(file)), executor)


def _read(path: Path) -> Iterator[GroupArticle]:
    data = path.read_bytes()
    text = gzip.decompress(data) if data.startswith(GZIP_MAGIC) else data
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row.get("outcome") is not None and "article" in row:
                if row["article"] is not None:
                    yield _extracted(Article.model_validate(row["article"]))
            else:
                yield GroupArticle.model_validate(row)
        except (ValidationError, ValueError, AttributeError) as error:
            raise BadInput(f"{path}, line {number}: {error}") from error


def _extracted(article: Article) -> GroupArticle:
    return GroupArticle(
        id=article.article_id,
        text=article.text,
        title=article.title,
        publisher=article.publisher.label if article.publisher else None,
        url=article.url,
        published=article.published_at,
        credit=article.credit,
        language=article.language,
    )
