"""moto's answers in a fraction of the time: a DynamoDB value, which is JSON as it is stored, is not looked at twice.

For each of the ten kinds that a value may be of, moto looks for five names that its attribute may have: a tenth of
what an article takes here. And two lists that never change are put together once, not for each request.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from moto import backends
from moto.core import responses, utils
from moto.core.model import StructureShape
from moto.core.serialize import BaseJSONSerializer, JSONSerializer

_VALUE = "AttributeValue"
# What `install` replaces.
PATCHED: tuple[tuple[Any, str], ...] = (
    (backends, "list_of_moto_modules"),
    (responses, "method_names_from_class"),
    (JSONSerializer, "_serialize_type_structure"),
)


def install() -> None:
    """Replace moto's way of writing a structure down, and remember its lists, in this process."""
    modules = list(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    responses.method_names_from_class = cache(utils.method_names_from_class)  # type: ignore[attr-defined]
    write = JSONSerializer._serialize_type_structure

    def write_structure(
        self: BaseJSONSerializer, serialized: Any, value: Any, shape: StructureShape, key: str
    ) -> None:
        if shape.name == _VALUE and _is_json(value):
            self._default_serialize(serialized, value, shape, key)
        else:
            write(self, serialized, value, shape, key)

    JSONSerializer._serialize_type_structure = write_structure  # type: ignore[method-assign]


def _is_json(value: Any) -> bool:
    """Whether a value of DynamoDB's can be written down as it is."""
    if type(value) is not dict or len(value) != 1:
        return False
    ((kind, held),) = value.items()
    match kind:
        case "S" | "N":
            return type(held) is str
        case "BOOL" | "NULL":
            return type(held) is bool
        case "SS" | "NS":
            return type(held) is list
        case "L":
            return all(map(_is_json, held))
        case "M":
            return all(map(_is_json, held.values()))
    return False
