"""Fixtures for every test: no real AWS, and one DynamoDB Local for the whole run where it can be had."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

from local.dynamodb_local import DynamoDBLocal, Unavailable
from tests.thorough import THOROUGH

# Java's second compiler would take longer than what it makes faster in a run of seconds, as would parallel collectors.
QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"

# Objects made since the last search for cycles until Python searches again: by its own number, 700, a tenth of the run
# goes into searching five thousand tests and all modules over and over. The last are set aside before the first test.
ALLOCATIONS_BETWEEN_SEARCHES = 20_000
gc.set_threshold(ALLOCATIONS_BETWEEN_SEARCHES)

# A busy machine is no failure. What else is set where the tests are started from stays.
settings.register_profile("copydesk", settings(deadline=None))
settings.load_profile("copydesk")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Search no cycles among what stays until the end: tests and modules."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_real_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the user's credentials or profile."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture(scope="session")
def dynamodb_local() -> Iterator[str]:
    """The endpoint of a DynamoDB Local; tests that need it are skipped where it is missing."""
    with pytest.MonkeyPatch.context() as patch:
        if not THOROUGH:
            patch.setenv("JAVA_TOOL_OPTIONS", QUICK_JAVA)
        try:
            server = DynamoDBLocal()
        except Unavailable as reason:
            pytest.skip(str(reason))
    with server:
        yield server.endpoint_url
