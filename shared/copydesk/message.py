"""What the extract function tells the dedupe function, one message for each article position, and itself."""

from __future__ import annotations

from typing import Literal

from copydesk.article import Article, NewsItem, ObjectRef, Record
from copydesk.outcome import MadeBy, Verdict


class Rereading(Record):
    """Read an object again, whatever became of it."""

    kind: Literal["reread"] = "reread"
    bucket: str
    key: str
    # Only if no later generation than this one has read it, and then whatever it says.
    after: int | None = None


class ArticleMessage(Record):
    """Bring one article to what one generation of its key says: index it, or remove it."""

    bucket: str
    key: str
    generation: int
    position: int  # in the file; of what is not in it any more, a number after all that are
    article_id: str
    article: Article | None = None  # null where there is no article at this position (any more)
    article_at: str | None = None  # where it lies in the overflow bucket, being too large for the queue
    news_item: NewsItem | None = None  # the item of an agency that it is of, or takes back
    object: ObjectRef | None = None  # the version that was read; null where the key is gone
    alone: bool  # whether this message settles the whole object
    verdict: Verdict  # on the object, once everything it owes is done
    rereading: bool = False  # whether the object was read again as it was before, on somebody's word
    made_by: MadeBy | None = None  # what made the article
    doubtful: bool = False  # whether it is to be removed in case it was there, and counts as nothing

    @property
    def item(self) -> NewsItem | None:
        """The item of an agency that is filed here; messages of earlier releases have it in the article alone."""
        return self.news_item or (self.article.news_item if self.article is not None else None)

    @property
    def has_item(self) -> bool:
        """Whether something is at this place: an article, or that an item is taken back."""
        return self.article is not None or self.news_item is not None


class Continuation(Record):
    """Go on reading an object where an invocation of the extract function had to stop."""

    kind: Literal["continuation"] = "continuation"
    object: ObjectRef  # the version that is being read
    generation: int
    first: int  # position to go on at
    verdict: Verdict  # on the object, by what was read so far
    filled: int  # positions up to the last article so far
    rereading: bool = False
    lists_ids: bool = False  # whether what was read so far is listed by id; without, it has to be read anew
    earlier: int = 0  # no longer used
