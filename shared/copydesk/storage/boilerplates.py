"""Boilerplate artefacts by version, beside the texts in the overflow bucket."""

from __future__ import annotations

from copydesk.matching.boilerplate import Boilerplate
from copydesk.storage.buckets import Overflow

NOTHING_LEARNED = Boilerplate()


class BoilerplateStore:
    """Artefacts that `copydesk boilerplate publish` put there. They never change, so each is read once."""

    def __init__(self, overflow: Overflow) -> None:
        self._overflow = overflow
        self._known: dict[str, Boilerplate] = {}

    def put(self, artefact: Boilerplate) -> str:
        """Store an artefact under its version; the version."""
        self._overflow.put(_key(artefact.version), artefact.to_bytes().decode())
        return artefact.version

    def get(self, version: str | None) -> Boilerplate:
        """The artefact of a version; of none, the empty one.

        Raises:
            botocore.exceptions.ClientError: there is no such version, or no leave to read it.
        """
        if not version:
            return NOTHING_LEARNED
        if version not in self._known:
            data = self._overflow.get(self._overflow.address(_key(version)))
            self._known[version] = Boilerplate.from_bytes(data.encode())
        return self._known[version]


def _key(version: str) -> str:
    return f"boilerplate/{version}.json"
