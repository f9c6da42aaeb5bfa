"""template.yaml keeps what SECURITY.md says of it, and a template that does not is found out."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from local import template
from tests.weaknesses import own, weaknesses

REGION = "eu-west-1"
Resources = dict[str, Any]


@pytest.fixture(scope="module")
def source() -> dict[str, Any]:
    return template.load()


def translated(source: dict[str, Any]) -> Resources:
    return dict(template.translate(source, REGION)["Resources"])


def test_the_template_has_no_weakness(source: dict[str, Any]) -> None:
    assert weaknesses(translated(source)) == []


def test_every_function_has_queues_tables_and_buckets_of_its_own(source: dict[str, Any]) -> None:
    resources = translated(source)
    assert own(resources, "ExtractFunction") == {
        "ExtractQueue",
        "BackfillQueue",
        "DedupeQueue",
        "InboxBucket",
        "OverflowBucket",
        "ArticlesTable",  # read alone: what is read again is compared with it
        "OutcomesTable",
        "ExtractLogGroup",
    }
    dedupe = own(resources, "DedupeFunction")
    assert {"DedupeQueue", "OverflowBucket", "ArticlesTable", "DedupeLogGroup"} <= dedupe
    assert "ExtractQueue" in dedupe  # to send to alone: what does not hold any more is read again
    assert not dedupe & {"InboxBucket", "ExtractLogGroup", "DedupeDeadLetterQueue"}


def properties(resources: Resources, name: str) -> dict[str, Any]:
    return dict(resources[name])["Properties"]  # type: ignore[no-any-return]


def statement(resources: Resources, role: str, sid: str) -> dict[str, Any]:
    documents = [policy["PolicyDocument"] for policy in properties(resources, role)["Policies"]]
    documents += [
        one["Properties"]["PolicyDocument"]
        for one in resources.values()
        if one["Type"] == "AWS::IAM::Policy" and {"Ref": role} in one["Properties"]["Roles"]
    ]
    found, *_ = [one for document in documents for one in document["Statement"] if one.get("Sid") == sid]
    return found  # type: ignore[no-any-return]


def allow(role: str, sid: str, **fields: Any) -> Callable[[Resources], None]:
    def change(resources: Resources) -> None:
        statement(resources, role, sid).update(fields)

    return change


def setting(name: str, **fields: Any) -> Callable[[Resources], None]:
    def change(resources: Resources) -> None:
        properties(resources, name).update(fields)

    return change


def without(name: str, field: str) -> Callable[[Resources], None]:
    def change(resources: Resources) -> None:
        del properties(resources, name)[field]

    return change


def added(name: str, resource_type: str, **fields: Any) -> Callable[[Resources], None]:
    def change(resources: Resources) -> None:
        resources[name] = {"Type": resource_type, "Properties": fields}

    return change


def gone(name: str) -> Callable[[Resources], None]:
    def change(resources: Resources) -> None:
        del resources[name]

    return change


def policy_with(**fields: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **fields}]}


def open_inbox(resources: Resources) -> None:
    document = properties(resources, "InboxBucketPolicy")["PolicyDocument"]
    document["Statement"].append(
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::inbox/*"}
    )


def forgetful_queue_policy(resources: Resources) -> None:
    (first, *_) = properties(resources, "ExtractQueuePolicy")["PolicyDocument"]["Statement"]
    del first["Condition"]["ArnEquals"]


def tls_for_the_bucket_alone(resources: Resources) -> None:
    (only,) = properties(resources, "OverflowBucketPolicy")["PolicyDocument"]["Statement"]
    only["Resource"] = only["Resource"][:1]


def trusting(resources: Resources) -> None:
    (first,) = properties(resources, "DedupeRole")["AssumeRolePolicyDocument"]["Statement"]
    first["Principal"] = {"AWS": "*"}


def trusting_machine(resources: Resources) -> None:
    (first,) = properties(resources, "BackfillMachineRole")["AssumeRolePolicyDocument"]["Statement"]
    first["Principal"] = {"Service": "ec2.amazonaws.com"}


def without_key(resources: Resources) -> None:
    del properties(resources, "ArticlesTable")["SSESpecification"]["KMSMasterKeyId"]


INDEX = {"Fn::GetAtt": ["IndexTable", "Arn"]}

# What somebody might do to the template, and a word of what it should be told.
VIOLATIONS: dict[str, tuple[Callable[[Resources], None], str]] = {
    "every action of a service": (allow("DedupeRole", "Articles", Action="dynamodb:*"), "action dynamodb:*"),
    "every action": (allow("ExtractRole", "Send", Action=["*"]), "action *"),
    "a family of actions": (allow("ExtractRole", "Inbox", Action=["s3:Get*"]), "action s3:Get*"),
    "a hidden wildcard": (allow("ExtractRole", "Inbox", Action=["s3:Get?bject"]), "action s3:Get?bject"),
    "every resource": (allow("DedupeRole", "Articles", Resource="*"), "resource *"),
    "every resource among others": (allow("DedupeRole", "Articles", Resource=[INDEX, "*"]), "resource *"),
    "every queue of the account": (
        allow("ExtractRole", "Send", Resource={"Fn::Sub": "arn:aws:sqs:*:${AWS::AccountId}:*"}),
        "resource",
    ),
    "every table with a prefix": (
        allow("DedupeRole", "Articles", Resource="arn:aws:dynamodb:eu-west-1:123456789012:table/copydesk-*"),
        "resource",
    ),
    "X-Ray's wildcard for others": (
        allow("ExtractRole", "Traces", Action=["xray:PutTraceSegments", "s3:ListAllMyBuckets"]),
        "resource *",
    ),
    "all but some actions": (allow("DedupeRole", "Texts", NotAction="s3:GetObject"), "NotAction"),
    "a state machine for anybody": (trusting_machine, "others than Lambda or Step Functions"),
    "executions of every state machine": (
        allow("BackfillMachineRole", "Follow", Resource="arn:aws:states:eu-west-1:123456789012:execution:*"),
        "resource",
    ),
    "the records, for who only names objects": (
        allow("BackfillMachineRole", "Results", Resource={"Fn::GetAtt": ["OutcomesTable", "Arn"]}),
        "touches ['OutcomesTable']",
    ),
    "another function's queue": (
        allow("DedupeRole", "Receive", Resource={"Fn::GetAtt": ["ExtractQueue", "Arn"]}),
        "receives from ['ExtractQueue']",
    ),
    "another function's table": (
        allow("ExtractRole", "Outcomes", Resource=[INDEX]),
        "touches ['IndexTable']",
    ),
    "the inbox, for who only gets messages": (
        allow("DedupeRole", "Texts", Resource={"Fn::Sub": "${InboxBucket.Arn}/*"}),
        "touches ['InboxBucket']",
    ),
    "another's log": (
        allow("DedupeRole", "Logs", Resource={"Fn::GetAtt": ["ExtractLogGroup", "Arn"]}),
        "touches ['ExtractLogGroup']",
    ),
    "a managed policy": (
        setting("ExtractRole", ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonS3FullAccess"]),
        "managed policies",
    ),
    "SAM's own role": (without("DedupeFunction", "Role"), "not one for each function"),
    "one role for two": (
        setting("DedupeFunction", Role={"Fn::GetAtt": ["ExtractRole", "Arn"]}),
        "not one for each function",
    ),
    "a role for anybody": (trusting, "others than Lambda"),
    "a policy beside the role": (
        added(
            "More",
            "AWS::IAM::Policy",
            PolicyName="more",
            Roles=[{"Ref": "ExtractRole"}],
            PolicyDocument=policy_with(Action="s3:*", Resource="*"),
        ),
        "ExtractRole: action s3:*",
    ),
    "a reader that may scan everything": (
        setting("ReadPolicy", PolicyDocument=policy_with(Action=["dynamodb:Scan"], Resource="*")),
        "ReadPolicy: resource *",
    ),
    "a reader that may write": (
        setting("ReadPolicy", PolicyDocument=policy_with(Action="dynamodb:DeleteItem", Resource=INDEX)),
        "ReadPolicy: dynamodb:DeleteItem",
    ),
    "a public bucket policy": (open_inbox, "lets in others"),
    "a queue for anybody's bucket": (forgetful_queue_policy, "lets in others"),
    "plain HTTP to a queue": (gone("DedupeQueuePolicy"), "DedupeQueue: takes plain HTTP"),
    "plain HTTP to a bucket": (gone("InboxBucketPolicy"), "InboxBucket: takes plain HTTP"),
    "plain HTTP to objects": (tls_for_the_bucket_alone, "OverflowBucket: takes plain HTTP"),
    "uploaders own their objects": (without("InboxBucket", "OwnershipControls"), "own what it uploads"),
    "a bucket that may be public": (
        setting("OverflowBucket", PublicAccessBlockConfiguration={"BlockPublicAcls": True}),
        "may be made public",
    ),
    "a bucket in the clear": (without("OverflowBucket", "BucketEncryption"), "OverflowBucket: not encrypted"),
    "a queue in the clear": (without("DedupeDeadLetterQueue", "SqsManagedSseEnabled"), "by SQS itself"),
    "a queue that S3 cannot send to": (
        setting("ExtractQueue", KmsMasterKeyId="alias/aws/sqs"),
        "by SQS itself",
    ),
    "a table in the clear": (without("IndexTable", "SSESpecification"), "IndexTable: not encrypted"),
    "a table without a key of one's own": (without_key, "ArticlesTable: no key"),
    "a table for another account": (
        setting("ClustersTable", ResourcePolicy={"PolicyDocument": policy_with(Action="dynamodb:Query")}),
        "ClustersTable: a way in",
    ),
    "a function with a URL": (
        setting("ExtractFunction", FunctionUrlConfig={"AuthType": "NONE"}),
        "a way in",
    ),
    "a log for ever": (without("DedupeLogGroup", "RetentionInDays"), "its log has no end"),
}


@pytest.mark.parametrize("violation", VIOLATIONS)
def test_a_weakness_is_found(source: dict[str, Any], violation: str) -> None:
    change, told = VIOLATIONS[violation]
    changed = copy.deepcopy(source)
    change(changed["Resources"])
    found = weaknesses(translated(changed))
    assert any(told in one for one in found), found
