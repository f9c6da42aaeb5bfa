"""What DynamoDB says when somebody else was there first, and patience with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import ClientError

from copydesk.retrying import Conflict, retrying, sleep_with_jitter

Result = TypeVar("Result")


def condition_failed(error: ClientError) -> bool:
    """Whether a write was refused because its condition, or that of a part of it, does not hold."""
    return bool(_codes(error) & {"ConditionalCheckFailed", "ConditionalCheckFailedException"})


def busy(error: ClientError) -> bool:
    """Whether a write was refused because a transaction was under way on the same item."""
    return bool(_codes(error) & {"TransactionConflict", "TransactionConflictException"})


def patiently(action: Callable[[], Result]) -> Result:
    """The action's result, tried again with pauses for as long as the item is busy.

    Raises:
        copydesk.retrying.Contended: it was busy for too long.
    """

    def attempt() -> Result:
        try:
            return action()
        except ClientError as error:
            if busy(error) and not condition_failed(error):
                raise Conflict(str(error)) from error
            raise

    return retrying(sleep_with_jitter, attempt)


def conditionally(action: Callable[[], object]) -> bool:
    """Do a write patiently. False where its condition does not hold, and so nothing was written.

    Raises:
        copydesk.retrying.Contended: the item was busy for too long.
    """
    try:
        patiently(action)
    except ClientError as error:
        if condition_failed(error):
            return False
        raise
    return True


def _codes(error: ClientError) -> set[str | None]:
    reasons = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
    return {error.response["Error"]["Code"], *reasons}
