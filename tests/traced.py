"""`python -m tests.traced`: both functions over moto with X-Ray on, as in Lambda.

It prints the trace headers that the extract function's sends carried. The segments go to the daemon that
AWS_XRAY_DAEMON_ADDRESS names.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from aws_xray_sdk.core import xray_recorder
from moto import mock_aws

from tests.pipelines import Pipeline
from tests.stories import text_of


def main() -> None:
    """Deliver one file; in between, do what Lambda does: take up the trace that came with the message."""
    headers: list[str] = []

    def remember(request: Any, **_: Any) -> None:
        value = request.headers["X-Amzn-Trace-Id"]
        headers.append(value if isinstance(value, str) else value.decode())

    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        pipeline = Pipeline(patch, traced=True)
        pipeline.extract.stage._queue._client.meta.events.register("before-send.sqs", remember)
        event = pipeline.put("ferry.json", json.dumps({"title": "Ferry", "text": text_of(1)}))
        pipeline.deliver(pipeline.extract, json.dumps(event))
        os.environ["_X_AMZN_TRACE_ID"] = headers[0]
        xray_recorder.clear_trace_entities()  # the dedupe function runs elsewhere
        pipeline.drain()
        assert pipeline.outcome("ferry.json") == "indexed"
    print(json.dumps(headers))


if __name__ == "__main__":
    main()
