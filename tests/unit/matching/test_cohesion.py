from __future__ import annotations

import random
from dataclasses import replace
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching import cohesion
from copydesk.matching.cohesion import BLOCK_WORDS, LONG_READ, MIN_BLOCKS, Telling, telling
from copydesk.matching.compare import compare, is_copy, joins
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.matching.parts import headed_parts, paragraphs
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


def mixed(own: float, parts: int, source: random.Random) -> list[list[str]]:
    """Words that recur four times each, by part: of so many of them every occurrence is within one part."""
    found: list[list[str]] = [[] for _ in range(parts)]
    for number in range(300):
        home = source.randrange(parts)
        for _ in range(4):
            place = home if number < 300 * own else source.randrange(parts)
            found[place].append(f"word{letters(number)}")
    for part in found:
        source.shuffle(part)
    return found


@pytest.mark.parametrize(
    ("own", "expected"),
    [(0.8, (True, True)), (0.71, (False, True)), (0.5, (False, True)), (0.4, (False, False))],
)
def test_half_as_far_apart_is_a_round_up_and_seven_tenths_may_be(
    own: float, expected: tuple[bool, bool]
) -> None:
    """Of words strewn over three parts, 80 % that keep to one of them make the distance 0.47; 40 %, 0.73."""
    found = told(" ".join(chain.from_iterable(mixed(own, 3, random.Random(3)))))
    assert (found.round_up, found.in_parts) == expected


@pytest.mark.parametrize(
    ("own", "mark", "expected"),
    [(0.1, "Heading\n", False), (0.2, "Heading\n", True), (0.2, "", False), (0.31, "", True)],
)
def test_headings_and_paragraphs_part_what_repeats_enough_within_them(
    own: float, mark: str, expected: bool
) -> None:
    """As many repetitions across parts as at random, but for so many words that have none."""
    parts = mixed(own, 4, random.Random(3))
    assert told("\n".join(f"{mark}{' '.join(part)}." for part in parts)).in_parts == expected


@pytest.mark.parametrize(("more", "expected"), [(300, True), (700, False)])
def test_a_part_of_over_half_is_the_story(more: int, expected: bool) -> None:
    """Beside 400 words or so of each part."""
    first, *others = mixed(1.0, 3, random.Random(3))
    first += [f"single{letters(number)}" for number in range(more)]
    parts = [f"Heading\n{' '.join(part)}." for part in (first, *others)]
    assert cohesion._parted(headed_parts("\n".join(parts)), 0.5) == expected


def test_words_recur_from_twice_to_fifteen_times_and_twelve_of_them_say_where() -> None:
    counted = cohesion._recurring(
        ["twice"] * 2 + ["fifteen"] * 15 + ["sixteen"] * 16 + ["single", "that", "that"]
    )
    assert counted == {"twice": 2, "fifteen": 15}
    enough = [word for number in range(12) for word in (f"word{letters(number)}",) * 2]
    assert cohesion._distance(enough) < 0.3
    assert cohesion._distance(enough[2:]) == 1


def blocks_of(near: int, far: int, count: int = 5) -> list[set[str]]:
    """Blocks of 40 words, of which so many neighbours, and pairs further off, have one in common."""
    found = [{f"{block} {number}" for number in range(40)} for block in range(count)]
    neighbours = [(left, left + 1) for left in range(count - 1)]
    others = [(left, right) for left in range(count) for right in range(left + 2, count)]
    for number, (left, right) in enumerate(neighbours[:near] + others[:far]):
        for block in (left, right):
            found[block].remove(f"{block} {number}")
            found[block].add(f"common {number}")
    return found


def test_blocks_that_have_words_of_the_next_alone_are_foreign() -> None:
    assert cohesion._foreign(blocks_of(near=4, far=5))
    assert not cohesion._foreign(blocks_of(near=4, far=6))  # one word of 40
    assert not cohesion._foreign(blocks_of(near=3, far=0))  # three words of 160
    assert cohesion._foreign(blocks_of(near=3, far=0, count=4))
    assert not cohesion._foreign(blocks_of(near=2, far=0, count=3))


def test_sixteen_blocks_are_compared() -> None:
    """From the seventeenth on they may be whatever they are."""
    blocks = blocks_of(near=15, far=0, count=16)
    assert cohesion._foreign([*blocks, *[blocks[3]] * 8])
    assert not cohesion._foreign([*blocks[:10], *[blocks[3]] * 6])


def test_a_block_has_sixty_words() -> None:
    words_ = [f"word{letters(number)}" for number in range(209)]
    assert [len(block) for block in cohesion._blocks(words_)] == [60, 60, 60]
    assert [len(block) for block in cohesion._blocks([*words_, "again"])] == [60, 60, 60, 30]


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
    long = " ".join(["word"] * 30)
    assert paragraphs("\n\n".join([long] * 3)) == [long] * 3
    assert paragraphs(f"{long}\n{long}\n{long.removesuffix('word')}") == []
    assert len(paragraphs("\n".join([long] * 12))) == 12
    assert paragraphs("\n".join([long] * 13)) == []


def test_a_heading_is_short_and_open_between_a_closed_line_and_a_long_one() -> None:
    long = " ".join(["word"] * 14)  # and a number
    stories = [f"{long} {number}." for number in range(3)]
    headings = ["First of all", " ".join(["many"] * 14), "أخبار"]
    text = "\n\n".join(f"{heading}\n{told}" for heading, told in zip(headings, stories, strict=True))
    assert [part.split("\n")[0] for part in headed_parts(text)] == headings
    assert len(headed_parts(f"Before all.\n{text}")) == 4
    assert headed_parts(text.replace(headings[1], f"one {headings[1]}").replace(headings[0], "")) == []
    assert headed_parts(text.replace("First of all", "First of all.").replace("أخبار", "أخبار؟")) == []
    assert headed_parts(text.replace(f"{long} 1.", "short.").replace(f"{long} 2.", "")) == []
    assert headed_parts(text.replace("0.", "0").replace("1.", "1")) == []
    assert headed_parts(text.replace(long, long.removesuffix(" word"))) == []
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
    # Nor are they two where one opens with what the other has, or tells one story for all that is known.
    later = article("\n\n".join((STORIES[3], *STORIES[:2])))
    assert joins(one, later)
    assert joins(later, one)
    assert joins(one, replace(other, in_parts=False))


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
