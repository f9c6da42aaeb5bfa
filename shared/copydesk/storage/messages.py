"""Messages as the text that a queue carries, and articles that lie apart from theirs; in the formats of a release."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from copydesk.article import Article, Record
from copydesk.formats import FORMATS, Fields, Formats, decoded, encoded
from copydesk.message import ArticleMessage
from copydesk.storage.items import NUMBER_IN

SomeRecord = TypeVar("SomeRecord", bound=Record)

# Where a message says in which format it is.
FORMAT_IN = "format"


def message_text(message: Record, formats: Formats = FORMATS) -> str:
    """A message as JSON, in the format that is written; without what is null."""
    fields = json.loads(message.model_dump_json(exclude_none=True))
    if "article" in fields:
        fields["article"] = _article_fields(fields["article"], formats)
    stored = encoded(type(message).__name__, fields, number_in=FORMAT_IN, formats=formats)
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))


def message_from(model: type[SomeRecord], body: str, formats: Formats = FORMATS) -> SomeRecord:
    """The message that a body is. What later releases add to it is left out.

    Raises:
        copydesk.formats.UnknownFormat: it is in a format that is not read.
        pydantic.ValidationError: it is no such message.
    """
    fields = _object(body)
    if fields is None:
        return model.model_validate_json(body)  # which says what is wrong
    fields = decoded(model.__name__, fields, number_in=FORMAT_IN, formats=formats)
    if isinstance(fields.get("article"), dict):
        fields["article"] = decoded("Article", fields["article"], number_in=NUMBER_IN, formats=formats)
    return model.model_validate(fields, extra="ignore")


def article_message_from(body: str, formats: Formats = FORMATS) -> ArticleMessage:
    """The message to the dedupe function that a body is; raises as `message_from` does."""
    return message_from(ArticleMessage, body, formats)


def article_text(article: Article, formats: Formats = FORMATS) -> str:
    """An article that lies apart from its message, as JSON."""
    return json.dumps(_article_fields(json.loads(article.model_dump_json()), formats), ensure_ascii=False)


def article_from(text: str, formats: Formats = FORMATS) -> Article:
    """The article that lies apart from its message; raises as `message_from` does."""
    fields = _object(text)
    if fields is None:
        return Article.model_validate_json(text)
    known = decoded("Article", fields, number_in=NUMBER_IN, formats=formats)
    return Article.model_validate(known, extra="ignore")


def _article_fields(fields: Fields, formats: Formats) -> Fields:
    return encoded("Article", fields, number_in=NUMBER_IN, formats=formats)


def _object(text: str) -> Fields | None:
    try:
        found: Any = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
