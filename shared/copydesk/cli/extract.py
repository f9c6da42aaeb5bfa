"""`copydesk extract`: files in, JSON lines out, no AWS."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from copydesk.article import Article, ObjectRef, article_id
from copydesk.cli.files import Learned, Output, Paths, read_artefact, walk, writer
from copydesk.cli.processes import processes
from copydesk.matching.boilerplate import Boilerplate
from copydesk.outcome import Status, Verdict

# What stands for the bucket in the ids of articles that come from local files.
LOCAL_BUCKET = "local"

# Files: fewer are done before a second process has started.
FILES_WORTH_PROCESSES = 20


def extract(paths: Paths, output: Output = None, boilerplate: Learned = None) -> None:
    """Extract articles from files: HTML, text, Markdown, JSON, WARC, feeds, PDF, each also gzipped.

    Prints a JSON line per article: {"key", "outcome", "article"}. A file without one has a line with the
    outcome "rejected:REASON" and null for the article.
    """
    files = list(walk(paths))
    extract_file = partial(_extract_file, boilerplate=read_artefact(boilerplate) if boilerplate else None)
    with writer(output) as out, processes(worth=len(files) >= FILES_WORTH_PROCESSES) as executor:
        done = executor.map(extract_file, files, chunksize=4) if executor else map(extract_file, files)
        for lines in done:
            out.writelines(lines)


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
    for result in extract_bounded(data, boilerplate=boilerplate):
        verdict = Verdict(status=Status.REJECTED, reason=result.reason)
        row: dict[str, Any] = {"key": key, "outcome": str(verdict), "article": None}
        if result.draft is not None:
            name = article_id(LOCAL_BUCKET, key, result.position)
            article = Article(**dict(result.draft), article_id=name, object=ref, position=result.position)
            row |= {"outcome": str(Status.INDEXED), "article": article.model_dump(mode="json")}
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    return lines
