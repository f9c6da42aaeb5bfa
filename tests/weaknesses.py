"""What a template permits, hides or encrypts less strictly than SECURITY.md says, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from local.template import references

Resources = dict[str, Any]

# Of everything that a statement may say, what this reads. Another key (NotAction, ...) is a weakness by itself.
STATEMENT_KEYS = {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}

# A resource of the template, or what lies in it: objects of a bucket, indexes and streams of a table.
PART_OF_ITS_OWN = re.compile(r"\$\{(\w+)\.Arn\}(/[\w/]*\*)?")

# One item or one partition at a time; the objects of a bucket by name; where the stack's parts are.
# An existing inbox, or what lies under a prefix in it.
EXISTING_INBOX = re.compile(r"arn:\$\{AWS::Partition\}:s3:::\$\{ExistingInboxBucket\}(/\$\{Prefix\}\*)?")
# A bucket that a parameter names, and all of its objects; the executions of a state machine, its map runs' too.
NAMED_BUCKET = re.compile(r"arn:\$\{AWS::Partition\}:s3:::\$\{Backfill(Inventory)?Bucket\}(/\*)?")
EXECUTIONS = re.compile(
    r"arn:\$\{AWS::Partition\}:states:\$\{AWS::Region\}:\$\{AWS::AccountId\}:execution:\$\{\w+\.Name\}[:/]\*"
)

READING = re.compile(r"dynamodb:(GetItem|BatchGetItem|Query|Scan)|s3:GetObject|cloudformation:DescribeStacks")

OWN_ACCOUNT = {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}

# Who tells of the inbox: S3 of the stack's own, a topic or EventBridge of an existing one.
_TELLS = {"Fn::If": ["UsesInboxTopic", *({"Service": f"{one}.amazonaws.com"} for one in ("sns", "events"))]}
INBOX_SENDERS = {"Fn::If": ["CreatesInbox", {"Service": "s3.amazonaws.com"}, _TELLS]}

TLS = {"Bool": {"aws:SecureTransport": "false"}}


def weaknesses(resources: Resources) -> list[str]:
    """Every weakness of a template that SAM has translated; none is what is wanted."""
    checks = (
        _permissions,
        _reach,
        _readers,
        _resource_policies,
        _exposure,
        _buckets,
        _queues,
        _tables,
        _logs,
    )
    return [weakness for check in checks for weakness in check(resources)]


def own(resources: Resources, function: str) -> set[str]:
    """What belongs to a function: what its environment names, what invokes it and where it writes its log.

    A bucket that notifies a queue which invokes it belongs to the function too.
    """
    properties = resources[function]["Properties"]
    if resources[function]["Type"] == "AWS::StepFunctions::StateMachine":
        # What its definition names, itself, whose executions its batches are, and the bucket that its input names.
        return (references(properties["DefinitionString"]) & resources.keys()) | {function, "InboxBucket"}
    sources = _sources(resources, function)
    environment = properties.get("Environment")
    found = references([environment, properties.get("LoggingConfig")]) | sources
    inboxes = {
        name
        for name, bucket in _of_type(resources, "AWS::S3::Bucket").items()
        if references(bucket.get("NotificationConfiguration")) & sources
    }
    return ((found | inboxes) & resources.keys()) - {function}


def _sources(resources: Resources, function: str) -> set[str]:
    """What invokes a function."""
    return references(
        [
            {name: value for name, value in one.items() if name != "FunctionName"}
            for one in _of_type(resources, "AWS::Lambda::EventSourceMapping").values()
            if function in references(one["FunctionName"])
        ]
    )


def _permissions(resources: Resources) -> Iterator[str]:
    """No statement of an identity policy is wider than named actions on named resources."""
    for name, statement in _identity_statements(resources):
        if extra := statement.keys() - STATEMENT_KEYS:
            yield f"{name}: {extra} says what is not allowed"
        if statement["Effect"] != "Allow":
            yield f"{name}: roles are only ever allowed something"
        actions = _as_list(statement.get("Action", []))
        yield from (f"{name}: action {one}" for one in actions if "*" in one or "?" in one)
        if statement.get("Resource") == "*" and all(one.startswith("xray:") for one in actions):
            continue
        for resource in _as_list(statement.get("Resource", "*")):
            if not _is_named(resource):
                yield f"{name}: resource {resource}"


def _is_named(resource: Any) -> bool:
    if not isinstance(resource, dict):
        return False
    if "Fn::If" in resource:
        return all(map(_is_named, resource["Fn::If"][1:]))
    if "Fn::Sub" in resource:
        text = resource["Fn::Sub"]
        if isinstance(text, list):
            return EXISTING_INBOX.fullmatch(text[0]) is not None and text[1].keys() == {"Prefix"}
        kinds = (PART_OF_ITS_OWN, EXISTING_INBOX, NAMED_BUCKET, EXECUTIONS)
        return any(kind.fullmatch(text) for kind in kinds)
    return resource.keys() <= {"Ref", "Fn::GetAtt"}


def _reach(resources: Resources) -> Iterator[str]:
    """Every function and state machine has a role of its own, which reaches what is its own and nothing else."""
    kinds = {
        "lambda": ("Role", _of_type(resources, "AWS::Lambda::Function")),
        "states": ("RoleArn", _of_type(resources, "AWS::StepFunctions::StateMachine")),
    }
    roles = {
        name: one[role].get("Fn::GetAtt", [""])[0]
        for role, ones in kinds.values()
        for name, one in ones.items()
    }
    if sorted(roles.values()) != sorted(_of_type(resources, "AWS::IAM::Role")):
        yield f"roles {sorted(roles.values())} are not one for each function"
    for function, role in roles.items():
        properties = resources.get(role, {}).get("Properties", {})
        if "ManagedPolicyArns" in properties:
            yield f"{role}: managed policies"
        trust = properties.get("AssumeRolePolicyDocument", {}).get("Statement", [])
        service, *_ = [kind for kind, (_, ones) in kinds.items() if function in ones]
        if [(one["Principal"], one["Action"]) for one in trust] != [
            ({"Service": f"{service}.amazonaws.com"}, "sts:AssumeRole")
        ]:
            yield f"{role}: others than Lambda or Step Functions may take it"
        touched = {
            name
            for owner, statement in _identity_statements(resources)
            if owner == role
            for name in references(statement.get("Resource"))
        }
        if others := (touched & resources.keys()) - own(resources, function):
            yield f"{role}: touches {sorted(others)}, not its function's"
        received = {
            name
            for owner, statement in _identity_statements(resources)
            if owner == role and "sqs:ReceiveMessage" in _as_list(statement.get("Action", []))
            for name in references(statement.get("Resource"))
        }
        if taken := (received & resources.keys()) - _sources(resources, function):
            yield f"{role}: receives from {sorted(taken)}, another function's"


def _readers(resources: Resources) -> Iterator[str]:
    """Managed policies are for those who read records, and give nothing else."""
    readers = _of_type(resources, "AWS::IAM::ManagedPolicy")
    for name, statement in _identity_statements(resources):
        if name in readers:
            for action in _as_list(statement.get("Action", [])):
                if not READING.fullmatch(action):
                    yield f"{name}: {action} does more than read"


def _resource_policies(resources: Resources) -> Iterator[str]:
    """Queues and buckets refuse plain HTTP, and let in nobody else but S3, for this stack's own inbox."""
    refusing = set()
    kinds = {"AWS::SQS::QueuePolicy": "sqs:*", "AWS::S3::BucketPolicy": "s3:*"}
    for name, everything, policy in (
        (name, everything, policy)
        for kind, everything in kinds.items()
        for name, policy in _of_type(resources, kind).items()
    ):
        targets = [one["Ref"] for one in policy.get("Queues", [policy.get("Bucket")])]
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow":
                condition = statement.get("Condition", {})
                bound = "aws:SourceArn" in condition.get("ArnEquals", {}) and condition.get(
                    "StringEquals"
                ) == {"Fn::If": ["UsesInboxTopic", {"Ref": "AWS::NoValue"}, OWN_ACCOUNT]}
                if statement["Principal"] != INBOX_SENDERS or not bound:
                    yield f"{name}: lets in others than this stack's inbox"
                if statement["Action"] != "sqs:SendMessage":
                    yield f"{name}: lets in for more than sending"
            elif (statement["Principal"], statement["Action"], statement["Condition"]) == (
                "*",
                everything,
                TLS,
            ):
                reached = references(statement["Resource"])
                parts = 1 if everything == "sqs:*" else 2  # a bucket, and the objects in it
                refusing |= {
                    one for one in targets if one in reached and len(_as_list(statement["Resource"])) == parts
                }
    for name in _of_type(resources, "AWS::SQS::Queue") | _of_type(resources, "AWS::S3::Bucket"):
        if name not in refusing:
            yield f"{name}: takes plain HTTP"


