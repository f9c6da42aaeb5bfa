"""The rule of version 2, by which a fingerprint of that version is compared, with a later one too.

Stored fingerprints outlive a version: until all have been made anew, clusters hold both. What is spelled alike
in both versions has the same hashes in both.
"""

from __future__ import annotations

from copydesk.matching.evidence import Evidence, evidence
from copydesk.matching.finding import Finding
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.overlap import Overlap, overlap_of
from copydesk.matching.settings import MatchSettings

VERSION = 2
MIN_SHARED = 18  # shingles
DISTANT_CONTAINMENT = 0.9  # of the smaller text's shingles, where the dates are further apart
MIN_PLACES = 2  # numbers' places in both texts
FEW_PLACES = 3  # below which a changed number is taken for a correction
CORRECTED = 0.8  # containment from which it is
NUMBER_AGREEMENT = 0.65  # of the numbers' places in both texts
OTHER_NAMES = 3  # names in the places of others, below which a copy was localised
NAME_AGREEMENT = 0.45  # of the names in places of both texts


def finding(left: Fingerprint, right: Fingerprint, settings: MatchSettings) -> Finding:
    """What version 2 found of two texts of at least a word."""
    if left.text_hash == right.text_hash and left.word_count == right.word_count:
        return Finding.SAME_WORDS
    if min(left.word_count, right.word_count) < settings.least_words:
        return Finding.TOO_SHORT
    overlap = overlap_of(left, right)
    if overlap.shared < MIN_SHARED:
        return Finding.TOO_LITTLE_SHARED
    if overlap.containment < _threshold(left, right, settings):
        return Finding.TOO_LITTLE_CONTAINED
    found = evidence(left, right)
    if not _numbers_agree(found, overlap):
        return Finding.OTHER_NUMBERS
    return Finding.CONTAINED if _names_agree(found) else Finding.OTHER_NAMES


def _threshold(left: Fingerprint, right: Fingerprint, settings: MatchSettings) -> float:
    if left.day is None or right.day is None or abs(left.day - right.day) <= settings.days:
        return settings.threshold
    return max(DISTANT_CONTAINMENT, settings.threshold)


def _numbers_agree(found: Evidence, overlap: Overlap) -> bool:
    if (
        found.number_places < MIN_PLACES
        or found.numbers - found.numbers_changed >= NUMBER_AGREEMENT * found.numbers
    ):
        return True
    return found.number_places < FEW_PLACES and overlap.containment >= CORRECTED


def _names_agree(found: Evidence) -> bool:
    if found.names - found.names_changed >= NAME_AGREEMENT * found.names:
        return True
    same, others = found.same_names, found.other_names
    return others < OTHER_NAMES or same >= NAME_AGREEMENT * (same + others)
