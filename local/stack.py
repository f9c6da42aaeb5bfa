"""The whole system on one machine: template.yaml on an embedded AWS, its functions in processes beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
import botocore.session
from botocore.config import Config

from local import template
from local.environment import Environment, FunctionError
from local.event_source import Poller
from local.stream_source import StreamPoller, StreamReader
from local.template import ROOT, SETTINGS_OUTPUT, Settings

STACK_NAME = "copydesk"
REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}  # moto takes any
CACHE = ROOT / ".cache" / "local"
IDLE_POLL_SECONDS = 0.1
# Seconds for a poller to notice that all it talks to has ended.
STOP_SECONDS = 1.0


class StackError(Exception):
    """The local stack could not start or did not do what was waited for."""


class LocalStack:
    """The running system, as a context manager.

    Args:
        port: of the AWS endpoint; 0 takes a free one.
        host: address of this machine that the endpoint listens on; others than the default let others in.
        workers: execution environments for each function, at work in parallel; 0 runs none.
        dynamodb_endpoint: another DynamoDB for the tables, such as DynamoDB Local; None keeps them in moto.
        visibility_timeout: seconds in place of the queues' own, for who waits for a message to come back.
        parameters: of the template, in place of their defaults.

    Raises:
        StackError: the port is taken, or a handler cannot be imported.
    """

    def __init__(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        workers: int = 1,
        dynamodb_endpoint: str | None = None,
        visibility_timeout: int | None = None,
        parameters: dict[str, str] | None = None,
    ) -> None:
        self._port = port
        self._host = host
        self._workers = workers
        self._dynamodb_endpoint = dynamodb_endpoint
        self._visibility_timeout = visibility_timeout
        self._parameters = parameters or {}
        self._cleanup = ExitStack()
        self._session = _session()
        self._stream_pollers: list[StreamPoller] = []
        self.endpoint_url = ""
        self.folder = CACHE
        self.outputs: dict[str, str] = {}

    def __enter__(self) -> Self:
        with ExitStack() as cleanup:
            self._start_server(cleanup)
            self.settings = self._create_stack()
            self._complete(self.settings)
            self._start_functions(self.settings, cleanup)
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cleanup.close()
        if kind is None:  # else somebody will ask its logs why
            shutil.rmtree(self.folder, ignore_errors=True)

    def client(self, service: str) -> Any:
        """A boto3 client of this stack, for a service such as `s3`."""
        endpoint = self.endpoint_url
        if service.startswith("dynamodb") and self._dynamodb_endpoint:
            endpoint = self._dynamodb_endpoint
        # A large pool, and no retries that would hide what the server did.
        config = Config(retries={"total_max_attempts": 1}, max_pool_connections=32, read_timeout=120)
        return self._session.client(service, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]

    def environment_variables(self) -> dict[str, str]:
        """What any AWS client needs in its environment to talk to this stack and to nothing else."""
        variables = {
            **CREDENTIALS,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        if self._dynamodb_endpoint:
            variables["AWS_ENDPOINT_URL_DYNAMODB"] = self._dynamodb_endpoint
            variables["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = self._dynamodb_endpoint
        return variables

    def function_variables(self, endpoint_url: str) -> dict[str, dict[str, str]]:
        """What `sam local --env-vars` takes: each function's environment, with this stack's names in it.

        Args:
            endpoint_url: of this stack, as the functions reach it.
        """
        return {
            name: {**function.environment, "AWS_ENDPOINT_URL": endpoint_url}
            for name, function in self.settings.functions.items()
        }

    def wait_idle(self, timeout: float = 60.0) -> None:
        """Return when no queue has a message waiting or in a function's hands, and every change is published.

        Raises:
            StackError: there still was one after `timeout` seconds; it says how many, and where.
        """
        sqs = self.client("sqs")
        deadline = time.monotonic() + timeout
        while True:
            # In the pipeline's order: what leaves one queue is in the next before the first forgets it.
            busy = {url: count for url in self._queue_urls if (count := _message_count(sqs, url))}
            if not busy:
                break
            if time.monotonic() > deadline:
                raise StackError(f"messages left after {timeout:.0f} s: {busy}")
            time.sleep(IDLE_POLL_SECONDS)
        for poller in self._stream_pollers:
            if not poller.wait_idle(max(0.0, deadline - time.monotonic())):
                raise StackError(
                    f"changes not published after {timeout:.0f} s; see the logs in {self.folder}"
                )

    def _start_server(self, cleanup: ExitStack) -> None:
        self._server = subprocess.Popen(  # noqa: S603 - this interpreter and our own module
            [sys.executable, "-m", "local.server", self._host, str(self._port)],
            cwd=ROOT,
            env={**_plain_environment(), **CREDENTIALS, "AWS_DEFAULT_REGION": REGION},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the stack, which then ends its server
        )
        cleanup.callback(_end, self._server)

    def _create_stack(self) -> Settings:
        # Translating takes as long as the server needs to import itself: at the same time, then.
        reduced = template.hosted(template.load(), STACK_NAME, REGION)
        assert self._server.stdout is not None  # noqa: S101 - it was started with a pipe
        port = self._server.stdout.readline().decode().strip()
        if not port:
            raise StackError(f"the AWS server did not start; is port {self._port} of {self._host} taken?")
        self.endpoint_url = f"http://{self._host}:{port}"
        self.folder = _new_folder(port)
        cloudformation = self.client("cloudformation")
        cloudformation.create_stack(
            StackName=STACK_NAME,
            TemplateBody=json.dumps(reduced),
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value} for name, value in self._parameters.items()
            ],
        )
        described = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"][0]
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}
        return Settings.model_validate_json(self.outputs.pop(SETTINGS_OUTPUT))

    def _complete(self, settings: Settings) -> None:
        """Set what moto's CloudFormation leaves out."""
        s3, sqs, dynamodb = self.client("s3"), self.client("sqs"), self.client("dynamodb")
        for bucket in settings.buckets:
            if bucket.name is None:
                continue
            if bucket.versioning:
                s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration=bucket.versioning)
            if bucket.notifications:
                configuration = template.notification_configuration(bucket.notifications)
                s3.put_bucket_notification_configuration(
                    Bucket=bucket.name, NotificationConfiguration=configuration
                )
        self._queue_urls = [mapping.queue_url for mapping in settings.mappings]
        if self._visibility_timeout is not None:
            for url in self._queue_urls:
                attributes = {"VisibilityTimeout": str(self._visibility_timeout)}
                sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
        if self._dynamodb_endpoint:
            for table in settings.tables:
                dynamodb.create_table(TableName=table.name, **table.definition)

    def _start_functions(self, settings: Settings, cleanup: ExitStack) -> None:
        variables = {
            **_plain_environment(),
            **self.environment_variables(),
        }
        layers = [str(ROOT / layer) for layer in settings.layers]
        environments: list[Environment] = []

        def started(name: str) -> Environment:
            function = settings.functions[name]
            function = function.model_copy(update={"code": str(ROOT / function.code)})
            environment = Environment(function, layers, variables, self.folder / f"{function.name}.log")
            environment.start()
            cleanup.callback(environment.stop)
            environments.append(environment)
            return environment

        pollers: list[Poller | StreamPoller] = [
            Poller(mapping, started(mapping.function), self.client("sqs"))
            for mapping in settings.mappings * self._workers
            if mapping.enabled
        ]
        streams = [mapping for mapping in settings.streams if mapping.enabled and self._workers]
        clients = self.client("dynamodb"), self.client("dynamodbstreams")
        for name in sorted({mapping.function for mapping in streams}):
            readers = [(one, StreamReader(*clients, one.table)) for one in streams if one.function == name]
            self._stream_pollers.append(StreamPoller(readers, started(name)))
        pollers += self._stream_pollers
        try:
            for environment in environments:
                environment.wait_ready()
        except FunctionError as error:
            raise StackError(f"a handler cannot be imported: {error}") from error
        for poller in pollers:
            poller.start()
        cleanup.callback(self._end, pollers, environments)

    def _end(self, pollers: list[Poller | StreamPoller], environments: list[Environment]) -> None:
        """End everything at once, so that nothing complains of what has ended before it."""
        for poller in pollers:
            poller.stop()
        self._server.kill()
        for environment in environments:
            environment.end()
        for poller in pollers:
            poller.join(STOP_SECONDS)


def _session() -> boto3.Session:
    """A session that knows nothing of the user's own AWS configuration."""
    session = botocore.session.Session()
    session.set_config_variable("config_file", os.devnull)
    session.set_config_variable("credentials_file", os.devnull)
    session.set_config_variable("profile", None)
    session.set_credentials(CREDENTIALS["AWS_ACCESS_KEY_ID"], CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
    return boto3.Session(botocore_session=session, region_name=REGION)


def _new_folder(port: str) -> Path:
    """An empty folder for the logs of the stack at a port: of several stacks, each has its own."""
    folder = CACHE / port
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _plain_environment() -> dict[str, str]:
    """This process's environment without anything that would lead to a real AWS account."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def _message_count(sqs: Any, queue_url: str) -> int:
    attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    names = ("", "NotVisible", "Delayed")
    return sum(int(attributes[f"ApproximateNumberOfMessages{name}"]) for name in names)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()
