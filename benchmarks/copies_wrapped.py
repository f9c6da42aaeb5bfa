"""Collections as people have them: columns missing, and a site's boilerplate around every text."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from typing import Any

COLUMNS = ("title", "publisher", "published", "url")
COMBINATIONS = {
    f"without {', '.join(missing)}" if missing else "all columns": missing
    for count in range(len(COLUMNS) + 1)
    for missing in combinations(COLUMNS, count)
}

HEAD_WORDS = 30
FOOTER_WORDS = (12, 18, 24, 30)
HEADLINES = 5

Row = dict[str, Any]


def without(rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> list[Row]:
    return [row | dict.fromkeys(columns) for row in rows]


def wrapped(rows: Sequence[Row], column: str) -> list[Row]:
    """Each text below a head of 30 words and above four footers and five headlines of other articles.

    Head and footers are those of the value in a column, or of all; their words are the collection's own.
    """
    words = [word for row in rows[:300] for word in row["text"].split()]
    titles = [row["title"] for row in rows if row["title"]]
    source = random.Random(0)

    def words_of(row: Row, part: str, count: int) -> str:
        return " ".join(random.Random(f"{row.get(column)} {part}").choices(words, k=count)) + "."

    return [
        row
        | {
            "text": "\n\n".join(
                [
                    words_of(row, "head", HEAD_WORDS),
                    row["text"],
                    *(words_of(row, f"footer {count}", count) for count in FOOTER_WORDS),
                    *source.choices(titles, k=HEADLINES if titles else 0),
                ]
            )
        }
        for row in rows
    ]
