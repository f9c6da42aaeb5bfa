"""Two fingerprints to a similarity: whether two articles are copies of one text, and how they relate."""

from __future__ import annotations

from functools import lru_cache

from copydesk.cluster import Relation, Similarity
from copydesk.matching import version_2
from copydesk.matching.evidence import Evidence, evidence
from copydesk.matching.finding import FOUND, JOINED, Finding
from copydesk.matching.fingerprint import ALGORITHM, Fingerprint
from copydesk.matching.overlap import Overlap, lead_shared, overlap_of
from copydesk.matching.settings import USUAL, MatchSettings

MIN_IDENTICAL = 15  # words; of a shorter text there are no copies: walls, errors and captions are as short
MIN_SHARED = 16  # shingles, a passage of 20 words: news prose in short texts repeats shorter ones by habit
MIN_SAMPLED = 8  # shingles seen to be shared, where sketches are samples of long texts
DISTANT_CONTAINMENT = 0.9  # of the smaller text's shingles, where the dates are further apart
REVISED = 0.9  # containment from which one publisher's text under one title or address is one text revised
REVISED_NUMBERS = 1 / 3  # of the numbers' places in both, the share that may hold others in a revision
MIN_PLACES = 2  # numbers' places in both texts: one number has two, the words before it and those after
CORRECTED = 0.8  # containment from which one changed number is taken for a correction
NUMBER_AGREEMENT = 0.65  # of the numbers' places in both texts, the share that hold the same number
UNDATED_AGREEMENT = 0.8  # the same, where the texts may be one publisher's form of two days
UNDATED_WORDS = 40  # shared words below which such texts need numbers that agree, if they have any
UNDATED_REUSE = (
    0.6  # containment below which texts that may be months apart, and open otherwise, share background
)
WORDS_PER_NUMBER = 150  # shared words for each further changed number that is taken for a correction
OTHER_NAMES = 3  # names that one text has in the places of others, below which a copy was localised
NAME_AGREEMENT = 0.45  # of the names in places of both texts, the share that are the same in both
CLOSE = 0.85  # containment from which nothing particular has to agree beside the text
FEW_CHANGED = 2  # numbers and names, below which what agrees is not weighed against what does not
FORM_WORDS = 100  # shared words below which a text may be a form that is filled in with words
FORM_LENGTH = 0.02  # of its words, by which such a form differs in length when it is filled in anew
FORM_BLANK = 3  # words, by which it may differ however short
FEW_PARTICULARS = 3  # numbers and names that agree, from which a text is no form
ONE_WAY = 0.8  # times the share of the shorter text, below which that of the longer one is only a part
MOST = 0.5  # of a round-up, below which a story is carried among others: only one story can be more of it
OPENING = 1 / 3  # the same, where it opens with the story: the rest is a second one, or hangs on it
SMALL_PART = 0.2  # of the longer text, below which one that does not open with it carries it among others
LONG_READ = 3000  # words, from which a text is excerpted in parts as small
NO_LEAD = 0.1  # of what a text opens with, below which it does not open with the other one
IN_PIECES = 0.53  # containment of the shorter text below which the longer one has pieces of it
OPENED = 0.2  # of what a text opens with, below which two texts have other openings
IN_FEW_PIECES = 0.6  # the same, where these are few words
FEW_WORDS = 150  # shared words, below which a text of two or three stories may have them of one
OTHER_LEAD = 0.5  # of what a text opens with, below which it may quote such pieces
LITTLE_LEAD = 0.3  # of what a text opens with, below which it opens with another story
OWN_LEAD = 0.6  # of what a text opens with, from which a longer one has it from its beginning on
OTHER_ROUND_UP = 0.8  # containment below which two round-ups only have stories in common
WITHIN = 0.7  # containment from which the shorter text lies within the longer one
LONGER = 1.25  # times as many shingles, from which one text is the longer one
METHOD_IDENTICAL = "identical_text"
METHOD_CONTAINMENT = "shingle_containment"


