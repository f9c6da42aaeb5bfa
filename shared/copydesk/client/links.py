"""Who carries whom, of one article, as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copydesk.client.names import StackNames
from copydesk.cluster import Link
from copydesk.clustering.links import visible_links
from copydesk.storage.batches import read_batches
from copydesk.storage.items import LINKS_PREFIX, MEMBER, link_of, member_of, to_item

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class LinkReader:
    """Reads the links of articles from the clusters table, and the memberships that they hold by."""

    def __init__(self, client: DynamoDBClient, names: StackNames) -> None:
        self._client = client
        self._names = names

    def read(self, article_id: str) -> list[Link]:
        """The links of an article that hold, the strongest first.

        One Query; where there are any, one BatchGetItem for each hundred.
        """
        pages = self._client.get_paginator("query").paginate(
            TableName=self._names.clusters_table,
            KeyConditionExpression="cluster_id = :links",
            ExpressionAttributeValues={":links": {"S": f"{LINKS_PREFIX}{article_id}"}},
            ConsistentRead=True,
        )
        links = [link_of(item) for page in pages for item in page["Items"]]
        if not links:
            return []
        names = dict.fromkeys([article_id, *(link.match.article_id for link in links)])
        keys = (to_item({"article_id": name, "part": MEMBER}) for name in names)
        items = read_batches(self._client, self._names.articles_table, keys)
        return visible_links(links, {member.article_id: member for member in map(member_of, items)})
