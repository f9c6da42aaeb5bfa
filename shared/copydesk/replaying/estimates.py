"""From a sample of objects to all of them: shares and sums, each with an interval."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from pydantic import Field

from copydesk.article import Record

# Standard deviations of a normal distribution within which 95 % of it lie.
Z = 1.96


class Interval(Record):
    """An estimate with the interval that holds the true value 19 times in 20; exact where the two ends are one."""

    low: float
    value: float
    high: float = Field(description="at least the value")

    @classmethod
    def exact(cls, value: float) -> Interval:
        """Of what was counted."""
        return cls(low=value, value=value, high=value)

    @property
    def is_exact(self) -> bool:
        """Whether it was counted."""
        return self.low == self.high

    def plus(self, other: Interval) -> Interval:
        """The sum: an interval that is rather too wide, for both ends seldom come together."""
        return Interval(low=self.low + other.low, value=self.value + other.value, high=self.high + other.high)

    def times(self, factor: float) -> Interval:
        """A multiple."""
        return Interval(low=self.low * factor, value=self.value * factor, high=self.high * factor)


def wilson(found: int, of: int) -> Interval:
    """A share, by Wilson's score interval, which holds where none or all were found too.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927; as recommended in
    L. D. Brown, T. T. Cai, A. DasGupta, "Interval estimation for a binomial proportion", 2001.

    Args:
        found: how many of the sample have what is asked for.
        of: how many were looked at.
    """
    if of == 0:
        return Interval(low=0.0, value=0.0, high=1.0)
    share, spread = found / of, Z * Z / of
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Interval(low=min(low, share), value=share, high=max(high, share))


def counted(found: int, of: int, population: int) -> Interval:
    """How many of a population have what `found` of a sample have: at least these."""
    if of == population:
        return Interval.exact(found)
    whole = wilson(found, of).times(population)
    return whole.model_copy(update={"low": max(whole.low, float(found))})


def summed(values: Sequence[float], population: int, unseen: float = 0.0) -> Interval:
    """The sum over a population of what a sample's objects have.

    Most have nothing, and some have much: the share of those that have any is estimated by `wilson`, what one of them
    has by its mean and standard error, and the ends are the products of both ends.

    Args:
        values: one for each object of the sample, 0 or more.
        population: of objects.
        unseen: what one has at most, where the sample shows none that has any.
    """
    if len(values) == population:
        return Interval.exact(sum(values))
    some = [value for value in values if value]
    if not some:
        return counted(0, len(values), population).times(unseen)
    mean = statistics.fmean(some)
    error = Z * statistics.stdev(some) / math.sqrt(len(some)) if len(some) > 1 else mean
    share = wilson(len(some), len(values))
    low = max(sum(values), population * share.low * (mean - error))
    return Interval(
        low=min(low, population * share.value * mean),
        value=population * share.value * mean,
        high=population * share.high * (mean + error),
    )
