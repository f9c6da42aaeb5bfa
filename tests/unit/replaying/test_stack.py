"""What a plan takes from a stack's parameters is what the functions take from them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from copydesk.outcome import MadeBy, ObjectOutcome, Status
from copydesk.pipeline.settings import DedupeSettings, ExtractSettings
from copydesk.replaying import cost
from copydesk.replaying.choosing import Choice, sampled
from copydesk.replaying.plan import ClusterPlan, ObjectPlan
from copydesk.replaying.stack import PARAMETERS, ReplayNames, ReplayStack, Sizes
from local import template

AT = datetime(2024, 5, 6, tzinfo=UTC)
NAMES = ReplayNames(
    **{name: name for name in ReplayNames.model_fields}  # type: ignore[arg-type]
)


def known(key: str, made_by: MadeBy | None = None) -> ObjectOutcome:
    return ObjectOutcome(
        object=f"s3://b/{key}",
        bucket="b",
        key=key,
        generation=1,
        status=Status.INDEXED,
        positions=1,
        claimed_at=AT,
        updated_at=AT,
        made_by=made_by,
    )


def parameters_in(value: Any, names: set[str]) -> set[str]:
    """The parameters that a value of the template is made of."""
    if isinstance(value, dict):
        own = {value["Ref"]} & names if isinstance(value.get("Ref"), str) else set()
        return own.union(*(parameters_in(one, names) for one in value.values()))
    return set().union(*(parameters_in(one, names) for one in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize(("title", "model"), [("Extract", ExtractSettings), ("Dedupe", DedupeSettings)])
def test_every_parameter_that_a_function_goes_by_is_read(title: str, model: Any) -> None:
    whole = template.load()
    parameters = set(whole["Parameters"])
    variables = whole["Resources"][f"{title}Function"]["Properties"]["Environment"]["Variables"]
    read = {about.alias for about in model.model_fields.values()}
    made_of = {name: parameters_in(variables[name], parameters) for name in read & variables.keys()}
    beside = {"MAX_RECEIVE_COUNT"}  # says how often, not what comes of it
    expected = {name: next(iter(found)) for name, found in made_of.items() if found and name not in beside}
    assert expected.items() <= PARAMETERS.items()


def test_sizes_and_batches_are_the_templates_own_unless_a_parameter_says() -> None:
    whole = template.load()
    defaults = {name: str(one["Default"]) for name, one in whole["Parameters"].items() if "Default" in one}
    assert Sizes() == Sizes.of(defaults)
    assert Sizes.of({"DedupeMemory": "1024"}).dedupe_memory == 1024
    batches = [
        whole["Resources"][f"{one}Function{one}Queue"]["Properties"]["BatchSize"]
        for one in ("Extract", "Dedupe")
    ]
    assert batches == [cost.EXTRACT_BATCH, cost.DEDUPE_BATCH]


def test_parameters_reach_the_settings() -> None:
    def of(**parameters: str) -> ReplayStack:
        return ReplayStack.of(NAMES, parameters, "url")

    assert of(MatchThreshold="0.6", MatchDays="9").dedupe.match_settings.days == 9
    assert of(StreamPrefixes="feeds/").extract.streams("feeds/a.xml")
    assert not of(InboxPrefixes="a/", ExistingInboxBucket="").extract.inbox_prefixes
    assert not of(InboxPrefixes="a/", ExistingInboxBucket="own").extract.reads("own", "b/key")
    assert of(
        BackfillBucket="old", Backfill="true", InboxPrefixes="a/", ExistingInboxBucket="own"
    ).extract.reads("old", "b")
    assert of(Backfill="false", BackfillBucket="old").extract.backfill_bucket == ""


def test_dollars_and_seconds_grow_with_what_is_taken() -> None:
    idle = ObjectPlan(
        bucket="b", key="k", generation=1, version_id=None, etag=None, before="indexed", after="indexed", claims=False,
        is_due=False,
    )  # fmt: skip
    assert cost.dollars(idle, Sizes()) == 0
    # Two gets and a look in S3, a fifth of an invocation, a tenth of a sending and two fifths to receive and delete.
    least = cost.dollars(idle.model_copy(update={"is_due": True}), Sizes())
    assert least == pytest.approx((3 * 0.40 + 0.20 / 5 + 0.40 * (1 / 10 + 2 / 5)) / 1e6)
    due = idle.model_copy(update={"is_due": True, "calls": 6, "extract_seconds": 0.02})
    more = due.model_copy(update={"write_units": 1e6, "calls": 40, "dedupe_seconds": 0.1, "messages": 1})
    assert cost.dollars(more, Sizes()) - cost.dollars(due, Sizes()) == pytest.approx(0.625, rel=0.001)
    assert cost.seconds(due, Sizes()) == pytest.approx((0.02 + 6 * 0.005) / 20)
    assert cost.seconds(more, Sizes()) == pytest.approx((0.1 * 1769 / 512 + 34 * 0.005) / 10)


def test_a_choice_is_what_all_options_agree_on() -> None:
    old = MadeBy(extraction="0.9.10", fingerprint=3)
    assert Choice(("a/", "b/")).fits(known("b/1"))
    assert not Choice(("a/",)).fits(known("b/1"))
    assert Choice(older_than="0.10").fits(known("b", made_by=old))
    assert not Choice(older_than="0.9.9").fits(known("b", made_by=old))
    assert Choice(older_than="0.1").fits(known("b"))


def test_a_sample_is_drawn_by_its_seed_alone() -> None:
    objects = [known(str(number)) for number in range(50)]
    drawn, total = sampled(objects, 5, seed=1)
    assert (len(drawn), total) == (5, 50)
    assert sampled(reversed(objects), 5, seed=1)[0] == drawn
    assert sampled(objects, 5, seed=2)[0] != drawn


def test_clusters_that_merge_and_part_are_told_from_those_that_go_whole() -> None:
    split = ClusterPlan(before={"x": ("a", "b")}, after={"x": ("a",), "y": ("b",)})
    assert (split.merges, split.parts) == (0, 1)
    joined = ClusterPlan(before={"x": ("a",), "y": ("b",)}, after={"x": ("a", "b", "new")})
    assert (joined.merges, joined.parts) == (1, 0)
    renamed = ClusterPlan(before={"x": ("a",)}, after={"y": ("a",)})
    assert (renamed.merges, renamed.parts) == (0, 0)
