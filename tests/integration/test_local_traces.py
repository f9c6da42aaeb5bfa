"""One trace leads through both functions: SQS carries the header of who sent to who receives."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from typing import Any

from local.template import ROOT
from tests.stories import text_of

TRACE = "1-5759e988-bd862e3fe1be46a994272793"
PARENT = "53995c3f42cd8ad8"  # Lambda's own segment, which the functions' subsegments hang from


def traced() -> tuple[list[str], list[dict[str, Any]]]:
    """Headers of the extract function's sends, and the subsegments that both functions reported."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind(("127.0.0.1", 0))
        daemon.settimeout(0.1)  # all has come by the time it is read
        daemon.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        environment = os.environ | {
            "AWS_XRAY_DAEMON_ADDRESS": f"127.0.0.1:{daemon.getsockname()[1]}",
            "LAMBDA_TASK_ROOT": str(ROOT),
            "_X_AMZN_TRACE_ID": f"Root={TRACE};Parent={PARENT};Sampled=1",
            "AWS_DEFAULT_REGION": "eu-west-1",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.traced"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        segments = []
        try:
            while True:
                _, _, segment = daemon.recv(1 << 17).partition(b"\n")  # after a line that names the protocol
                segments.append(json.loads(segment))
        except TimeoutError:
            return json.loads(done.stdout.splitlines()[-1]), segments


def inside(segment: dict[str, Any]) -> list[dict[str, Any]]:
    return [segment, *(one for child in segment.get("subsegments", []) for one in inside(child))]


def test_one_trace_leads_through_both_functions() -> None:
    headers, segments = traced()
    assert {segment["trace_id"] for segment in segments} == {TRACE}
    found = {one["id"]: one for segment in segments for one in inside(segment)}
    sent = [re.fullmatch(f"Root={TRACE};Parent=([0-9a-f]{{16}});Sampled=1", header) for header in headers]
    (sender,) = {match[1] for match in sent if match}
    assert all(sent)
    assert found[sender]["aws"]["operation"] == "SendMessageBatch"
    handlers = [one for one in found.values() if one["name"] == "## handler"]
    assert [one["annotations"]["Service"] for one in handlers] == ["extract", "dedupe"]
    assert [one["parent_id"] for one in handlers] == [PARENT, sender]
    named = [one for one in found.values() if "object" in one.get("annotations", {})]
    assert [one["annotations"]["object"] for one in named] == ["s3://test-inbox/ferry.json"] * 2
    assert [one["parent_id"] for one in named] == [one["id"] for one in handlers]
    words = text_of(1).split()
    assert not any(" ".join(words[at : at + 5]) in json.dumps(segments) for at in range(len(words) - 4))
