from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching.compare import compare, finding, is_copy
from copydesk.matching.finding import Finding
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.matching.settings import MIN_WORDS

DAYS = st.one_of(st.none(), st.sampled_from(["2024-05-01", "2024-05-03T10:00:00Z", "2024-06-30"]))
VOCABULARY = [f"word{n}" for n in range(40)] + ["12", "3.5", "東", "Ünïcode", "’s", "ก", "don't"]
TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(VOCABULARY), max_size=120).map(" ".join),
)


def article(text: str, day: str | None = None, **fields: str | None) -> Fingerprint:
    base: dict[str, str | None] = {"title": None, "publisher": None, "url": None}
    return fingerprint(text=text, published_at=day, **(base | fields))  # type: ignore[arg-type]


def story(words: int, seed: int = 0) -> str:
    source = random.Random(seed)
    return " ".join("".join(source.choices("abcdefghij", k=5)) for _ in range(words))


@given(TEXTS, TEXTS, DAYS, DAYS)
def test_comparison_is_symmetric(first: str, second: str, day: str | None, other_day: str | None) -> None:
    left, right = article(first, day), article(second, other_day)
    assert compare(right, left) == compare(left, right).reversed()
    assert is_copy(left, right) == is_copy(right, left) == (compare(left, right).relation is not None)


@given(st.integers(60, 900), st.floats(0.2, 1), st.integers(0, 400), st.integers(0, 3))
def test_comparison_of_overlapping_texts_is_symmetric(
    length: int, share: float, more: int, seed: int
) -> None:
    text = story(length, seed)
    left = article(text, publisher="Quayside Reader")
    right = article(" ".join(text.split()[: int(length * share)]) + " " + story(more, seed + 10))
    assert compare(right, left) == compare(left, right).reversed()
    assert is_copy(left, right) == is_copy(right, left) == (compare(left, right).relation is not None)


@given(TEXTS, TEXTS)
def test_comparison_survives_encoding(first: str, second: str) -> None:
    left, right = article(first), article(second)
    again = compare(Fingerprint.decode(left.encode()), Fingerprint.decode(right.encode()))
    assert again == compare(left, right)


@given(TEXTS, DAYS, DAYS)
def test_identical_texts_match_whatever_their_dates(
    text: str, day: str | None, other_day: str | None
) -> None:
    left, right = article(text, day), article(text, other_day)
    expected = "identical" if left.word_count >= MIN_WORDS else None
    assert compare(left, right).relation == expected


@pytest.mark.parametrize("length", [1, 14, 15, MIN_WORDS - 1, MIN_WORDS])
def test_short_texts_match_identical_ones_under_one_title_or_at_one_address(length: int) -> None:
    one = {"title": "Harbour bridge closed", "url": "https://quayside.example/1"}
    other = {"title": "Bridge shut", "url": "https://skerry.example/2"}
    text = story(length)
    assert is_copy(article(text, **one), article(text, **other)) == (length >= MIN_WORDS)
    for same in ("title", "url"):
        found = finding(article(text, **one), article(text, **(other | {same: one[same]})))
        assert found == (Finding.SAME_WORDS if length >= 15 else Finding.TOO_SHORT)


@given(st.integers(1, MIN_WORDS - 1), st.integers(1, 50))
def test_short_texts_match_nothing_longer(length: int, more: int) -> None:
    text = story(length)
    assert not is_copy(article(text, title="A"), article(f"{text} {story(more, 1)}", title="A"))