def is_copy(left: Fingerprint, right: Fingerprint, settings: MatchSettings = USUAL) -> bool:
    """Whether one has the text of the other: as a copy, or carries it among others. As `compare` decides."""
    return finding(left, right, settings) in FOUND


def joins(left: Fingerprint, right: Fingerprint, settings: MatchSettings = USUAL) -> bool:
    """Whether they are copies that belong into one cluster."""
    return finding(left, right, settings) in JOINED


@lru_cache(maxsize=256)  # whether two are copies is asked first, then how they relate
def finding(left: Fingerprint, right: Fingerprint, settings: MatchSettings = USUAL) -> Finding:
    """The reason for the decision of `compare`."""
    if not left.word_count or not right.word_count:
        return Finding.TOO_SHORT
    if min(left.version, right.version) == version_2.VERSION:
        return version_2.finding(left, right, settings)
    if _identical(left, right):
        return Finding.SAME_WORDS if _long_enough(left, right, settings) else Finding.TOO_SHORT
    return _judge(left, right, overlap_of(left, right), settings)


def compare(left: Fingerprint, right: Fingerprint, settings: MatchSettings = USUAL) -> Similarity:
    """How two articles relate, from the left one's point of view; `relation` is None where not copies.

    Texts of the same words are copies whatever their dates. Others are where enough of the smaller lies in
    the larger and the numbers and names between the same words agree. A pure function of the two fingerprints,
    by the rule of the older one; `compare(b, a)` is `compare(a, b).reversed()`.
    """
    overlap = overlap_of(left, right)
    found = finding(left, right, settings)
    union = overlap.left + overlap.right - overlap.shared
    return Similarity(
        relation=_relation(left, right, overlap, found) if found in FOUND else None,
        shared_shingles=overlap.shared,
        total_shingles=union,
        jaccard=overlap.shared / union if union else 0.0,
        containment=overlap.shared / overlap.left if overlap.left else 0.0,
        containment_of_other=overlap.shared / overlap.right if overlap.right else 0.0,
        method=METHOD_IDENTICAL if found is Finding.SAME_WORDS else METHOD_CONTAINMENT,
        algorithm=f"{ALGORITHM}/{min(left.version, right.version)}+{settings.hash}",
        threshold=_asked(left, right, settings),
    )


def _identical(left: Fingerprint, right: Fingerprint) -> bool:
    return left.text_hash == right.text_hash and left.word_count == right.word_count


def _long_enough(left: Fingerprint, right: Fingerprint, settings: MatchSettings) -> bool:
    """Whether the same words in both say that they are one text."""
    if left.word_count >= settings.least_words:
        return True
    return left.word_count >= MIN_IDENTICAL and _same_heading(left, right)


def _judge(left: Fingerprint, right: Fingerprint, overlap: Overlap, settings: MatchSettings) -> Finding:
    if min(left.word_count, right.word_count) < settings.least_words:
        return Finding.TOO_SHORT
    if overlap.shared_in_all < MIN_SHARED or overlap.shared < MIN_SAMPLED:
        return Finding.TOO_LITTLE_SHARED
    if overlap.containment < _asked(left, right, settings):
        return Finding.TOO_LITTLE_CONTAINED
    found = evidence(left, right)
    if _is_column(left, right):
        of_a_column = _judge_column(left, right, overlap, found)
        if of_a_column is not None:
            return of_a_column
    if not _numbers_agree(left, right, overlap, found):
        return Finding.OTHER_NUMBERS
    if not _names_agree(found):
        return Finding.OTHER_NAMES
    if overlap.containment < CLOSE and _is_form(left, right, overlap, found):
        return Finding.OTHER_WORDS
    return Finding.CARRIED if _is_carried(left, right, overlap) else Finding.CONTAINED