def _exposure(resources: Resources) -> Iterator[str]:
    """Nothing of the stack can be called or read by others."""
    open_doors = {
        "AWS::Lambda::Url",
        "AWS::Lambda::Permission",
        "AWS::Lambda::LayerVersionPermission",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGatewayV2::Api",
        "AWS::SNS::TopicPolicy",
        "AWS::Events::EventBusPolicy",
        "AWS::DynamoDB::GlobalTable",
        "AWS::IAM::User",
        "AWS::IAM::AccessKey",
    }
    for name, one in resources.items():
        if one["Type"] in open_doors and not _is_for_own_rule(one, resources):
            yield f"{name}: a way in"
    for name, table in _of_type(resources, "AWS::DynamoDB::Table").items():
        if "ResourcePolicy" in table:
            yield f"{name}: a way in"


def _is_for_own_rule(resource: dict[str, Any], resources: Resources) -> bool:
    """Whether it lets a schedule of this template invoke a function, and nothing else."""
    granted = resource.get("Properties", {})
    rule, *_ = granted.get("SourceArn", {}).get("Fn::GetAtt", [None])
    schedule = resources.get(rule, {}).get("Properties", {})
    principal = granted.get("Principal")
    return principal == "events.amazonaws.com" and "ScheduleExpression" in schedule