@pytest.mark.parametrize("length", [120, 400, 2000])
def test_a_cut_text_is_an_excerpt(length: int) -> None:
    whole, half = story(length), " ".join(story(length).split()[: length // 2])
    found = compare(article(half), article(whole))
    assert found.relation == "excerpt"
    assert found.containment == 1
    assert found.containment_of_other == pytest.approx(0.5, abs=0.1)
    assert compare(article(whole), article(half)).relation == "extended"


def test_a_text_with_a_few_words_changed_is_near_identical() -> None:
    words = story(300).split()
    words[50::60] = ["other"] * len(words[50::60])
    assert compare(article(story(300)), article(" ".join(words))).relation == "near_identical"


def test_an_edited_text_under_its_old_title_is_a_revision() -> None:
    before = article(story(200), title="Harbour bridge closed", publisher="Quayside Reader")
    after = article(
        story(200) + " " + story(60, 1), title="Harbour Bridge Closed", publisher="Quayside reader"
    )
    elsewhere = article(
        story(200) + " " + story(60, 1), title="Harbour bridge closed", publisher="Skerry Dispatch"
    )
    assert compare(before, after).relation == "revision"
    assert compare(before, elsewhere).relation == "excerpt"


def test_a_few_words_of_a_story_in_another_one_are_pieces() -> None:
    def pair(words: int, of: int, lead: str = "") -> tuple[Fingerprint, Fingerprint]:
        told = story(of).split()
        longer = " ".join([lead, story(2 * of, 1), *told[-words:]])
        return article(" ".join(told), "2024-05-01"), article(longer, "2024-05-02")

    short, with_pieces = pair(75, 130)
    assert 0.53 < compare(short, with_pieces).containment < 0.6
    assert finding(short, with_pieces) is Finding.CARRIED
    assert finding(*pair(80, 130)) is Finding.CONTAINED  # more of it
    assert finding(*pair(175, 300)) is Finding.CONTAINED  # as much of more words
    assert (
        finding(*pair(75, 130, lead=" ".join(story(130).split()[:20]))) is Finding.CONTAINED
    )  # opens with it


@pytest.mark.parametrize(("words", "expected"), [(19, Finding.TOO_LITTLE_SHARED), (20, Finding.CONTAINED)])
def test_sixteen_shingles_are_shared_at_least(words: int, expected: Finding) -> None:
    short = story(30)
    longer = " ".join([*short.split()[:words], story(60, 1)])
    assert finding(article(short), article(longer)) is expected


@pytest.mark.parametrize(("words", "expected"), [(70, Finding.TOO_LITTLE_SHARED), (78, Finding.CONTAINED)])
def test_eight_hashes_of_a_sample_are_shared_at_least(words: int, expected: Finding) -> None:
    """Of 70 of the first words of a long text its sketch has seven, of 78 nine."""
    short = story(words)
    assert finding(article(short), article(f"{short} {story(6000, 1)}")) is expected


@pytest.mark.parametrize(
    ("words", "around", "expected"),
    [
        (60, 220, Finding.CONTAINED),
        (60, 260, Finding.CARRIED),
        (400, 2500, Finding.CARRIED),
        (400, 2700, Finding.CONTAINED),
    ],
)
def test_a_small_part_is_carried_by_what_opens_otherwise_and_is_no_long_read(
    words: int, around: int, expected: Finding
) -> None:
    part = story(words)
    assert finding(article(part), article(f"{story(around, 1)} {part}")) is expected
    assert finding(article(part), article(f"{part} {story(around, 1)}")) is Finding.CONTAINED


@pytest.mark.parametrize(
    ("changed", "undated", "dated"), [(2, True, True), (3, False, True), (4, False, False)]
)
def test_more_numbers_have_to_agree_where_texts_may_be_of_two_days(
    changed: int, undated: bool, dated: bool
) -> None:
    words = story(88).split()
    numbers = list(range(10, 21))
    others = [number + 50 if at < changed else number for at, number in enumerate(numbers)]
    one, other = (
        " ".join(" ".join([*words[8 * at : 8 * at + 8], str(number)]) for at, number in enumerate(row))
        for row in (numbers, others)
    )
    assert is_copy(article(one), article(other)) is undated
    assert is_copy(article(one, "2024-05-01"), article(other, "2024-05-01")) is dated
    tail = story(40, 1)  # too much for a form
    assert is_copy(article(f"{one} {tail}"), article(f"{other} {tail}")) is dated


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (["9"], Finding.CONTAINED),  # a correction, as nearly all else is the same
        (["9", *"otherwise"], Finding.OTHER_NUMBERS),
        (
            ["other 9", *"otherwise"],
            Finding.OTHER_WORDS,
        ),  # with one place left, it is not known to be another
    ],
)
def test_one_number_is_corrected_where_nearly_all_else_is_the_same(
    changed: list[str], expected: Finding
) -> None:
    words = story(40).split()
    one = " ".join([*words[:20], "7", *words[20:]])
    number, *more = changed
    before = words[: 20 - number.count(" ")]
    other = " ".join([*before, number, *words[20 : 40 - len(more)], *more])
    assert finding(article(one, "2024-05-01"), article(other, "2024-05-01")) is expected


RATES = (
    "The bank of Lomund bought bonds for {} million crowns in the market this morning, Cora Eskild said in Aldwater. "
    "Money was traded overnight at {} when the bank began its purchases."
)