def _judge_column(left: Fingerprint, right: Fingerprint, overlap: Overlap, found: Evidence) -> Finding | None:
    """One publisher's texts under one title or at one address: one that was revised, or a column of two days.

    None where they are judged as others are.
    """
    same_day = left.day is not None and left.day == right.day
    other_day = left.day is not None and right.day is not None and not same_day
    if overlap.containment >= REVISED:
        if same_day or found.numbers_changed <= REVISED_NUMBERS * found.numbers:
            return Finding.CONTAINED
        return Finding.OTHER_NUMBERS if other_day else None
    if not other_day or overlap.shared_in_all >= FORM_WORDS:
        return None
    if found.numbers_changed:
        return Finding.OTHER_NUMBERS
    return None if overlap.containment >= CLOSE else Finding.OTHER_WORDS


def _is_carried(left: Fingerprint, right: Fingerprint, overlap: Overlap) -> bool:
    """Whether the longer text has the shorter one among others.

    A round-up does, where that is not most of it. Other texts do that open with something else: one that may be a
    round-up, one of which it is a small part, and one that has it in pieces.
    """
    longer, shorter = (left, right) if overlap.left >= overlap.right else (right, left)
    part = overlap.shared / max(overlap.left, overlap.right)
    if part >= ONE_WAY * overlap.containment:
        return _have_stories_in_common(longer, shorter, overlap)
    lead = lead_shared(longer, shorter)
    if lead is None:
        return longer.round_up and part < MOST
    if longer.round_up and part < OPENING:
        return True
    if longer.in_parts and part < MOST and lead < LITTLE_LEAD:
        return True
    if part < SMALL_PART and longer.word_count < LONG_READ and lead < NO_LEAD:
        return True
    in_pieces = overlap.containment < IN_PIECES and lead < OTHER_LEAD
    in_few = overlap.containment < IN_FEW_PIECES and lead < LITTLE_LEAD and overlap.shared_in_all < FEW_WORDS
    return (in_pieces or in_few) and _is_quoted(longer, shorter)


def _have_stories_in_common(left: Fingerprint, right: Fingerprint, overlap: Overlap) -> bool:
    """Whether two texts of about one length are round-ups that share stories, and not one round-up twice."""
    if overlap.containment >= OTHER_ROUND_UP or not (left.in_parts and right.in_parts):
        return False
    lead, lead_of_other = lead_shared(left, right), lead_shared(right, left)
    return lead is not None and lead < LITTLE_LEAD and (lead_of_other or 0.0) < LITTLE_LEAD


def _is_quoted(longer: Fingerprint, shorter: Fingerprint) -> bool:
    """Whether a text that has pieces of another tells something of its own around them, or lacks its beginning."""
    return not longer.patchy or (lead_shared(shorter, longer) or 0.0) < OWN_LEAD


def _numbers_agree(left: Fingerprint, right: Fingerprint, overlap: Overlap, found: Evidence) -> bool:
    """Whether enough numbers are the same in the same places: a form filled in again has others."""
    may_be_form = (
        overlap.shared_in_all < FORM_WORDS
        and overlap.containment < REVISED
        and _may_be_filled_in_again(left, right)
    )
    agreement = UNDATED_AGREEMENT if may_be_form else NUMBER_AGREEMENT
    if found.numbers < MIN_PLACES or found.numbers_changed <= (1 - agreement) * found.numbers:
        return True
    if may_be_form:
        return False
    changed = found.numbers_changed / 2
    if overlap.containment >= CORRECTED and changed <= 1:
        return True
    return changed * WORDS_PER_NUMBER <= overlap.shared_in_all


def _names_agree(found: Evidence) -> bool:
    """Whether enough names are the same in the same places, or enough of the different names are.

    A copy that is localised may have few names changed wherever they stand.
    """
    if found.names_changed <= (1 - NAME_AGREEMENT) * found.names:
        return True
    return found.other_names < OTHER_NAMES or found.same_names >= NAME_AGREEMENT * (
        found.same_names + found.other_names
    )


