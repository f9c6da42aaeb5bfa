"""Reading an object again: whether that says of its articles what is stored already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copydesk.article import Article, Draft
from copydesk.extraction import Extracted
from copydesk.extraction.identity import identified
from copydesk.filing import PUT_ASIDE, filed_under, filed_version
from copydesk.matching.articles import article_fingerprint
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.encoding import decoded_fingerprint
from copydesk.outcome import ObjectOutcome, Status, Verdict
from copydesk.pipeline.sorting_out import INDEXED, item_of, rejected_as
from copydesk.storage.articles import ArticleStore, Stored
from copydesk.storage.filings import FilingStore
from copydesk.storage.outcomes import OutcomeStore

# What of a draft says how it was made, not what it says; the outcome's note has it too.
HOW_IT_WAS_MADE = frozenset({"boilerplate_version"})


class Comparison:
    """Compares what was read again with the tables, and writes to none of them."""

    def __init__(self, articles: ArticleStore, outcomes: OutcomeStore, filings: FilingStore) -> None:
        self._articles = articles
        self._outcomes = outcomes
        self._filings = filings

    def finds_the_same(
        self, known: ObjectOutcome, results: Sequence[Extracted], learned: Boilerplate
    ) -> bool:
        """Whether a reading gives each article, draft and fingerprint, and each rejection that an object has.

        Of a version of an agency's item that was put aside, whether it would be filed as it is.

        Args:
            known: the object's outcome, which is settled.
            results: what was read of the version that it names.
            learned: what was taken out of their texts.
        """
        found = {identified(known.bucket, known.key, one): one for one in results}
        told = self._stored_verdicts(known, found)
        if found.keys() != told.keys():
            return False
        aside = {name for name, one in told.items() if one.reason in PUT_ASIDE and item_of(found[name])}
        if any(verdict(found[name]) != one for name, one in told.items() if name not in aside):
            return False
        drafts = {
            name: one.draft for name, one in found.items() if one.draft is not None and name not in aside
        }
        stored = {one.article_id: one for one in self._articles.read(drafts)}
        return all(self._files_the_same(name, found[name], told[name]) for name in aside) and all(
            (there := stored.get(name)) is not None
            and there.article is not None
            and there.filed_under == filed_under(draft.news_item)
            and same_draft(there.article, draft)
            and same_fingerprint(self._articles, there, draft, learned)
            for name, draft in drafts.items()
        )

    def _files_the_same(self, article_id: str, result: Extracted, told: Verdict) -> bool:
        item = item_of(result)
        name = filed_under(item)
        entries = self._filings.read(name) if name is not None else ()
        return item is not None and any(
            (one.version, one.created, one.canceled) == filed_version(item)
            and one.decided is not None
            and one.decided.verdict == told
            for one in entries
            if one.article_id == article_id
        )

    def _stored_verdicts(self, known: ObjectOutcome, found: Mapping[str, Extracted]) -> dict[str, Verdict]:
        if known.waiting is None:  # one document, settled with its object
            return dict.fromkeys(found, known.verdict)
        told = self._outcomes.articles(known.bucket, known.key)
        return {
            one.article_id: Verdict(status=one.status, reason=one.reason, file_kind=one.file_kind)
            for one in told
            if one.status is not Status.REMOVED
        }


def same_fingerprint(articles: ArticleStore, stored: Stored, draft: Draft, learned: Boilerplate) -> bool:
    """Whether an article that was read again is compared with others by what it is compared by already."""
    if stored.article is None:
        return False
    again = stored.article.model_copy(update={name: getattr(draft, name) for name in Draft.model_fields})
    print_ = articles.fingerprint(stored.article_id, stored.generation)
    return print_ is not None and decoded_fingerprint(print_) == article_fingerprint(again, learned)


def same_draft(stored: Article, draft: Draft) -> bool:
    """Whether an article says what a draft says."""
    names = Draft.model_fields.keys() - HOW_IT_WAS_MADE
    return all(getattr(stored, name) == getattr(draft, name) for name in names)


def verdict(result: Extracted) -> Verdict:
    """What becomes of an item that was found."""
    return INDEXED if result.draft is not None else rejected_as(result)
