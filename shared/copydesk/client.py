"""What downstream applications import: the records by the questions that they ask."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3

from copydesk.article import Article, Record, article_id
from copydesk.cluster import Cluster, Copy
from copydesk.clustering.records import Header, State
from copydesk.outcome import ArticleOutcome, ObjectOutcome
from copydesk.storage.articles import ArticleStore
from copydesk.storage.buckets import Overflow
from copydesk.storage.items import CLUSTER, MEMBER, copy_of, from_item, header_of, member_of, to_item
from copydesk.storage.outcomes import OutcomeStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DEFAULT_STACK = "copydesk"


class NotFound(LookupError):  # noqa: N818 - says what it means to the caller
    """There is no such record (any more)."""


class StackNames(Record):
    """The names of a deployed stack's resources."""

    inbox_bucket: str
    overflow_bucket: str
    articles_table: str
    clusters_table: str
    outcomes_table: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> StackNames | None:
        """The names in COPYDESK_INBOX_BUCKET, COPYDESK_ARTICLES_TABLE and so on; None unless all are set."""
        found = {name: environment.get(f"COPYDESK_{name.upper()}") for name in cls.model_fields}
        return cls.model_validate(found) if all(found.values()) else None

    @classmethod
    def from_stack(cls, stack: str = DEFAULT_STACK) -> StackNames:
        """The names in the outputs of a CloudFormation stack.

        Raises:
            botocore.exceptions.ClientError: there is no such stack, or no leave to see it.
        """
        answer = boto3.client("cloudformation").describe_stacks(StackName=stack)
        outputs = {one["OutputKey"]: one["OutputValue"] for one in answer["Stacks"][0].get("Outputs", [])}
        return cls.model_validate({name: outputs[_output(name)] for name in cls.model_fields})


class Desk:
    """The records of one stack.

    Args:
        names: of the stack's resources. By default those in the environment (`StackNames.from_environment`),
            else those of the CloudFormation stack that COPYDESK_STACK names, else of `copydesk`.

    Region, credentials and endpoint are boto3's: AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL and so on.
    """

    def __init__(self, names: StackNames | None = None) -> None:
        self.names = (
            names
            or StackNames.from_environment()
            or StackNames.from_stack(os.environ.get("COPYDESK_STACK", DEFAULT_STACK))
        )
        self._dynamodb: DynamoDBClient = boto3.client("dynamodb")
        overflow = Overflow(boto3.client("s3"), self.names.overflow_bucket)
        self._articles = ArticleStore(self._dynamodb, self.names.articles_table, overflow)
        self._outcomes = OutcomeStore(self._dynamodb, self.names.outcomes_table)

    def outcome(self, key: str) -> ObjectOutcome:
        """What became of the object under a key of the inbox. One GetItem.

        Raises:
            NotFound: no event has named the key yet.
        """
        found = self._outcomes.get(self.names.inbox_bucket, key)
        if found is None:
            raise NotFound(f"no object {key!r} has been seen in {self.names.inbox_bucket}")
        return found

    def article_outcomes(self, key: str) -> list[ArticleOutcome]:
        """What became of each article of the object under a key. One Query more than `outcome`.

        Raises:
            NotFound: no event has named the key yet.
        """
        found = self.outcome(key)
        if found.waiting is not None:
            return self._outcomes.articles(found.bucket, found.key)
        only = {name: getattr(found, name) for name in ("object", "generation", "status", "reason")}
        return [ArticleOutcome(**only, position=0, article_id=article_id(found.bucket, found.key))]

    def article(self, article_id: str) -> Article:
        """An article by its id. One GetItem; very long text is fetched from where it lies apart.

        Raises:
            NotFound: there is no such article (any more).
        """
        found = self._articles.get(article_id)
        if found is None:
            raise NotFound(f"no article {article_id}")
        return found

    def cluster_id(self, article_id: str) -> str:
        """The id of the cluster that an article is in now. One GetItem.

        Raises:
            NotFound: the article is in none: there is no such article, or it is being indexed or removed.
        """
        key = to_item({"article_id": article_id, "part": MEMBER})
        answer = self._dynamodb.get_item(TableName=self.names.articles_table, Key=key, ConsistentRead=True)
        member = member_of(answer["Item"]) if "Item" in answer else None
        if member is None or not member.alive or member.cluster_id is None:
            raise NotFound(f"article {article_id} is in no cluster")
        return member.cluster_id

    def cluster(self, cluster_id: str) -> Cluster:
        """A cluster with every copy and its match. One Query; one more for each merge since the id was read.

        Raises:
            NotFound: there is no such cluster, or its last copy is gone.
        """
        while True:
            header, copies = self._entries(cluster_id)
            if header is not None and header.redirect_to is not None:
                cluster_id = header.redirect_to
                continue
            if header is None or header.state is State.ENDED or header.canonical is None:
                raise NotFound(f"no cluster {cluster_id}")
            return _cluster(
                header, [header.canonical] if header.size == 1 else self._arriving(header, copies)
            )

    def _entries(self, cluster_id: str) -> tuple[Header | None, dict[str, tuple[Copy, str | None]]]:
        """A cluster's header, and its copies with the cluster that each is moving to."""
        header, copies = None, {}
        for item in self._items(cluster_id):
            if item["entry"]["S"] == CLUSTER:
                header = header_of(item)
            else:
                copy = copy_of(item)
                copies[copy.article_id] = (copy, from_item(item).get("move_to"))
        return header, copies

    def _arriving(self, header: Header, copies: dict[str, tuple[Copy, str | None]]) -> list[Copy]:
        """The copies of a cluster while some of them may still be moving in or out."""
        found = {name: copy for name, (copy, target) in copies.items() if not header.moving or target is None}
        for source_id in header.inbound:
            source, moving = self._entries(source_id)
            if source is not None:
                own = {
                    name: copy
                    for name, (copy, target) in moving.items()
                    if header.cluster_id in {target, source.redirect_to}
                }
                found = own | found
        return [found[name] for name in sorted(found)]

    def _items(self, cluster_id: str) -> Iterator[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self.names.clusters_table,
            KeyConditionExpression="cluster_id = :id",
            ExpressionAttributeValues={":id": {"S": cluster_id}},
            ConsistentRead=True,
        )
        for page in pages:
            yield from page["Items"]


def _cluster(header: Header, copies: list[Copy]) -> Cluster:
    standing_for = header.canonical.article_id if header.canonical else None
    return Cluster(
        cluster_id=header.cluster_id,
        canonical=next((copy for copy in copies if copy.article_id == standing_for), copies[0]),
        copies=tuple(copies),
        first_seen=min(copies, key=_seen).article_id,
        credited=tuple(sorted({copy.credit.name for copy in copies if copy.credit})),
        size=len(copies),
        version=header.version,
    )


def _seen(copy: Copy) -> tuple[bool, str, str]:
    seen = copy.ingested_at.isoformat() if copy.ingested_at else ""
    return (not seen, seen, copy.article_id)


def _output(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_")) + "Name"
