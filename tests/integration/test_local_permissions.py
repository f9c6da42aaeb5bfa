"""Each function's role allows every call that the function makes: no emulator would refuse one that it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws

from copydesk.storage.articles import MAX_TEXT_BYTES
from copydesk.storage.refusals import RefusalStore
from local import template
from testing.tables import client
from tests.pipelines import INBOX, OVERFLOW, Pipeline, load_function, sample
from tests.stories import SYLLABLES, bridge_text, text_of

BUS = "test-bus"

# The permission that a call needs, where it has another name: AWS's Service Authorization Reference.
ACTIONS = {
    "s3:DeleteObjects": "s3:DeleteObject",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListObjectsV2": "s3:ListBucket",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}
TRANSACTION = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Get": "dynamodb:GetItem",
}

# A permission and the resource it is needed for: a logical id, or a logical id and what follows its ARN.
Need = tuple[str, str]


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    with mock_aws():
        yield Pipeline(monkeypatch)


def watched(pipeline: Pipeline, name: str) -> tuple[ModuleType, set[Need]]:
    """A function, and what its calls need, which grows with them."""
    logical = {real: title for title, real in pipeline.tables.items()}
    logical |= {INBOX: "InboxBucket", OVERFLOW: "OverflowBucket", pipeline.queue_url: "DedupeQueue"}
    logical |= {BUS: "EventBus", pipeline.backfill_queue_url: "BackfillQueue"}
    needs: set[Need] = set()

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        service = model.service_model.service_name
        needs.update((action, logical[of] + part) for action, of, part in _needs(service, model.name, params))

    boto3.setup_default_session()
    assert boto3.DEFAULT_SESSION is not None
    boto3.DEFAULT_SESSION.events.register("provide-client-params", note)
    function = load_function(name)
    boto3.setup_default_session()
    return function, needs


def _needs(service: str, operation: str, params: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    call = f"{service}:{operation}"
    if service == "s3":
        assert "VersionId" not in params, "s3:GetObjectVersion is another permission"
        keys = (
            [params.get("Key", "")]
            if "Delete" not in params
            else [o["Key"] for o in params["Delete"]["Objects"]]
        )
        yield from ((ACTIONS.get(call, call), params["Bucket"], f"/{key}" if key else "") for key in keys)
    elif service == "events":
        yield from ((call, entry["EventBusName"], "") for entry in params["Entries"])
    elif service == "sqs":
        yield ACTIONS.get(call, call), params["QueueUrl"], ""
    elif "TransactItems" in params:
        for item in params["TransactItems"]:
            ((kind, of),) = item.items()
            yield TRANSACTION[kind], of["TableName"], ""
    elif "RequestItems" in params:
        yield from ((call, table, "") for table in params["RequestItems"])
    else:
        index = params.get("IndexName")
        yield call, params["TableName"], f"/index/{index}" if index else ""


def allowed(role: str) -> Iterator[Need]:
    """What a role of the template allows, in the same words; a resource may end in a wildcard."""
    resources = template.load()["Resources"]
    (inline,) = resources[role]["Properties"]["Policies"]
    inbox = [resources["InboxPolicy"]["Properties"]] if role == "ExtractRole" else []
    for statement in (one for policy in (inline, *inbox) for one in policy["PolicyDocument"]["Statement"]):
        resources, actions = statement["Resource"], statement["Action"]
        for resource in resources if isinstance(resources, list) else [resources]:
            for action in actions if isinstance(actions, list) else [actions]:
                if isinstance(resource, dict):
                    named = resource.get("Fn::Sub") or resource["Fn::GetAtt"][0]
                    yield action, named.replace("${", "").replace(".Arn}", "")


def unmet(needs: set[Need], role: str) -> set[Need]:
    grants = list(allowed(role))
    return {(action, of) for action, of in needs if not any(_covers(grant, action, of) for grant in grants)}


def _covers(grant: Need, action: str, resource: str) -> bool:
    granted = grant[1]
    fits = resource.startswith(granted[:-1]) if granted.endswith("/*") else resource == granted
    return grant[0] == action and fits


def document(text: str, title: str = "Ferry") -> str:
    return json.dumps({"title": title, "text": text, "publisher": "Harbour Gazette"})


def test_the_role_allows_what_the_publish_function_does(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    client("events").create_event_bus(Name=BUS)
    monkeypatch.setenv("EVENT_BUS", BUS)
    publish, needs = watched(pipeline, "publish")
    for name in ("publish-articles-stream.json", "publish-clusters-stream.json"):
        assert not pipeline.invoke(publish, sample(name))["batchItemFailures"]
    assert needs == {("events:PutEvents", "EventBus")}
    assert unmet(needs, "PublishRole") == set()


def test_the_role_allows_what_the_backfill_function_does(pipeline: Pipeline) -> None:
    function, needs = watched(pipeline, "backfill")
    assert pipeline.invoke(function, sample("backfill-prefix.json")) == {"announced": 2}
    assert needs == {("sqs:SendMessage", "BackfillQueue")}
    assert unmet(needs, "BackfillRole") == set()


def test_roles_allow_what_functions_do(pipeline: Pipeline) -> None:
    pipeline.extract, extract_needs = watched(pipeline, "extract")
    pipeline.dedupe, dedupe_needs = watched(pipeline, "dedupe")
    RefusalStore(pipeline.dynamodb, pipeline.tables["OutcomesTable"]).make_salt()  # something was erased
    sentence = " ".join(SYLLABLES) + ". "
    long = sentence * (MAX_TEXT_BYTES // len(sentence) + 1)
    notice = ". ".join(text_of(90).split()[:9]) + "."
    texts = [text_of(1), text_of(1, 1), text_of(2), bridge_text(1, 2), long]
    for number, text in enumerate(texts):
        pipeline.run(pipeline.put(f"{number}.json", document(text)))
    repeating = (
        document(f"{text_of(number)}\n\n{notice}", text_of(number)[:20]) for number in (5, 6, 10, 11)
    )
    many = "\n".join(repeating) + '\n{"text": "Too short."}'
    pipeline.run(pipeline.put("many.jsonl", many), pipeline.put("empty.txt", b""))
    learn, learn_needs = watched(pipeline, "learn")
    for _ in range(2):
        assert pipeline.invoke(learn, sample("learn-schedule.json"))["articles"]
    pipeline.run(
        pipeline.put("3.json", document(text_of(9))), pipeline.put("many.jsonl", document(text_of(7)))
    )
    pipeline.run(pipeline.put("4.json", document(text_of(8))))
    pipeline.run(*(pipeline.delete(f"{number}.json") for number in range(5)), pipeline.delete("never.txt"))
    verify, verify_needs = watched(pipeline, "verify")
    assert pipeline.invoke(verify, sample("verify-schedule.json"))["finished"]
    assert unmet(verify_needs, "VerifyRole") == set()
    assert ("sqs:SendMessage", "DedupeQueue") in extract_needs
    assert any(action == "s3:DeleteObject" for action, _ in dedupe_needs)
    assert unmet(extract_needs, "ExtractRole") == set()
    assert unmet(dedupe_needs, "DedupeRole") == set()
    assert {("s3:PutObject", "OverflowBucket"), ("dynamodb:PutItem", "OutcomesTable")} <= {
        (action, of.partition("/")[0]) for action, of in learn_needs
    }
    assert unmet(learn_needs, "LearnRole") == set()
