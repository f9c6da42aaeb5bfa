"""The usual answers, for comparison: MinHash LSH over 5-word shingles. Needs datasketch; copydesk does not.

Twice: as datasketch does it, each candidate checked by its signature; and as text-dedup does it, from its
published description: signatures by numpy, every two texts of one bucket joined, no check.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

try:
    import numpy
    from datasketch import MinHash, MinHashLSH
except ImportError:
    MinHash = None

PERMUTATIONS = 128
SHINGLE_WORDS = 5
THRESHOLDS = (0.5, 0.8)  # Jaccard

# text-dedup's defaults.
TEXT_DEDUP_PERMUTATIONS = 250
TEXT_DEDUP_THRESHOLD = 0.7
_TEXT_DEDUP_PRIME = (1 << 61) - 1
_NOT_A_WORD = re.compile(r"\W", re.UNICODE)


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


def text_dedup_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of positions that share a band of their signatures; the first of a bucket with each other one."""
    lsh = MinHashLSH(threshold=TEXT_DEDUP_THRESHOLD, num_perm=TEXT_DEDUP_PERMUTATIONS)
    source = numpy.random.RandomState(42)
    factors = source.randint(1, _TEXT_DEDUP_PRIME, TEXT_DEDUP_PERMUTATIONS, dtype=numpy.uint64)
    terms = source.randint(0, _TEXT_DEDUP_PRIME, TEXT_DEDUP_PERMUTATIONS, dtype=numpy.uint64)
    buckets: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        words = [word for word in _NOT_A_WORD.split(text.lower()) if word]
        runs = {
            " ".join(words[start : start + SHINGLE_WORDS]) for start in range(len(words) - SHINGLE_WORDS + 1)
        }
        if not runs:
            continue
        hashes = numpy.array([_sha1_32(run) for run in runs], dtype=numpy.uint64)
        permuted = (numpy.outer(hashes, factors) + terms) % _TEXT_DEDUP_PRIME & 0xFFFFFFFF
        signature = permuted.min(axis=0)
        for band in range(lsh.b):
            buckets[band, signature[band * lsh.r : (band + 1) * lsh.r].tobytes()].append(at)
    for together in buckets.values():
        yield from ((together[0], other) for other in together[1:])


def _sha1_32(text: str) -> int:
    return int.from_bytes(hashlib.sha1(text.encode(), usedforsecurity=False).digest()[:4], "little")


def _signature(text: str) -> MinHash:
    words = text.lower().split()
    runs = range(max(1, len(words) - SHINGLE_WORDS + 1))
    signature = MinHash(num_perm=PERMUTATIONS)
    signature.update_batch([" ".join(words[at : at + SHINGLE_WORDS]).encode() for at in runs])
    return signature
