from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching import cohesion
from copydesk.matching.cohesion import BLOCK_WORDS, FEW_KINDS, LONG_READ, MIN_BLOCKS, Telling, telling
from copydesk.matching.compare import compare, is_copy, joins
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.matching.parts import (
    HEADED_WORDS,
    HEADING_WORDS,
    MOST_PARAGRAPHS,
    PARAGRAPH_WORDS,
    headed_parts,
    paragraphs,
)
from copydesk.matching.words import plain, words
from tests.stories import story

HARBOUR = (
    "The harbour board closed the eastern slipway after divers found rotten timber piles under the loading ramp. The "
    "harbour has two other slipways, and skippers said that the harbour board should have asked before it closed the "
    "eastern one. Divers will look at the timber piles of the western slipway too. The loading ramp was built by the "
    "skippers themselves, and the board wants them to pay for new piles. Skippers refuse, and the board meets again."
)
LIBRARY = (
    "Volunteers who keep the village library open were told that the council will sell the building to a dental "
    "surgery. The library was founded by a chemistry teacher, and volunteers have doubled its loans since the council "
    "withdrew its librarian. The dental surgery promised to keep the reading hour. Volunteers want the council to "
    "explain why the building was valued so low, and the teacher called the letter from the council a disgrace."
)
BRIDGE = (
    "Inspectors opened the suspension footbridge for hikers again, nine days after a film showed how the footbridge "
    "swayed. Inspectors blamed a loosened turnbuckle on the upstream cable. The crew tightened every turnbuckle and "
    "hung sandbags from the cable overnight. Hikers may cross the footbridge fifteen at a time, and a warden counts "
    "hikers at weekends. The upstream cable will be looked at by inspectors again before winter comes."
)
BUDGET = (
    "Parliament passed a supplementary budget that moves dinars from roads to hospitals. The finance minister "
    "called it "
    "a budget for nurses, while opponents said that the minister had dismissed nurses only last year. Hospitals will "
    "hire nurses and finish a children's clinic. Economists warned parliament that wages in hospitals raise inflation. "
    "The finance minister answered that parliament had waited long enough and that the clinic cannot wait."
)
STORIES = (HARBOUR, LIBRARY, BRIDGE, BUDGET)


def article(text: str) -> Fingerprint:
    return fingerprint(text=text, title=None, published_at=None, publisher=None, url=None)


def told(text: str) -> Telling:
    return telling(plain(text), words(text))


def strewn(kinds: int, parts: int, source: random.Random) -> str:
    """Sentences of words that recur four times each, every one within one of so many parts of the text."""
    found = []
    for part in range(parts):
        own = [f"word{'abcdefghijklmnopqrstuvwxyz'[part]}{letters(number)}" for number in range(kinds)] * 4
        source.shuffle(own)
        found.append(" ".join(own))
    return " ".join(found)


def letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def test_a_text_of_several_stories_is_a_round_up_and_one_story_is_none() -> None:
    assert told("\n\n".join(STORIES)) == Telling(round_up=True, in_parts=True, patchy=False)
    assert not any(told(f"{one} {one}").in_parts for one in STORIES)


@pytest.mark.parametrize("parts", [1, 2, 3, 5])
def test_two_occurrences_are_so_far_apart_as_the_parts_are_long(parts: int) -> None:
    text = strewn(40, parts, random.Random(parts))
    assert cohesion._distance(words(text)) == pytest.approx(1 / parts, abs=0.06)
    assert told(text).in_parts == (parts > 1)
    assert told(text).round_up == (parts > 2) or parts == 2  # half as far is the limit itself


