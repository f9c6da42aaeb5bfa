"""What DynamoDB answers when others are at work on the same items, and what is left of a batch that it throttles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from copydesk import retrying
from copydesk.retrying import Contended
from copydesk.storage.batches import READS_PER_BATCH, WRITES_PER_BATCH, read_batches, write_batches
from copydesk.storage.contention import conditionally, patiently
from testing.tables import client

TABLE = "t"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.0)


def refused(code: str, *reasons: str) -> ClientError:
    answer: Any = {"Error": {"Code": code}, "CancellationReasons": [{"Code": reason} for reason in reasons]}
    return ClientError(answer, "UpdateItem")


def answers(*given: object) -> Callable[[], object]:
    """A write that gets these answers, one after the other."""
    rest = iter(given)

    def write() -> object:
        answer = next(rest)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return write


BUSY = (
    refused("TransactionConflictException"),
    refused("TransactionCanceledException", "None", "TransactionConflict"),
)
FAILED = (
    refused("ConditionalCheckFailedException"),
    refused("TransactionCanceledException", "ConditionalCheckFailed", "None"),
    refused("TransactionCanceledException", "TransactionConflict", "ConditionalCheckFailed"),
)
OTHER = refused("AccessDeniedException")


def test_a_write_to_a_busy_item_is_tried_again() -> None:
    assert patiently(answers(*BUSY, "done")) == "done"
    assert conditionally(answers(*BUSY, "done"))


@pytest.mark.parametrize("error", FAILED)
def test_a_condition_that_does_not_hold_is_an_answer(error: ClientError) -> None:
    assert not conditionally(answers(error))
    assert not conditionally(answers(*BUSY, error))
    with pytest.raises(ClientError):
        patiently(answers(error))


def test_what_else_is_wrong_is_an_error() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        conditionally(answers(OTHER))


def test_patience_ends() -> None:
    with pytest.raises(Contended):
        conditionally(answers(*[BUSY[0]] * retrying.MAX_ATTEMPTS))
    assert conditionally(answers(*[BUSY[0]] * (retrying.MAX_ATTEMPTS - 1), "done"))


@pytest.fixture
def stubbed() -> Iterator[tuple[Any, Stubber]]:
    """A client of DynamoDB that expects certain calls and gives certain answers."""
    dynamodb = client("dynamodb")
    with Stubber(dynamodb) as stubber:
        yield dynamodb, stubber
        stubber.assert_no_pending_responses()


def items(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": {"S": str(number)}} for number in numbers]


def test_keys_that_a_read_left_are_read_again(stubbed: tuple[Any, Stubber]) -> None:
    dynamodb, stubber = stubbed

    def expect(keys: list[dict[str, Any]], found: list[dict[str, Any]], left: list[dict[str, Any]]) -> None:
        answer = {"Responses": {TABLE: found}, "UnprocessedKeys": {TABLE: {"Keys": left}} if left else {}}
        asked = {"RequestItems": {TABLE: {"Keys": keys, "ConsistentRead": True}}}
        stubber.add_response("batch_get_item", answer, asked)

    count = READS_PER_BATCH + 1
    first = items(*range(READS_PER_BATCH))
    expect(first, first[:60], first[60:])
    expect(first[60:], first[60:], [])
    expect(items(READS_PER_BATCH), items(READS_PER_BATCH), [])
    assert list(read_batches(dynamodb, TABLE, items(*range(count)))) == items(*range(count))


def test_requests_that_a_write_left_are_made_again(stubbed: tuple[Any, Stubber]) -> None:
    dynamodb, stubber = stubbed
    requests = [{"DeleteRequest": {"Key": key}} for key in items(*range(WRITES_PER_BATCH + 2))]

    def expect(made: list[dict[str, Any]], left: list[dict[str, Any]]) -> None:
        answer = {"UnprocessedItems": {TABLE: left} if left else {}}
        stubber.add_response("batch_write_item", answer, {"RequestItems": {TABLE: made}})

    expect(requests[:WRITES_PER_BATCH], requests[:3])
    expect([*requests[WRITES_PER_BATCH:], *requests[:3]], [])
    write_batches(dynamodb, TABLE, requests)