def _buckets(resources: Resources) -> Iterator[str]:
    for name, bucket in _of_type(resources, "AWS::S3::Bucket").items():
        blocks = bucket.get("PublicAccessBlockConfiguration", {})
        names = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        if not all(blocks.get(one) is True for one in names):
            yield f"{name}: may be made public"
        if bucket.get("OwnershipControls", {}).get("Rules") != [{"ObjectOwnership": "BucketOwnerEnforced"}]:
            yield f"{name}: an uploader may own what it uploads"
        if not bucket.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration"):
            yield f"{name}: not encrypted"


def _queues(resources: Resources) -> Iterator[str]:
    for name, queue in _of_type(resources, "AWS::SQS::Queue").items():
        if queue.get("SqsManagedSseEnabled") is not True or "KmsMasterKeyId" in queue:
            yield f"{name}: not encrypted by SQS itself"


def _tables(resources: Resources) -> Iterator[str]:
    key = ["HasTableKey", {"Ref": "TableKeyArn"}, {"Ref": "AWS::NoValue"}]
    for name, table in _of_type(resources, "AWS::DynamoDB::Table").items():
        encryption = table.get("SSESpecification", {})
        if encryption.get("SSEEnabled") is not True or encryption.get("SSEType") != "KMS":
            yield f"{name}: not encrypted under KMS"
        if encryption.get("KMSMasterKeyId") != {"Fn::If": key}:
            yield f"{name}: no key of the user's own"


def _logs(resources: Resources) -> Iterator[str]:
    for name, function in _of_type(resources, "AWS::Lambda::Function").items():
        group = function.get("LoggingConfig", {}).get("LogGroup", {}).get("Ref")
        if "RetentionInDays" not in resources.get(group, {}).get("Properties", {}):
            yield f"{name}: its log has no end, or is another's"


def _identity_statements(resources: Resources) -> Iterator[tuple[str, dict[str, Any]]]:
    """Owner and statement, of every policy that a role or user may have."""
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        documents = [
            one["PolicyDocument"] for one in properties.get("Policies", []) if "PolicyDocument" in one
        ]
        if resource["Type"] in {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"}:
            documents.append(properties["PolicyDocument"])
        for document in documents:
            for statement in document["Statement"]:
                for owner in [one["Ref"] for one in properties.get("Roles", [])] or [name]:
                    yield owner, statement


def _of_type(resources: Resources, resource_type: str) -> Resources:
    return {name: one["Properties"] for name, one in resources.items() if one["Type"] == resource_type}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
