"""A plan in a file: JSON lines, which are gone through as often as is needed, and never held at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from copydesk.replaying.errors import NotAPlan
from copydesk.replaying.plan import ClusterPlan, Line, ObjectPlan, PlanHeader, Summary

_ANY: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])

Kind = TypeVar("Kind", PlanHeader, ObjectPlan, ClusterPlan, Summary)


class PlanFile:
    """A plan that was written to its end.

    Args:
        path: of the file.

    Raises:
        NotAPlan: there is none, or it holds something else; so do the methods.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.header = next(self._of(PlanHeader), None) or self._missing()
        self.summary = self._last()

    def objects(self) -> Iterator[ObjectPlan]:
        """The lines of its objects, in their order."""
        return self._of(ObjectPlan)

    def clusters(self) -> Iterator[ClusterPlan]:
        """Those of the clusters that change."""
        return self._of(ClusterPlan)

    def _of(self, kind: type[Kind]) -> Iterator[Kind]:
        try:
            file = self._path.open("rb")
        except FileNotFoundError as error:
            raise NotAPlan(f"there is no plan {self._path}: `copydesk replay --plan` writes one") from error
        with file as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    found = _ANY.validate_json(line)
                except ValidationError as error:
                    told = f"{self._path}, line {number}: no line of a plan of this version of copydesk"
                    raise NotAPlan(told) from error
                if isinstance(found, kind):
                    yield found

    def _last(self) -> Summary:
        found = [*self._of(Summary)]
        return found[-1] if found else self._missing()

    def _missing(self) -> NoReturn:
        raise NotAPlan(f"{self._path}: a plan that was not made to its end")
