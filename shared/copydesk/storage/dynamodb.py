"""The cluster store over DynamoDB: index, memberships and fingerprints, clusters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from copydesk.article import VersionedRecord
from copydesk.cluster import Copy, Link
from copydesk.clustering.records import ArticleRef, Header, Member
from copydesk.clustering.store import (
    CheckHeader,
    CheckMember,
    DeleteCopy,
    DeleteLink,
    DeleteName,
    Postings,
    PutCopy,
    PutHeader,
    PutLink,
    PutMember,
    PutName,
    Write,
)
from copydesk.formats import FORMATS, Formats
from copydesk.matching.encoding import decoded_fingerprint, encoded_fingerprint
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.settings import MatchSettings
from copydesk.retrying import Conflict
from copydesk.storage.batches import read_batches, write_batches
from copydesk.storage.changes import change_keys
from copydesk.storage.contention import busy, condition_failed
from copydesk.storage.feed import feed_keys
from copydesk.storage.items import (
    CLUSTER,
    COPY_PREFIX,
    FOUND,
    LINKS_PREFIX,
    MEMBER,
    NAMES_PREFIX,
    Item,
    copy_of,
    from_item,
    header_of,
    link_of,
    member_of,
    parse_ref,
    record_fields,
    to_item,
)
from copydesk.storage.keys import number_key, reading_key
from copydesk.storage.outcomes import Clock, utc_now

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# Index keys are looked up side by side: a query takes milliseconds, nearly all of it waiting.
LOOKUP_THREADS = 8


class DynamoClusterStore:
    """A `ClusterStore` over three tables. Reads are strongly consistent, commits are transactions."""

    def __init__(
        self,
        client: DynamoDBClient,
        *,
        articles_table: str,
        clusters_table: str,
        index_table: str,
        settings: Callable[[], MatchSettings] = MatchSettings,
        clock: Clock = utc_now,
        formats: Formats = FORMATS,
    ) -> None:
        """`settings` is called once, when they are first needed."""
        self._settings = settings
        self._clock = clock
        self._formats = formats
        self._client = client
        self._articles = articles_table
        self._clusters = clusters_table
        self._index = index_table
        self._threads = ThreadPoolExecutor(LOOKUP_THREADS, thread_name_prefix="lookup")

    @cached_property
    def settings(self) -> MatchSettings:
        """See `ClusterStore`."""
        return self._settings()

    def insert_postings(self, keys: Sequence[int], ref: ArticleRef) -> None:
        """See `ClusterStore`. One item per key, in one call for each 25 keys."""
        puts = [{"PutRequest": {"Item": _posting(key, ref)}} for key in keys]
        write_batches(self._client, self._index, puts)

    def delete_postings(self, keys: Sequence[int], ref: ArticleRef) -> None:
        """See `ClusterStore`."""
        deletes = [{"DeleteRequest": {"Key": _posting(key, ref)}} for key in keys]
        write_batches(self._client, self._index, deletes)

    def postings(self, keys: Sequence[int], limit: int) -> Postings:
        """See `ClusterStore`. One query per key."""
        lists = list(self._threads.map(lambda key: self._posted(key, limit + 1), keys))
        shared = Counter(ref for posted in lists for ref in posted[:limit])
        return Postings(shared, any(len(posted) > limit for posted in lists))

    def put_fingerprint(self, ref: ArticleRef, fingerprint: Fingerprint) -> None:
        """See `ClusterStore`."""
        item = {
            **_fingerprint_key(ref),
            "fingerprint": {"B": encoded_fingerprint(fingerprint, self._formats.fingerprint)},
        }
        self._client.put_item(TableName=self._articles, Item=item)

    def delete_fingerprint(self, ref: ArticleRef) -> None:
        """See `ClusterStore`."""
        self._client.delete_item(TableName=self._articles, Key=_fingerprint_key(ref))

    def fingerprints(self, refs: Iterable[ArticleRef]) -> dict[ArticleRef, Fingerprint]:
        """See `ClusterStore`."""
        found = {}
        for item in read_batches(self._client, self._articles, map(_fingerprint_key, refs)):
            fields = from_item(item)
            ref = ArticleRef(fields["article_id"], int(fields["part"].partition("#")[2]))
            found[ref] = decoded_fingerprint(fields["fingerprint"], self._formats.fingerprint)
        return found

    def members(self, article_ids: Iterable[str]) -> dict[str, Member]:
        """See `ClusterStore`."""
        keys = (to_item({"article_id": name, "part": MEMBER}) for name in dict.fromkeys(article_ids))
        found = (member_of(item, self._formats) for item in read_batches(self._client, self._articles, keys))
        return {member.article_id: member for member in found}

    def headers(self, cluster_ids: Iterable[str]) -> dict[str, Header]:
        """See `ClusterStore`."""
        keys = (to_item({"cluster_id": name, "entry": CLUSTER}) for name in dict.fromkeys(cluster_ids))
        found = (header_of(item, self._formats) for item in read_batches(self._client, self._clusters, keys))
        return {header.cluster_id: header for header in found}

    def copy(self, cluster_id: str, article_id: str) -> Copy | None:
        """See `ClusterStore`."""
        answer = self._client.get_item(
            TableName=self._clusters, Key=_copy_key(cluster_id, article_id), ConsistentRead=True
        )
        return copy_of(answer["Item"], self._formats) if "Item" in answer else None

    def copies(self, cluster_id: str) -> list[Copy]:
        """See `ClusterStore`."""
        return [copy_of(item, self._formats) for item in self._copy_items(cluster_id)]

    def names(self, cluster_id: str) -> list[str]:
        """See `ClusterStore`."""
        pages = self._client.get_paginator("query").paginate(
            **self._partition_query(f"{NAMES_PREFIX}{cluster_id}")
        )
        return [item["entry"]["S"] for page in pages for item in page["Items"]]

    def first_names(self, cluster_id: str, prefixes: Iterable[str]) -> dict[str, str]:
        """See `ClusterStore`. One query per prefix."""
        asked = list(prefixes)
        items = self._threads.map(
            lambda prefix: self._client.query(
                **self._partition_query(f"{NAMES_PREFIX}{cluster_id}", prefix), Limit=1
            )["Items"],
            asked,
        )
        return {prefix: first[0]["entry"]["S"] for prefix, first in zip(asked, items, strict=True) if first}

    def links(self, article_id: str) -> list[Link]:
        """See `ClusterStore`. One query."""
        query = self._partition_query(f"{LINKS_PREFIX}{article_id}")
        pages = self._client.get_paginator("query").paginate(**query)
        return [link_of(item, self._formats) for page in pages for item in page["Items"]]

    def departures(self, cluster_id: str) -> dict[str, str]:
        """See `ClusterStore`."""
        fields = map(from_item, self._copy_items(cluster_id))
        return {copy["article_id"]: copy["move_to"] for copy in fields if "move_to" in copy}

    def commit(self, writes: Sequence[Write]) -> None:
        """See `ClusterStore`. A lone put is a conditional PutItem at half the price of a transaction."""
        actions = [self._action(write) for write in writes]
        try:
            if len(actions) == 1 and "Put" in actions[0]:
                self._client.put_item(**actions[0]["Put"])
            else:
                self._client.transact_write_items(TransactItems=actions)  # type: ignore[arg-type]
        except ClientError as error:
            if condition_failed(error) or busy(error):
                raise Conflict(str(error)) from error
            raise

    def _fields(self, record: VersionedRecord) -> dict[str, Any]:
        return record_fields(record, formats=self._formats)

    def _action(self, write: Write) -> dict[str, Any]:
        match write:
            case PutHeader(header, expected):
                changed = change_keys(header, expected, self._clock())
                fields = {**self._fields(header), "entry": CLUSTER, **feed_keys(header), **changed}
                condition = _at_version(expected, "cluster_id")
                return {"Put": {"TableName": self._clusters, "Item": to_item(fields), **condition}}
            case PutMember(member, expected):
                fields = {**self._fields(member), "part": MEMBER}
                condition = _at_version(expected, "article_id")
                return {"Put": {"TableName": self._articles, "Item": to_item(fields), **condition}}
            case PutCopy(cluster_id, copy, move_to, found):
                marks = {} if move_to is None else {"move_to": move_to}
                if found is not None:
                    marks[FOUND] = f"{found.article_id}#{found.generation}"
                item = {**to_item({**self._fields(copy), **marks}), **_copy_key(cluster_id, copy.article_id)}
                return {"Put": {"TableName": self._clusters, "Item": item}}
            case PutName(cluster_id, entry):
                return {"Put": {"TableName": self._clusters, "Item": _name_key(cluster_id, entry)}}
            case DeleteName(cluster_id, entry):
                return {"Delete": {"TableName": self._clusters, "Key": _name_key(cluster_id, entry)}}
            case PutLink(link):
                item = {**to_item(self._fields(link)), **link_key(link)}
                return {"Put": {"TableName": self._clusters, "Item": item}}
            case DeleteLink(link):
                return {"Delete": {"TableName": self._clusters, "Key": link_key(link)}}
            case DeleteCopy(cluster_id, article_id):
                key = _copy_key(cluster_id, article_id)
                exists = {"ConditionExpression": "attribute_exists(cluster_id)"}
                return {"Delete": {"TableName": self._clusters, "Key": key, **exists}}
            case CheckHeader(cluster_id, version):
                key = to_item({"cluster_id": cluster_id, "entry": CLUSTER})
                check = {"TableName": self._clusters, "Key": key, **_at_version(version, "cluster_id")}
                return {"ConditionCheck": check}
            case CheckMember(article_id, version):
                key = to_item({"article_id": article_id, "part": MEMBER})
                check = {"TableName": self._articles, "Key": key, **_at_version(version, "article_id")}
                return {"ConditionCheck": check}

    def _posted(self, key: int, limit: int) -> list[ArticleRef]:
        answer = self._client.query(
            TableName=self._index,
            KeyConditionExpression="shingle = :key",
            ExpressionAttributeValues={":key": {"B": key.to_bytes(8, "big")}},
            ProjectionExpression="article",
            ConsistentRead=True,
            Limit=limit,
        )
        return [parse_ref(item["article"]["S"]) for item in answer["Items"]]

    def _partition_query(self, partition: str, prefix: str = "") -> dict[str, Any]:
        condition, values = "cluster_id = :id", {":id": {"S": partition}}
        if prefix:
            condition, values = (
                f"{condition} AND begins_with(entry, :prefix)",
                values | {":prefix": {"S": prefix}},
            )
        return {
            "TableName": self._clusters,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ConsistentRead": True,
        }

    def _copy_items(self, cluster_id: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._clusters,
            KeyConditionExpression="cluster_id = :id AND begins_with(entry, :copy)",
            ExpressionAttributeValues={":id": {"S": cluster_id}, ":copy": {"S": COPY_PREFIX}},
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]


def _posting(key: int, ref: ArticleRef) -> Item:
    return {"shingle": {"B": key.to_bytes(8, "big")}, "article": {"S": reading_key(*ref)}}


def _fingerprint_key(ref: ArticleRef) -> Item:
    return to_item({"article_id": ref.article_id, "part": f"fingerprint#{number_key(ref.generation)}"})


def _copy_key(cluster_id: str, article_id: str) -> Item:
    return to_item({"cluster_id": cluster_id, "entry": f"{COPY_PREFIX}{article_id}"})


def _name_key(cluster_id: str, entry: str) -> Item:
    return to_item({"cluster_id": f"{NAMES_PREFIX}{cluster_id}", "entry": entry})


def link_key(link: Link) -> Item:
    """Of the clusters table. Of two readings of one key each link has its own, so that none is deleted for another."""
    other = reading_key(link.match.article_id, link.match_generation)
    entry = f"{link.match.relation}#{other}#{number_key(link.generation)}"
    return to_item({"cluster_id": f"{LINKS_PREFIX}{link.article_id}", "entry": entry})


def _at_version(version: int | None, key: str) -> dict[str, Any]:
    if version is None:
        return {"ConditionExpression": f"attribute_not_exists({key})"}
    return {
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":version": {"N": str(version)}},
    }
