"""Explanations agree with decisions, and say what decided."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from copydesk.article import Article, ObjectRef, Publisher
from copydesk.matching.articles import article_fingerprint
from copydesk.matching.boilerplate import Boilerplate
from copydesk.matching.compare import joins
from copydesk.matching.explain import explain
from copydesk.matching.passages import passages
from tests.stories import story, text_of
from tests.unit.matching.test_cohesion import STORIES
from tests.unit.matching.test_forms import WITH_WORDS

NOTHING = Boilerplate()


def article(text: str, published_at: str | None = None, publisher: str | None = None) -> Article:
    moment = datetime(2024, 5, 6, tzinfo=UTC)
    return Article(
        article_id="a",
        object=ObjectRef(bucket="b", key="k", etag="e", size=1, uploaded_at=moment),
        text=text,
        word_count=len(text.split()),
        published_at=published_at,
        publisher=Publisher(name=publisher) if publisher else None,
    )


def test_the_summary_says_how_they_relate() -> None:
    whole, half = article(text_of(1)), article(" ".join(story(1)[:80]))
    assert "an excerpt of the second" in explain(half, whole, NOTHING, NOTHING).summary
    assert "holds the second and more" in explain(whole, half, NOTHING, NOTHING).summary
    assert "same words" in explain(whole, whole, NOTHING, NOTHING).summary


def test_the_summary_says_why_not() -> None:
    assert "fewer than" in explain(article("Too short."), article(text_of(1)), NOTHING, NOTHING).summary
    assert "share 0 runs" in explain(article(text_of(1)), article(text_of(2)), NOTHING, NOTHING).summary
    mixed = " ".join(story(1)[:80] + story(2)[:80])
    late = explain(article(mixed, "2024-05-06"), article(text_of(1), "2024-07-06"), NOTHING, NOTHING)
    assert not late.copies
    assert "61 days apart" in late.summary


FORM = (
    "The ferry {} left the pier of {} at {} with {} aboard and reached the far shore at {}, the harbour office "
    "said in its daily log. The crossing to {} was calm, no delay was noted, and the crew under {} went home."
)


def test_the_summary_says_which_numbers_make_a_form() -> None:
    one = article(FORM.format("Tern", "Skerry", 9, 140, 11, "Ostmar", "Ada Quill"))
    other = article(FORM.format("Tern", "Skerry", 14, 87, 16, "Ostmar", "Ada Quill"))
    found = explain(one, other, NOTHING, NOTHING)
    assert not found.copies
    assert "other numbers (“9” for “14”, “140” for “87”, “11” for “16”)" in found.summary


def test_the_summary_says_which_names_make_a_form() -> None:
    one = article(FORM.format("Tern", "Skerry", 9, 140, 11, "Ostmar", "Ada Quill"))
    other = article(FORM.format("Petrel", "Norvale", 9, 140, 11, "Port Sabel", "Dov Ibarra"))
    found = explain(one, other, NOTHING, NOTHING)
    assert not found.copies
    assert (
        "other names (“tern” for “petrel”, “skerry” for “norvale”, “ostmar” for “port sabel”)"
        in found.summary
    )


def test_the_summary_tells_a_revision_from_a_republication() -> None:
    before, after = text_of(1), text_of(1) + " A late addition to the report, of a few words."
    title = {"title": "Harbour bridge closed"}
    first = article(before, publisher="Skerry Dispatch").model_copy(update=title)
    same = article(after, publisher="Skerry Dispatch").model_copy(update=title)
    elsewhere = article(after, publisher="Quayside Reader").model_copy(update=title)
    assert "another version" in explain(first, same, NOTHING, NOTHING).summary
    assert "nearly the same" in explain(first, elsewhere, NOTHING, NOTHING).summary


def test_the_summary_says_that_a_story_is_carried_or_that_a_form_is_filled_in_with_words() -> None:
    one, round_up = article(STORIES[0]), article("\n\n".join(STORIES))
    found = explain(one, round_up, NOTHING, NOTHING)
    assert not found.copies
    assert found.summary.startswith("Not copies, but the second has the first among other stories.")
    form, *filled = WITH_WORDS["obituary"]
    left, right = (article(form.format(*words)) for words in filled)
    assert "filled in anew with words" in explain(left, right, NOTHING, NOTHING).summary


def test_passages_lie_word_for_word_in_the_texts() -> None:
    left, right = text_of(1, 1), "A new beginning. " + text_of(1, 2).replace("edited", "Edited,")
    found = passages(left, right)
    assert found.shared[0].words > 20
    assert all(passage.text in left for passage in (*found.shared, *found.only_left))
    assert all(passage.text in right for passage in found.only_right)
    assert [one.words for one in found.shared] == sorted((one.words for one in found.shared), reverse=True)


TEXTS = st.sampled_from([text_of(number, variant) for number in range(2) for variant in range(4)]) | st.text()


@given(left=TEXTS, right=TEXTS, day=st.sampled_from([None, "2024-01-01", "2024-01-03", "2024-06-01"]))
def test_an_explanation_agrees_with_the_decision(left: str, right: str, day: str | None) -> None:
    one, two = article(left, "2024-01-02"), article(right, day)
    found = explain(one, two, NOTHING, NOTHING)
    decision = joins(article_fingerprint(one, NOTHING), article_fingerprint(two, NOTHING))
    assert found.copies == decision
    assert found.summary.startswith("Copies" if decision else "Not copies")
