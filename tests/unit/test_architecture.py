"""The pictures of docs/architecture.md are what template.yaml and the imports of the code say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from local import template

ROOT = template.ROOT
PACKAGE = ROOT / "shared" / "copydesk"
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
REGION = "eu-west-1"

Edge = tuple[str, str]

# What the picture of the running system shows.
SHOWN = (
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::DynamoDB::Table",
    "AWS::Lambda::Function",
    "AWS::Events::EventBus",
)


def picture(number: int) -> set[Edge]:
    """The arrows of a picture."""
    lines = re.findall(r"```mermaid\n(.*?)```", PAGE, re.DOTALL)[number].splitlines()[1:]
    chains = [re.split(r" -+\.?-*> ", line.strip()) for line in lines]
    return {(one, other) for chain in chains for one, other in pairwise(chain)}


def room_of(path: Path) -> str:
    """The room of a file or folder of the package."""
    first = path.relative_to(PACKAGE).parts[0]
    if first in {"api.py", "__init__.py"}:
        return "api"
    return first if (PACKAGE / first).is_dir() else "records"


def imports() -> Iterator[tuple[str, str, str]]:
    """Who imports whom among the rooms, and the file that does."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                parts = name.split(".")
                if parts[0] != "copydesk" or len(parts) == 1 or path == PACKAGE / "__init__.py":
                    continue
                folder = PACKAGE / parts[1]
                room = room_of(folder if folder.is_dir() else folder.with_suffix(".py"))
                if room != room_of(path):
                    yield room_of(path), room, str(path.relative_to(PACKAGE))


def reached(edges: set[Edge], start: str) -> set[str]:
    """Where arrows lead from a place, one after the other."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for one, other in edges:
            if one == here and other not in found:
                found.add(other)
                waiting.append(other)
    return found


def test_imports_go_the_way_of_the_arrows() -> None:
    edges = picture(1)
    against = [
        f"{file} imports {other}" for one, other, file in imports() if other not in reached(edges, one)
    ]
    assert against == []


def test_every_arrow_between_rooms_is_an_import_and_none_leads_back() -> None:
    edges = picture(1)
    assert edges - {(one, other) for one, other, _ in imports()} == set()
    assert [room for room, _ in edges if room in reached(edges, room)] == []


def test_every_room_is_in_the_picture_and_has_its_sentence() -> None:
    rooms = {
        room_of(path)
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert {room for edge in picture(1) for room in edge} == rooms
    rows = re.findall(r"^\| (`.*?`) \|", PAGE, re.MULTILINE)
    described = {
        name.removeprefix("shared/copydesk/") for row in rows for name in re.findall(r"`(.*?)`", row)
    }
    assert rooms - {"records", "api"} <= described
    folders = {
        path.name for path in ROOT.iterdir() if any(path.glob("*.*")) and not path.name.startswith((".", "_"))
    }
    assert folders - {"shared", "docs", "dist", "build"} <= described


def test_what_runs_is_what_the_template_says() -> None:
    resources = template.translate(template.load(), REGION)["Resources"]
    shown = {name for name, one in resources.items() if one["Type"] in SHOWN}
    edges = picture(0)
    assert {name for edge in edges for name in edge} == shown
    mappings, roles = (
        of_type(resources, "AWS::Lambda::EventSourceMapping"),
        of_type(resources, "AWS::IAM::Role"),
    )
    known: dict[str, set[str]] = {}
    for name in shown:
        known[name] = template.references(resources[name]["Properties"])
        known[name] |= {other for one in mappings.values() if name in one for other in one}
        known[name] |= {other for role, touched in roles.items() if role in known[name] for other in touched}
    assert [edge for edge in edges if edge[1] not in known[edge[0]] and edge[0] not in known[edge[1]]] == []


def test_the_layer_goes_without_the_rooms_and_libraries_that_no_function_needs() -> None:
    (named,) = re.findall(r"foreach room,([a-z ]+),", (ROOT / "shared" / "Makefile").read_text("utf-8"))
    edges = picture(1)
    rooms = {room for edge in edges for room in edge}
    assert set(named.split()) == rooms - reached(edges, "pipeline") - {"api", "client", "pipeline"}
    locked = (ROOT / "shared" / "requirements.txt").read_text("utf-8")
    assert not re.search(r"^(mcp|pyarrow|jinja2|typer)==", locked, re.MULTILINE)
    assert re.search(r"^pydantic==", locked, re.MULTILINE)


def of_type(resources: dict[str, Any], kind: str) -> dict[str, set[str]]:
    """What each resource of a kind names."""
    return {
        name: template.references(one["Properties"]) for name, one in resources.items() if one["Type"] == kind
    }
