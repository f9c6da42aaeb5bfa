"""Fixtures for tests over moto."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.session import Session
from moto import mock_aws
from moto.core.config import default_user_config

from local import answers, expressions, tables
from tests.crashes import Machine, one_call_at_a_time
from tests.pipelines import Pipeline

# Each mock would begin with a new boto3 session, which reads botocore's descriptions of the services all over again:
# a third of what a short test takes. Sessions hold nothing else, for these tests name their region and credentials.
default_user_config["core"]["reset_boto3_session"] = False

PATCHED = (*answers.PATCHED, *expressions.PATCHED, *tables.PATCHED)


@pytest.fixture(scope="module", autouse=True)
def moto_in_a_fraction_of_its_time() -> Iterator[None]:
    """moto with the local stack's patches for each module here; tests of moto itself are elsewhere.

    Copies of whole tables, and parts of expressions looked at over and over, are a third of what many tests took.
    """
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in PATCHED:
            patch.setattr(owner, name, getattr(owner, name, None), raising=False)
        for patches in (answers, expressions, tables):
            patches.install()
        yield


@pytest.fixture(scope="module", autouse=True)
def clients_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """A session makes a client once for all tests of a module: making them is a fifth of what these take.

    Not where a module says that it watches what clients do, which must be each its own then.
    """
    if getattr(request.module, "WATCHES_CLIENTS", False):
        yield
        return
    create_client = Session.create_client
    clients: dict[str, Any] = {}

    def kept(session: Session, *arguments: Any, config: Any = None, **named: Any) -> Any:
        settings = sorted((name, value) for name, value in os.environ.items() if name.startswith("AWS_"))
        options = None if config is None else sorted(config._user_provided_options.items())
        key = repr((session, arguments, sorted(named.items()), options, settings))
        if key not in clients:
            clients[key] = create_client(session, *arguments, config=config, **named)
        return clients[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "create_client", kept)
        yield


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """What dies at the call that a test names."""
    return Machine(monkeypatch)


@pytest.fixture
def pipeline(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """A pipeline that may die, one call at a time. Modules that need no deaths have one of their own."""
    del machine  # it has to be there first
    one_call_at_a_time(monkeypatch)
    with mock_aws():
        yield Pipeline(monkeypatch)
