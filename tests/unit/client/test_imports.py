"""An application that only asks needs boto3 and pydantic."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {
    "trafilatura",
    "lxml",
    "xxhash",
    "typer",
    "rich",
    "moto",
    "resiliparse",
    "fastwarc",
    "aws_lambda_powertools",
    "jinja2",
    "mcp",
    "pyarrow",
    "sqlite3",
}


def test_the_client_imports_nothing_of_extraction_or_the_commands() -> None:
    code = (
        "import json, sys; from copydesk import Desk, InvalidCursor, NotFound; Desk;"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = set(json.loads(answer.stdout))
    assert {"boto3", "pydantic", "copydesk"} <= loaded
    assert not loaded & HEAVY