def test_a_short_form_that_may_be_of_two_days_parts_at_one_number() -> None:
    first, other = RATES.format(15, 6.5), RATES.format(15, 6.25)
    without = RATES.format(15, "a loss")
    for publisher, another in ((None, None), ("Reader", None), ("Reader", "Reader")):
        assert not is_copy(article(first, publisher=publisher), article(other, publisher=another))
        assert not is_copy(article(first, publisher=publisher), article(without, publisher=another))
    # Nor where it is filled in with numbers at other places, or is of days that are known to be two.
    assert not is_copy(article(first), article(RATES.format(15, "a loss of 6 in all")))
    for day, another in (("2024-05-01", "2024-05-02"), ("2024-05-02", "2024-05-01")):
        assert not is_copy(
            article(first, day, publisher="Reader"), article(other, another, publisher="Reader")
        )
    assert not is_copy(article(first, "2024-05-01"), article(other))
    # It is one text where the day is one, and where there are two publishers.
    for publisher in (None, "Reader"):
        assert is_copy(
            article(first, "2024-05-01", publisher=publisher),
            article(other, "2024-05-01", publisher=publisher),
        )
    assert is_copy(article(first, publisher="Reader"), article(other, publisher="Dispatch"))


def test_background_that_may_be_months_apart_is_no_copy() -> None:
    background = story(300)
    one = article(f"{story(200, 1)} {background}", publisher="Reader")
    other = article(f"{story(220, 2)} {background}", publisher="Reader")
    assert 0.55 < compare(one, other).containment < compare(one, other).threshold == 0.6
    assert finding(one, other) is Finding.TOO_LITTLE_CONTAINED
    # Where the days are known, or it is what one of them opens with, it is.
    dated = [article(f"{story(200 + seed, seed)} {background}", "2024-05-01") for seed in (1, 2)]
    assert is_copy(*dated)
    assert is_copy(article(f"{background} {story(220, 2)}", publisher="Reader"), one)


def test_a_column_that_changes_a_few_words_overnight_is_a_revision() -> None:
    known = {"title": "The harbour today", "publisher": "Reader"}
    text = story(60).split()
    little, much = text.copy(), text.copy()
    little[30] = "otherwise"
    much[20], much[40] = "otherwise", "elsewhere"
    assert compare(
        article(" ".join(text), "2024-05-01", **known), article(" ".join(little), "2024-05-02", **known)
    ).relation
    assert (
        finding(
            article(" ".join(text), "2024-05-01", **known), article(" ".join(much), "2024-05-02", **known)
        )
        is Finding.OTHER_WORDS
    )


def test_one_address_makes_a_revision_whatever_the_scheme() -> None:
    address = "//www.quayside.example/harbour/bridge"
    before = article(story(200), url=f"http:{address}", publisher="Quayside Reader")
    after = article(story(210), url=f"https:{address}/?utm_source=feed", publisher="Quayside Reader")
    assert compare(before, after).relation == "revision"


def test_the_same_text_at_another_address_of_its_publisher_is_identical() -> None:
    one = article(story(200), title="A", url="https://quayside.example/1", publisher="Quayside Reader")
    other = article(story(200), title="A", url="https://quayside.example/2", publisher="Quayside Reader")
    assert compare(one, other).relation == "identical"


def test_typography_and_case_do_not_count() -> None:
    plain = 'The mayor said: "It isn\'t over - not yet," and left the hall. ' + story(40)
    typeset = "THE MAYOR said: “It isn’t over – not yet,” and left the hall. " + story(40)
    assert compare(article(plain), article(typeset)).relation == "identical"


def test_texts_far_apart_in_time_need_a_stronger_match() -> None:
    whole, shared = story(300), " ".join(story(300).split()[:180]) + " " + story(120, 1)
    near = is_copy(article(whole, "2024-05-01"), article(shared, "2024-05-05"))
    far = is_copy(article(whole, "2024-05-01"), article(shared, "2024-05-06"))
    unknown = is_copy(article(whole, "2024-05-01"), article(shared))
    assert (near, far, unknown) == (True, False, True)
    corrected = " ".join(["otherwise", *whole.split()[5:]])
    assert is_copy(article(whole, "2024-05-01"), article(corrected, "2024-09-01"))


def bulletin(*numbers: float) -> str:
    high, low, wind, rain, tide = numbers
    return (
        f"The forecast for the coast tomorrow is for broken cloud with a high of {high} degrees and an "
        f"overnight low of {low} degrees. Winds will be westerly at up to {wind} kilometres an hour by the "
        f"evening, the weather office said in its daily bulletin for shipping. Rain of {rain} millimetres is "
        f"expected before noon, and high tide at the harbour wall is put at {tide} metres above the usual "
        f"mark for the season."
    )


def test_a_template_with_other_numbers_is_no_copy() -> None:
    today, tomorrow = article(bulletin(21, 12, 30, 4.5, 3.1)), article(bulletin(17, 9, 45, 12, 2.8))
    assert compare(today, tomorrow).containment > 0.45
    assert not is_copy(today, tomorrow)


