"""The queue between the two functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from copydesk.article import Article
from copydesk.message import ArticleMessage
from copydesk.storage.buckets import Overflow

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

# Bytes. A queue takes 262,144 in one call, whether as one message or ten; the rest is for what wraps them.
MAX_CALL_BYTES = 250_000
MESSAGES_PER_CALL = 10


class QueueRefused(Exception):
    """The queue did not take a message."""


class ArticleQueue:
    """Sends article messages; an article over the queue's limit goes by the overflow bucket."""

    def __init__(self, client: SQSClient, url: str, overflow: Overflow) -> None:
        self._client = client
        self._url = url
        self._overflow = overflow

    def send(self, messages: Iterable[ArticleMessage]) -> None:
        """Send all of them, in as few calls as their sizes allow.

        Raises:
            QueueRefused: a message was not taken; those before it may have been.
        """
        entries: list[SendMessageBatchRequestEntryTypeDef] = []
        size = 0
        for message in messages:
            body = self._body(message)
            length = len(body.encode())
            if entries and (len(entries) == MESSAGES_PER_CALL or size + length > MAX_CALL_BYTES):
                self._send(entries)
                entries, size = [], 0
            entries.append({"Id": str(len(entries)), "MessageBody": body})
            size += length
        if entries:
            self._send(entries)

    def _body(self, message: ArticleMessage) -> str:
        body = message.model_dump_json(exclude_none=True)
        if message.article is None or len(body.encode()) <= MAX_CALL_BYTES:
            return body
        key = f"messages/{message.article_id}/{message.generation}.json"
        address = self._overflow.put(key, message.article.model_dump_json())
        return message.model_copy(update={"article": None, "article_at": address}).model_dump_json()

    def _send(self, entries: list[SendMessageBatchRequestEntryTypeDef]) -> None:
        answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        if failed := answer.get("Failed"):
            raise QueueRefused(failed[0].get("Message") or failed[0]["Code"])


def with_article(message: ArticleMessage, overflow: Overflow) -> ArticleMessage:
    """The message with its article, from wherever that lies.

    Raises:
        botocore.exceptions.ClientError: it is not where the message says.
        pydantic.ValidationError: what is there is no article.
    """
    if message.article_at is None:
        return message
    article = Article.model_validate_json(overflow.get(message.article_at))
    return message.model_copy(update={"article": article, "article_at": None})
