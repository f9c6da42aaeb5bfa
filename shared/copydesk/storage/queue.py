"""The queue between the two functions."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from pydantic import ValidationError

from copydesk.chunks import chunks
from copydesk.formats import FORMATS, Formats
from copydesk.message import ArticleMessage, Continuation, Rereading
from copydesk.storage.buckets import Overflow
from copydesk.storage.messages import article_from, article_text, message_from, message_text

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

# Bytes. A queue takes 262,144 in one call, whether as one message or ten; the rest is for what wraps them.
MAX_CALL_BYTES = 250_000
MESSAGES_PER_CALL = 10
# A call takes some 10 ms, nearly all of it waiting; more would queue for boto3's ten connections.
SEND_THREADS = 8
# Calls whose bodies are held at once: 16 MB.
CALLS_UNDER_WAY = 64


# How the JSON of a continuation begins.
_CONTINUES = re.compile(r'\{\s*"kind"\s*:\s*"continuation"')

_REREADS = re.compile(r'\{\s*"kind"\s*:\s*"reread"')


# The group of the articles of backfills, which live ones overtake (Amazon SQS developer guide, "Fair queues").
BACKFILL = "backfill"


class QueueRefused(Exception):
    """The queue did not take a message."""


class ReadingQueue:
    """The extract function's own queue, for what an invocation leaves to the next."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, continuation: Continuation) -> None:
        """Have an object gone on with."""
        self._client.send_message(QueueUrl=self._url, MessageBody=message_text(continuation))

    def read_again(self, again: Rereading, delay: int = 0) -> None:
        """Have an object read again, so many seconds later; SQS takes up to 900."""
        body = message_text(again)
        self._client.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=delay)


class RereadingQueue:
    """A queue of the extract function, for requests to have objects read again."""

    def __init__(self, client: SQSClient, url: str) -> None:
        self._client = client
        self._url = url

    def send(self, names: Iterable[tuple[str, str]]) -> None:
        """Have objects read again, by bucket and key, ten to a call.

        Raises:
            QueueRefused: one was not taken; those of earlier calls were.
        """
        for some in chunks(names, MESSAGES_PER_CALL):
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(at), "MessageBody": message_text(Rereading(bucket=bucket, key=key))}
                for at, (bucket, key) in enumerate(some)
            ]
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
            if failed := answer.get("Failed"):
                raise QueueRefused(failed[0].get("Message") or failed[0]["Code"])


def waiting_in(client: SQSClient, url: str) -> int:
    """How many messages a queue has that nobody is at work on, by its own estimate."""
    answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])


def continuation_in(body: str) -> Continuation | None:
    """The continuation that a message is; None where it is a storage event, or anything else."""
    try:
        return message_from(Continuation, body) if _CONTINUES.match(body) else None
    except ValidationError:
        return None


def rereading_in(body: str) -> Rereading | None:
    """The request to have an object read again that a message is; None where it is anything else."""
    try:
        return message_from(Rereading, body) if _REREADS.match(body) else None
    except ValidationError:
        return None


class ArticleQueue:
    """Sends article messages; an article over the queue's limit goes by the overflow bucket.

    Args:
        client: may send to the queue.
        url: of the queue.
        overflow: for what is over its limit.
        group: in which SQS gives messages after those of others, where one group fills the queue (fair queues); None
            for messages that are to be given first.
        formats: in which messages are written.
    """

    def __init__(
        self,
        client: SQSClient,
        url: str,
        overflow: Overflow,
        group: str | None = None,
        formats: Formats = FORMATS,
    ) -> None:
        self._client = client
        self._url = url
        self._overflow = overflow
        self._group = group
        self._formats = formats

    def send(self, messages: Iterable[ArticleMessage]) -> None:
        """Send all of them, in as few calls as their sizes allow, several at once.

        Raises:
            QueueRefused: a message was not taken; others may have been.
        """
        with ThreadPoolExecutor(SEND_THREADS) as threads:
            sent = deque[Future[None]]()
            for entries in self._batches(messages):
                sent.append(threads.submit(self._send, entries))
                if len(sent) == CALLS_UNDER_WAY:
                    sent.popleft().result()
            for one in sent:
                one.result()

    def _batches(
        self, messages: Iterable[ArticleMessage]
    ) -> Iterator[list[SendMessageBatchRequestEntryTypeDef]]:
        """Messages by calls."""
        entries: list[SendMessageBatchRequestEntryTypeDef] = []
        size = 0
        for message in messages:
            body = self._body(message)
            length = len(body.encode())
            if entries and (len(entries) == MESSAGES_PER_CALL or size + length > MAX_CALL_BYTES):
                yield entries
                entries, size = [], 0
            entry: SendMessageBatchRequestEntryTypeDef = {"Id": str(len(entries)), "MessageBody": body}
            if self._group is not None:
                entry["MessageGroupId"] = self._group
            entries.append(entry)
            size += length
        if entries:
            yield entries

    def _body(self, message: ArticleMessage) -> str:
        body = message_text(message, self._formats)
        if message.article is None or len(body.encode()) <= MAX_CALL_BYTES:
            return body
        key = f"messages/{message.article_id}/{message.generation}.json"
        address = self._overflow.put(key, article_text(message.article, self._formats))
        apart = message.model_copy(update={"article": None, "article_at": address})
        return message_text(apart, self._formats)

    def _send(self, entries: list[SendMessageBatchRequestEntryTypeDef]) -> None:
        answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        if failed := answer.get("Failed"):
            raise QueueRefused(failed[0].get("Message") or failed[0]["Code"])


def with_article(message: ArticleMessage, overflow: Overflow, formats: Formats = FORMATS) -> ArticleMessage:
    """The message with its article, from wherever that lies.

    Raises:
        botocore.exceptions.ClientError: it is not where the message says.
        copydesk.formats.UnknownFormat: what is there is in a format that is not read.
        pydantic.ValidationError: what is there is no article.
    """
    if message.article_at is None:
        return message
    article = article_from(overflow.get(message.article_at), formats)
    return message.model_copy(update={"article": article, "article_at": None})
