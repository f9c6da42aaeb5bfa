"""Why two articles are or are not copies, in words."""

from __future__ import annotations

from copydesk.article import Article, Record
from copydesk.cluster import CARRYING, Relation, Similarity
from copydesk.matching.articles import article_fingerprint
from copydesk.matching.blanks import changed_blanks
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.compare import (
    CLOSE,
    MIN_IDENTICAL,
    MIN_SHARED,
    NAME_AGREEMENT,
    NUMBER_AGREEMENT,
    compare,
    finding,
)
from copydesk.matching.finding import JOINED, Finding
from copydesk.matching.fingerprint import Fingerprint
from copydesk.matching.passages import Passages, passages
from copydesk.matching.settings import USUAL, MatchSettings

EXAMPLES = 3  # of changed numbers or names that a summary shows

Changed = tuple[list[tuple[str, str]], list[tuple[str, str]]]

RELATIONS = {
    Relation.IDENTICAL: "the first has the same words as the second",
    Relation.NEAR_IDENTICAL: "the first is nearly the same as the second",
    Relation.EXCERPT: "the first is an excerpt of the second",
    Relation.EXTENDED: "the first holds the second and more",
    Relation.REVISION: "the first is another version of the second, by the same publisher",
    Relation.CARRIED: "the second has the first among other stories",
    Relation.CARRIES: "the first has the second among other stories",
}


class Explanation(Record):
    """A decision about two articles, what it rests on, and the texts beside each other."""

    copies: bool
    summary: str
    similarity: Similarity
    passages: Passages


def explain(
    left: Article,
    right: Article,
    left_learned: Boilerplate,
    right_learned: Boilerplate,
    settings: MatchSettings = USUAL,
) -> Explanation:
    """Compare two articles as the dedupe function does, and say in words what it decides and why.

    The boilerplate is that of each article's `boilerplate_version`, the settings those that the stack works under.
    """
    prints = article_fingerprint(left, left_learned), article_fingerprint(right, right_learned)
    similarity = compare(*prints, settings)
    return Explanation(
        copies=finding(*prints, settings) in JOINED,
        summary=_summary(prints, similarity, changed_blanks(left.text, right.text), settings),
        similarity=similarity,
        passages=passages(left.text, right.text),
    )


def _summary(
    prints: tuple[Fingerprint, Fingerprint], similarity: Similarity, changed: Changed, settings: MatchSettings
) -> str:
    reason = _reason(prints, similarity, changed, settings)
    if similarity.relation is None:
        return f"Not copies. {reason}"
    found = "Not copies, but" if similarity.relation in CARRYING else "Copies:"
    return f"{found} {RELATIONS[similarity.relation]}. {reason}"


def _reason(
    prints: tuple[Fingerprint, Fingerprint], similarity: Similarity, changed: Changed, settings: MatchSettings
) -> str:
    counted = f"{similarity.shared_shingles} of {similarity.total_shingles} runs of words"
    share = (
        f"{similarity.containment:.0%} of the first lies in the second,"
        f" and {similarity.containment_of_other:.0%} of the second in the first ({counted})"
    )
    needed = f"of the shorter one, {similarity.threshold:.0%} has to"
    match finding(*prints, settings):
        case Finding.SAME_WORDS:
            return "All their words are the same, in the same order."
        case Finding.CONTAINED:
            return f"{share}; {needed}."
        case Finding.CARRIED:
            return f"{share}: a part of the longer one, which tells other stories beside it."
        case Finding.TOO_SHORT:
            return (
                f"One of them has fewer than {settings.least_words} words of its own. Such texts are copies only where"
                f" all words are the same, {MIN_IDENTICAL} at least, and title or address too."
            )
        case Finding.TOO_LITTLE_SHARED:
            return f"They share {similarity.shared_shingles} runs of words; {MIN_SHARED} is the least."
        case Finding.TOO_LITTLE_CONTAINED:
            return f"{share}; {needed}{_why_so_much(prints, similarity.threshold, settings)}."
        case Finding.OTHER_NUMBERS:
            return (
                f"{share}, but between the same words they have other numbers{_such_as(changed[0])}, as in a form"
                f" filled in anew:"
                f" {NUMBER_AGREEMENT:.0%} of the numbers have to agree."
            )
        case Finding.OTHER_NAMES:
            return (
                f"{share}, but between the same words they have other names{_such_as(changed[1])}, as in a form"
                f" filled in anew:"
                f" {NAME_AGREEMENT:.0%} of the names have to agree."
            )
        case Finding.OTHER_WORDS:
            return (
                f"{share}, but hardly a name or number agrees, as in a form that is filled in anew with words:"
                f" {CLOSE:.0%} of the text would have to be the same."
            )


def _why_so_much(prints: tuple[Fingerprint, Fingerprint], asked: float, settings: MatchSettings) -> str:
    left, right = prints
    if asked <= settings.threshold:
        return ""
    if left.day is None or right.day is None:
        return ", because they open otherwise, and it is not known how far apart they were published"
    return f", because they were published {abs(left.day - right.day)} days apart"


def _such_as(changed: list[tuple[str, str]]) -> str:
    examples = ", ".join(f"“{one}” for “{other}”" for one, other in changed[:EXAMPLES])
    return f" ({examples})" if examples else ""
