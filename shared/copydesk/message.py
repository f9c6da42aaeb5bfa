"""What the extract function tells the dedupe function, one message for each article position, and itself."""

from __future__ import annotations

from typing import Literal

from copydesk.article import Article, ObjectRef, Record
from copydesk.outcome import Verdict


class ArticleMessage(Record):
    """Bring one article position to what one generation of its key says: index the article, or remove it."""

    bucket: str
    key: str
    generation: int
    position: int
    article_id: str
    article: Article | None = None  # null where there is no article at this position (any more)
    article_at: str | None = None  # where it lies in the overflow bucket, being too large for the queue
    object: ObjectRef | None = None  # the version that was read; null where the key is gone
    alone: bool  # whether this message settles the whole object
    verdict: Verdict  # on the object, once everything it owes is done


class Continuation(Record):
    """Go on reading an object where an invocation of the extract function had to stop."""

    kind: Literal["continuation"] = "continuation"
    object: ObjectRef  # the version that is being read
    generation: int
    first: int  # position to go on at
    earlier: int  # positions that generations before this one may have used
    filled: int  # positions up to the last article so far
    verdict: Verdict  # on the object, by what was read so far
