"""`python -m local.deploy`: `sam deploy` what was built to a whole AWS emulator, send files through."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from copydesk.article import Article, article_id
from copydesk.events import ArticleIndexed, CopyFound, Event
from copydesk.extraction import extract_bounded
from copydesk.matching.boilerplate import Boilerplate
from copydesk.message import ArticleMessage
from copydesk.outcome import Status
from copydesk.pipeline.grouping import Collection, GroupArticle
from local import backfills, rehearsals
from local.deployment import REGION, Deployment, DeploymentError
from local.sam import BUILD, NATIVE
from local.samples import INDEX_SAMPLE
from local.stack import CREDENTIALS, STACK_NAME
from local.template import ROOT
from local.tools import ToolError, clean_environment, fail, find, run

SEEDS = ROOT / "seeds"
LOG = ROOT / ".cache" / "deploy.log"
# Few tries, and no more functions at once than a small machine has cores.
PARAMETERS = (
    f"Architecture={NATIVE}",
    "MaxReceiveCount=2",
    "ExtractMaximumConcurrency=2",
    "DedupeMaximumConcurrency=2",
    *backfills.PARAMETERS,
)
# Objects of a short backfill.
OLD_OBJECTS = 30
START_SECONDS = 60.0
# The emulator starts a process for each function, and two cores do everything.
WORK_SECONDS = 600.0
POLL_SECONDS = 0.5


@contextlib.contextmanager
def emulator(started: Callable[[int], object] = lambda _: None) -> Iterator[str]:
    """Run ministack with nothing in it; its endpoint.

    Args:
        started: told the id of its process, and so of the group of those of its functions.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "GATEWAY_PORT": str(port)}
    environment = clean_environment(**settings, MINISTACK_REGION=REGION, AWS_DEFAULT_REGION=REGION)
    with tempfile.TemporaryDirectory() as folder, LOG.open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - a fixed command
            [str(find(".venv-aws", "ministack"))],
            cwd=folder,
            env={**environment, "TMPDIR": folder},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        started(process.pid)
        try:
            _until("ministack answers", START_SECONDS, lambda: _answers(port))
            yield f"http://127.0.0.1:{port}"
        finally:
            # Its functions run in processes of the same group.
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def deploy(
    endpoint_url: str, release: str, build: Path = BUILD, *more: str, stack_name: str = STACK_NAME
) -> None:
    """`sam deploy`, as anybody would, but for the endpoint and some parameters; an empty release is none."""
    sam = find(".venv-sam", "sam")
    if not (build / "template.yaml").exists():
        raise ToolError("nothing has been built yet: sam build")
    environment = clean_environment(**CREDENTIALS, AWS_ENDPOINT_URL=endpoint_url, SAM_CLI_TELEMETRY="0")
    options = ["--region", REGION, "--no-confirm-changeset", "--no-progressbar"]
    options += [
        "--template-file",
        str(build / "template.yaml"),
        "--config-file",
        str(ROOT / "samconfig.toml"),
    ]
    options += ["--stack-name", stack_name, "--s3-prefix", stack_name]
    parameters = [*PARAMETERS, *([f"Release={release}"] if release else []), *more]
    run(sam, "deploy", *options, "--parameter-overrides", *parameters, environment=environment, log=LOG)


def check_seeds(deployed: Deployment) -> str:
    """Drop every sample document; outcomes and clusters must be those of the same code without AWS."""
    files = {path.name: path.read_bytes() for path in sorted(SEEDS.glob("*.*"))}
    for key, data in files.items():
        deployed.put(key, data)
    settled = {Status.INDEXED, Status.REJECTED}
    _until(
        "every seed has an outcome", WORK_SECONDS, lambda: all(deployed.status(k) in settled for k in files)
    )
    articles = {}
    for key, data in files.items():
        drafts = [result for result in extract_bounded(data) if result.draft is not None]
        indexed = [one for one in deployed.desk.article_outcomes(key) if one.status is Status.INDEXED]
        if len(drafts) != len(indexed):
            raise DeploymentError(f"{key}: {len(indexed)} articles, not {len(drafts)}")
        articles.update({one.article_id: deployed.desk.article(one.article_id) for one in indexed})
    found = check_clusters(deployed, articles)
    published = _published(deployed, {ArticleIndexed: set(articles), CopyFound: _copies(found)})
    for queue in ("ExtractDeadLetterQueueUrl", "DedupeDeadLetterQueueUrl", "PublishDeadLetterQueueUrl"):
        if deployed.waiting(queue):
            raise DeploymentError(f"messages in {queue}")
    shared = sum(len(one) > 1 for one in found)
    return f"{len(files)} files, {len(articles)} articles, {shared} clusters of copies, {published} events"


def check_clusters(deployed: Deployment, articles: Mapping[str, Article]) -> set[frozenset[str]]:
    """The clusters of these articles, which must be those of the same code without AWS."""
    found = _partition((name, deployed.desk.cluster_id(name)) for name in articles)
    collection = Collection(
        GroupArticle(
            id=name,
            text=one.text,
            title=one.title,
            publisher=one.publisher.label if one.publisher else None,
            url=one.url,
            published=one.published_at,
            language=one.language,
        )
        for name, one in articles.items()
    )
    grouped = collection.group(Boilerplate())
    if found != (expected := _partition((one.id, one.cluster_id) for one in grouped)):
        raise DeploymentError(f"clusters {found}, not {expected}")
    return found


