"""What downstream applications import: the records by the questions that they ask. Needs boto3 and pydantic only."""

from copydesk.client.counting import DayCount, NameCount
from copydesk.client.desk import Desk
from copydesk.client.errors import (
    AccessDeniedError,
    ConfigurationError,
    DeskError,
    InvalidCursor,
    NotFound,
    StackNotFoundError,
    StackUnreachableError,
)
from copydesk.client.names import DEFAULT_STACK, StackNames
from copydesk.client.results import Results

__all__ = [
    "DEFAULT_STACK",
    "AccessDeniedError",
    "ConfigurationError",
    "DayCount",
    "Desk",
    "DeskError",
    "InvalidCursor",
    "NameCount",
    "NotFound",
    "Results",
    "StackNames",
    "StackNotFoundError",
    "StackUnreachableError",
]