def test_few_words_that_recur_say_nothing() -> None:
    few, enough = (strewn(kinds, 3, random.Random(1)) for kinds in ((FEW_KINDS - 1) // 3, FEW_KINDS))
    assert not told(few).in_parts
    assert told(enough).in_parts


def test_few_blocks_say_nothing() -> None:
    """Of texts that repeat hardly a word, four blocks that have nothing in common are several stories."""
    text = " ".join(
        f"{' '.join(story(number, BLOCK_WORDS - 12))} " + f"again{letters(number)} of " * 6
        for number in range(9)
    )
    blocks = words(text)
    assert cohesion._alone(cohesion._blocks(blocks)) == 1
    sharing = [
        word
        for at, word in enumerate(blocks)
        for word in (word, *([f"next{letters((at + 30) // 60)}"] * (at % 20 == 0)))
    ]
    assert telling("", sharing[: BLOCK_WORDS * MIN_BLOCKS]).round_up
    assert not telling("", sharing[: BLOCK_WORDS * (MIN_BLOCKS - 1)]).round_up


def test_a_long_read_wanders() -> None:
    long = strewn(400, 4, random.Random(1))
    assert LONG_READ < len(words(long)) < LONG_READ + 500
    assert not told(long).in_parts
    assert told(" ".join(words(long)[: LONG_READ - 1])).round_up


def test_words_of_which_none_recurs_are_no_story() -> None:
    one = f"{HARBOUR} {HARBOUR}"
    noise = " ".join(story(1, BLOCK_WORDS))
    assert not told(one).patchy
    assert told(f"{one} {noise} {noise[::-1]}").patchy
    assert not told(f"{noise} {one} {noise[::-1]}").in_parts


def bank(part: int, source: random.Random) -> str:
    """Sentences of which one word in three is of this part alone; all are of a few that recur everywhere."""
    own = [f"own{letters(part)}{letters(number)}word" for number in range(5)]
    shared = [f"shared{letters(number)}" for number in range(12)]
    return " ".join(f"{source.choice(own)} {' '.join(source.sample(shared, 2))}" for _ in range(18)) + "."


def test_headings_part_a_text_whose_parts_repeat_their_own_words() -> None:
    source = random.Random(2)
    texts = [bank(part, source) for part in range(4)]
    headed = "\n".join(f"Heading number {letters(part)}\n{text}" for part, text in enumerate(texts))
    assert not told(" ".join(texts)).in_parts
    assert told(headed) == Telling(round_up=False, in_parts=True, patchy=False)
    one = [bank(0, source) for _ in range(4)]
    assert not told(
        "\n".join(f"Heading number {letters(part)}\n{text}" for part, text in enumerate(one))
    ).in_parts
    largest = "\n".join(texts[:1] * 4)
    parts = headed_parts(f"Heading\n{largest}\nSecond\n{texts[1]}\nThird\n{texts[2]}")
    assert len(parts) == 3
    assert not cohesion._parted(parts, 1.0)


def test_paragraphs_part_a_text_likewise() -> None:
    source = random.Random(2)
    texts = [bank(part, source) for part in range(4)]
    assert told("\n\n".join(texts)).in_parts
    assert not told("\n\n".join(bank(0, source) for _ in range(4))).in_parts


def test_paragraphs_are_a_few_long_lines() -> None:
    long = " ".join(["word"] * PARAGRAPH_WORDS)
    assert paragraphs("\n\n".join([long] * 3)) == [long] * 3
    assert paragraphs(f"{long}\n{long}\n{long.removesuffix('word')}") == []
    assert len(paragraphs("\n".join([long] * MOST_PARAGRAPHS))) == MOST_PARAGRAPHS
    assert paragraphs("\n".join([long] * (MOST_PARAGRAPHS + 1))) == []


def test_a_heading_is_short_and_open_between_a_closed_line_and_a_long_one() -> None:
    long = " ".join(["word"] * HEADED_WORDS)
    stories = [f"{long} {number}." for number in range(3)]
    headings = ["First of all", " ".join(["many"] * HEADING_WORDS), "أخبار"]
    text = "\n\n".join(f"{heading}\n{told}" for heading, told in zip(headings, stories, strict=True))
    assert [part.split("\n")[0] for part in headed_parts(text)] == headings
    assert len(headed_parts(f"Before all.\n{text}")) == 4
    assert headed_parts(text.replace(headings[1], f"one {headings[1]}").replace(headings[2], "")) == []
    assert headed_parts(text.replace("First of all", "First of all.").replace("أخبار", "أخبار؟")) == []
    assert headed_parts(text.replace(f"{long} 1.", "short.").replace(f"{long} 2.", "")) == []
    assert headed_parts(text.replace("0.", "0").replace("1.", "1")) == []
    assert headed_parts("") == []


def test_a_round_up_carries_its_stories_and_joins_none_of_them() -> None:
    round_up = article("\n\n".join(STORIES))
    for one in map(article, STORIES):
        assert compare(one, round_up).relation == "carried"
        assert compare(round_up, one).relation == "carries"
        assert is_copy(one, round_up)
        assert not joins(one, round_up)
    assert joins(round_up, article("\n\n".join((*STORIES, "And that was all for today."))))


def test_a_round_up_joins_a_large_part_that_it_opens_with() -> None:
    round_up = article("\n\n".join(STORIES))
    first, middle = article(HARBOUR + LIBRARY[:300]), article(LIBRARY + BRIDGE[:300])
    assert 1 / 3 < compare(round_up, first).containment < 0.5
    assert joins(first, round_up)
    assert compare(middle, round_up).relation == "carried"


def test_round_ups_that_share_stories_are_not_joined() -> None:
    one, other = article("\n\n".join(STORIES[:3])), article("\n\n".join((STORIES[3], *STORIES[1:3])))
    assert is_copy(one, other)
    assert not joins(one, other)
    assert joins(one, article("\n\n".join((STORIES[2], *STORIES[:2]))))


def test_what_may_be_a_round_up_joins_only_what_it_opens_with() -> None:
    source = random.Random(2)
    texts = [bank(part, source) for part in range(4)]
    headed = article("\n".join(f"Heading number {letters(part)}\n{text}" for part, text in enumerate(texts)))
    first, *others = map(article, texts)
    assert joins(first, headed)
    assert [compare(one, headed).relation for one in others] == ["carried"] * 3


def test_a_copy_between_words_of_no_story_is_no_quotation() -> None:
    """A new lead and furniture in another language around the first half: joined; around a story's own words not."""
    half = " ".join(story(7, 150)[:90])
    original = article(" ".join(story(7, 150)))
    noise, more = (" ".join(story(number, 100)) for number in (8, 9))
    assert joins(original, article(f"{noise}. {half}. {more}"))
    own, mine = (f"{one} {two}" for one, two in (STORIES[:2], STORIES[2:]))
    assert compare(original, article(f"{own} {half}. {mine}")).relation == "carried"


@given(st.text(max_size=400), st.lists(st.text(), max_size=400))
def test_any_text_is_told_somehow(text: str, found: list[str]) -> None:
    round_up, in_parts, _ = telling(text, found)
    assert in_parts or not round_up
