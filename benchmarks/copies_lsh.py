"""The usual answer, for comparison: MinHash LSH over 5-word shingles. Needs datasketch; copydesk does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

try:
    from datasketch import MinHash, MinHashLSH
except ImportError:
    MinHash = None

PERMUTATIONS = 128
SHINGLE_WORDS = 5
THRESHOLDS = (0.5, 0.8)  # Jaccard


def available() -> bool:
    return MinHash is not None


def signatures(texts: Sequence[str]) -> list[MinHash]:
    return [_signature(text) for text in texts]


def pairs(signed: Sequence[MinHash], threshold: float) -> Iterator[tuple[int, int]]:
    """Pairs of positions that the index calls near-duplicates."""
    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    for at, signature in enumerate(signed):
        for other in index.query(signature):
            if signature.jaccard(signed[other]) >= threshold:
                yield other, at
        index.insert(at, signature)


def _signature(text: str) -> MinHash:
    words = text.lower().split()
    runs = range(max(1, len(words) - SHINGLE_WORDS + 1))
    signature = MinHash(num_perm=PERMUTATIONS)
    signature.update_batch([" ".join(words[at : at + SHINGLE_WORDS]).encode() for at in runs])
    return signature