def _copies(clusters: set[frozenset[str]]) -> set[str]:
    return set().union(*(one for one in clusters if len(one) > 1))


def _published(deployed: Deployment, expected: dict[type[Event], set[str]]) -> int:
    """Wait until the bus has these events of these articles; how many events there were."""
    heard: list[Event] = []

    def all_heard() -> bool:
        heard.extend(deployed.events.take())
        named = {kind: {one.article_id for one in heard if isinstance(one, kind)} for kind in expected}  # type: ignore[attr-defined]
        return named == expected

    _until("the bus has an event of every article and copy", WORK_SECONDS, all_heard)
    return len(heard)


def check_dead_letters(deployed: Deployment) -> str:
    """Poison both queues; both messages end as dead letters, and one comes good when it is redriven."""
    (record,) = json.loads(INDEX_SAMPLE.read_text(encoding="utf-8"))["Records"]
    sample = ArticleMessage.model_validate_json(record["body"])
    bucket, key = deployed.desk.names.inbox_bucket, "poisoned.txt"
    name, place = article_id(bucket, key), f"messages/{key}"
    assert sample.article is not None  # noqa: S101 - it is the sample of an article
    article = sample.article.model_copy(update={"article_id": name})
    claim = deployed.outcomes.claim(bucket, key, Status.PENDING)
    # Its article lies in the overflow bucket, and is not there yet.
    message = sample.model_copy(
        update={
            "bucket": bucket,
            "key": key,
            "generation": claim.generation,
            "article_id": name,
            "article": None,
            "article_at": f"s3://{deployed.desk.names.overflow_bucket}/{place}",
        }
    )
    queues = {"Extract": '{"not": "a storage event"}', "Dedupe": message.model_dump_json()}
    deployed.hasten()
    for title, body in queues.items():
        deployed.sqs.send_message(QueueUrl=deployed.outputs[f"{title}QueueUrl"], MessageBody=body)
    for title in queues:
        dead = f"{title}DeadLetterQueueUrl"
        _until(f"the message is in {dead}", WORK_SECONDS, partial(_has_one, deployed, dead))
    if (status := deployed.status(key)) is not Status.FAILED:
        raise DeploymentError(f"the message of {key} is a dead letter, and its outcome is {status}")
    deployed.s3.put_object(
        Bucket=deployed.desk.names.overflow_bucket, Key=place, Body=article.model_dump_json().encode()
    )
    deployed.redrive("Dedupe")
    _until("the redriven message is indexed", WORK_SECONDS, lambda: deployed.status(key) is Status.INDEXED)
    if deployed.desk.article(name).title != article.title or deployed.waiting("DedupeDeadLetterQueueUrl"):
        raise DeploymentError("the redriven message is still there, or its article is another")
    return "both poisoned messages parked, one outcome failed, redriven and indexed"


def check_bad_release(deployed: Deployment, endpoint_url: str) -> str:
    """Deploy a build that cannot be imported, and go back to the one before."""
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build"
        rehearsals.plant(BUILD, build)

        def deploy_bad() -> None:
            deploy(endpoint_url, "bad", build)
            deployed.repair_mappings()

        deployed.hasten(rehearsals.VISIBILITY_SECONDS)
        return rehearsals.bad_release(deployed, deploy_bad, until_done)


def _has_one(deployed: Deployment, queue: str) -> bool:
    return deployed.waiting(queue) == 1


def main() -> int:
    """Deploy and check; the exit status."""
    LOG.parent.mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with emulator() as endpoint_url:
            told("sam deploy", lambda: deploy(endpoint_url, "good"))
            deployed = Deployment(endpoint_url)
            told("seeds", lambda: check_seeds(deployed))
            told("dead letters", lambda: check_dead_letters(deployed))
            told("a bad release", lambda: check_bad_release(deployed, endpoint_url))
            deployed.hasten()
            told("intake", lambda: rehearsals.intake(deployed, until_done))
            old = backfills.put_objects(OLD_OBJECTS)
            told("a backfill", lambda: backfills.backfill(deployed, old, until_done))
    except (ToolError, DeploymentError) as error:
        return fail(error, LOG)
    return 0


def _partition(homes: Any) -> set[frozenset[str]]:
    clusters: dict[str, set[str]] = {}
    for name, home in homes:
        clusters.setdefault(home, set()).add(name)
    return {frozenset(one) for one in clusters.values()}


def told(name: str, work: Callable[[], str | None]) -> None:
    """Do a step, and print what it came to and how long it took."""
    began = time.monotonic()
    result = work() or "ok"
    print(f"{name}: {result} ({time.monotonic() - began:.1f} s)", flush=True)


def _until(what: str, seconds: float, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise DeploymentError(f"after {seconds:.0f} s it is still not so that {what}")
        time.sleep(POLL_SECONDS)


def until_done(what: str, holds: Callable[[], bool]) -> None:
    """Wait for what a small machine takes minutes for, or raise DeploymentError."""
    _until(what, WORK_SECONDS, holds)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    sys.exit(main())
