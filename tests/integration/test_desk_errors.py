"""A stack that cannot be asked: the client's errors, each from what boto3 really raises, and the command's one line."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable

import boto3
import pytest
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count

from copydesk import Desk, DeskError
from copydesk.cli.app import run
from copydesk.client import (
    AccessDeniedError,
    ConfigurationError,
    StackNames,
    StackNotFoundError,
    StackUnreachableError,
)

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
REGION = {"AWS_DEFAULT_REGION": "eu-west-1"}
TABLES = {
    f"COPYDESK_{name.upper()}": f"the-{name.replace('_', '-')}" for name in sorted(StackNames.model_fields)
}

Setting = Callable[..., None]


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Setting:
    """An environment without anything of AWS's or copydesk's but what the test sets."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "COPYDESK_")):
            monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    def set_only(*variables: dict[str, str]) -> None:
        for name, value in ((name, value) for one in variables for name, value in one.items()):
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # it keeps what it has read

    return set_only


@pytest.fixture(scope="module")
def closed() -> str:
    """An address that nothing listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def assert_said(kind: type[DeskError], *words: str, ask: Callable[[Desk], object] | None = None) -> None:
    """To ask fails with this error, whose one sentence has these words."""
    asked = ask or (lambda desk: desk.outcome("story.html"))
    with pytest.raises(DeskError) as failure:
        asked(Desk())
    assert type(failure.value) is kind
    message = str(failure.value)
    assert "\n" not in message
    for word in words:
        assert word in message


def assert_one_line(capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
    assert run([*arguments]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("copydesk: ")
    assert shown.err.count("\n") == 1


def test_no_region(setting: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    setting(KEYS, {"AWS_REGION": "eu-west-1"})
    assert_said(ConfigurationError, "stack 'copydesk'", "set AWS_DEFAULT_REGION", "not AWS_REGION")
    assert_one_line(capsys, "query", "outcome", "story.html")
    setting(TABLES)
    assert_said(ConfigurationError, "the stack's tables", "set AWS_DEFAULT_REGION")


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({}, "AWS_PROFILE"),
        ({"AWS_ACCESS_KEY_ID": "half"}, "AWS_SECRET_ACCESS_KEY"),
        ({"AWS_PROFILE": "nobody"}, "nobody"),
    ],
)
def test_no_credentials(
    setting: Setting, capsys: pytest.CaptureFixture[str], variables: dict[str, str], word: str
) -> None:
    setting(REGION, {"COPYDESK_STACK": "mine"}, variables)
    assert_said(ConfigurationError, "no AWS credentials", "stack 'mine'", word)
    assert_one_line(capsys, "query", "feed")


@pytest.mark.parametrize(
    "variables",
    [{"AWS_ENDPOINT_URL": "nonsense"}, {"AWS_DEFAULT_REGION": "no region"}, {"AWS_MAX_ATTEMPTS": "x"}],
)
def test_settings_that_boto3_cannot_use(setting: Setting, variables: dict[str, str]) -> None:
    setting(KEYS, REGION, variables)
    assert_said(ConfigurationError, "stack 'copydesk'", "AWS_ variables")


def test_the_stack_is_down(setting: Setting, closed: str, capsys: pytest.CaptureFixture[str]) -> None:
    setting(KEYS, REGION, {"AWS_ENDPOINT_URL": closed, "AWS_MAX_ATTEMPTS": "1"})
    assert_said(StackUnreachableError, closed, "stack 'copydesk'", "AWS_ENDPOINT_URL")
    setting(TABLES)
    assert_said(StackUnreachableError, closed, "the-outcomes-table")
    assert_said(StackUnreachableError, closed, "the-clusters-table", ask=lambda desk: next(desk.feed()))
    for arguments in (("outcome", "x"), ("cluster", "x"), ("feed",)):
        assert_one_line(capsys, "query", *arguments)
    assert_one_line(capsys, "drop", __file__)
    assert_one_line(capsys, "verify")


def test_no_such_stack_and_no_such_table(setting: Setting) -> None:
    setting(KEYS, REGION, {"COPYDESK_STACK": "nonesuch"})
    with mock_aws():
        assert_said(StackNotFoundError, "'nonesuch' in eu-west-1", "COPYDESK_STACK", "AWS_DEFAULT_REGION")
        template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
        boto3.client("cloudformation").create_stack(StackName="nonesuch", TemplateBody=json.dumps(template))
        assert_said(StackNotFoundError, "'nonesuch'", "InboxBucketName")
        setting({"AWS_DEFAULT_REGION": "us-east-1"})
        assert_said(StackNotFoundError, "'nonesuch' in us-east-1", "AWS_DEFAULT_REGION")
        setting(REGION)
        setting(TABLES)
        assert_said(StackNotFoundError, "the-outcomes-table", "eu-west-1", "COPYDESK_STACK")
        assert_said(StackNotFoundError, "the-articles-table", ask=lambda desk: desk.article("x"))
        assert_said(StackNotFoundError, "the-listings-table", ask=lambda desk: desk.by_url("a.example/x"))


def test_access_is_denied(setting: Setting, capsys: pytest.CaptureFixture[str]) -> None:
    setting(REGION, KEYS)
    with mock_aws():
        boto3.client("iam").create_user(UserName="reader")
        key = boto3.client("iam").create_access_key(UserName="reader")["AccessKey"]
        setting({"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]})

        @set_initial_no_auth_action_count(0)
        def asked() -> None:
            assert_said(AccessDeniedError, "stack 'copydesk'", "DescribeStacks", "ReadPolicyArn")
            assert_one_line(capsys, "query", "feed")
            setting({"AWS_ACCESS_KEY_ID": "unknown"})
            assert_said(AccessDeniedError, "does not accept these credentials", "stack 'copydesk'")
            setting({"AWS_ACCESS_KEY_ID": key["AccessKeyId"]}, TABLES)
            assert_said(AccessDeniedError, "the-outcomes-table", "GetItem")

        asked()
