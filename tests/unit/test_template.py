"""The promises that template.yaml makes, read from the file and its SAM translation; test_security.py has more."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from typing import Any

import pytest

from benchmarks import capacity, idle
from copydesk.erasing.places import Retention
from copydesk.pipeline.backfilling import BATCH
from copydesk.pipeline.events import CHANGED_DETAILS
from copydesk.storage.backfill_runs import LATEST
from copydesk.storage.boilerplates import POINTER
from copydesk.storage.verifying import VERIFYING
from local import template

REGION = "eu-west-1"
PIPELINE = {"Extract": "extract", "Dedupe": "dedupe"}
GRADUAL = {**PIPELINE, "Publish": "publish"}
FUNCTIONS = {**GRADUAL, "Learn": "learn", "Backfill": "backfill", "Verify": "verify"}


@pytest.fixture(scope="module")
def source() -> dict[str, Any]:
    return template.load()


@pytest.fixture(scope="module")
def resources(source: dict[str, Any]) -> dict[str, Any]:
    return dict(template.translate(source, REGION)["Resources"])


def of_type(resources: dict[str, Any], resource_type: str) -> dict[str, Any]:
    found = {name: one["Properties"] for name, one in resources.items() if one["Type"] == resource_type}
    assert found, resource_type
    return found


def statements(document: dict[str, Any], effect: str) -> list[dict[str, Any]]:
    return [one for one in document["Statement"] if one["Effect"] == effect]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_a_queue_hides_a_message_for_six_times_its_functions_timeout(
    source: dict[str, Any], resources: dict[str, Any]
) -> None:
    seconds = source["Mappings"]["VisibilityTimeouts"]
    for title in PIPELINE:
        timeout = f"{title}Timeout"
        assert resources[f"{title}Function"]["Properties"]["Timeout"] == {"Ref": timeout}
        assert resources[f"{title}Queue"]["Properties"]["VisibilityTimeout"] == {
            "Fn::FindInMap": ["VisibilityTimeouts", {"Ref": timeout}, "Seconds"]
        }
        for allowed in source["Parameters"][timeout]["AllowedValues"]:
            assert seconds[allowed]["Seconds"] == 6 * int(allowed)


def test_intake_stops_by_a_parameter_and_nothing_else_does(resources: dict[str, Any]) -> None:
    switched = {
        name
        for name, one in resources.items()
        if one.get("Properties", {}).get("Enabled") == {"Ref": "Intake"}
    }
    assert switched == {"ExtractFunctionExtractQueue", "ExtractFunctionBackfillQueue"}
    # An update that starts it does so once those who take what it sends are up to date.
    assert resources["ExtractFunctionExtractQueue"]["DependsOn"] == "DedupeFunctionDedupeQueue"


def test_what_an_idle_stack_costs_is_counted_from_the_template(source: dict[str, Any]) -> None:
    (polls, alarms, dashboards) = idle.items(source)
    assert polls[0].startswith(
        "1.30 million receives of 2"
    )  # five pollers for each queue, 20 s a poll, for 30 days
    assert polls[1] == pytest.approx(0.5184)
    assert alarms[1] == pytest.approx(1.6)
    assert dashboards[1:] == (3.0, 0.0)


def fed_by(mapping: dict[str, Any]) -> str:
    """The function that a mapping feeds: by its alias where versions are published."""
    condition, alias, function = mapping["FunctionName"]["Fn::If"]
    assert (condition, alias["Ref"]) == ("HasRelease", f"{function['Ref']}Aliaslive")
    return str(function["Ref"])


def mappings_of(resources: dict[str, Any]) -> list[dict[str, Any]]:
    return list(of_type(resources, "AWS::Lambda::EventSourceMapping").values())


def test_every_function_takes_its_queue_and_reports_the_items_that_failed(resources: dict[str, Any]) -> None:
    mappings = [
        one for one in mappings_of(resources) if one["EventSourceArn"]["Fn::GetAtt"][1] != "StreamArn"
    ]
    taken = {one["EventSourceArn"]["Fn::GetAtt"][0]: fed_by(one) for one in mappings}
    own = {f"{title}Queue": f"{title}Function" for title in PIPELINE}
    assert taken == {**own, "BackfillQueue": "ExtractFunction"}
    assert all(one["FunctionResponseTypes"] == ["ReportBatchItemFailures"] for one in mappings)
    assert all(one["ScalingConfig"]["MaximumConcurrency"] for one in mappings)


def test_the_publish_function_takes_both_streams_and_loses_nothing_by_failing(
    resources: dict[str, Any],
) -> None:
    mappings = [one for one in mappings_of(resources) if fed_by(one) == "PublishFunction"]
    sources = {one["EventSourceArn"]["Fn::GetAtt"][0]: one for one in mappings}
    assert set(sources) == {"ArticlesTable", "ClustersTable"}
    for table, mapping in sources.items():
        view = resources[table]["Properties"]["StreamSpecification"]
        assert view == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
        assert mapping["StartingPosition"] == "TRIM_HORIZON"
        assert mapping["Enabled"] == {"Ref": "PublishEvents"}
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["BisectBatchOnFunctionError"]
        assert mapping["MaximumRetryAttempts"] == -1
        assert (
            mapping["MaximumRecordAgeInSeconds"] < 24 * 3600
        )  # what a stream keeps: given up, not forgotten
        failures = mapping["DestinationConfig"]["OnFailure"]["Destination"]
        assert failures == {"Fn::GetAtt": ["PublishDeadLetterQueue", "Arn"]}
        assert all(json.loads(one["Pattern"])["dynamodb"] for one in mapping["FilterCriteria"]["Filters"])


def test_a_message_that_keeps_failing_ends_in_a_queue_that_keeps_it_longest(
    resources: dict[str, Any],
) -> None:
    for title in PIPELINE:
        redrive = resources[f"{title}Queue"]["Properties"]["RedrivePolicy"]
        assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": [f"{title}DeadLetterQueue", "Arn"]}
        assert redrive["maxReceiveCount"] == {"Ref": "MaxReceiveCount"}
        for queue in (f"{title}Queue", f"{title}DeadLetterQueue"):
            assert resources[queue]["Properties"]["MessageRetentionPeriod"] == 14 * 86400


def test_the_functions_know_the_same_number_of_tries_as_the_queues(resources: dict[str, Any]) -> None:
    for function in of_type(resources, "AWS::Lambda::Function").values():
        assert function["Environment"]["Variables"]["MAX_RECEIVE_COUNT"] == {"Ref": "MaxReceiveCount"}


QUEUE_OF_ITS_OWN = {
    f"sqs:{what}"
    for what in (
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
        "GetQueueAttributes",
        "SendMessage",
    )
}
READS_OF_STREAMS = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")

# What each function may touch: its own queue, the next one, its tables and buckets, its log.
TOUCHES = {
    "ExtractRole": {
        "ExtractQueue",
        "DedupeQueue",
        "InboxBucket",
        "OverflowBucket",
        "ArticlesTable",  # read alone
        "OutcomesTable",
        "ExtractLogGroup",
    },
    "DedupeRole": {
        "DedupeQueue",
        "ExtractQueue",
        "OverflowBucket",
        "ArticlesTable",
        "ClustersTable",
        "IndexTable",
        "ListingsTable",
        "OutcomesTable",
        "DedupeLogGroup",
    },
    "PublishRole": {
        "ArticlesTable",
        "ClustersTable",
        "EventBus",
        "PublishDeadLetterQueue",
        "PublishLogGroup",
    },
    "LearnRole": {"ArticlesTable", "ListingsTable", "OutcomesTable", "OverflowBucket", "LearnLogGroup"},
    "BackfillRole": {"BackfillQueue", "BackfillLogGroup"},
    "VerifyRole": {"ArticlesTable", "ClustersTable", "IndexTable", "OutcomesTable", "VerifyLogGroup"},
}


def test_no_function_touches_more_than_its_own(resources: dict[str, Any]) -> None:
    for role, expected in TOUCHES.items():
        policies = resources[role]["Properties"]["Policies"]
        if role == "ExtractRole":
            policies = [*policies, resources["InboxPolicy"]["Properties"]]
        touched = set[str]()
        for policy in policies:
            for statement in policy["PolicyDocument"]["Statement"]:
                assert statement["Effect"] == "Allow", statement
                for resource in as_list(statement["Resource"]):
                    if resource != "*":
                        touched |= template.references(resource)
        assert touched == expected, role


def test_the_extract_function_cannot_write_to_the_inbox(resources: dict[str, Any]) -> None:
    (inline,) = resources["ExtractRole"]["Properties"]["Policies"]
    assert "InboxBucket" not in json.dumps(inline)
    granted = {
        name: {action for one in policy["PolicyDocument"]["Statement"] for action in as_list(one["Action"])}
        for name, policy in of_type(resources, "AWS::IAM::Policy").items()
        if {"Ref": "ExtractRole"} in policy["Roles"]
    }
    reading = {"s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListBucketVersions"}
    assert granted == {
        "InboxPolicy": reading,
        "ExistingInboxPolicy": reading,
        "InboxKeyPolicy": {"kms:Decrypt"},
        "BackfillBucketPolicy": reading,
        "BackfillKeyPolicy": {"kms:Decrypt"},
        "BackfillQueuePermission": QUEUE_OF_ITS_OWN,
    }


def test_the_dedupe_function_cannot_touch_the_inbox(resources: dict[str, Any]) -> None:
    assert "InboxBucket" not in json.dumps(resources["DedupeRole"])


def test_the_publish_function_reads_streams_and_no_table(resources: dict[str, Any]) -> None:
    (policy,) = resources["PublishRole"]["Properties"]["Policies"]
    granted = policy["PolicyDocument"]["Statement"]
    read = {action for one in granted for action in as_list(one["Action"]) if action.startswith("dynamodb:")}
    assert read == {f"dynamodb:{what}" for what in READS_OF_STREAMS}
    for statement in granted:
        if "dynamodb" in json.dumps(statement["Action"]):
            assert "tream" in json.dumps(statement["Resource"][0])
    sent = [one for one in granted if one["Action"] == ["events:PutEvents"]]
    assert [one["Resource"] for one in sent] == [[{"Fn::GetAtt": ["EventBus", "Arn"]}]]


def test_buckets_are_private_encrypted_and_clean_up_after_broken_uploads(resources: dict[str, Any]) -> None:
    for name, bucket in of_type(resources, "AWS::S3::Bucket").items():
        assert bucket["PublicAccessBlockConfiguration"] == {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        }, name
        assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        rules = bucket["LifecycleConfiguration"]["Rules"]
        assert any("AbortIncompleteMultipartUpload" in rule for rule in rules)


def test_the_inbox_keeps_versions_and_tells_of_every_change(resources: dict[str, Any]) -> None:
    inbox = resources["InboxBucket"]
    assert inbox["Properties"]["VersioningConfiguration"] == {"Status": "Enabled"}
    told = inbox["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert {one["Event"] for one in told} == {
        "s3:ObjectCreated:*",
        "s3:ObjectRemoved:*",
        "s3:LifecycleExpiration:*",
        "s3:ObjectRestore:Completed",
    }
    assert {one["Queue"]["Fn::GetAtt"][0] for one in told} == {"ExtractQueue"}
    # S3 checks that it may send when the bucket is made.
    assert inbox["DependsOn"] == "ExtractQueuePolicy"


def test_only_this_stacks_inbox_may_send_to_the_extract_queue(resources: dict[str, Any]) -> None:
    (allowed,) = statements(resources["ExtractQueuePolicy"]["Properties"]["PolicyDocument"], "Allow")
    assert allowed["Action"] == "sqs:SendMessage"
    source = allowed["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::If"]
    arn, names = source[1]["Fn::Sub"]
    assert arn.endswith(":s3:::${Inbox}")
    assert names["Inbox"] == resources["InboxBucket"]["Properties"]["BucketName"]
    topic, rule = source[2]["Fn::If"][1:]
    assert topic == resources["InboxSubscription"]["Properties"]["TopicArn"]
    (suffix,) = resources["InboxRule"]["Properties"]["Name"].values()
    assert rule["Fn::Sub"].endswith(f":rule/{suffix}")


def test_a_stack_over_an_existing_bucket_makes_none_and_changes_nothing_of_it(
    resources: dict[str, Any],
) -> None:
    about = {
        name: one["Type"]
        for name, one in resources.items()
        if "ExistingInboxBucket" in template.references(one.get("Properties", {}))
    }
    assert about == {
        "InboxRule": "AWS::Events::Rule",
        "ExistingInboxPolicy": "AWS::IAM::Policy",
        "BackfillMachineRole": "AWS::IAM::Role",
    }
    for name in ("InboxBucket", "InboxBucketPolicy", "InboxPolicy"):
        assert resources[name]["Condition"] == "CreatesInbox"
    pattern = resources["InboxRule"]["Properties"]["EventPattern"]
    assert set(pattern["detail-type"]) == CHANGED_DETAILS
    condition, prefixes, everything = pattern["detail"]["object"]["key"]["Fn::If"]
    assert (condition, everything) == ("HasPrefixes", [{"exists": True}])
    assert [one["prefix"]["Fn::Select"][0] for one in prefixes] == [0, 1, 2, 3]


def test_other_queues_take_messages_by_role_only(resources: dict[str, Any]) -> None:
    for name, policy in of_type(resources, "AWS::SQS::QueuePolicy").items():
        if name != "ExtractQueuePolicy":
            assert not statements(policy["PolicyDocument"], "Allow"), name


def test_tables_are_encrypted_recoverable_and_outlive_the_stack(resources: dict[str, Any]) -> None:
    for name, table in of_type(resources, "AWS::DynamoDB::Table").items():
        encryption = table["SSESpecification"]
        assert encryption["SSEEnabled"], name
        assert encryption["KMSMasterKeyId"]["Fn::If"][:2] == ["HasTableKey", {"Ref": "TableKeyArn"}], name
        recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": {"Ref": "RecoveryDays"}}
        assert table["PointInTimeRecoverySpecification"] == recovery, name
        assert resources[name]["DeletionPolicy"] == "RetainExceptOnCreate", name
        assert resources[name]["UpdateReplacePolicy"] == "Retain", name


def test_provisioned_capacity_of_every_table_and_index_follows_what_is_used(
    source: dict[str, Any], resources: dict[str, Any]
) -> None:
    assert source["Mappings"]["Capacity"] == capacity.mapping()
    assert source["Parameters"]["BillingMode"]["Default"] == "PAY_PER_REQUEST"
    for parameter in ("ProvisionedLeast", "ProvisionedMost"):
        assert source["Parameters"][parameter]["AllowedValues"] == list(map(str, capacity.RATES))
    scaled = {
        (one["ResourceId"]["Fn::Sub"], one["ScalableDimension"]): (name, one)
        for name, one in of_type(resources, "AWS::ApplicationAutoScaling::ScalableTarget").items()
    }
    policies = {
        one["ScalingTargetId"]["Ref"]: one["TargetTrackingScalingPolicyConfiguration"]
        for one in of_type(resources, "AWS::ApplicationAutoScaling::ScalingPolicy").values()
    }
    for table_name, table in of_type(resources, "AWS::DynamoDB::Table").items():
        assert table["BillingMode"] == {"Ref": "BillingMode"}
        parts = [(f"table/${{{table_name}}}", "table", table_name.removesuffix("Table"), table)]
        for index in table.get("GlobalSecondaryIndexes", []):
            title = index["IndexName"].capitalize()
            parts.append((f"{parts[0][0]}/index/{index['IndexName']}", "index", title, index))
        for resource_id, kind, title, properties in parts:
            condition, given, otherwise = properties["ProvisionedThroughput"]["Fn::If"]
            assert (condition, otherwise) == ("IsProvisioned", {"Ref": "AWS::NoValue"})
            for what in ("Write", "Read"):
                name, target = scaled.pop((resource_id, f"dynamodb:{kind}:{what}CapacityUnits"))
                column = f"{title}{what}"
                least, most = (
                    {"Fn::FindInMap": ["Capacity", {"Ref": f"Provisioned{end}"}, column]}
                    for end in ("Least", "Most")
                )
                assert (target["MinCapacity"], target["MaxCapacity"]) == (least, most)
                assert given[f"{what}CapacityUnits"] == least
                metric = {"PredefinedMetricType": f"DynamoDB{what}CapacityUtilization"}
                policy = policies.pop(name)
                assert policy == {"TargetValue": 100 * capacity.USE, "PredefinedMetricSpecification": metric}
    assert not scaled
    assert not policies


def test_everything_that_can_go_wrong_has_an_alarm(resources: dict[str, Any]) -> None:
    alarms = of_type(resources, "AWS::CloudWatch::Alarm")
    watched = set()
    for name, alarm in alarms.items():
        assert alarm["TreatMissingData"] == "notBreaching", name  # an idle pipeline is a healthy one
        assert alarm["AlarmActions"]["Fn::If"][0] == "HasAlarmTopic", name
        watched |= {(alarm["MetricName"], of) for of in template.references(alarm["Dimensions"])}
    for title, service in PIPELINE.items():
        rates = [alarms[f"{title}{what}Alarm"] for what in ("Errors", "Failures")]
        assert [(one["Statistic"], one["Threshold"]) for one in rates] == [
            ("Average", 0.05),
            ("Average", 0.1),
        ]
        assert rates[1]["MetricName"] == "record:failed"
        assert rates[1]["Namespace"] == {"Ref": "AWS::StackName"}
        assert rates[1]["Dimensions"] == [{"Name": "service", "Value": service}]
        assert ("ApproximateNumberOfMessagesVisible", f"{title}DeadLetterQueue") in watched
        assert ("ApproximateAgeOfOldestMessage", f"{title}Queue") in watched
        assert ("Errors", f"{title}Function") in watched
        assert ("Throttles", f"{title}Function") in watched
    for metric in ("IteratorAge", "Errors", "Throttles"):
        assert (metric, "PublishFunction") in watched
    assert ("ApproximateNumberOfMessagesVisible", "PublishDeadLetterQueue") in watched
    assert ("Errors", "LearnFunction") in watched
    assert ("Errors", "VerifyFunction") in watched
    assert alarms["LearnHeldBackAlarm"]["MetricName"] == "learn:held_back"


@pytest.mark.parametrize(
    ("title", "condition", "item"),
    [("Learn", "LearnsByItself", POINTER), ("Verify", "VerifiesByItself", VERIFYING)],
)
def test_a_schedule_starts_the_function_which_writes_one_item_of_outcomes(
    resources: dict[str, Any], title: str, condition: str, item: str
) -> None:
    scheduled = (f"{title}Rule", f"{title}Permission")
    rule, permission = (resources[name]["Properties"] for name in scheduled)
    assert rule["ScheduleExpression"] == {"Ref": f"{title}Schedule"}
    assert all(resources[name]["Condition"] == condition for name in scheduled)
    assert template.references(rule["Targets"][0]["Arn"]) >= {f"{title}Function"}
    assert permission["SourceArn"] == {"Fn::GetAtt": [f"{title}Rule", "Arn"]}
    (policy,) = resources[f"{title}Role"]["Properties"]["Policies"]
    (outcomes,) = (
        one
        for one in policy["PolicyDocument"]["Statement"]
        if "OutcomesTable" in template.references(one["Resource"])
    )
    assert "dynamodb:PutItem" in outcomes["Action"]
    assert outcomes["Condition"] == {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [item]}}


def test_a_stack_verifies_only_when_asked_to(source: dict[str, Any], resources: dict[str, Any]) -> None:
    assert source["Parameters"]["VerifySchedule"]["Default"] == ""
    mine = {name: one.get("Condition") for name, one in resources.items() if name.startswith("Verify")}
    assert {"VerifyFunction", "VerifyRole", "VerifyRule", "VerifyErrorsAlarm"} <= mine.keys()
    assert set(mine.values()) == {"VerifiesByItself"}


def machine(resources: dict[str, Any]) -> dict[str, Any]:
    """The states of the backfill's machine."""
    definition, _ = resources["BackfillMachine"]["Properties"]["DefinitionString"]["Fn::Sub"]
    return dict(json.loads(definition)["States"])


