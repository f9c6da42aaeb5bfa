"""What a cold start costs: CPU of the functions' imports, and the size of what is deployed.

    python -m benchmarks.cold [--runs N]

Each handler's module is imported in fresh processes, as Lambda does before the first event; the CPU time is the
interpreter's from its own start to the end of the import, median of several. Then, once, the modules that cost most
by themselves in the extract function (`-X importtime`), and what the first page adds there, for readers are imported
when they are needed.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / ".aws-sam" / "build"
FUNCTIONS = ("extract", "dedupe", "publish")
MOST_MILLISECONDS = 500
MOST_MEGABYTES = 100
MEGABYTE = 2**20
SHOWN_PACKAGES = 12

# The handler checks its environment when it is imported; nothing is called.
ENVIRONMENT = {
    "OUTCOMES_TABLE": "outcomes",
    "OVERFLOW_BUCKET": "overflow",
    "MAX_RECEIVE_COUNT": "5",
    "DEDUPE_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/000000000000/dedupe",
    "EXTRACT_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/000000000000/extract",
    "ARTICLES_TABLE": "articles",
    "CLUSTERS_TABLE": "clusters",
    "INDEX_TABLE": "index",
    "LISTINGS_TABLE": "listings",
    "EVENT_BUS": "bus",
    "POWERTOOLS_METRICS_NAMESPACE": "copydesk",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_EC2_METADATA_DISABLED": "true",
}
IMPORT = "import app, time; print(time.process_time())"
FIRST_PAGE = """
import app, time
from copydesk.extraction.extract import extract
body = "".join(f"<p>The harbour company said on day {n} that the ferry would sail again soon.</p>" for n in range(20))
page = f"<html><title>The ferry</title><body><article><h1>The ferry</h1>{body}</article></body></html>".encode()
for _ in range(2):
    started = time.process_time()
    (found,) = extract(page)
    assert found.draft is not None
    print(time.process_time() - started)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    for function in FUNCTIONS:
        _python(IMPORT, function=function)  # writes the byte code
        times = [1000 * float(_python(IMPORT, function=function).stdout) for _ in range(options.runs)]
        print(
            f"import of the {function} handler: {median(times):.0f} ms of CPU (aim: at most {MOST_MILLISECONDS}), "
            f"{min(times):.0f} to {max(times):.0f} in {options.runs} processes"
        )
    bare = [
        1000 * float(_python("import time; print(time.process_time())").stdout) for _ in range(options.runs)
    ]
    print(f"of it the interpreter itself: {median(bare):.0f} ms")
    for package, milliseconds in _dearest():
        print(f"  {package:28} {milliseconds:6.0f} ms")
    first, second = (1000 * float(line) for line in _python(FIRST_PAGE).stdout.split())
    print(
        f"the first page: {first:.0f} ms of CPU, with what it imports; the same page again: {second:.0f} ms"
    )
    _print_size()


def _python(code: str, *options: str, function: str = "extract") -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join(map(str, (ROOT / "functions" / function, ROOT / "shared")))
    environment = os.environ | ENVIRONMENT | {"PYTHONPATH": paths}
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT)


def _dearest() -> list[tuple[str, float]]:
    """Packages and the milliseconds that their own modules take, the dearest first; by the clock, not the CPU."""
    spent: Counter[str] = Counter()
    for line in _python(IMPORT, "-X", "importtime").stderr.splitlines():
        if match := re.match(r"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)", line):
            spent[match[2].partition(".")[0]] += int(match[1])
    return [(package, microseconds / 1000) for package, microseconds in spent.most_common(SHOWN_PACKAGES)]


def _print_size() -> None:
    parts = sorted(path for path in BUILD.glob("*") if path.is_dir())
    if not parts:
        print("size of what is deployed: not built here; run `make size`, or `sam build`, first")
        return
    sizes = {
        path.name: sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) for path in parts
    }
    for name, size in sizes.items():
        print(f"  {name:28} {size / MEGABYTE:6.1f} MB")
    print(f"deployed, unpacked: {sum(sizes.values()) / MEGABYTE:.1f} MB (aim: at most {MOST_MEGABYTES})")


if __name__ == "__main__":
    main()
