"""The articles themselves: one item each in the articles table, text over the item limit in the overflow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from copydesk.article import SCHEMA_VERSION, Article
from copydesk.storage.batches import read_batches
from copydesk.storage.buckets import Overflow
from copydesk.storage.items import from_item, record_fields, record_from, to_item
from copydesk.storage.keys import number_key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PART = "article"

# Bytes of UTF-8. DynamoDB ends at 409,600 for an item; the rest is for the other fields and their names.
MAX_TEXT_BYTES = 300_000

# What stands in the item beside the article's own fields.
GENERATION = "generation"
TEXT_AT = "text_at"
REMOVED = "removed"
FILED_UNDER = "filed_under"


class MissingText(Exception):
    """An article's text is not where its item says that it lies apart."""


class FiledElsewhere(Exception):
    """An earlier generation is a version of another agency's item, from which it has to be taken first."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
        """Of that item, as `filed_under` makes it."""


class Stored(NamedTuple):
    """What is stored under the id of an article."""

    article_id: str
    generation: int
    article: Article | None
    """None where it is gone."""
    text_is_missing: bool = False
    """Whether its text is not where its item says that it lies apart; then it is empty here."""
    filed_under: str | None = None
    """The agency's item that it is a version of, or was when it was put aside."""


class ArticleStore:
    """Articles by id. A later generation replaces an earlier one, never the other way round."""

    def __init__(self, client: DynamoDBClient, table: str, overflow: Overflow) -> None:
        self._client = client
        self._table = table
        self._overflow = overflow

    def put(
        self, article: Article, generation: int, filed_under: str | None = None, left: Collection[str] = ()
    ) -> bool:
        """Store one generation of an article. False where a later one, or its removal, is there already.

        The removal of this very generation holds too: the article was erased, or put aside, after it was read.

        Args:
            article: whole.
            generation: of its key.
            filed_under: the agency's item that it is a version of.
            left: those that its earlier generations were taken from.

        Raises:
            FiledElsewhere: an earlier one is there under an item that is neither.
        """
        fields = {**record_fields(article, nulls=True), "part": PART, GENERATION: generation}
        fields |= {FILED_UNDER: filed_under} if filed_under else {}
        if len(article.text.encode()) > MAX_TEXT_BYTES:
            address = self._overflow.put(_text_key(article.article_id, generation), article.text)
            fields |= {"text": None, TEXT_AT: address}
        if self._replace(fields, "generation < :generation OR NOT attribute_exists(removed)", left=left):
            return True
        if TEXT_AT in fields:
            self._overflow.delete([fields[TEXT_AT]])
        return False

    def remove(
        self,
        article_id: str,
        generation: int,
        filed_under: str | None = None,
        left: Collection[str] = (),
    ) -> bool:
        """Leave a mark that the article is gone as of a generation. False where a later one is there.

        Args:
            article_id: of the article.
            generation: of its key.
            filed_under: where it was put aside, the agency's item that it is a version of.
            left: as `put` takes them.

        Raises:
            FiledElsewhere: as `put` does.
        """
        mark: dict[str, Any] = {"article_id": article_id, "part": PART, GENERATION: generation, REMOVED: True}
        mark |= {FILED_UNDER: filed_under} if filed_under else {}
        return self._replace({**mark, "schema_version": SCHEMA_VERSION}, left=left)

    def get(self, article_id: str) -> Article | None:
        """The article, with its text wherever that lies; None where there is none (any more)."""
        fields = self._whole(article_id, self._fields(article_id))
        if not fields or REMOVED in fields:
            return None
        return record_from(Article, fields)

    def read(self, article_ids: Iterable[str]) -> Iterator[Stored]:
        """What is stored under these ids, in no order; of an id that nothing ever had, nothing.

        One BatchGetItem for each hundred.

        Raises:
            copydesk.retrying.Contended: the table was too busy for too long.
        """
        keys = (to_item({"article_id": name, "part": PART}) for name in dict.fromkeys(article_ids))
        for fields in map(from_item, read_batches(self._client, self._table, keys)):
            name = fields["article_id"]
            is_missing = False
            try:
                fields = self._whole(name, fields)
            except MissingText:
                fields, is_missing = {**fields, "text": ""}, True
            gone = REMOVED in fields or not fields
            article = None if gone else record_from(Article, fields)
            yield Stored(name, int(fields.get(GENERATION, 0)), article, is_missing, fields.get(FILED_UNDER))

    def filed_under(self, article_id: str) -> str | None:
        """The agency's item that an article is a version of, or was when it was put aside. One GetItem."""
        name: str | None = self._fields(article_id).get(FILED_UNDER)
        return name

    def fingerprint(self, article_id: str, generation: int) -> bytes | None:
        """What one generation of an article is compared by, as it is stored; None where there is none."""
        key = to_item({"article_id": article_id, "part": f"fingerprint#{number_key(generation)}"})
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        found: bytes | None = from_item(answer.get("Item", {})).get("fingerprint")
        return found

    def _whole(self, article_id: str, fields: dict[str, Any]) -> dict[str, Any]:
        """The fields of an item with the text from where it lies apart."""
        while TEXT_AT in fields:
            text = self._overflow.find(fields[TEXT_AT])
            if text is not None:
                return {**fields, "text": text}
            missing, fields = fields[TEXT_AT], self._fields(article_id)  # replaced since the item was read?
            if fields.get(TEXT_AT) == missing:
                raise MissingText(f"the text of article {article_id} is gone from {missing}")
        return fields

    def _fields(self, article_id: str) -> dict[str, Any]:
        key = to_item({"article_id": article_id, "part": PART})
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return from_item(answer.get("Item", {}))

    def _replace(self, fields: dict[str, Any], condition: str = "", *, left: Collection[str] = ()) -> bool:
        """Put an item in the place of an earlier one. Where that is filed stands in it alone, so it may not be lost."""
        further = f" AND ({condition})" if condition else ""
        known = dict(enumerate(filter(None, (fields.get(FILED_UNDER), *left))))
        filed = "".join(f" OR filed_under = :filed{number}" for number in known)
        values = {f":filed{number}": name for number, name in known.items()}
        try:
            answer = self._client.put_item(
                TableName=self._table,
                Item=to_item(fields),
                ConditionExpression=f"attribute_not_exists(article_id) OR (generation <= :generation{further} "
                f"AND (attribute_not_exists(filed_under){filed}))",
                ExpressionAttributeValues=to_item({":generation": fields[GENERATION], **values}),
                ReturnValues="ALL_OLD",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except self._client.exceptions.ConditionalCheckFailedException as failed:
            there = from_item(cast("dict[str, Any]", failed.response).get("Item", {}))
            name = there.get(FILED_UNDER)
            if name and name not in known.values() and there[GENERATION] <= fields[GENERATION]:
                raise FiledElsewhere(name) from failed
            return False
        self._drop_texts_before(fields, from_item(answer.get("Attributes", {})))
        return True

    def _drop_texts_before(self, fields: dict[str, Any], replaced: dict[str, Any]) -> None:
        """Delete what lies apart of earlier generations."""
        if replaced.get(GENERATION) == fields[GENERATION]:
            # An earlier try stored this, and may have died before it deleted anything.
            keys = [_text_key(fields["article_id"], number) for number in range(1, fields[GENERATION])]
            self._overflow.delete([self._overflow.address(key) for key in keys])
        elif TEXT_AT in replaced:
            self._overflow.delete([replaced[TEXT_AT]])


def _text_key(article_id: str, generation: int) -> str:
    return f"texts/{article_id}/{generation}.txt"
