"""What comes under a name: articles, the keys that go with them, and messages that are still on their way."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from copydesk.article import Article
from copydesk.chunks import chunks
from copydesk.erasing.places import Places
from copydesk.erasure import Kind, Name, names_of
from copydesk.facets import Facet
from copydesk.message import ArticleMessage
from copydesk.outcome import object_uri
from copydesk.pipeline.events import changed_objects
from copydesk.storage.messages import article_from, article_message_from
from copydesk.storage.queue import continuation_in, rereading_in

# Articles read at once.
READ_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Found:
    """An article that comes under a name, or a key that does."""

    bucket: str
    key: str
    article: Article | None
    """None where the key itself was named."""
    whole: bool
    """Whether the key goes with it: it held nothing but this article, or was named itself."""

    @property
    def names(self) -> set[Name]:
        """What is refused for it: its address and, where the key goes, the key."""
        names = {name for name in names_of(self.article) if name.kind is Kind.URL} if self.article else set()
        return names | ({key_name(self.bucket, self.key)} if self.whole else set())


def key_name(bucket: str, key: str) -> Name:
    """The name of a key."""
    return Name(Kind.KEY, object_uri(bucket, key))


def find(places: Places, name: Name, *, tidy: bool) -> Iterator[Found]:
    """What is stored under a name now.

    A key is found whether or not anything is there. `tidy` takes away entries of listings that lead nowhere.
    """
    if name.kind is Kind.KEY:
        bucket, key = name.value.removeprefix("s3://").split("/", 1)
        yield Found(bucket, key, None, whole=True)
        return
    for entries in chunks(places.listings.listed(Facet(name.kind), name.value), READ_AT_ONCE):
        stored = {one.article_id: one for one in places.articles.read(entry.article_id for entry in entries)}
        for entry in entries:
            one = stored.get(entry.article_id)
            if one is None or one.article is None or one.generation > entry.generation:
                if tidy:
                    places.listings.delete_entry(entry)
            elif name in names_of(one.article):
                at = one.article.object
                outcome = places.outcomes.get(at.bucket, at.key)
                alone = outcome is not None and outcome.waiting is None
                # What has been uploaded under the key since may be something else.
                whole = (
                    alone
                    and outcome is not None
                    and (outcome.version_id, outcome.etag) == (at.version_id, at.etag)
                )
                yield Found(at.bucket, at.key, one.article, whole=whole)


def names_in(places: Places, body: str) -> set[Name] | None:
    """All that a message of a queue may be refused for; None where it is none that copydesk knows.

    Of an event that names several keys at once nothing, unless it is only one: it cannot go in part.
    """
    message = message_in(body)
    if message is None:
        return _keys_in(body)
    article = message.article
    if message.article_at is not None and (text := places.texts.find(message.article_at)) is not None:
        article = article_from(text)
    return {key_name(message.bucket, message.key), *(names_of(article) if article else ())}


def message_in(body: str) -> ArticleMessage | None:
    """The message to the dedupe function that a body is; None where it is something else."""
    try:
        return article_message_from(body)
    except ValidationError:
        return None


def _keys_in(body: str) -> set[Name] | None:
    at = continuation_in(body)
    if at is not None:
        return {key_name(at.object.bucket, at.object.key)}
    if (again := rereading_in(body)) is not None:
        return {key_name(again.bucket, again.key)}
    try:
        objects = changed_objects(body)
    except ValidationError:
        return None
    names = {key_name(*one) for one in objects}
    return names if len(names) == 1 else set()


def comes_under(names: Collection[Name] | None, hashes: Collection[str], salt: bytes) -> bool:
    """Whether any of these names is among what an erasure refuses."""
    return any(name.hashed(salt) in hashes for name in names or ())
