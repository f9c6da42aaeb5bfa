"""Whatever becomes of a document: articles whose every value can be stored, or a reason. Never an exception."""

from __future__ import annotations

import json
import logging
import unicodedata
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.extraction import Extracted, extract
from copydesk.outcome import RejectionReason
from tests.thorough import THOROUGH
from tests.unit.extraction.mutations import mutated


def check(data: bytes) -> None:
    """Extract, and check all that is promised of the results of any bytes."""
    results = list(extract(data))
    assert [result.position for result in results] == list(range(len(results)))
    assert results
    for result in results:
        written = result.model_dump_json()
        assert Extracted.model_validate_json(written) == result
        assert json.dumps(result.model_dump(mode="json"), ensure_ascii=False).encode()
        if result.draft is None:
            assert isinstance(result.reason, RejectionReason)
        else:
            assert result.reason is None
            assert unicodedata.is_normalized("NFC", result.draft.text)
            assert "\n\n\n" not in result.draft.text
            assert result.draft.text == result.draft.text.strip()
            assert result.draft.word_count > 0


@settings(
    max_examples=20_000 if THOROUGH else 60,
    deadline=None,
    derandomize=not THOROUGH,
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(min_value=0, max_value=2**48))
def test_a_mutated_document_gives_articles_or_a_reason(seed: int) -> None:
    with _no_failures():
        check(mutated(Random(seed)))


@settings(max_examples=5_000 if THOROUGH else 100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    data=st.binary(max_size=3000)
    | st.text(max_size=3000).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_give_articles_or_a_reason(data: bytes) -> None:
    with _no_failures():
        check(data)


class _no_failures(logging.Handler):  # noqa: N801 - reads as a statement
    """Fails on what `extract` catches and logs: an exception that somebody should have foreseen."""

    def __enter__(self) -> None:
        logging.getLogger("copydesk.extraction.readings").addHandler(self)

    def __exit__(self, *_: object) -> None:
        logging.getLogger("copydesk.extraction.readings").removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        pytest.fail(record.getMessage())
