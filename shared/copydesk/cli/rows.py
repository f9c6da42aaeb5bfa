"""Rows of JSON lines as `group` takes them, read from disk as they are needed: a bad row costs itself, and is named."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from copydesk.article import Credit
from copydesk.cli.files import BadInput
from copydesk.cli.lines import MAX_LINE, DamagedFile, Remnant, TooLongLine, local_copy, numbered_lines
from copydesk.cli.terminal import say
from copydesk.lenient_json import DECODER
from copydesk.pipeline.grouping import GroupArticle
from copydesk.unicode import encodable

# Lines without an article before the first that has one, after which a file is taken for something else.
MAX_FRUITLESS = 1000

Row = dict[str, Any]


class BadRow(ValueError):
    """A row is no article; the message says why, and quotes nothing of it."""


class Rows:
    """The articles of several files, in order. They can be gone through again, and are read again then.

    What is wrong with a row, or a file, is said on standard error, the first time.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        """Pipes and `-`, standard input, are copied to disk first; `close` lets go of that."""
        self.lost = 0
        """Rows without their article in what comes out, and files of which some part could not be read."""
        self._stack = ExitStack()
        self._files = [(str(file), self._stack.enter_context(local_copy(file))) for file in files]
        self._contents: dict[int, int] = {}
        """Hashes of ids, and of what their last rows say."""
        self._repeats = 0
        self._known = self._stamps()
        self._count: int | None = None
        """Articles that were found the first time."""

    def _stamps(self) -> list[tuple[int, int]]:
        return [(found.st_size, found.st_mtime_ns) for found in (file.stat() for _, file in self._files)]

    @property
    def size(self) -> int:
        """Bytes, as stored."""
        return sum(file.stat().st_size for _, file in self._files)

    def close(self) -> None:
        """Let go of copies on disk."""
        self._stack.close()

    def __iter__(self) -> Iterator[GroupArticle]:
        """The articles.

        Raises:
            BadInput: not the first time, and a file has changed since.
        """
        if self._count is not None and self._stamps() != self._known:
            raise BadInput("a file has changed since it was read first")
        found = 0
        for name, file in self._files:
            for article in _File(self, name, file).articles():
                found += 1
                if self._count is not None and found > self._count:
                    raise BadInput("a file has grown while it was read again")
                yield article
        if self._count is not None and found < self._count:
            raise BadInput("a file has become shorter while it was read again")
        if self._repeats:
            self.say(f"rows that repeat an earlier one: {self._repeats:,}", lost=False)
        self._repeats, self._count = 0, found
        self._contents.clear()

    def say(self, what: str, *, lost: bool = True) -> None:
        """Tell of a fault, once."""
        if self._count is None:
            self.lost += lost
            say(f"copydesk: {what}", to=sys.stderr)

    def note(self, article: GroupArticle, place: str) -> None:
        """Look whether the id of an article came before: a number and its digits are one id."""
        if self._count is not None:
            return
        known = (article.text, article.title, article.publisher, article.url, article.published)
        name, content = hash(article.id), hash((*known, article.credit))
        before = self._contents.get(name)
        self._contents[name] = content
        if before == content:
            self._repeats += 1
        elif before is not None:
            self.say(f"{place}: the id {article.id[:40]!r} came before with another article; this one stands")


