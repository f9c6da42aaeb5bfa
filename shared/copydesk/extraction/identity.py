"""Which item of a file an article is: the id that the file itself gives it."""

from __future__ import annotations

import re
from collections import Counter

import xxhash

from copydesk.article import article_id
from copydesk.extraction.result import Extracted

# Characters of an id as it is kept; a longer one is cut, and a hash of the whole stands at its end.
MAX_OWN_ID = 500

# Names of files that grow by lines, however few they have.
_LINES = re.compile(r"\.(?:jsonl|ndjson|jsonlines)(?:\.gz)?$", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")


def own_id(text: str) -> str:
    """An id as a record may hold it: white space squeezed, of bounded length, without halves of characters."""
    squeezed = " ".join(_SURROGATES.sub("\ufffd", text).split())
    if len(squeezed) <= MAX_OWN_ID:
        return squeezed
    digest = xxhash.xxh3_128_hexdigest(squeezed.encode())
    return f"{squeezed[: MAX_OWN_ID - len(digest)]}{digest}"


def identified(bucket: str, key: str, result: Extracted) -> str:
    """The id of the article that stands, stood or would stand where a result was found.

    A document is known by its key, unless the key says that it is a list with one item so far.
    """
    own = "" if result.is_document and not holds_lines(key) else result.own_id
    return article_id(bucket, key, result.position, own_id=own, ordinal=result.ordinal)


def holds_lines(key: str) -> bool:
    """Whether the name of a file says that it is a list of which one line may be all there is yet."""
    return _LINES.search(key) is not None


class Ordinals:
    """Counts the items of a file that have the same id of their own."""

    def __init__(self) -> None:
        # Hashes, not the ids: an archive may have a million of them.
        self._seen: Counter[int] = Counter()

    def of(self, own_id: str) -> int:
        """How many items of this id came before; of those without one, 0."""
        if not own_id:
            return 0
        digest = xxhash.xxh3_64_intdigest(own_id.encode())
        self._seen[digest] += 1
        return self._seen[digest] - 1
