"""What the machine does to a child costs no article; what the article does costs the article."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from copydesk.extraction import worker
from copydesk.extraction.child import Task, _Lines
from copydesk.extraction.extract import extract
from copydesk.extraction.pool import Pool, PoolClosed
from copydesk.extraction.readings import Part
from tests.thorough import THOROUGH, only_thorough
from tests.unit.extraction.samples import page
from tests.unit.extraction.test_bounded import slow_pdf

TASK = Task(page().encode(), Part.CONTENT)


def process_of(pool: Pool) -> int:
    """The pool's one child."""
    (child,) = pool._children
    assert child._process is not None
    return child._process.pid


@pytest.mark.parametrize("harm", [signal.SIGSTOP, signal.SIGKILL] if THOROUGH else [signal.SIGSTOP])
def test_what_the_machine_ends_is_tried_once_more(harm: signal.Signals) -> None:
    """A machine so busy that a child gets no time at all for longer than the clock allows, or has no memory left."""
    expected = [result.draft for result in extract(TASK.data)]
    with Pool(1, 2.0 if THOROUGH else 1.0, None) as pool:
        assert [result.draft for result in pool.submit(TASK).result()] == expected
        first = process_of(pool)
        os.kill(first, harm)
        assert [result.draft for result in pool.submit(TASK).result()] == expected
        assert process_of(pool) != first


def test_what_works_too_long_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copydesk.extraction.child.WALL_FACTOR", 100.0)  # tests run side by side
    with Pool(1, 1.0, None) as pool:
        first = pool.submit(Task(slow_pdf(), Part.CONTENT)).result()
        assert [str(result.reason) for result in first] == ["timeout"]
        process = process_of(pool)
        assert [result.draft is None for result in pool.submit(TASK).result()] == [False]
        assert process_of(pool) == process  # a signal ended the article, and the child read on


def test_a_pool_that_is_left_ends_what_it_is_at() -> None:
    with Pool(1, 60.0, None) as pool:
        pool.submit(TASK).result()
        working, waiting = (pool.submit(Task(slow_pdf(), Part.CONTENT)) for _ in range(2))
        process = process_of(pool)
    assert isinstance(working.exception(), PoolClosed)
    assert waiting.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def ended(program: str) -> int:
    return subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode


@only_thorough
def test_the_kernel_ends_what_no_signal_interrupts() -> None:
    import_it = "from copydesk.extraction.worker import _limit_cpu; _limit_cpu(0.1); "
    assert ended(import_it + "sum(range(10**12))") == -signal.SIGXCPU


def test_a_child_whose_parent_has_gone_ends_whatever_it_is_at() -> None:
    program = (
        "import os; from copydesk.extraction.worker import _end_with; held, lifeline = os.pipe(); _end_with(held); "
        "{}sum(range(10**12))"
    )
    assert ended(program.format("os.close(lifeline); ")) == -signal.SIGIO


def test_lines_are_put_together_from_any_pieces() -> None:
    sent = b"".join(b"%d" % number * number + b"\n" for number in range(50))
    for size in (1, 7, 1000, len(sent)):
        lines = _Lines()
        pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
        assert [line for piece in pieces for line in lines.add(piece)] == sent.splitlines()


def test_passing_over_what_was_read_before_is_not_one_article(monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive of 50,000 was a timeout once that took as long as an article may."""
    limited: list[float] = []
    monkeypatch.setattr(worker, "_limit_cpu", limited.append)  # it is this process that would be ended
    first = 4 * worker.PASSED_AT_ONCE
    data = b'{"a": 1}\n' * (first + 1)
    request = worker.Request(size=len(data), part=Part.OBJECT, whole=True, content_type=None, first=first)
    terms = worker.Terms(lifeline=0, memory_bytes=0, article_seconds=1.0)
    messages = list(worker._answer(request, data, terms, None))
    assert [next(iter(one)) for one in messages] == [*["passed"] * 4, "begin", "result", "done"]
    assert limited == [1.0] * 6
