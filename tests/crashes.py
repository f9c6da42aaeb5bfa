"""Machines that die between two AWS calls, and what they leave behind in moto's tables."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.client import BaseClient
from moto.dynamodb.models import dynamodb_backends

from copydesk.storage import dynamodb, queue

# Calls that one message may make, for a test that must end.
MOST_CALLS = 150


def one_call_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no calls go side by side: they come in the same order every time."""
    monkeypatch.setattr(dynamodb, "LOOKUP_THREADS", 1)
    monkeypatch.setattr(queue, "SEND_THREADS", 1)


class Died(BaseException):
    """The function's machine is gone. Not an Exception: no handler gets to see it."""


class Machine:
    """Counts AWS calls, and dies at one of them: from then on no call gets through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real = BaseClient._make_api_call  # type: ignore[attr-defined]
        self._last: int | None = None
        self.calls = 0
        machine = self

        def call(client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
            return machine.call(client, name, arguments)

        monkeypatch.setattr(BaseClient, "_make_api_call", call)

    def call(self, client: BaseClient, name: str, arguments: dict[str, Any]) -> Any:
        number, self.calls = self.calls, self.calls + 1
        last = self._last
        answer = self._real(client, name, arguments) if last is None or number <= last else None
        if last is not None and number >= last:
            raise Died(name)
        return answer

    def dies_after(self, last: int, action: Callable[[], object]) -> bool:
        """Whether the action comes to the end of its call of this number, from 0, and dies; -1 is at once."""
        self._last, self.calls = last, 0
        try:
            action()
        except Died:
            return True
        finally:
            self._last = None
        return False


def snapshot() -> dict[str, Any]:
    """Everything in every table, to be put back: a hundred times faster than doing it all again."""
    tables = dynamodb_backends["123456789012"]["eu-west-1"].tables
    return {name: copy.deepcopy(table.items) for name, table in tables.items()}


def restore(saved: dict[str, Any]) -> None:
    tables = dynamodb_backends["123456789012"]["eu-west-1"].tables
    for name, items in saved.items():
        tables[name].items = copy.deepcopy(items)


def deaths(machine: Machine, work: Callable[[], object], before: dict[str, Any], step: int) -> Iterator[int]:
    """Do some work from where `before` was taken, and die at every `step`th of its calls; at the end, do it all.

    Yields the number of the call each time, for the test to do what follows.
    """
    for at in range(-1, MOST_CALLS, step):
        restore(before)
        died = machine.dies_after(at, work)
        yield at
        if not died:
            return
    pytest.fail(f"more than {MOST_CALLS} calls")


def last_death(
    machine: Machine,
    work: Callable[[], object],
    end: Callable[[], object],
    before: dict[str, Any],
    step: int,
) -> int:
    """See that work comes to the same end, wherever it died before it was done again; the call of the last death.

    Args:
        machine: that dies.
        work: from where `before` was taken.
        end: what has to be the same.
        before: as `snapshot` took it.
        step: calls from one death to the next.
    """
    work()
    expected = end()
    at = -1
    for at in deaths(machine, work, before, step):
        work()
        assert end() == expected, f"died after call {at}"
    return at
