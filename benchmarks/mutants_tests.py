"""Which tests try the mutants of which module."""

from __future__ import annotations

from local.template import ROOT

PIPELINE = "tests/integration/test_pipeline.py"
CONTRACT = "tests/integration/test_store_contract.py tests/integration/test_strong_reads.py"
EXPRESSIONS = "tests/integration/test_outcome_expressions.py"
MATCHING = "tests/unit/matching"
CLUSTERING = "tests/unit/clustering"
INTERLEAVINGS = f"{CLUSTERING}/test_interleavings.py"
FALLING_APART = f"{CLUSTERING}/test_properties.py {INTERLEAVINGS}::test_every_interleaving"
DECISIONS = f"{INTERLEAVINGS}::test_decisions_hold_whoever_is_at_work tests/integration/test_decisions.py"

# For each area its modules, under shared/copydesk, and the tests that are nearest to each.
AREAS = {
    "matching": {
        "matching/compare.py": f"{MATCHING}/test_compare.py {MATCHING}/test_forms.py",
        "matching/fingerprint.py": f"{MATCHING}/test_fingerprint.py",
        "matching/words.py": f"{MATCHING}/test_words.py",
        "matching/blanks.py": f"{MATCHING}/test_blanks.py",
        "matching/boilerplate.py": f"{MATCHING}/test_boilerplate.py",
        "matching/learning.py": f"{MATCHING}/test_learning.py {MATCHING}/test_boilerplate.py",
        "matching/outline.py": f"{MATCHING}/test_outline.py",
        "matching/cohesion.py": f"{MATCHING}/test_cohesion.py",
        "matching/parts.py": f"{MATCHING}/test_cohesion.py",
        "matching/overlap.py": f"{MATCHING}/test_compare.py",
        "matching/evidence.py": f"{MATCHING}/test_forms.py {MATCHING}/test_compare.py",
        "matching/shingles.py": f"{MATCHING}/test_fingerprint.py",
        "matching/spelling.py": f"{MATCHING}/test_spelling.py",
        "matching/passages.py": f"{MATCHING}/test_explain.py",
        "matching/explain.py": f"{MATCHING}/test_explain.py",
        "matching/cutting.py": f"{MATCHING}/test_boilerplate.py",
        "matching/days.py": f"{MATCHING}/test_days.py",
        "matching/articles.py": f"{MATCHING}/test_articles.py",
        "matching/packed.py": f"{MATCHING}/test_packed.py",
        "matching/varint.py": f"{MATCHING}/test_fingerprint.py",
        "matching/version_2.py": f"{MATCHING}/test_version_2.py",
    },
    "clustering": {
        "clustering/clusterer.py": f"{CLUSTERING}/test_versions.py {CLUSTERING}/test_batch.py",
        "clustering/batch.py": f"{CLUSTERING}/test_batch.py",
        "clustering/merging.py": f"{CLUSTERING}/test_batch.py {FALLING_APART}",
        "clustering/regrouping.py": f"{CLUSTERING}/test_versions.py {FALLING_APART}",
        "clustering/canonical.py": f"{CLUSTERING}/test_canonical.py {CLUSTERING}/test_uniting.py",
        "clustering/carrying.py": f"{CLUSTERING}/test_carrying.py tests/integration/test_verify.py",
        "clustering/links.py": f"{CLUSTERING}/test_carrying.py",
        "clustering/moving.py": f"{CLUSTERING}/test_uniting.py {FALLING_APART}",
        "clustering/uniting.py": f"{CLUSTERING}/test_uniting.py",
        "clustering/shared_keys.py": f"{CLUSTERING}/test_shared_keys.py",
        "clustering/components.py": f"{CLUSTERING}/test_batch.py",
        "clustering/repairing.py": FALLING_APART,
        "clustering/settling.py": FALLING_APART,
        "clustering/deciding.py": f"{CLUSTERING}/test_batch.py {DECISIONS}",
        "clustering/verdicts.py": f"{CLUSTERING}/test_batch.py {DECISIONS}",
        "clustering/evidence.py": "tests/integration/test_verify.py",
        "clustering/verifying.py": "tests/integration/test_verify.py",
    },
    "storage": {
        "storage/outcome_states.py": f"tests/unit/storage {PIPELINE} {EXPRESSIONS}",
        "storage/outcomes.py": f"tests/unit/storage {PIPELINE} {EXPRESSIONS}",
        "storage/listings.py": "tests/integration/test_listings.py",
        "storage/items.py": f"{CONTRACT} tests/unit/pipeline/test_publishing.py {PIPELINE}",
        "storage/dynamodb.py": f"{CONTRACT} {PIPELINE}",
        "storage/memory.py": f"{CONTRACT} tests/unit/clustering/test_properties.py",
        "storage/batches.py": f"tests/unit/storage {CONTRACT}",
        "storage/contention.py": f"tests/unit/storage {CONTRACT} {PIPELINE}",
        "storage/bus.py": "tests/unit/pipeline",
        "storage/articles.py": PIPELINE,
        "storage/buckets.py": PIPELINE,
        "storage/queue.py": PIPELINE,
    },
    "pipeline": {
        "pipeline/extract_stage.py": f"{PIPELINE} tests/integration/test_hostile_objects.py",
        "pipeline/object_reading.py": f"{PIPELINE} tests/integration/test_hostile_objects.py",
        "pipeline/sending.py": f"{PIPELINE} tests/integration/test_archives.py",
        "pipeline/dedupe_stage.py": PIPELINE,
        "pipeline/publishing.py": "tests/unit/pipeline",
        "pipeline/events.py": f"tests/integration/test_sample_events.py {PIPELINE}",
    },
}


def tests_of(module: str) -> list[str]:
    """pytest's arguments for the tests of a module: the nearest, then the others of its area, interleavings last."""
    area = module.split("/")[0]
    found = sorted(
        (ROOT / "tests" / "unit" / area).glob("test_*.py"),
        key=lambda path: (path.name in INTERLEAVINGS, path),
    )
    nearest = AREAS[area][module].split()
    others = [path.relative_to(ROOT).as_posix() for path in found]
    return [
        *nearest,
        *(path for path in others if path not in nearest),
        # Of many seconds, or not everywhere.
        "-k",
        "not dynamodb_local and not one_by_one",
    ]