class _File:
    """One file's rows."""

    def __init__(self, rows: Rows, name: str, file: Path) -> None:
        self._rows, self._name, self._file = rows, name, file
        self._fruitless: list[str] = []
        self._fruitful = False

    def articles(self) -> Iterator[GroupArticle]:
        try:
            for number, line in numbered_lines(self._file):
                place = f"{self._name}, line {number}"
                try:
                    article, dropped = read_row(line)
                except BadRow as error:
                    if isinstance(line, Remnant):
                        continue
                    self._fault(f"{place}: {error}")
                    if len(self._fruitless) == MAX_FRUITLESS:
                        break
                    continue
                self._found()
                for what in dropped:
                    self._rows.say(f"{place}: {what}, and is left out", lost=False)
                if article is not None:
                    self._rows.note(article, place)
                    yield article
        except DamagedFile as error:
            self._found()
            self._rows.say(f"{self._name}, {error}")
        except OSError as error:
            self._found()
            self._rows.say(f"{self._name}: {error.strerror or error}")
        if self._fruitless:
            first, *others = self._fruitless
            about = f"; nor is another of its first {len(others) + 1} lines an article" if others else ""
            self._rows.say(first + about)

    def _fault(self, what: str) -> None:
        if self._fruitful:
            self._rows.say(what)
        else:
            self._fruitless.append(what)

    def _found(self) -> None:
        """What was wrong before the first article was a fault of those rows, and not of the file."""
        self._fruitful = True
        for what in self._fruitless:
            self._rows.say(what)
        self._fruitless.clear()


def read_row(line: str | TooLongLine) -> tuple[GroupArticle | None, list[str]]:
    """The article of a row, and what of it was left out; no article where `extract` says that there was none.

    Raises:
        BadRow: it is none.
    """
    if isinstance(line, TooLongLine):
        raise BadRow(f"longer than {MAX_LINE:,} characters")
    try:
        row = DECODER.decode(line)
    except ValueError as error:
        raise BadRow(f"no JSON: {getattr(error, 'msg', error)}") from None
    except RecursionError:
        raise BadRow("JSON that is nested too deep") from None
    if not isinstance(row, dict):
        raise BadRow(f"{_kind(row)}, no object")
    if row.get("outcome") is not None and "article" in row:
        row = row["article"]
        if row is None:
            return None, []
        if not isinstance(row, dict):
            raise BadRow(f"its article is {_kind(row)}")
    return _article(row)


def _article(row: Row) -> tuple[GroupArticle, list[str]]:
    dropped: list[str] = []
    name = row.get("id", row.get("article_id"))
    text = row.get("text")
    if (known := _text(name)) is None:
        raise BadRow("no id" if name is None else f"its id is {_kind(name)}")
    if text is not None and not isinstance(text, (str, int, float)):
        raise BadRow(f"its text is {_kind(text)}")
    fields: dict[str, Any] = {"id": known, "text": _text(text) or ""}
    for field in ("title", "publisher", "url", "language"):
        value = row.get(field)
        if field == "publisher" and isinstance(value, dict):
            value = value.get("name") or value.get("domain")
        fields[field] = _text(value)
        if value is not None and fields[field] is None:
            dropped.append(f"its {field} is {_kind(value)}")
    fields["published"] = _date(row.get("published", row.get("published_at")))
    fields["credit"] = _credit(row.get("credit"))
    if row.get("credit") is not None and fields["credit"] is None:
        dropped.append("its credit names no source")
    try:
        return GroupArticle.model_validate(fields), dropped
    except ValidationError as error:
        wrong = {str(one["loc"][0]) for one in error.errors(include_url=False, include_input=False)}
        raise BadRow(f"no value that it can have: {', '.join(sorted(wrong))}") from None


def _text(value: object) -> str | None:
    """A text, or a number as one; None for what is neither."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value)


def _date(value: object) -> str | None:
    """A date in any form of ISO 8601 as articles have it; None for anything else."""
    text = (_text(value) or "").strip()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = moment.utcoffset()
    # Seconds of an offset, which local mean times had.
    return None if offset and offset.total_seconds() % 60 else moment.isoformat()


def _credit(value: object) -> Credit | None:
    """The name of a source, or an object that has it."""
    fields = value if isinstance(value, dict) else {"name": value}
    name, url = _text(fields.get("name")), _text(fields.get("url"))
    return Credit(name=name, url=url) if name else None


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, float) and not math.isfinite(value):
        return "no finite number"
    kinds = {bool: "true or false", str: "a text", list: "a list", dict: "an object"}
    return kinds.get(type(value), "a number")
