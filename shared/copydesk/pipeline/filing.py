"""Versions of agencies' items in the dedupe stage: file, decide, look again, and call for what does not hold.

Whoever files an article does so before it reads what else is filed; whoever has indexed one, or put it aside, notes
that before it reads again. So of two articles under one item, whichever reads last sees what the other did, and has
its object read again where that does not hold any more. docs/consistency.md has the argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from copydesk.article import NewsItem
from copydesk.clustering.clusterer import Superseded
from copydesk.filing import Filed, Standing, contradicted, filed_under, filed_version, standing
from copydesk.message import ArticleMessage, Rereading
from copydesk.pipeline.effects import Deduped, Effect
from copydesk.storage.articles import FiledElsewhere
from copydesk.storage.filings import FilingStore

# Seconds before an object of several articles is read again, for calls that come meanwhile are the same: a later
# edition of a day's file has a newer version of each of its items.
SEVERAL_DELAY = 30


class Place(NamedTuple):
    """Where an article is filed."""

    name: str | None = None
    """None where it is no version of an agency's item."""
    left: tuple[str, ...] = ()
    """Where earlier generations of it were, and are no more."""


Index = Callable[[ArticleMessage, Place], Deduped]
Call = Callable[[Rereading, int], object]


class Filing:
    """Which articles are the living versions of their items.

    Args:
        filings: of all articles.
        call: has an object read again, so many seconds later.
    """

    def __init__(self, filings: FilingStore, call: Call) -> None:
        self._filings = filings
        self._send = call

    def settle(self, message: ArticleMessage, index: Index) -> tuple[ArticleMessage, Deduped]:
        """Have an article indexed, or put aside, as its standing among the versions of its item asks.

        Args:
            message: of the article.
            index: brings the article to what a message says.

        Returns:
            The message that holds, without the article where that was put aside, and what it came to.

        Raises:
            Superseded: a later generation of the article has begun, or this one was put aside before.
        """
        item, name = message.item, filed_under(message.item)
        if item is None or name is None:
            return message, self._index(message, index, Place())
        filed = _filed(message, item)
        if not self._filings.put(name, filed):
            raise Superseded(message.article_id)
        entries, decided = self._filings.read(name), None
        while (now := standing(message.article_id, entries)) is not decided:
            decided, asked = now, _asked(message, now)
            deduped = self._index(asked, index, Place(name))
            if deduped.effect is Effect.REFUSED:
                self._leave(name, message)
                return asked, deduped
            if not self._filings.decide(name, filed, now):
                raise Superseded(message.article_id)
            entries = self._filings.read(name)
        self._call(entries)
        return asked, deduped

    def leave(self, name: str, article_id: str, generation: int) -> None:
        """Take an article from under an item as of a generation, and call for what that changes."""
        self._filings.remove(name, article_id, generation)
        self._call(self._filings.read(name))

    def withdraw(self, message: ArticleMessage) -> None:
        """Take away what a generation filed that turned out to be void."""
        if (name := filed_under(message.item)) is not None:
            self._filings.remove(name, message.article_id, message.generation, alone=True)
            self._call(self._filings.read(name))

    def read_again(self, message: ArticleMessage) -> None:
        """Have a message's own object read anew: what a generation put aside, only a later one takes up again."""
        self._send(Rereading(bucket=message.bucket, key=message.key, after=message.generation), 0)

    def _index(self, message: ArticleMessage, index: Index, place: Place) -> Deduped:
        while True:
            try:
                return index(message, place)
            except FiledElsewhere as earlier:  # what is stored alone says so, and is about to be overwritten
                self._leave(earlier.name, message)
                place = place._replace(left=(*place.left, earlier.name))

    def _leave(self, name: str, message: ArticleMessage) -> None:
        self.leave(name, message.article_id, message.generation)

    def _call(self, entries: Iterable[Filed]) -> None:
        """Have the objects read again whose articles are not what they are to be now."""
        for one in contradicted(entries):
            again = Rereading(bucket=one.bucket, key=one.key, after=one.generation)
            self._send(again, SEVERAL_DELAY if one.several else 0)


def _asked(message: ArticleMessage, now: Standing) -> ArticleMessage:
    if now is Standing.LIVING or message.article is None:
        return message
    made_by = message.made_by and message.made_by.model_copy(update={"settings": None})
    put_aside = {"article": None, "news_item": message.item, "verdict": now.verdict, "made_by": made_by}
    return message.model_copy(update=put_aside)


def _filed(message: ArticleMessage, item: NewsItem) -> Filed:
    version, created, canceled = filed_version(item)
    return Filed(
        article_id=message.article_id,
        bucket=message.bucket,
        key=message.key,
        generation=message.generation,
        several=not message.alone,
        version=version,
        created=created,
        canceled=canceled,
    )