def _is_form(left: Fingerprint, right: Fingerprint, overlap: Overlap, found: Evidence) -> bool:
    """Whether hardly anything particular agrees, as in a form that is filled in with names, or with words."""
    changed = found.other_names + round(found.numbers_changed / 2)
    if changed >= FEW_CHANGED and found.same_names + found.same_numbers < changed:
        return True
    if overlap.shared_in_all < UNDATED_WORDS and _may_be_filled_in_again(left, right):
        numbered = min(len(left.numbers), len(right.numbers)) >= MIN_PLACES
        if numbered and found.same_numbers < FEW_CHANGED:
            return True
    if overlap.shared_in_all >= FORM_WORDS or _particulars(left, right, found) >= FEW_PARTICULARS:
        return False
    longer, shorter = max(left.word_count, right.word_count), min(left.word_count, right.word_count)
    return longer - shorter <= max(FORM_BLANK, FORM_LENGTH * shorter)


def _particulars(left: Fingerprint, right: Fingerprint, found: Evidence) -> int:
    """How much agrees that is of this story alone. Where no names can be told, any number is enough."""
    if left.names and right.names and not (left.capital_nouns or right.capital_nouns):
        return found.same_names + found.same_numbers
    return FEW_PARTICULARS * found.same_numbers


def _asked(left: Fingerprint, right: Fingerprint, settings: MatchSettings) -> float:
    """The containment from which two texts are compared further."""
    asked = containment_asked(left.day, right.day, settings)
    if asked < UNDATED_REUSE and _may_be_far_apart(left, right) and _open_otherwise(left, right):
        return UNDATED_REUSE
    return asked


def _open_otherwise(left: Fingerprint, right: Fingerprint) -> bool:
    """Whether neither text opens with what is in the other one."""
    leads = lead_shared(left, right), lead_shared(right, left)
    return all(lead is not None and lead < OPENED for lead in leads)


def _may_be_filled_in_again(left: Fingerprint, right: Fingerprint) -> bool:
    """Whether these may be one publisher's of two days, for all that is known of them."""
    other_day = left.day is not None and right.day is not None and left.day != right.day
    return (other_day and _same(left.publisher_hash, right.publisher_hash)) or _may_be_far_apart(left, right)


def _may_be_far_apart(left: Fingerprint, right: Fingerprint) -> bool:
    """Whether these may be one publisher's of days far apart, for all that is known of them."""
    if left.day is not None and right.day is not None:
        return False
    return left.publisher_hash == right.publisher_hash or not (left.publisher_hash and right.publisher_hash)


def containment_asked(left_day: int | None, right_day: int | None, settings: MatchSettings) -> float:
    """The containment from which texts of two days are compared further."""
    if left_day is None or right_day is None or abs(left_day - right_day) <= settings.days:
        return settings.threshold
    return max(DISTANT_CONTAINMENT, settings.threshold)


def _relation(left: Fingerprint, right: Fingerprint, overlap: Overlap, found: Finding) -> Relation:
    if found is Finding.SAME_WORDS:
        return Relation.IDENTICAL
    if found is Finding.CARRIED:
        return Relation.CARRIED if overlap.left < overlap.right else Relation.CARRIES
    if _is_column(left, right):
        return Relation.REVISION
    if overlap.containment >= WITHIN:
        if overlap.right >= LONGER * overlap.left:
            return Relation.EXCERPT
        if overlap.left >= LONGER * overlap.right:
            return Relation.EXTENDED
    return Relation.NEAR_IDENTICAL


def _is_column(left: Fingerprint, right: Fingerprint) -> bool:
    """Whether one publisher has both under one title or at one address: a text revised, or a column."""
    return _same(left.publisher_hash, right.publisher_hash) and _same_heading(left, right)


def _same_heading(left: Fingerprint, right: Fingerprint) -> bool:
    return _same(left.title_hash, right.title_hash) or _same(left.url_hash, right.url_hash)


def _same(left: int, right: int) -> bool:
    return left == right != 0
