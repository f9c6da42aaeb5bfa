"""DynamoDB's expressions, evaluated on an item: those that the stages use.

    condition   a = :v, a <> :v, a < :v ..., a BETWEEN :v AND :w, AND, OR, NOT, parentheses, and the functions
                attribute_exists, attribute_not_exists, begins_with, size
    update      SET path = value [+ value], if_not_exists(path, value); REMOVE path

As in DynamoDB, numbers compare as such, texts and bytes by their bytes, and what is absent makes a comparison false,
but for `<>`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Item = dict[str, Any]
Value = dict[str, Any]

_TOKEN = re.compile(r"\s*(:\w+|#?\w+(?:\.#?\w+)*|<=|>=|<>|[=<>(),+-])")
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class UnknownExpression(Exception):
    """An expression that this module does not know how to evaluate."""


class Expression:
    """A condition or an update, bound to the names and values of its request.

    Args:
        text: of the expression.
        names: as `ExpressionAttributeNames` has them.
        values: as `ExpressionAttributeValues` has them.

    Raises:
        UnknownExpression: it has something that is not known here; so do the methods.
    """

    def __init__(
        self, text: str, names: Mapping[str, str] | None, values: Mapping[str, Value] | None
    ) -> None:
        self._tokens = _tokens(text)
        self._text = text
        self._names, self._values = names or {}, values or {}
        self._at = 0
        self._item: Item = {}

    def holds(self, item: Item | None) -> bool:
        """Whether the condition holds for an item; None where there is none."""
        self._at, self._item = 0, item or {}
        found = self._either()
        if self._at < len(self._tokens):
            raise self._unknown()
        return found

    def applied(self, item: Item) -> Item:
        """The item after the update. All that is computed is computed from the item before."""
        self._at, self._item = 0, item
        changes: list[tuple[list[str], Value | None]] = []
        while self._at < len(self._tokens):
            clause = self._next()
            if clause not in {"SET", "REMOVE"}:
                raise self._unknown()
            while True:
                path = self._path(self._next())
                changes.append((path, self._assigned() if clause == "SET" else None))
                if not self._taken(","):
                    break
        after = item
        for path, value in changes:
            after = _changed(after, path, value)
        return after

    def bound_to(self, name: str) -> Value:
        """What a condition of keys asks an attribute to be equal to."""
        for at, token in enumerate(self._tokens[:-2]):
            if self._path(token) == [name] and self._tokens[at + 1] == "=":
                return self._values[self._tokens[at + 2]]
        raise self._unknown()

    def _either(self) -> bool:
        found = self._all()
        while self._taken("OR"):
            found = self._all() or found
        return found

    def _all(self) -> bool:
        found = self._one()
        while self._taken("AND"):
            found = self._one() and found
        return found

    def _one(self) -> bool:
        if self._taken("NOT"):
            return not self._one()
        if self._taken("("):
            found = self._either()
            self._expect(")")
            return found
        if self._taken("attribute_exists"):
            return self._argument() is not None
        if self._taken("attribute_not_exists"):
            return self._argument() is None
        if self._taken("begins_with"):
            self._expect("(")
            left = self._operand()
            self._expect(",")
            right = self._operand()
            self._expect(")")
            return left is not None and right is not None and _plain(left).startswith(_plain(right))
        return self._comparison()

    def _comparison(self) -> bool:
        left, sign = self._operand(), self._next()
        if sign == "BETWEEN":
            low = self._operand()
            self._expect("AND")
            high = self._operand()
            return _compared(low, "<=", left) and _compared(left, "<=", high)
        right = self._operand()
        if sign in _COMPARISONS:
            return _compared(left, sign, right)
        if sign not in {"=", "<>"}:
            raise self._unknown()
        same = left is not None and right is not None and _equal(left, right)
        return same if sign == "=" else not same

    def _assigned(self) -> Value:
        self._expect("=")
        value = self._operand()
        for sign, number in (("+", operator.add), ("-", operator.sub)):
            if self._taken(sign):
                other = self._operand()
                if value is None or other is None:
                    raise self._unknown()
                return {"N": str(number(Decimal(value["N"]), Decimal(other["N"])))}
        if value is None:
            raise self._unknown()
        return value

    def _operand(self) -> Value | None:
        token = self._next()
        if token.startswith(":"):
            return self._values[token]
        if token == "if_not_exists":  # noqa: S105 - a function's name
            self._expect("(")
            there = _found(self._item, self._path(self._next()))
            self._expect(",")
            otherwise = self._operand()
            self._expect(")")
            return otherwise if there is None else there
        if token == "size":  # noqa: S105
            measured = self._argument()
            return None if measured is None else {"N": str(len(next(iter(measured.values()))))}
        return _found(self._item, self._path(token))

    def _argument(self) -> Value | None:
        self._expect("(")
        found = _found(self._item, self._path(self._next()))
        self._expect(")")
        return found

    def _path(self, token: str) -> list[str]:
        return [self._names.get(part, part) for part in token.split(".")]

    def _next(self) -> str:
        if self._at == len(self._tokens):
            raise self._unknown()
        self._at += 1
        return self._tokens[self._at - 1]

    def _taken(self, token: str) -> bool:
        found = self._at < len(self._tokens) and self._tokens[self._at] == token
        self._at += found
        return found

    def _expect(self, token: str) -> None:
        if not self._taken(token):
            raise self._unknown()

    def _unknown(self) -> UnknownExpression:
        return UnknownExpression(f"{self._text!r}, near token {self._at}")


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnknownExpression(f"{text!r}, at {at}")
        found.append(match[1])
        at = match.end()
    return found


def _found(item: Item, path: list[str]) -> Value | None:
    first, *rest = path
    value: Value | None = item.get(first)
    for name in rest:
        value = value.get("M", {}).get(name) if value is not None else None
    return value


def _changed(item: Item, path: list[str], value: Value | None) -> Item:
    """A copy of an item, or of a map, with what is at a path replaced, or taken away."""
    first, *rest = path
    if rest:
        return {**item, first: {"M": _changed(item[first]["M"], rest, value)}}
    if value is None:
        return {name: one for name, one in item.items() if name != first}
    return {**item, first: value}


def _compared(left: Value | None, sign: str, right: Value | None) -> bool:
    if left is None or right is None or left.keys() != right.keys():
        return False
    return _COMPARISONS[sign](_plain(left), _plain(right))


def _equal(left: Value, right: Value) -> bool:
    return left.keys() == right.keys() and _plain(left) == _plain(right)


def _plain(value: Value) -> Any:
    """What values of one type compare by."""
    ((kind, inner),) = value.items()
    if kind == "N":
        return Decimal(inner)
    return inner.encode("utf-8", "surrogatepass") if kind == "S" else inner
