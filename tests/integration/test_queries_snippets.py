"""The snippets of docs/queries.md run, and each language answers every question alike.

Those of the AWS CLI, JavaScript and Go are skipped, saying so, where the tool is missing: `make query-tools`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from moto import mock_aws
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords
from moto.server import ThreadedMotoServer

from copydesk.article import article_id
from copydesk.cluster import Link, Match, Relation
from copydesk.clustering.records import ArticleRef, singleton_id
from copydesk.clustering.store import PutLink
from copydesk.facets import Facet, facet_key
from copydesk.storage.listings import LAG_SECONDS
from copydesk.storage.outcomes import utc_now
from copydesk.storage.schema import ITEM_KINDS
from local.template import ROOT
from local.up import HELP
from testing.tables import client, cluster_store
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of
from tests.thorough import only_thorough

DOCUMENT = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
PREAMBLE = "Before you begin"
NODE_MODULES = ROOT / ".cache" / "javascript" / "node_modules"
AWS_CLI = ROOT / ".venv-awscli" / "bin"
GO_PATH = Path("/usr/share/gocode")  # where Debian puts the source of Go libraries
SECONDS = 240
# The SDK for Go closes a connection that it still reads, now and then (aws-sdk-go-v2, issues 1825 and 2737).
CLOSED_EARLY = "use of closed network connection"
TRIES = 5
BASH = "/bin/bash"

# Values as people write them, where `Stack.environment` has them folded, for snippets that do not fold.
SPELLED = {
    "PUBLISHER": "The SKERRY Dispatch",
    "SOURCE": "Associated Press",
    "URL": "https://www.courier.example/c/?utm_source=mail",
}
FOLDING: dict[str, dict[str, str]] = json.loads((ROOT / "docs" / "folding.json").read_text(encoding="utf-8"))


class Stack(NamedTuple):
    environment: dict[str, str]
    answers: dict[str, list[list[str]]]  # words of each line, by question
    alone: tuple[str, str]  # a cluster of one, and its article
    undated: str  # the cluster of an article without a date


def blocks(language: str) -> dict[str, str]:
    """The snippet of each question in one language."""
    found = {}
    for section in re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)[1:]:
        title = section.partition("\n")[0]
        code = re.findall(rf"^```{language}\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL)
        assert len(code) <= 1
        if code:
            found[title] = code[0]
    return found


def document(number: int, day: str, publisher: str, source: str | None = None, **fields: Any) -> str:
    text = text_of(number) + (f"\n\nThe original source of this article is {source}." if source else "")
    return json.dumps(
        {"title": f"Story {number}", "text": text, "published_at": day, "publisher": publisher, **fields}
    )


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        pipeline = Pipeline(patch)
        # What is ingested now would be seen after a lag.
        lag = timedelta(seconds=LAG_SECONDS + 1)
        patch.setattr(pipeline.dedupe.stage._listings, "_clock", lambda: utc_now() - lag)
        dispatch = "The Skerry Dispatch"
        written = {
            "a": document(1, "2024-05-06T09:00:00+03:00", dispatch),  # before b, though not as text
            "b": document(1, "2024-05-06T08:30:00Z", "Café Courier", dispatch),
            "c": document(2, "2024-05-07", dispatch, url="https://www.courier.example/c/", topics=["Ports"]),
            "d": document(3, "2024-05-06T08:00:00Z", "Lantern Commons", "AP", topics=["Ports"]),
            "e": document(4, "2024-06-01", dispatch),
            "f": document(5, "", "Lantern Commons"),
        }
        for name, body in written.items():
            pipeline.run(pipeline.put(f"{name}.json", body))
        pipeline.run(pipeline.put("empty.json", b""), pipeline.put("short.txt", "Too short."))
        ids = {name: article_id(INBOX, f"{name}.json") for name in written}
        singles = {name: singleton_id(ArticleRef(ids[name], 1)) for name in written}
        joined = min(singles["a"], singles["b"])
        matches = [[name, "identical"] for name in sorted([ids["a"], ids["b"]])]
        answers = {
            "What became of an object?": [["indexed"]],
            "An article by its id": [["Story", "1"]],
            "An article by its address": [[ids["c"]]],
            "A cluster with every copy": matches,
            "The feed of a day": [[singles["d"], "1"], [joined, "2"]],
            "The feed of some days": [[singles["c"], "1", "1"], [singles["d"], "1", "1"], [joined, "2", "1"]],
            "What is new since last time?": [[ids[name]] for name in "abcdef"],
            "Articles by a facet in a range of dates": [[ids["c"]], [ids["a"]]],
            "Articles by two facets": [[ids["c"]]],
            "How many by day?": [["2024-05-06", "1"], ["2024-05-07", "1"]],
            "Page by page": [[ids[name]] for name in "eca"],
            "Who republished whom?": [[ids["d"], "Lantern", "Commons"]],
            "Whom does a publisher credit, and who credits it?": [
                ["credits", "-", "2"],
                ["credited", "by", "Café", "Courier", "1"],
            ],
            "Who carries whom?": [["carries", ids["d"]]],
            "What was rejected?": [["empty.json"]],
        }
        link(pipeline, ids["a"], ids["d"])
        create_outputs(pipeline)
        server = ThreadedMotoServer(port=0)
        server.start()
        host, port = server.get_host_and_port()
        environment = {
            "PATH": f"{AWS_CLI}:{os.environ['PATH']}",
            "HOME": str(ROOT / ".cache"),
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "test"),
            **dict.fromkeys(("AWS_DEFAULT_REGION", "AWS_REGION"), "eu-west-1"),
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_PAGER": "",
            "KEY": "a.json",
            "ARTICLE_ID": ids["a"],
            "CLUSTER_ID": max(singles["a"], singles["b"]),  # merged into the other
            "URL": "courier.example/c",
            "DAY": "2024-05-06",
            "CURSOR": "",
            "PUBLISHER": "skerry dispatch",
            "START": "2024-05",
            "END": "2024-05-07",
            "SOURCE": "ap",
            "TOPIC": "ports",
            "TODAY": datetime.now(UTC).date().isoformat(),
            "REASON": "empty",
        }
        yield Stack(environment, answers, (singles["d"], ids["d"]), singles["f"])
        server.stop()


def link(pipeline: Pipeline, round_up: str, story: str) -> None:
    """As if the texts of two articles were a round-up and a story in it."""
    match = Match(
        article_id=story,
        relation=Relation.CARRIES,
        shared_shingles=100,
        total_shingles=400,
        jaccard=0.25,
        containment=0.25,
        containment_of_other=1.0,
        method="shingle_containment",
        algorithm="bottom-k-containment/3",
        threshold=0.45,
    )
    one = Link(article_id=round_up, generation=1, match=match, match_generation=1)
    cluster_store(pipeline.dynamodb, pipeline.tables).commit([PutLink(one), PutLink(one.mirrored())])


def create_outputs(pipeline: Pipeline) -> None:
    """A stack whose outputs are these tables, as CloudFormation would describe the deployed one."""
    names = pipeline.desk.names.model_dump()
    outputs = {
        "".join(word.capitalize() for word in name.split("_")) + "Name": {"Value": value}
        for name, value in names.items()
    }
    template = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}, "Outputs": outputs}
    client("cloudformation").create_stack(StackName="copydesk", TemplateBody=json.dumps(template))


def run(stack: Stack, command: list[str], **environment: str) -> dict[str, list[list[str]]]:
    """The words of every line that a program prints after the name of each question."""
    for _ in range(TRIES):
        done = subprocess.run(
            command,
            env=stack.environment | environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if CLOSED_EARLY not in done.stderr:
            break
    assert done.returncode == 0, done.stderr
    found: dict[str, list[list[str]]] = {}
    for line in done.stdout.splitlines():
        if line.startswith("## "):
            found[line[3:]] = lines = []
        elif line.strip():
            lines.append(line.split())
    return found


def without_stack_lookup(stack: Stack) -> dict[str, str]:
    answer = client("cloudformation").describe_stacks(StackName="copydesk")["Stacks"][0]["Outputs"]
    names = {one["OutputKey"].removesuffix("Name"): one["OutputValue"] for one in answer}
    return {
        "COPYDESK_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper(): value
        for name, value in names.items()
    }


def test_every_question_is_answered_in_every_language(stack: Stack) -> None:
    for language in ("python", "sh", "js", "go"):
        missing = stack.answers.keys() - blocks(language).keys()
        assert missing <= ({"Page by page"} if language == "go" else set())
        assert PREAMBLE in blocks(language)


def test_python(stack: Stack) -> None:
    snippets = blocks("python")
    code = snippets.pop(PREAMBLE)
    for title, snippet in snippets.items():
        code += f"print('## {title}')\n{snippet}"
    assert run(stack, [sys.executable, "-W", "error", "-c", code], **SPELLED) == stack.answers


def test_the_feed_of_the_readme(stack: Stack, tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)
    assert code.count("\n") <= 25
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(
        [*command, "2024-05-06"],
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    assert done.stdout.splitlines() == (
        [
            "Story 3 (1)",
            "    2024-05-06T08:00:00Z  Lantern Commons, credits AP",
            "Story 1 (2)",
            "    2024-05-06T09:00:00+03:00  The Skerry Dispatch",
            "    2024-05-06T08:30:00Z  Café Courier: identical to The Skerry Dispatch, 100% shared, "
            "credits The Skerry Dispatch",
        ]
    )
    assert run(stack, command) == {}  # today: nothing


@only_thorough
def test_the_aws_cli(stack: Stack) -> None:
    if not shutil.which("aws", path=stack.environment["PATH"]):
        pytest.skip("there is no AWS CLI: make query-tools")
    snippets = blocks("sh")
    code = "set -euo pipefail\n" + snippets.pop(PREAMBLE)
    for title, snippet in snippets.items():
        code += f"echo '## {title}'\n{snippet}"
    assert run(stack, [BASH, "-c", code]) == stack.answers


def test_what_make_local_prints_receives_events(stack: Stack) -> None:
    if not shutil.which("aws", path=stack.environment["PATH"]):
        pytest.skip("there is no AWS CLI: make query-tools")
    url = client("sqs").create_queue(QueueName="events")["QueueUrl"]
    client("sqs").send_message(QueueUrl=url, MessageBody="an event")
    (line,) = re.findall(r"\[green\](aws sqs .*?)\[/\]", HELP, re.DOTALL)
    command = line.replace("{events}", url) + " --query Messages[].Body"
    done = subprocess.run(
        [BASH, "-c", command], env=stack.environment, capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout or "null") == ["an event"], done.stderr


@pytest.mark.parametrize("language", ["python", "sh", "js"])
def test_a_cluster_of_one(stack: Stack, language: str, tmp_path: Path) -> None:
    title = "A cluster with every copy"
    snippet = blocks(language)[title]
    variables = {**without_stack_lookup(stack), "CLUSTER_ID": stack.alone[0]}
    if language == "sh":
        if not shutil.which("aws", path=stack.environment["PATH"]):
            pytest.skip("there is no AWS CLI: make query-tools")
        command = [BASH, "-c", f"echo '## {title}'\n{snippet}"]
    elif language == "js":
        command = node(f"{blocks('js')[PREAMBLE]}console.log('## {title}');\n{snippet}", tmp_path)
    else:
        command = [sys.executable, "-c", f"{blocks('python')[PREAMBLE]}print('## {title}')\n{snippet}"]
    assert run(stack, command, **variables) == {title: [[stack.alone[1], "-"]]}


def test_javascript(stack: Stack, tmp_path: Path) -> None:
    snippets = blocks("js")
    code = snippets.pop(PREAMBLE)
    for title, snippet in snippets.items():
        code += f"console.log('## {title}');\n{{\n{snippet}}}\n"
    answers = run(stack, node(code, tmp_path), **without_stack_lookup(stack), **SPELLED)
    assert answers == stack.answers


def test_javascript_folds_as_the_schema_says(stack: Stack, tmp_path: Path) -> None:
    long = [f"{'Œuvre ' * 99}{number}" for number in (1, 2)]
    expected = [
        (facet, value, folded) for facet, values in FOLDING.items() for value, folded in values.items()
    ]
    expected += [
        (facet, value, facet_key(Facet(facet), value)) for facet in ("author", "url") for value in long
    ]
    code = f"for (const one of {json.dumps(expected)}) console.log(JSON.stringify(fold(...one)));\n"
    command = node(blocks("js")[PREAMBLE] + code, tmp_path)
    done = subprocess.run(command, env=stack.environment, capture_output=True, text=True, check=True)
    assert [json.loads(line) for line in done.stdout.splitlines()] == [folded for *_, folded in expected]


@pytest.mark.parametrize("language", ["python", "js"])
def test_the_feed_of_what_is_undated(stack: Stack, language: str, tmp_path: Path) -> None:
    title = "The feed of a day"
    snippet = blocks(language)[title]
    if language == "js":
        command = node(f"{blocks('js')[PREAMBLE]}console.log('## {title}');\n{snippet}", tmp_path)
    else:
        command = [sys.executable, "-c", f"{blocks('python')[PREAMBLE]}print('## {title}')\n{snippet}"]
    answers = run(stack, command, **without_stack_lookup(stack), DAY="undated")
    assert answers == {title: [[stack.undated, "1"]]}


def test_names_that_dynamodb_reserves_are_said() -> None:
    said = re.search(r"that DynamoDB reserves need .*?: (`bucket`.*?)\. \*\*Numbers", DOCUMENT, re.DOTALL)
    assert said is not None
    reserved = {one.lower() for one in ReservedKeywords.get_reserved_keywords()}
    named = {name for kind in ITEM_KINDS if not kind.private for name in kind.model.model_fields}
    assert re.findall(r"`(\w+)`", said[1]) == sorted(named & reserved)


def test_javascript_goes_on_from_a_cursor(stack: Stack, tmp_path: Path) -> None:
    snippets = blocks("js")
    title = "What is new since last time?"
    code = f"{snippets[PREAMBLE]}console.log('## {title}');\n{snippets[title]}console.log(cursor);\n"
    variables = without_stack_lookup(stack)
    *found, (cursor,) = run(stack, node(code, tmp_path), **variables)[title]
    assert found == stack.answers[title]
    assert run(stack, node(code, tmp_path), **variables, CURSOR=cursor)[title] == [[cursor]]


def node(code: str, folder: Path) -> list[str]:
    program = shutil.which("node")
    if program is None or not NODE_MODULES.is_dir():
        pytest.skip("there is no Node.js, or no AWS SDK for it: make query-tools")
    (folder / "node_modules").unlink(missing_ok=True)
    (folder / "node_modules").symlink_to(NODE_MODULES)
    shutil.copy(ROOT / "docs" / "schema" / "agencies.json", folder)
    (folder / "queries.mjs").write_text(code, encoding="utf-8")
    return [program, str(folder / "queries.mjs")]


@only_thorough
def test_go(stack: Stack, tmp_path: Path) -> None:
    go = shutil.which("go")
    if go is None or not (GO_PATH / "src/github.com/aws/aws-sdk-go-v2").is_dir():
        pytest.skip("there is no Go with Debian's golang-github-aws-aws-sdk-go-v2-dev")
    snippets = blocks("go")
    # Debian's SDK is older than AWS_ENDPOINT_URL.
    endpoint = 'dynamodb.EndpointResolverFromURL(os.Getenv("AWS_ENDPOINT_URL"))'
    local = f"dynamodb.NewFromConfig(cfg, dynamodb.WithEndpointResolver({endpoint}))"
    code = snippets.pop(PREAMBLE).replace("dynamodb.NewFromConfig(cfg)", local) + "func main() {\n"
    for title, snippet in snippets.items():
        code += f'fmt.Println("## {title}")\n{{\n{snippet}}}\n'
    (tmp_path / "queries.go").write_text(code + "}\n", encoding="utf-8")
    variables = {
        "GO111MODULE": "off",
        "GOPATH": str(GO_PATH),
        "GOCACHE": str(ROOT / ".cache" / "go"),
        "GOFLAGS": "",
    }
    program = str(tmp_path / "queries")
    source = ["-o", program, f"{program}.go"]
    environment = stack.environment | variables
    subprocess.run([go, "build", *source], env=environment, check=True, timeout=SECONDS)
    answers = run(stack, [program], **without_stack_lookup(stack))
    answers["A cluster with every copy"].reverse()  # newest first, like everything there
    assert answers == {title: answer for title, answer in stack.answers.items() if title in snippets}
    alone = run(stack, [program], **without_stack_lookup(stack), CLUSTER_ID=stack.alone[0])
    assert alone["A cluster with every copy"] == [[stack.alone[1], "-"]]
