"""docs/schema.md, docs/schema/*.json and the tables of docs/export.md: `make schema`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from copydesk.article import Article
from copydesk.cluster import Cluster
from copydesk.events import EVENTS
from copydesk.export.tables import TABLES as TABLES_OF_EXPORT
from copydesk.export.tables import described
from copydesk.facets import LETTERS, Facet, agency_keys
from copydesk.outcome import ArticleOutcome, ObjectOutcome
from copydesk.storage.keys import SHARDS
from copydesk.storage.listings import LAG_SECONDS, SHARDED_FACETS
from copydesk.storage.schema import ITEM_KINDS, ItemKind
from copydesk.summary import ArticleSummary, FeedEntry, Ingested
from local.schema_examples import Fields, examples
from local.schema_texts import BEARS, BEGINNING, RARE, TABLES
from local.template import ROOT, load

DOCUMENT = ROOT / "docs" / "schema.md"
FOLDER = ROOT / "docs" / "schema"
EXPORT = ROOT / "docs" / "export.md"  # whose end it is

# What `Desk` returns and `copydesk query --json` prints.
ANSWERS: tuple[type[BaseModel], ...] = (
    Article,
    Cluster,
    FeedEntry,
    ArticleSummary,
    Ingested,
    ObjectOutcome,
    ArticleOutcome,
)

# DynamoDB's letters for JSON Schema's types.
LETTER = {"string": "S", "integer": "N", "number": "N", "boolean": "BOOL", "array": "L", "object": "M"}

# Characters of an example in a table.
EXAMPLE_WIDTH = 70

Schema = dict[str, Any]


def generated(items: dict[str, list[Fields]]) -> dict[Path, str]:
    """Every generated file and what it has to say, from items by the name of their kind."""
    files = {
        FOLDER / f"{kind.name}.json": _text(_schema(kind.model)) for kind in ITEM_KINDS if not kind.private
    }
    files |= {FOLDER / "answers" / f"{model.__name__}.json": _text(_schema(model)) for model in ANSWERS}
    files |= {FOLDER / "events" / f"{model.__name__}.json": _text(_schema(model)) for model in EVENTS}
    files[FOLDER / "agencies.json"] = _text(_agencies())
    written, _, _ = EXPORT.read_text("utf-8").partition(f"### {TABLES_OF_EXPORT[0].name}")
    files[EXPORT] = written + described().rstrip() + "\n"
    return {DOCUMENT: "\n".join(_document(items)) + "\n", **files}


def stale(wanted: dict[Path, str]) -> list[Path]:
    """Files that are not what they would be if they were generated now, or that nothing generates."""
    there = {DOCUMENT, *FOLDER.rglob("*.json")}
    changed = [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]
    return sorted({*changed, *(there - wanted.keys())})


def _schema(model: type[BaseModel]) -> Schema:
    """The JSON Schema of a model as a contract: attributes may be added, so none is refused."""
    schema = model.model_json_schema()
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("additionalProperties", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _text(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _document(items: dict[str, list[Fields]]) -> Iterator[str]:
    yield BEGINNING
    resources = load()["Resources"]
    others = _by_attribute(items)
    for logical, (title, about) in TABLES.items():
        properties = resources[logical]["Properties"]
        yield f"\n## {title}\n\n{about}\n"
        yield from _keys(properties)
        for kind in ITEM_KINDS:
            if kind.table == logical:
                yield from _kind(kind, _richest_first(items[kind.name]), others)
    yield "\n## Maps\n\nWhat attributes of type M hold, and the lists of them.\n"
    for name, (schema, values) in sorted(_maps(items).items()):
        yield f"\n### {name}\n\n{_sentence(schema)}\n"
        yield from _rows(schema, values, others, {}, "")
    yield "\n" + BEARS.format(shards=SHARDS, total=1000 * SHARDS, lag=f"{LAG_SECONDS:.0f}")
    yield from _folding()


def _keys(properties: Schema) -> Iterator[str]:
    yield f"- Key: {_key_schema(properties)}"
    for index in properties.get("GlobalSecondaryIndexes", []):
        projection = index["Projection"]
        all_or_none = "the keys alone" if projection["ProjectionType"] == "KEYS_ONLY" else "every attribute"
        shown = ", ".join(f"`{name}`" for name in projection.get("NonKeyAttributes", [])) or all_or_none
        yield f"- Index `{index['IndexName']}`: {_key_schema(index)}; holds {shown}; eventually consistent"
    if "TimeToLiveSpecification" in properties:
        yield f"- Time to live: `{properties['TimeToLiveSpecification']['AttributeName']}`"


def _key_schema(holder: Schema) -> str:
    partition, sort = (key["AttributeName"] for key in holder["KeySchema"])
    return f"`{partition}` (partition), `{sort}` (sort)"


def _kind(kind: ItemKind, items: list[Fields], others: Fields) -> Iterator[str]:
    schema = kind.model.model_json_schema()
    file = (
        "private: may change without notice"
        if kind.private
        else f"[schema/{kind.name}.json](schema/{kind.name}.json)"
    )
    yield f"\n### {kind.name}\n\n{_sentence(schema)} {file}\n"
    yield from _rows(schema, items, others, kind.writers, kind.writer)


def _rows(
    schema: Schema, items: list[Fields], others: Fields, writers: dict[str, str], writer: str
) -> Iterator[str]:
    written = " written by |" if writer else ""
    yield f"| attribute | type | meaning | example |{written}"
    yield "|---|---|---|---|" + ("---|" if writer else "")
    required = set(schema.get("required", []))
    for name, field in schema["properties"].items():
        value = next((item[name] for item in items if item.get(name) not in (None, [], {})), others.get(name))
        meaning = field.get("description", "") + _choices(field, schema)
        optional = "" if name in required else "?"
        by = f" {writers.get(name, writer)} |" if writer else ""
        yield f"| `{name}`{optional} | {_type(field, schema)} | {meaning} | {_example(value)} |{by}"


def _by_attribute(items: dict[str, list[Fields]]) -> Fields:
    """A value of each attribute from wherever there is one, for kinds of items that bear it without one."""
    found: Fields = {}
    for kind in ITEM_KINDS:
        for item in _richest_first(items[kind.name]):
            for name, value in item.items():
                if value not in (None, [], {}):
                    found.setdefault(name, value)
    return found | RARE  # whose names may mean another thing elsewhere


def _type(field: Schema, schema: Schema) -> str:
    options = [one for one in field.get("anyOf", [field]) if one.get("type") != "null"]
    (option,) = options
    if "$ref" in option:
        name = option["$ref"].rpartition("/")[2]
        target = schema["$defs"][name]
        return f"M [{name}](#{name.lower()})" if target.get("type") == "object" else LETTER[target["type"]]
    if option.get("format") == "binary":
        return "B"
    if option.get("uniqueItems"):
        return "SS"
    kind = option.get("type") or {str: "string", int: "integer", bool: "boolean"}[type(option.get("const"))]
    inner = option.get("items", option.get("additionalProperties"))
    if isinstance(inner, dict):
        return f"{LETTER[kind]} of {_type(inner, schema)}"
    return LETTER[kind]


def _choices(field: Schema, schema: Schema) -> str:
    for option in (field, *field.get("anyOf", [])):
        target = schema["$defs"][option["$ref"].rpartition("/")[2]] if "$ref" in option else option
        if "enum" in target:
            return ": " + ", ".join(f"`{value}`" for value in target["enum"])
    return ""


def _example(value: object) -> str:
    if value is None:
        return ""
    text = value.hex() if isinstance(value, bytes) else value if isinstance(value, str) else _json(value)
    text = " ".join(text.split())
    shown = text if len(text) <= EXAMPLE_WIDTH else text[: EXAMPLE_WIDTH - 1] + "…"
    return "`" + shown.replace("|", "\\|").replace("`", "'") + "`"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda inner: inner.hex())


def _sentence(schema: Schema) -> str:
    return str(schema.get("description", "")).partition("\n")[0]


def _maps(items: dict[str, list[Fields]]) -> dict[str, tuple[Schema, list[Fields]]]:
    """The models inside the items, by name, with all values of each."""
    found: dict[str, tuple[Schema, list[Fields]]] = {}
    for kind in ITEM_KINDS:
        schema = kind.model.model_json_schema()
        definitions = schema.get("$defs", {})
        for name, definition in definitions.items():
            if definition.get("type") == "object":
                found.setdefault(name, ({**definition, "$defs": definitions}, []))
        for item in items[kind.name]:
            for name, value in _inner(schema, item, definitions):
                found[name][1].append(value)
    return {name: (schema, _richest_first(values)) for name, (schema, values) in found.items()}


def _inner(schema: Schema, fields: Fields, definitions: Schema) -> Iterator[tuple[str, Fields]]:
    for attribute, field in schema["properties"].items():
        value = fields.get(attribute)
        for name in _references(field):
            if definitions[name].get("type") != "object" or value is None:
                continue
            values: Iterable[Any] = value if isinstance(value, list) else [value]
            if isinstance(value, dict) and "additionalProperties" in field:
                values = value.values()
            for one in values:
                yield name, one
                yield from _inner(definitions[name], one, definitions)


def _references(field: Schema) -> list[str]:
    options = field.get("anyOf", [field])
    nested = [one.get("items") or one.get("additionalProperties") for one in options]
    parts = [*options, *(one for one in nested if isinstance(one, dict))]
    return [part["$ref"].rpartition("/")[2] for part in parts if "$ref" in part]


def _richest_first(items: list[Fields]) -> list[Fields]:
    return sorted(items, key=lambda item: -sum(value not in (None, [], {}) for value in item.values()))


def _folding() -> Iterator[str]:
    letters = ", ".join(f"{letter} → {plain}" for letter, plain in LETTERS.items())
    yield "\n## How values are folded\n"
    yield (
        "A listing is named by its facet and the folded value: "
        + ", ".join(f"`{one}`" for one in Facet)
        + "."
    )
    yield f"Of {', '.join(sorted(SHARDED_FACETS))}, a shard follows: `language#en#0` to `#{SHARDS - 1}`.\n"
    yield "1. Unicode NFKD; lower case; combining marks U+0300 to U+036F away."
    yield f"2. {letters}; NFKC; runs of white space to one space; no leading `www.`."
    yield "3. `publisher`, `credit`: no leading `the `. `language`: what stands before the first `-` or `_`."
    yield "4. `publisher`, `credit`: a news agency that has a name in the table below by its first; for programs, the"
    yield "   table is [schema/agencies.json](schema/agencies.json)."
    yield "5. `url` instead: no scheme, `www.`, port 80 or 443, fragment, `utm_…`, `fbclid`, `gclid`, `msclkid`,"
    yield "   nor slash at the end; the host in lower case, the rest as it is."
    yield "6. Over 300 characters: the first 267, `#`, and the first 32 hexadecimal digits of the SHA-256 of all.\n"
    yield "[folding.json](folding.json) has values and what they fold to, by facet, to test a fold of your own with.\n"
    yield "copydesk 0.1 listed publishers by whichever name they had, and fewer agencies by one: until an article has"
    yield "been read again by a later version, it is found under the other names. `Desk` asks for all of them.\n"
    yield "| listed as | also |\n|---|---|"
    others = _agencies()
    for name in sorted(set(others.values())):
        yield f"| {name} | {', '.join(other for other, own in others.items() if own == name)} |"


def _agencies() -> dict[str, str]:
    """The folded names of agencies that are listed by another, and that other."""
    return {other: name for other, name in agency_keys().items() if other != name}


def main() -> int:
    """Write what is stale; the exit status."""
    wanted = generated(examples())
    for path in stale(wanted):
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
