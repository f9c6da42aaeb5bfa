"""`copydesk carrying` asks a stack who carries whom."""

from __future__ import annotations

import json

import pytest
from moto import mock_aws

from copydesk.cli.app import run
from copydesk.clustering.clusterer import Clusterer
from copydesk.retrying import no_pause
from testing.tables import client, cluster_store, create_tables, stack_environment
from tests.stories import copy, print_of
from tests.unit.matching.test_cohesion import STORIES


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with mock_aws():
        dynamodb = client("dynamodb")
        tables = create_tables(dynamodb)
        for variable, named in stack_environment(tables).items():
            monkeypatch.setenv(variable, named)
        store = cluster_store(dynamodb, tables)
        clusterer = Clusterer(store, pause=no_pause)
        clusterer.add(copy("round-up"), print_of("\n\n".join(STORIES)))
        clusterer.add(copy("story"), print_of(STORIES[2]))
        assert run(["carrying", "round-up"]) == 0
        assert capsys.readouterr().out == "carries\tstory\t100%\n"
        assert run(["carrying", "story", "--json"]) == 0
        [match] = json.loads(capsys.readouterr().out)["matches"]
        assert (match["article_id"], match["relation"]) == ("round-up", "carried")
