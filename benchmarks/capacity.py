"""What the template's tables and indexes are given, of provisioned capacity, for a number of articles an hour."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from benchmarks.metering import Units
from copydesk.prices import ALARM, HOURS, READ_UNIT_HOUR, WRITE_UNIT_HOUR

USE = 0.5  # of what is provisioned, on average: the scaling's target

# Units of an article, of which one in seven is a copy, as `make bench-cost` counts them, rounded up: written and read.
# Readers of the records come on top; a table that only they read has some for them.
UNITS: Mapping[str, tuple[float, float]] = {
    "Articles": (9.0, 2.5),
    "Clusters": (4.0, 1.0),
    "Feed": (1.5, 1.0),
    "Changes": (0.5, 1.0),
    "Index": (13.0, 13.0),
    "Outcomes": (2.0, 2.0),
    "Verdicts": (0.5, 1.0),
    "Listings": (7.5, 2.0),
}
# Articles an hour: what the parameters ProvisionedLeast and ProvisionedMost may be.
RATES = (500, 2_000, 10_000, 50_000, 200_000)
# Alarms that Application Auto Scaling makes for each thing that it scales: use high, use low, and the same of what is
# provisioned.
ALARMS_EACH = 4


def mapping() -> dict[str, dict[str, int]]:
    """The mapping `Capacity` of template.yaml: units a second by articles an hour, half of them used."""
    return {
        str(rate): {
            f"{name}{what}": max(1, math.ceil(rate / 3600 * units / USE))
            for name, both in UNITS.items()
            for what, units in zip(("Write", "Read"), both, strict=True)
        }
        for rate in RATES
    }


def month(rate: str) -> tuple[float, float]:
    """Dollars a month for the units of a row of the mapping, and for the alarms that scaling makes."""
    row = mapping()[rate]
    prices = {"Write": WRITE_UNIT_HOUR, "Read": READ_UNIT_HOUR}
    hour = sum(
        units * price for name, units in row.items() for what, price in prices.items() if name.endswith(what)
    )
    return hour * HOURS, len(row) * ALARMS_EACH * ALARM


def report(tables: Mapping[str, Units]) -> None:
    """Print what each table and index used of an article, beside what `UNITS` provides."""
    print("\nunits of an article by table and index, copies among them, and what is provided for them:")
    for name, (write, read) in UNITS.items():
        used: Any = next((one for key, one in tables.items() if key.lower() == name.lower()), Units(0, 0))
        print(f"  {name:12}{used.write:8.2f} of {write:5.1f} written{used.read:8.2f} of {read:5.1f} read")
