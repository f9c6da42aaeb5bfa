"""`copydesk backfill`: a plan that writes nothing, N of N outcomes however often it dies, a report; inventories."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

import pytest
from botocore.stub import Stubber
from moto import mock_aws

from copydesk.cli import backfilling
from copydesk.cli.app import run
from copydesk.client import NotFound
from copydesk.outcome import Status
from copydesk.pipeline import backfilling as batches
from copydesk.pipeline.events import changed_objects
from copydesk.storage.backfill_maps import BackfillMachine
from copydesk.storage.backfill_runs import BackfillRuns
from copydesk.storage.buckets import Overflow
from testing.tables import client
from tests.crashes import Machine, one_call_at_a_time, snapshot
from tests.integration.test_intake import stack
from tests.pipelines import INBOX, OVERFLOW, Pipeline, load_function
from tests.stories import text_of

OTHER = "old-news"
ODD = "dumps/a story + more 100% é.json"


@pytest.fixture
def pipeline(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    del machine
    one_call_at_a_time(monkeypatch)
    monkeypatch.setattr(batches, "BATCH", 3)
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY"):
        monkeypatch.setenv(f"AWS_{name}", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("COPYDESK_STACK", "desk")
    with mock_aws():
        yield Pipeline(monkeypatch)


def deployed(pipeline: Pipeline, *, own_queue: bool = True, **more: str) -> None:
    own = {"BackfillQueueUrl": pipeline.backfill_queue_url, "BackfillFunctions": "2"} if own_queue else {}
    stack(
        InboxBucketName=INBOX,
        OverflowBucketName=OVERFLOW,
        OutcomesTableName=pipeline.tables["OutcomesTable"],
        ExtractQueueUrl=pipeline.extract_queue_url,
        **own,
        **more,
    )


def story(number: int, variant: int = 0) -> str:
    return json.dumps({"title": f"Story {number}", "text": text_of(number, variant)})


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """What a command answers for programs."""
    capsys.readouterr()
    assert run(["backfill", *words, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def stored() -> dict[str, Any]:
    """All items: moto notes an empty partition where it looked for one."""
    return {table: {key: one for key, one in items.items() if one} for table, items in snapshot().items()}


def work_off(pipeline: Pipeline) -> list[str]:
    """Read all that was announced; the keys, as often as they were."""
    keys = []
    while bodies := pipeline.take(pipeline.backfill_queue_url):
        keys += [name.key for body in bodies for name in changed_objects(body)]
        assert pipeline.deliver(pipeline.extract, *bodies) == []
        pipeline.drain()
    return keys


def test_a_plan_counts_and_writes_nothing_and_a_report_says_what_became_of_all(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(pipeline)
    pipeline.run(pipeline.put("dumps/read.json", story(1)), pipeline.put("dumps/changed.json", story(2)))
    pipeline.put("dumps/changed.json", story(3))
    for key, body in (
        (ODD, story(4)),
        ("dumps/short.txt", "Too short."),
        ("dumps/", b""),
        ("else.json", "{}"),
    ):
        pipeline.put(key, body)
    before = stored()
    plan = asked(capsys, "--plan", "--prefix", "dumps/")
    assert (plan["objects"], plan["to read"]) == (4, 3)
    assert plan["bytes"] == sum(len(text) for text in (story(1), story(3), story(4), "Too short."))
    assert plan["formats"] == {"json": 3, "txt": 1}
    assert plan["outcomes"] == {"unread": 3, "indexed": 1}
    assert plan["driven by"] == "this command"
    assert stored() == before
    assert pipeline.take(pipeline.backfill_queue_url) == []
    assert "Contents" not in pipeline.s3.list_objects_v2(Bucket=OVERFLOW, Prefix="backfills/")

    assert run(["backfill", "--commit", "--prefix", "dumps/"]) == 0
    assert asked(capsys, "status")["waiting"] == 4
    assert sorted(work_off(pipeline)) == sorted(
        {"dumps/read.json", "dumps/changed.json", ODD, "dumps/short.txt"}
    )
    pipeline.extract.stage.outcomes.claim(INBOX, ODD, Status.FAILED)
    pipeline.extract.stage.outcomes.note_error(INBOX, ODD, "no memory")
    status = asked(capsys, "status")
    assert (status["status"], status["announced"], status["objects"]) == ("all announced", 4, 4)
    assert status["outcomes"] == {"indexed": 2, "rejected:too_short": 1, "failed": 1}
    assert status["failed"] == [{"key": ODD, "error": "no memory"}]
    assert run(["backfill", "status"]) == 0
    assert "no memory" in capsys.readouterr().out


def test_it_dies_at_random_and_goes_on_and_all_have_one_outcome_and_the_clusters_of_live_order(
    pipeline: Pipeline, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(pipeline)
    chance = random.Random("backfill")
    keys = [f"{number:02}-{variant}.json" for number in range(3) for variant in range(3)]
    for key in keys:
        number, variant = map(int, key.removesuffix(".json").split("-"))
        pipeline.put(key, story(number, variant))
    died = 0
    while machine.dies_after(chance.randrange(5, 9), lambda: run(["backfill", "--commit"])):
        died += 1
        assert died < 20
    assert died >= 2
    assert "going on after" in capsys.readouterr().err
    announced = work_off(pipeline)
    assert set(announced) == set(keys)
    # At most a batch for each time that it died, and all where it died at its end.
    assert len(announced) <= 2 * len(keys) + 3 * died
    outcomes = [pipeline.desk.outcome(key) for key in keys]
    assert {one.status for one in outcomes} == {Status.INDEXED}
    names = {key: one.article_id for key in keys for one in pipeline.desk.article_outcomes(key)}
    found = pipeline.partition(*names.values())
    assert found == {frozenset(names[f"{number:02}-{v}.json"] for v in range(3)) for number in range(3)}
    # A backfill that is at its end begins anew, and changes nothing.
    before = stored()
    assert run(["backfill", "--commit"]) == 0
    assert sorted(work_off(pipeline)) == keys
    assert stored() == before


def inventory(columns: str, rows: list[list[str]], **manifest: object) -> str:
    """Write an inventory in two files; its address."""
    s3 = client("s3")
    files = []
    for number, some in enumerate((rows[:2], rows[2:])):
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows(some)
        key = f"inventory/data/{number}.csv.gz"
        s3.put_object(Bucket=OVERFLOW, Key=key, Body=gzip.compress(text.getvalue().encode()))
        files.append({"key": key, "size": 1, "MD5checksum": ""})
    fields = {"sourceBucket": INBOX, "fileFormat": "CSV", "fileSchema": columns, "files": files, **manifest}
    s3.put_object(Bucket=OVERFLOW, Key="inventory/manifest.json", Body=json.dumps(fields).encode())
    return f"s3://{OVERFLOW}/inventory/manifest.json"


def test_an_inventory_tells_old_versions_and_deleted_keys_apart_and_is_gone_on_with_by_its_rows(
    pipeline: Pipeline, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(pipeline)
    keys = ["c.json", ODD, "b.json", "a.json"]
    for number, key in enumerate(keys):
        pipeline.put(key, story(number))
    rows = [[INBOX, quote_plus(key), "v", "true", "false", "7"] for key in keys]
    rows[1:1] = [
        [INBOX, "c.json", "v0", "false", "false", "5"],
        [INBOX, "gone.json", "v", "true", "true", ""],
        [INBOX, "folder/", "v", "true", "false", "0"],
    ]
    address = inventory("Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size", rows)
    plan = asked(capsys, "--plan", "--inventory", address)
    assert (plan["objects"], plan["bytes"]) == (4, 28)
    # It dies later and later, until a batch of three is announced and noted.
    runs, calls = BackfillRuns(Overflow(pipeline.s3, OVERFLOW)), 0
    while (latest := runs.latest()) is None:
        calls += 1
        assert machine.dies_after(calls, lambda: run(["backfill", "--commit", "--inventory", address]))
    assert latest.announced == 3
    assert set(work_off(pipeline)) == set(keys[:3])
    assert run(["backfill", "--commit", "--inventory", address]) == 0
    assert "going on after 3 objects" in capsys.readouterr().err
    assert work_off(pipeline) == keys[3:]
    assert asked(capsys, "status")["outcomes"] == {"indexed": 4}
    assert asked(capsys, "--plan", "--inventory", address, "--prefix", "dumps/")["objects"] == 1


def test_what_is_no_inventory_that_can_be_read_is_told(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(pipeline)
    for wrong, told in (
        ({"fileFormat": "Parquet"}, "format CSV"),
        ({"sourceBucket": "another"}, "is of another, not of"),
        ({"files": None}, "is no manifest.json"),
    ):
        address = inventory("Bucket, Key", [], **wrong)
        for what in ("--plan", "--commit"):
            assert run(["backfill", what, "--inventory", address]) == 1
            assert told in capsys.readouterr().err
    assert run(["backfill", "--plan", "--inventory", "manifest.json"]) == 2


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (gzip.compress(b'"inbox","a.json"\n' * 400)[:30], "is damaged"),
        (b'"inbox","a.json"\n', "no CSV under gzip"),
        (gzip.compress(b'"inbox","\xff.json"\n'), "is damaged"),
        (gzip.compress(b'"inbox"\n'), "a row that is none of an inventory: Key"),
        (None, "there is no s3://"),
    ],
)
def test_a_file_of_an_inventory_that_cannot_be_read_is_named(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str], file: bytes | None, told: str
) -> None:
    deployed(pipeline)
    key = "inventory/data/one.csv.gz"
    address = inventory("Bucket, Key", [], files=[{"key": key}])
    if file is not None:
        pipeline.s3.put_object(Bucket=OVERFLOW, Key=key, Body=file)
    for what in ("--plan", "--commit"):
        assert run(["backfill", what, "--inventory", address]) == 1
        said = capsys.readouterr().err
        assert told in said
        assert f"s3://{OVERFLOW}/{key}" in said


def test_a_manifest_that_is_not_there_is_named(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(pipeline)
    for address in (f"s3://{OVERFLOW}/none/manifest.json", "s3://no-such-bucket/manifest.json"):
        assert run(["backfill", "--plan", "--inventory", address]) == 1
        assert f"there is no {address}" in capsys.readouterr().err


def test_another_bucket_is_read_where_the_stack_may(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipeline.s3.create_bucket(Bucket=OTHER, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    pipeline.s3.put_object(Bucket=OTHER, Key="a.json", Body=story(1).encode())
    monkeypatch.setenv("BACKFILL_BUCKET", OTHER)
    monkeypatch.setenv("INBOX_PREFIXES", "news/")  # are those of the inbox
    pipeline.extract = load_function("extract")
    deployed(pipeline, BackfillBucketName=OTHER)
    assert run(["backfill", "--commit", "--bucket", "third"]) == 2
    assert "Backfill=true BackfillBucket=third" in capsys.readouterr().err
    assert run(["backfill", "--commit", "--bucket", OTHER]) == 0
    assert work_off(pipeline) == ["a.json"]
    assert asked(capsys, "status")["outcomes"] == {"indexed": 1}
    outcome = pipeline.desk.outcome("a.json", bucket=OTHER)
    assert outcome.object == f"s3://{OTHER}/a.json"
    (article,) = pipeline.desk.article_outcomes("a.json", bucket=OTHER)
    assert pipeline.desk.article(article.article_id).title == "Story 1"
    with pytest.raises(NotFound):
        pipeline.desk.outcome("a.json")


def test_a_state_machine_is_started_followed_and_not_started_twice(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    machines = client("stepfunctions")
    role = client("iam").create_role(RoleName="backfill", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    definition = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
    made = machines.create_state_machine(name="backfill", definition=definition, roleArn=role)
    deployed(pipeline, BackfillMachineArn=made["stateMachineArn"])
    pipeline.put("a.json", story(1))
    assert asked(capsys, "--plan")["driven by"] == "the state machine"
    capsys.readouterr()
    address = inventory("Bucket, Key", [[INBOX, "a.json"]])
    assert run(["backfill", "--commit", "--inventory", address]) == 0
    execution = capsys.readouterr().out.strip()
    told = machines.describe_execution(executionArn=execution)
    wanted = json.loads(told["input"])
    assert wanted.pop("results") == f"backfills/{told['name']}"
    manifest = {"bucket": OVERFLOW, "key": "inventory/manifest.json"}
    assert wanted == {"bucket": INBOX, "prefix": "", "inventory": manifest}
    assert pipeline.take(pipeline.backfill_queue_url) == []  # it names the objects, not the command

    status = asked(capsys, "status")
    assert (status["execution"], status["status"], status["map"]) == (execution, "RUNNING", {})
    assert status["outcomes"] == {"unread": 1}
    assert run(["backfill", "--commit"]) == 2
    assert f"{execution} is under way" in capsys.readouterr().err
    machines.stop_execution(executionArn=execution)
    assert run(["backfill", "--commit", "--prefix", "a"]) == 0
    another = capsys.readouterr().out.strip()
    assert another != execution
    wanted = json.loads(machines.describe_execution(executionArn=another)["input"])
    # By which the machine tells a prefix from an inventory.
    assert wanted.keys() == {"bucket", "prefix", "results"}


def test_a_map_run_is_counted_and_its_execution_redriven() -> None:
    real = client("stepfunctions")
    counts = dict.fromkeys(
        ("pending", "running", "succeeded", "failed", "timedOut", "aborted", "total", "resultsWritten"), 0
    )
    found = {"mapRunArn": "run", "executionArn": "one", "status": "FAILED", "startDate": datetime.now(UTC)}
    found |= {"maxConcurrency": 10, "toleratedFailurePercentage": 5.0, "toleratedFailureCount": 0}
    items = counts | {"total": 7, "succeeded": 5, "failed": 2}
    listed = {name: found[name] for name in ("mapRunArn", "executionArn", "startDate")}
    listed["stateMachineArn"] = "machine"
    with Stubber(real) as stubbed:  # moto knows no redrive, and makes no map runs
        stubbed.add_response("list_map_runs", {"mapRuns": []}, {"executionArn": "one"})
        stubbed.add_response("list_map_runs", {"mapRuns": [listed]}, {"executionArn": "one"})
        stubbed.add_response(
            "describe_map_run",
            {**found, "itemCounts": items, "executionCounts": counts},
            {"mapRunArn": "run"},
        )
        stubbed.add_response("redrive_execution", {"redriveDate": datetime.now(UTC)}, {"executionArn": "one"})
        machine = BackfillMachine(real, "machine")
        assert machine.map_run("one") is None
        run_found = machine.map_run("one")
        assert run_found is not None
        assert {state: count for state, count in run_found.items.items() if count} == {
            "total": 7,
            "succeeded": 5,
            "failed": 2,
        }
        machine.redrive("one")


def test_without_a_queue_of_its_own_few_messages_wait_before_uploads(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfilling, "AHEAD", 2)
    deployed(pipeline, own_queue=False)
    for number in range(8):
        pipeline.put(f"{number}.json", story(number))
    most, read = 0, 0

    def looked(_: float) -> None:
        nonlocal most, read
        bodies = pipeline.take(pipeline.extract_queue_url)
        most, read = max(most, len(bodies)), read + len(bodies)

    monkeypatch.setattr(backfilling.time, "sleep", looked)
    assert run(["backfill", "--commit"]) == 0
    assert (most, read + len(pipeline.take(pipeline.extract_queue_url))) == (3, 8)


def test_of_a_bucket_that_others_use_too_a_prefix_is_read_that_the_stack_reads(
    pipeline: Pipeline, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed(pipeline)
    template = client("cloudformation").get_template(StackName="desk")["TemplateBody"]
    prefixes = {"Parameters": {"InboxPrefixes": {"Type": "String", "Default": "news/,wires/"}}}
    client("cloudformation").update_stack(
        StackName="desk", TemplateBody=json.dumps({**json.loads(json.dumps(template)), **prefixes})
    )
    for key in ("news/2019/a.json", "private/b.json"):
        pipeline.put(key, story(1))
    for words in ([], ["--prefix", "new"], ["--prefix", "private/"]):
        assert run(["backfill", "--commit", *words]) == 2
        assert "the stack reads news/, wires/" in capsys.readouterr().err
    assert asked(capsys, "--plan", "--prefix", "news/2019/")["objects"] == 1


def test_options_that_do_not_go_together_are_refused(pipeline: Pipeline) -> None:
    deployed(pipeline)
    for words in (
        [],
        ["--plan", "--commit"],
        ["status", "--plan"],
        ["--plan", "--dry-run"],
        ["--since", "2024-01-01", "--bucket", OTHER],
        ["--plan", "--prefix", "a", "--prefix", "b"],
        ["status"],  # of none
        ["redrive"],
    ):
        assert run(["backfill", *words]) == 2, words