def test_a_backfill_is_made_only_when_asked_for_and_its_map_gives_the_function_batches(
    source: dict[str, Any], resources: dict[str, Any]
) -> None:
    assert source["Parameters"]["Backfill"]["Default"] == "false"
    about = {name: one.get("Condition", "") for name, one in resources.items() if "Backfill" in name}
    assert len(about) >= 12
    assert all(condition.startswith("HasBackfill") for condition in about.values()), about
    for name, reader in (("Prefix", "s3:listObjectsV2"), ("Inventory", "s3:getObject")):
        state = machine(resources)[name]
        assert state["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED"
        # Children of the standard kind are redriven one by one, and show why they failed.
        assert state["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] == "STANDARD"
        assert state["ItemReader"]["Resource"].endswith(reader)
        assert state["ItemBatcher"]["MaxItemsPerBatch"] == BATCH
        assert state["ItemBatcher"]["MaxInputBytesPerBatch"] < 256 * 1024  # Step Functions' limit on an input
        assert (state["MaxConcurrency"], state["ToleratedFailurePercentage"]) == (10, 5)
        (task,) = state["ItemProcessor"]["States"].values()
        assert task["Parameters"]["FunctionName"] == "${Announces}"
        assert state["ResultWriter"]["Parameters"]["Prefix.$"] == "$.results"


def test_a_backfill_has_a_queue_of_its_own_whose_failures_are_dead_letters_of_the_function(
    resources: dict[str, Any],
) -> None:
    mine, live = (resources[name]["Properties"] for name in ("BackfillQueue", "ExtractQueue"))
    assert mine == live
    mapping = resources["ExtractFunctionBackfillQueue"]["Properties"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "BackfillMaximumConcurrency"}}
    (role,) = resources["BackfillMachineRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    rules = resources["OverflowBucket"]["Properties"]["LifecycleConfiguration"]["Rules"]
    (rule,) = [one for one in rules if one.get("Prefix") == LATEST.removesuffix("latest.json")]
    assert rule["ExpirationInDays"] == Retention().backfills.days
    assert role["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def released(source: dict[str, Any], **parameters: str) -> dict[str, Any]:
    """The translation where parameters have other defaults."""
    changed = copy.deepcopy(source)
    for name, value in parameters.items():
        changed["Parameters"][name]["Default"] = value
    return dict(template.translate(changed, REGION)["Resources"])


def test_a_new_release_is_a_new_version_and_only_that(source: dict[str, Any]) -> None:
    def versions(**parameters: str) -> set[str]:
        return {
            name
            for name, one in released(source, **parameters).items()
            if one["Type"] == "AWS::Lambda::Version"
        }

    assert versions(Release="2024") == {f"{title}FunctionVersion2024" for title in FUNCTIONS}
    assert versions(Release="2024", LogLevel="DEBUG") == versions(Release="2024")
    assert not versions(Release="2024") & versions(Release="2025")


def test_a_gradual_deployment_goes_back_on_the_alarms_of_its_version(source: dict[str, Any]) -> None:
    assert "AWS::CodeDeploy::DeploymentGroup" not in {one["Type"] for one in released(source).values()}
    gradual = "Canary10Percent5Minutes"
    resources = released(source, Release="2024", Deployment=gradual)
    groups = of_type(resources, "AWS::CodeDeploy::DeploymentGroup")
    assert set(groups) == {f"{title}FunctionDeploymentGroup" for title in GRADUAL}
    for title in GRADUAL:
        group = groups[f"{title}FunctionDeploymentGroup"]
        assert group["DeploymentConfigName"]["Fn::Sub"][1] == {"ConfigName": gradual}
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        condition, with_release, without = group["AlarmConfiguration"]["Fn::If"]
        assert (condition, without) == ("HasRelease", {})
        names = [one["Name"]["Ref"] for one in with_release["Alarms"]]
        assert names == [f"{title}ReleaseErrorsAlarm", f"{title}ReleaseFailuresAlarm"]
        version = {"Fn::GetAtt": [f"{title}FunctionVersion2024", "Version"]}
        for name in names:
            assert version in [one["Value"] for one in resources[name]["Properties"]["Dimensions"]]
    assert all(
        source["Mappings"]["Deployments"][one]["Gradual"] is (one != "AllAtOnce")
        for one in source["Parameters"]["Deployment"]["AllowedValues"]
    )


def test_logs_end_and_every_function_writes_to_its_own(resources: dict[str, Any]) -> None:
    for title in FUNCTIONS:
        function = resources[f"{title}Function"]["Properties"]
        assert function["LoggingConfig"]["LogGroup"] == {"Ref": f"{title}LogGroup"}
        assert function["TracingConfig"] == {"Mode": "Active"}
    for group in of_type(resources, "AWS::Logs::LogGroup").values():
        assert group["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_the_dashboard_is_json_and_shows_only_what_exists(resources: dict[str, Any]) -> None:
    body = resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert json.loads(body)["widgets"]
    named = {name for name in template.references(body) if not name.startswith("AWS::")}
    assert named <= set(resources)


def test_a_deployment_needs_no_answers(source: dict[str, Any]) -> None:
    assert all("Default" in parameter for parameter in source["Parameters"].values())
    groups = source["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert sorted(name for group in groups for name in group["Parameters"]) == sorted(source["Parameters"])


def test_code_and_layer_lie_where_the_template_says(source: dict[str, Any]) -> None:
    for title, folder in FUNCTIONS.items():
        code = template.ROOT / source["Resources"][f"{title}Function"]["Properties"]["CodeUri"]
        assert code == template.ROOT / "functions" / folder
        assert (code / "app.py").is_file()
        assert (code / "requirements.txt").is_file()
    layer = template.ROOT / source["Resources"]["CopydeskLayer"]["Properties"]["ContentUri"]
    assert (layer / "copydesk" / "__init__.py").is_file()
    assert (layer / "requirements.txt").is_file()


def test_the_layer_holds_what_the_functions_import_locked_by_hash() -> None:
    project = tomllib.loads((template.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"]["extraction"] + project["dependencies"]
    lock = (template.ROOT / "shared" / "requirements.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    names = {re.split(r"[^A-Za-z0-9-]", one)[0].lower() for one in wanted}
    assert names - locked == {"boto3"}  # the Lambda runtime brings it
    assert len(re.findall(r"^[a-z0-9-]+==[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE)) == len(locked)
