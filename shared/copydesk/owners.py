"""Which outlets are one owner's: a table of the user's own, applied when origins are counted and never stored."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from copydesk.agencies import fold_source
from copydesk.article import Credit, Publisher
from copydesk.hosts import domain_label, host_of, registered

COLUMNS = ("domain", "owner")


class Owners:
    """A table of owners: for each domain of an outlet, the name of who owns it."""

    def __init__(self, owner_by_domain: Mapping[str, str]) -> None:
        """An owner's name counts whatever its case and white space; it is shown as it is spelled first."""
        spelled: dict[str, str] = {}
        self._by_host = {
            host_of(domain): spelled.setdefault(owner_key(owner), owner)
            for domain, owner in owner_by_domain.items()
        }
        # An outlet may be known by its name alone; the label of a domain that two owners have says nothing.
        self._by_label: dict[str, str | None] = {}
        for host, owner in self._by_host.items():
            label = fold_source(domain_label(host))
            if self._by_label.setdefault(label, owner) != owner:
                self._by_label[label] = None

    @classmethod
    def from_rows(cls, rows: Iterable[str]) -> Self:
        """The table in the lines of a CSV file with the columns `domain` and `owner`; further ones are ignored.

        Raises:
            ValueError: a column or a value is missing, or a domain has two owners; with the line's number.
        """
        reader = csv.DictReader(rows)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"a table of owners has the columns domain and owner: {missing[0]} is missing")
        found: dict[str, str] = {}
        for row in reader:
            host, owner = host_of((row["domain"] or "").strip()), " ".join((row["owner"] or "").split())
            if not host or not owner:
                raise ValueError(f"line {reader.line_num}: a domain and its owner are needed")
            if owner_key(found.setdefault(host, owner)) != owner_key(owner):
                raise ValueError(f"line {reader.line_num}: {host} has another owner above")
        return cls(found)

    @classmethod
    def from_file(cls, path: Path) -> Self:
        """The table in a CSV file, UTF-8 with or without a byte order mark.

        Raises:
            ValueError: as `from_rows`, or the file is no UTF-8.
            OSError: the file cannot be read.
        """
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return cls.from_rows(lines)

    def of(self, publisher: Publisher | None, url: str | None = None) -> str | None:
        """Who owns a publisher: by its domain, else by the address of its article, else by its name; None unknown."""
        for host in (publisher and publisher.domain, url):
            owner = self._of_host(host_of(host)) if host else None
            if owner is not None:
                return owner
        return self.of_name(publisher.name) if publisher and publisher.name else None

    def of_source(self, credit: Credit) -> str | None:
        """Who owns a source that articles credit: by where the credit leads to, else by its name."""
        owner = self._of_host(host_of(credit.url)) if credit.url else None
        return self.of_name(credit.name) if owner is None else owner

    def of_name(self, name: str) -> str | None:
        """Who owns an outlet of which the name alone is known: that of a domain, without what follows the dot."""
        return self._by_label.get(fold_source(name))

    def _of_host(self, host: str) -> str | None:
        site = registered(host)
        while host not in self._by_host and host != site and "." in host:
            host = host.partition(".")[2]
        return self._by_host.get(host)


def owner_key(owner: str) -> str:
    """What two spellings of one owner have in common."""
    return " ".join(owner.casefold().split())
