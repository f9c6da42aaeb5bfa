"""The stack that is replayed: its resources, and what its functions are set to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import boto3

from copydesk.article import Record
from copydesk.client.names import CONFIG, StackNames, stack_outputs, stack_parameters
from copydesk.pipeline.settings import DedupeSettings, ExtractSettings

# Parameters of template.yaml, by the variables of the functions' environment that they are handed to.
PARAMETERS: Mapping[str, str] = {
    "BOILERPLATE_VERSION": "BoilerplateVersion",
    "TABLE_COLUMNS": "Columns",
    "STREAM_PREFIXES": "StreamPrefixes",
    "INBOX_PREFIXES": "InboxPrefixes",
    "BACKFILL_BUCKET": "BackfillBucket",
    "MATCH_THRESHOLD": "MatchThreshold",
    "MATCH_DAYS": "MatchDays",
    "MATCH_LEAST_WORDS": "MatchLeastWords",
}
# They count only where the parameter of the other name is set, and not to this.
WHERE_SET: Mapping[str, str] = {"InboxPrefixes": "ExistingInboxBucket", "BackfillBucket": "Backfill"}
UNSET = frozenset({"", "false"})
# What a plan needs no value of: it sends nothing, and nothing comes to it again.
_UNUSED = {"DEDUPE_QUEUE_URL": "none", "EXTRACT_QUEUE_URL": "none", "MAX_RECEIVE_COUNT": "1"}


class ReplayNames(StackNames):
    """The names of a stack's resources, with those that applications have no use for."""

    index_table: str
    extract_queue_url: str

    @property
    def tables(self) -> tuple[str, ...]:
        """Of DynamoDB."""
        return (
            self.articles_table,
            self.clusters_table,
            self.index_table,
            self.listings_table,
            self.outcomes_table,
        )


class Sizes(Record):
    """How large the functions are, and how many of them are at work: the template's own unless a parameter says."""

    architecture: str = "x86_64"
    extract_memory: int = 1769
    dedupe_memory: int = 512
    extract_timeout: int = 120
    extract_maximum_concurrency: int = 20
    dedupe_maximum_concurrency: int = 10

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        """As the stack's parameters say."""
        names = {name: "".join(map(str.capitalize, name.split("_"))) for name in cls.model_fields}
        given = {name: parameters[title] for name, title in names.items() if title in parameters}
        return cls.model_validate(given)


@dataclass(frozen=True)
class ReplayStack:
    """A stack as a plan and a commit see it."""

    names: ReplayNames
    extract: ExtractSettings
    dedupe: DedupeSettings
    sizes: Sizes
    queue_url: str
    """Where requests to read an object again go: the queue of live uploads, or one beside it where there is any."""
    dynamodb: Any = field(default_factory=lambda: boto3.client("dynamodb", config=CONFIG))
    s3: Any = field(default_factory=lambda: boto3.client("s3", config=CONFIG))
    sqs: Any = field(default_factory=lambda: boto3.client("sqs", config=CONFIG))

    @classmethod
    def named(cls, stack: str) -> Self:
        """A deployed stack.

        Raises:
            DeskError: there is none of this name, or it cannot be asked.
        """
        names = ReplayNames.from_stack(stack)
        queue_url = stack_outputs(stack).get("BackfillQueueUrl", names.extract_queue_url)
        return cls.of(names, stack_parameters(stack), queue_url)

    @classmethod
    def of(cls, names: ReplayNames, parameters: Mapping[str, str], queue_url: str) -> Self:
        """By its names and parameters."""
        environment = {
            **_UNUSED,
            **{
                f"{name.removesuffix('_table').upper()}_TABLE": value
                for name, value in names
                if name.endswith("_table")
            },
            "OVERFLOW_BUCKET": names.overflow_bucket,
            **{
                variable: parameters[title]
                for variable, title in PARAMETERS.items()
                if title in parameters
                and (title not in WHERE_SET or parameters.get(WHERE_SET[title], "") not in UNSET)
            },
        }
        return cls(
            names=names,
            extract=ExtractSettings.model_validate(environment),
            dedupe=DedupeSettings.model_validate(environment),
            sizes=Sizes.of(parameters),
            queue_url=queue_url,
        )
