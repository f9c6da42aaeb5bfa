"""The embedded AWS: a moto server with its gaps closed, in its own process.

`python -m local.server HOST PORT` prints the port it listens on, and ends when its standard input closes:
that is, with whoever started it. tests/unit/test_moto_patches.py says of each patch of moto whether it is still needed.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterable
from typing import Any

from moto.dynamodb.responses import DynamoHandler
from moto.events.models import EventBus
from moto.moto_server.werkzeug_app import (
    BackendRequest,
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.sqs.models import Queue
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from local import answers, expressions, notifications, queues, tables

# How soon a long poll sees a message that has come: well under what a person notices.
POLL_SECONDS = 0.02
DYNAMODB_TARGET = "DynamoDB_20120810."  # the only version there is; streams have another name


class KeepAliveHandler(MotoRequestHandler):
    """One connection for many requests, as AWS has it, and no log line for each."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the functions' own logs tell what happened."""


class OneAtATime:
    """A WSGI application that serves one request at a time.

    moto's back ends are not safe under concurrent requests: transactions with two winners were seen, and a
    queue forgets what is sent while it deletes. They are pure Python, so the lock costs no speed. A long poll
    gives it up while it waits. DynamoDB, nine requests of ten here, skips Flask and so takes half the time.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.application = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one WSGI request."""
        with self.lock:
            if environ.get("HTTP_X_AMZ_TARGET", "").startswith(DYNAMODB_TARGET):
                return list(_dynamodb(environ)(environ, start_response))
            return list(self.application(environ, start_response))

    def wait(self) -> None:
        """Let other requests through for a moment: `Queue.wait_for_messages` during a long poll."""
        self.lock.release()
        try:
            time.sleep(POLL_SECONDS)
        finally:
            self.lock.acquire()


def _dynamodb(environ: dict[str, Any]) -> Response:
    request = BackendRequest(environ)
    status, headers, body = DynamoHandler.dispatch(request, request.raw_url, dict(request.headers))
    return Response(body, status=status, headers=headers)


def main(host: str, port: int) -> None:
    """Serve until standard input closes.

    Raises:
        OSError: the port is taken, or the host is not an address of this machine.
    """
    application = OneAtATime()
    Queue.wait_for_messages = lambda *_: application.wait()  # type: ignore[method-assign]
    # CloudFormation's Ref of a bus is its name; moto's would be the bus itself.
    EventBus.physical_resource_id = property(lambda bus: bus.name)  # type: ignore[attr-defined]
    notifications.install()
    tables.install()
    expressions.install()
    queues.install()
    answers.install()
    server = make_server(host, port, application, threaded=True, request_handler=KeepAliveHandler)
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
