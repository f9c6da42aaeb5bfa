"""`python -m local.sam`: the SAM CLI checks, builds and runs the functions, against the local AWS."""

from __future__ import annotations

import contextlib
import json
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from local import binaries, docker
from local.binaries import BinaryError
from local.samples import EVENTS, SampleError, Samples
from local.stack import CREDENTIALS, REGION, LocalStack, StackError
from local.template import ROOT
from local.tools import ToolError, clean_environment, fail, find, run

BUILD = ROOT / ".aws-sam" / "build"
# Functions are built for both processors, and run on this machine's own.
NATIVE, FOREIGN = ("arm64", "x86_64") if platform.machine() in {"arm64", "aarch64"} else ("x86_64", "arm64")
# What sam writes beside answers: its own progress, and the functions' logs.
LOG = ROOT / ".cache" / "sam.log"
# What a stack has where it is asked for: its functions are invoked, too.
OPTIONAL = {"Backfill": "true", "VerifySchedule": "rate(1 day)"}
# SAM makes an image of the layer when it first meets it.
START_SECONDS = 120


class Sam:
    """The SAM CLI, with no AWS account in sight."""

    def __init__(self) -> None:
        self.command = find(".venv-sam", "sam")
        path = f"{self.command.parent}:{clean_environment()['PATH']}"
        LOG.parent.mkdir(exist_ok=True)
        LOG.write_text("")
        self.environment = clean_environment(PATH=path, SAM_CLI_TELEMETRY="0", AWS_DEFAULT_REGION=REGION)

    def __call__(self, *words: str | Path) -> str:
        """Run a command; what it writes to standard output. The rest goes to its log."""
        return run(self.command, *words, environment=self.environment, log=LOG)

    def build(self, architecture: str, folder: Path, *more: str) -> str:
        """Build functions and layer for one processor, `x86_64` or `arm64`, into a folder; what was checked of it.

        Raises:
            BinaryError: the layer would not load in Lambda.
        """
        self("build", "--build-dir", folder, "--parameter-overrides", f"Architecture={architecture}", *more)
        return f"{binaries.check(folder / 'CopydeskLayer', architecture)} binary modules for {architecture}"


class Containers:
    """`sam local`: functions as built, in containers, for which AWS is a local stack."""

    def __init__(self, sam: Sam, stack: LocalStack, endpoint_url: str, folder: Path) -> None:
        self._sam = sam
        self._folder = folder
        variables = folder / "variables.json"
        variables.write_text(json.dumps(stack.function_variables(endpoint_url)))
        self._options = ["--template", str(BUILD / "template.yaml"), "--env-vars", str(variables)]
        self._options += ["--parameter-overrides", f"Architecture={NATIVE}"]
        self._options += [f"{name}={value}" for name, value in OPTIONAL.items()]
        self._options += ["--skip-pull-image"]

    def invoke(self, function: str, event: Any) -> Any:
        """`sam local invoke`: the function's answer."""
        path = self._folder / "event.json"
        path.write_text(json.dumps(event))
        output = self._sam("local", "invoke", function, "--event", path, *self._options)
        return json.loads(output.strip().splitlines()[-1])

    @contextlib.contextmanager
    def serve(self) -> Iterator[Any]:
        """`sam local start-lambda`: a boto3 client of it, while it runs."""
        with socket.socket() as probe:
            probe.bind((docker.LOOPBACK, 0))
            port = probe.getsockname()[1]
        words = [str(self._sam.command), "local", "start-lambda", "--port", str(port), *self._options]
        with (
            LOG.open("a") as output,
            subprocess.Popen(  # noqa: S603 - the SAM CLI
                words, cwd=ROOT, env=self._sam.environment, stdout=output, stderr=output
            ) as process,
        ):
            try:
                _wait_for(port, process)
                yield boto3.client(
                    "lambda",
                    endpoint_url=f"http://{docker.LOOPBACK}:{port}",
                    region_name=REGION,
                    aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
                    aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
                    config=Config(read_timeout=START_SECONDS, retries={"total_max_attempts": 1}),
                )
            finally:
                process.terminate()


def main() -> int:
    """Validate, build, invoke; the exit status."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # and takes sam along
    try:
        sam = Sam()
        with _step("sam validate --lint"):
            sam("validate", "--lint")
        for architecture, folder in ((FOREIGN, BUILD.with_name(FOREIGN)), (NATIVE, BUILD)):
            with _step(f"sam build, {architecture}") as result:
                result.append(sam.build(architecture, folder))
        docker.require_engine()
        docker.require_image(NATIVE)
        _invoke_all(sam)
    except (ToolError, BinaryError, StackError, SampleError) as error:
        return fail(error, LOG)
    return 0


def _invoke_all(sam: Sam) -> None:
    address, name = docker.host_addresses()
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalStack(host=address, workers=0, parameters=OPTIONAL) as stack,
    ):
        endpoint_url = f"http://{name}:{urlsplit(stack.endpoint_url).port}"
        containers = Containers(sam, stack, endpoint_url, Path(folder))
        samples = Samples(stack, containers.invoke)
        for path in sorted(EVENTS.glob("*.json")):
            with _step(f"sam local invoke, {path.name}") as result:
                result.append(samples.send(path))
        with _step("sam local start-lambda, through boto3") as result, containers.serve() as client:

            def invoke(function: str, event: Any) -> Any:
                answer = client.invoke(FunctionName=function, Payload=json.dumps(event))
                return json.loads(answer["Payload"].read())

            samples = Samples(stack, invoke)
            for name in ("extract-s3-put-via-sqs.json", "publish-articles-stream.json"):
                result.append(samples.send(EVENTS / name))


@contextlib.contextmanager
def _step(name: str) -> Iterator[list[str]]:
    began = time.monotonic()
    result: list[str] = []
    yield result
    print(f"{name}: {', '.join(result) or 'ok'} ({time.monotonic() - began:.1f} s)", flush=True)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((docker.LOOPBACK, port)) == 0:
                return
        time.sleep(0.1)
    raise ToolError("sam local start-lambda did not start")


if __name__ == "__main__":
    sys.exit(main())
