"""Change the code of storage and pipeline in small ways, one at a time, and count how many changes a test notices.

    python -m benchmarks.mutants COSMIC_RAY [--sample N] [--seed N]

COSMIC_RAY is the command of that name. A sample of the mutants that it knows is tried, each by the tests nearest to its
module, in a worktree of HEAD. Mutants of annotations, which nothing runs, are left out. Printed: how many were
noticed, and the survivors, for somebody to judge whether they matter.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from local.template import ROOT

PIPELINE = "tests/integration/test_pipeline.py"
CONTRACT = "tests/integration/test_store_contract.py tests/integration/test_strong_reads.py"

# The modules that are changed, under shared/copydesk, and the tests that each is tried by.
NEAREST = {
    "storage/outcome_states.py": f"tests/unit/storage {PIPELINE} tests/integration/test_outcome_expressions.py",
    "storage/outcomes.py": f"tests/unit/storage {PIPELINE} tests/integration/test_outcome_expressions.py",
    "storage/listings.py": "tests/integration/test_listings.py",
    "storage/items.py": f"{CONTRACT} tests/unit/pipeline/test_publishing.py {PIPELINE}",
    "storage/dynamodb.py": f"{CONTRACT} {PIPELINE}",
    "storage/memory.py": f"{CONTRACT} tests/unit/clustering/test_properties.py",
    "storage/batches.py": f"tests/unit/storage {CONTRACT}",
    "storage/contention.py": f"tests/unit/storage {CONTRACT} {PIPELINE}",
    "storage/bus.py": "tests/unit/pipeline",
    "storage/articles.py": PIPELINE,
    "storage/buckets.py": PIPELINE,
    "storage/queue.py": PIPELINE,
    "pipeline/extract_stage.py": f"{PIPELINE} tests/integration/test_hostile_objects.py",
    "pipeline/dedupe_stage.py": PIPELINE,
    "pipeline/publishing.py": "tests/unit/pipeline",
    "pipeline/events.py": f"tests/integration/test_sample_events.py {PIPELINE}",
}
SECONDS = 300  # for the tests of one mutant; more counts as noticed

RUN = """#!/usr/bin/env bash
export PYTHONPATH=shared:.
case $(git diff --name-only -- shared | head -n 1) in
{cases}
esac
exec {python} -m pytest -n0 -x -q -p no:cacheprovider -k "not dynamodb_local" $tests
"""
CONFIGURATION = """[cosmic-ray]
module-path = [{modules}]
timeout = {seconds}.0
excluded-modules = []
test-command = "./mutant-tests"
[cosmic-ray.distributor]
name = "local"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cosmic_ray", type=Path)
    parser.add_argument("--sample", type=int, default=150, metavar="N")
    parser.add_argument("--seed", type=int, default=13)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="mutants-"))
    git = shutil.which("git") or "git"
    subprocess.run(
        [git, "worktree", "add", "--quiet", "--detach", folder / "tree", "HEAD"], cwd=ROOT, check=True
    )
    try:
        report(run(options.cosmic_ray.resolve(), folder / "tree", options.sample, options.seed))
    finally:
        subprocess.run([git, "worktree", "remove", "--force", folder / "tree"], cwd=ROOT, check=True)


def run(cosmic_ray: Path, tree: Path, sample: int, seed: int) -> Path:
    """Try a sample of the mutants; the session that holds what came of each."""
    cases = "\n".join(f'  shared/copydesk/{name}) tests="{tests}" ;;' for name, tests in NEAREST.items())
    script = tree / "mutant-tests"
    script.write_text(RUN.format(cases=cases, python=sys.executable), encoding="utf-8")
    script.chmod(0o755)
    modules = ", ".join(f'"shared/copydesk/{name}"' for name in NEAREST)
    (tree / "mutants.toml").write_text(
        CONFIGURATION.format(modules=modules, seconds=SECONDS), encoding="utf-8"
    )
    subprocess.run([cosmic_ray, "init", "mutants.toml", "session.sqlite"], cwd=tree, check=True)
    session = tree / "session.sqlite"
    with sqlite3.connect(session) as database:
        rows = database.execute("select job_id, operator_name from mutation_specs order by job_id").fetchall()
        # `str | None`: the only use of this operator here is in annotations.
        run_at_all = sorted(job for job, operator in rows if "BitOr" not in operator)
        chosen = set(random.Random(seed).sample(run_at_all, min(sample, len(run_at_all))))
        for table in ("mutation_specs", "work_items"):
            left_out = [(job,) for job, _ in rows if job not in chosen]
            database.executemany(f"delete from {table} where job_id = ?", left_out)
    environment = {**os.environ, "COPYDESK_THOROUGH": ""}
    subprocess.run(
        [cosmic_ray, "exec", "mutants.toml", "session.sqlite"], cwd=tree, check=True, env=environment
    )
    return session


def report(session: Path) -> None:
    """Print what came of the mutants."""
    with sqlite3.connect(session) as database:
        rows = database.execute("select test_outcome, diff from work_results").fetchall()
    survivors = [diff for outcome, diff in rows if outcome == "SURVIVED"]
    for diff in survivors:
        print(diff, end="\n\n")
    print(f"{len(rows) - len(survivors)} of {len(rows)} mutants were noticed")


if __name__ == "__main__":
    main()