def test_one_number_decides_between_a_template_and_a_correction() -> None:
    notice = "{} of Aldwater passed away at the age of {} and will be remembered for {} by all. "
    closing = (
        "Friends are invited to gather in the parish hall for a celebration of a long and generous life. " * 2
    )
    first = notice.format("Cora Eskild", 84, "kindness") + closing
    other = notice.format("Dov Ibarra", 71, "music") + closing
    corrected = notice.format("Cora Eskild", 85, "kindness") + closing
    assert compare(article(first), article(other)).containment > 0.45
    assert not is_copy(article(first), article(other))
    assert is_copy(article(first, "2024-05-01"), article(corrected, "2024-05-02"))


def test_a_corrected_number_leaves_a_copy() -> None:
    assert is_copy(article(bulletin(21, 12, 30, 4.5, 3.1)), article(bulletin(21, 12, 30, 4.5, 3.2)))


NOTICE = (
    "The harbour office has named {0} as its new pilot, a post that was held until last month by {1}. "
    "Born on {2}, the sailor first went to sea with {3} and later crossed the ocean with the {4} line. "
    "In the coming weeks there will be a small ceremony on {2}, to which {5} and all the crews of the "
    "harbour are invited, and a supper at the inn of {6} for those who have worked there the longest."
)
NAMES = (
    ("Ada Quill", "Bruno Vale", "Skerry", "Cora Jessop", "Ostmar", "Dov Ibarra", "Elin Farrow"),
    ("Hugo Brenwick", "Ines Dunmore", "Norvale", "Jonas Eskild", "Velland", "Kaya Westby", "Mara Tembo"),
)


def test_a_template_with_other_names_is_no_copy() -> None:
    one, other = (article(NOTICE.format(*names)) for names in NAMES)
    assert finding(one, other) == Finding.OTHER_NAMES
    assert compare(one, other).containment > 0.45
    assert compare(one, other).relation is None


@pytest.mark.parametrize("changed", range(len(NAMES[0])))
def test_a_copy_with_other_names_of_two_places_is_a_copy(changed: int) -> None:
    names = list(NAMES[0])
    names[changed] = NAMES[1][changed]
    names[changed - 1] = NAMES[1][changed - 1]
    assert finding(article(NOTICE.format(*NAMES[0])), article(NOTICE.format(*names))) == Finding.CONTAINED


@pytest.mark.parametrize(("kept", "expected"), [(2, Finding.OTHER_NAMES), (3, Finding.CONTAINED)])
def test_three_names_changed_wherever_they_stand_leave_a_copy_beside_as_many(
    kept: int, expected: Finding
) -> None:
    words = iter(story(200).split())

    def told(names: list[str], around: list[list[str]]) -> str:
        return " ".join(
            " ".join([*before, name]) for before, name in zip(around, names * 4 + NEIGHBOURS, strict=False)
        )

    around = [[next(words) for _ in range(10)] for _ in range(12 + kept)]
    one, other = (article(told(names, around)) for names in (["Skerry", "Ostmar", "Tolver"], LOCAL))
    assert finding(one, other) is expected


LOCAL, NEIGHBOURS = ["Norvale", "Velland", "Fenby"], ["Lomund", "Zelna", "Sabel"]


def test_more_that_differs_than_agrees_makes_a_form_of_a_long_text_too() -> None:
    words = story(220).split()

    def told(particulars: list[str], until: int) -> Fingerprint:
        parts = (" ".join([*words[20 * at : 20 * at + 20], one]) for at, one in enumerate(particulars))
        return article(" ".join([*parts, *words[100:until], story(220 - until, 1)]), "2024-05-01")

    one = told(["Skerry", "Ostmar", "Tolver", "7", "12"], 220)
    assert finding(one, told(["Norvale", "Velland", "Tolver", "9", "12"], 185)) is Finding.OTHER_WORDS
    assert finding(one, told(["Norvale", "Ostmar", "Tolver", "9", "12"], 185)) is Finding.CONTAINED


def test_a_title_at_every_word_is_no_reason_to_part() -> None:
    shouted = article(NOTICE.format(*NAMES[0]).upper())
    assert finding(shouted, article(NOTICE.format(*NAMES[0]))) == Finding.SAME_WORDS


def test_texts_without_spaces_are_compared_by_character() -> None:
    source = random.Random(5)
    text = "".join(chr(0x4E00 + source.randrange(3000)) for _ in range(200))
    assert compare(article(text[:100]), article(text)).relation == "excerpt"
    assert not is_copy(article(text[:100]), article(text[100:]))
