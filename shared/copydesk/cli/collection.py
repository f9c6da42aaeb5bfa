"""`copydesk extract`, `copydesk group`, `copydesk boilerplate learn`: files in, JSON lines out, no AWS."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from copydesk.article import Article, ObjectRef, article_id
from copydesk.cli.files import BadInput, Paths, read_artefact, walk, writer
from copydesk.matching.boilerplate import Boilerplate
from copydesk.outcome import Status, Verdict
from copydesk.pipeline.grouping import Collection, GroupArticle, no_collections

# What stands for the bucket in the ids of articles that come from local files.
LOCAL_BUCKET = "local"

# Files, and bytes of JSON lines: less is done before a second process has started.
FILES_WORTH_PROCESSES = 20
BYTES_WORTH_PROCESSES = 1_000_000

GZIP_MAGIC = b"\x1f\x8b"

Output = Annotated[Path | None, typer.Option(help="Write here instead of to standard output.")]
JsonLines = Annotated[
    list[Path],
    typer.Argument(
        exists=True, dir_okay=False, readable=True, show_default=False, help="JSON lines, plain or gzip."
    ),
]
Learned = Annotated[
    Path | None,
    typer.Option(exists=True, dir_okay=False, show_default=False, help="What `boilerplate learn` wrote."),
]
Learn = Annotated[bool, typer.Option(help="Learn what publishers repeat from these articles, and ignore it.")]


def extract(paths: Paths, output: Output = None, boilerplate: Learned = None) -> None:
    """Extract articles from files: HTML, text, Markdown, JSON, WARC, feeds, PDF, each also gzipped.

    Prints a JSON line per article: {"key", "outcome", "article"}. A file without one has a line with the
    outcome "rejected:REASON" and null for the article.
    """
    files = list(walk(paths))
    extract_file = partial(_extract_file, boilerplate=read_artefact(boilerplate) if boilerplate else None)
    with writer(output) as out, _processes(worth=len(files) >= FILES_WORTH_PROCESSES) as executor:
        done = executor.map(extract_file, files, chunksize=4) if executor else map(extract_file, files)
        for lines in done:
            out.writelines(lines)


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


def _extract_file(named: tuple[Path, str], boilerplate: Boilerplate | None) -> list[str]:
    from copydesk.extraction import extract_bounded  # not needed by any other command, and slow to import

    path, key = named
    data = path.read_bytes()
    ref = ObjectRef(
        bucket=LOCAL_BUCKET,
        key=key,
        etag=hashlib.md5(data, usedforsecurity=False).hexdigest(),
        size=len(data),
        uploaded_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
    )
    lines = []
    for result in extract_bounded(data, key=key, boilerplate=boilerplate):
        verdict = Verdict(status=Status.REJECTED, reason=result.reason)
        row: dict[str, Any] = {"key": key, "outcome": str(verdict), "article": None}
        if result.draft is not None:
            name = article_id(LOCAL_BUCKET, key, result.position)
            article = Article(**dict(result.draft), article_id=name, object=ref, position=result.position)
            row |= {"outcome": str(Status.INDEXED), "article": article.model_dump(mode="json")}
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    return lines


@contextmanager
def _collection(files: Sequence[Path]) -> Iterator[Collection]:
    large = sum(file.stat().st_size for file in files) >= BYTES_WORTH_PROCESSES
    with no_collections(), _processes(worth=large) as executor:
        yield Collection((article for file in files for article in _read(file)), executor)


@contextmanager
def _processes(*, worth: bool) -> Iterator[Executor | None]:
    """Processes to share the work among; None where it is too little, or the machine has none to give."""
    executor: Executor | None = None
    if worth and os.cpu_count() != 1:
        # Without shared memory (/dev/shm), as in some containers, there are no queues between processes.
        with suppress(ImportError, NotImplementedError, OSError):
            executor = ProcessPoolExecutor()
    with executor or nullcontext():
        yield executor


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
