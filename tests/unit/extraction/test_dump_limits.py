"""The limits of what tells a dump's lines: each has an example on either side of it."""

from __future__ import annotations

import pytest

from copydesk.extraction.document import Document, Line, Link
from copydesk.extraction.dump.alone import Judged, Role, by_themselves
from copydesk.extraction.dump.body import Body, find_body
from copydesk.extraction.dump.edges import story_lines
from copydesk.extraction.dump.furniture import is_metadata
from copydesk.extraction.dump.header import Header
from copydesk.extraction.dump.lists import list_end, own_short_lines
from copydesk.extraction.dump.machines import is_machine_text
from copydesk.extraction.dump.neighbours import roles
from copydesk.extraction.dump.notices import notice_score
from copydesk.extraction.dump.persons import is_person_note
from copydesk.extraction.evidence import Resolved

# Words that are no language's function words, and ones that are English's.
NAMES = ["Lindow", "harbour", "ferries", "quay", "pier", "storm", "engine", "tower", "Friday", "summer"]
COMMON = ["the", "of", "and", "in", "that", "was", "for", "with"]


def words(count: int, common: int = 0, *, end: str = "") -> str:
    """So many words, some of them function words."""
    texts = [*(COMMON * count)[:common], *(NAMES * count)[: count - common]]
    return " ".join(texts).capitalize() + end


def document(*texts: str | Line, language: str | None = "en") -> Document:
    lines = (one if isinstance(one, Line) else Line.of(one, block=number) for number, one in enumerate(texts))
    return Document(tuple(lines), language)


def alone(text: str | Line, *others: str) -> Role:
    """The role of a line by itself, in a document with others below it."""
    return by_themselves(document(text, *others))[0].role


def role(*texts: str, at: int) -> Role:
    return roles(document(*texts))[at].role


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (words(10, 5, end="."), Role.PROSE),
        (words(9, 5, end="."), Role.SENTENCE),
        (words(25, 8), Role.PROSE),
        (words(24, 8), Role.SHORT),
        (words(20, 3, end="."), Role.PROSE),
        (words(20, 2, end="."), Role.SENTENCE),
        ("12 of the " + "8 " * 3 + "and of that in the pier.", Role.PROSE),
        ("12 of the " + "888 " * 6 + "and of that in the pier.", Role.SENTENCE),
    ],
)
def test_prose_has_words_enough_and_function_words_and_letters(text: str, found: Role) -> None:
    assert alone(text, *[words(20, 10, end=".")] * 4) is found


@pytest.mark.parametrize(
    ("count", "linked", "found"),
    [
        (4, 4, Role.REPEATED),
        (3, 3, Role.SHORT),
        (9, 9, Role.REPEATED),
        (10, 10, Role.TEASER),
        (8, 5, Role.SHORT),
    ],
)
def test_a_line_that_is_a_link_leads_elsewhere(count: int, linked: int, found: Role) -> None:
    text = words(count)
    link = " ".join(text.split()[:linked])
    assert alone(Line.of(text, links=(Link(link, "/2"),))) is found


PROSE = "The harbour board of Lindow voted on Monday to rebuild the north pier, which storms have closed."
HEADLINE = words(9)


@pytest.mark.parametrize(("count", "found"), [(25, Role.SHORT), (26, Role.PROSE)])
def test_a_question_among_headlines_is_no_longer_than_one(count: int, found: Role) -> None:
    assert role(HEADLINE, words(count, 8, end="?"), "Mill", at=1) is found


@pytest.mark.parametrize(("count", "found"), [(9, Role.SHORT), (8, Role.PROSE)])
def test_a_headline_beside_a_question_is_no_subheading(count: int, found: Role) -> None:
    assert role(words(count), words(12, 5, end="?"), "Mill", at=1) is found


@pytest.mark.parametrize(
    ("name", "found"), [("Ana Holm of the old Fen Post", Role.REPEATED), (words(11), Role.PROSE)]
)
def test_a_picture_s_credit_is_short(name: str, found: Role) -> None:
    assert role(PROSE, f"Photo: {name}", PROSE, at=0) is found


@pytest.mark.parametrize(("others", "found"), [(1, Role.SENTENCE), (2, Role.SENTENCE), (3, Role.TEASER)])
def test_a_few_lines_in_a_row_that_trail_off_can_be_a_story_s(others: int, found: Role) -> None:
    texts = [f"{words(8 + n, 4)} …" for n in range(others + 1)]
    assert role(PROSE, *texts, PROSE.upper(), at=1) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (words(12, 5, end="…"), Role.SENTENCE),
        (words(12, 3, end="…"), Role.TEASER),
        (words(9, 5, end="…"), Role.TEASER),
        (words(25, 3, end="…"), Role.SENTENCE),
        (words(22, 3, end="…"), Role.TEASER),
    ],
)
def test_a_last_line_that_trails_off_is_a_story_s_where_it_reads_as_a_sentence(
    text: str, found: Role
) -> None:
    assert role(PROSE, text, "Mill", at=1) is found


@pytest.mark.parametrize(("count", "found"), [(4, Role.SENTENCE), (3, Role.SHORT)])
def test_a_lead_in_has_some_words(count: int, found: Role) -> None:
    assert role(PROSE, words(count, end=":"), PROSE.upper(), at=1) is found


@pytest.mark.parametrize(("paragraphs", "found"), [(3, Role.REPEATED), (2, Role.PROSE)])
def test_a_text_holds_several_paragraphs_again(paragraphs: int, found: Role) -> None:
    own = [f"{start} {words(20, 8, end='.')}" for start in ("First", "Second", "Third")]
    whole = " ".join([*own[:paragraphs], words(300, 80, end=".")])
    assert role(*own, whole, at=3) is found


def kept(*judged: tuple[Role, str]) -> tuple[int, ...]:
    """The numbers of the lines that a body keeps, by their roles."""
    read = document(*(text for _, text in judged))
    return find_body(read, [Judged(role, "") for role, _ in judged]).kept


def prose(count: int) -> tuple[Role, str]:
    prose.number += 1  # type: ignore[attr-defined]
    return Role.PROSE, f"{words(count - 1, 5)} {prose.number}."  # type: ignore[attr-defined]


prose.number = 0  # type: ignore[attr-defined]
SHORT, ENDING, CLOSING = (
    (Role.SHORT, "Mill of Lindow sold"),
    (Role.ENDING, "Related"),
    (Role.CLOSING, "Comments"),
)
LONG_HEADLINE = (Role.SHORT, words(9))


@pytest.mark.parametrize(("first", "teasers", "all_kept"), [(120, 1, True), (40, 1, False), (120, 2, False)])
def test_a_long_paragraph_weighs_no_more_than_a_middling_one(
    first: int, teasers: int, all_kept: bool
) -> None:
    """Between two paragraphs stand an ending, which takes away 40, and teasers, which take away 12 each."""
    found = kept(
        prose(first), (Role.ENDING, "Related"), *[(Role.TEASER, words(12))] * teasers, prose(90), prose(90)
    )
    assert (0 in found) is all_kept


@pytest.mark.parametrize(("second", "all_kept"), [(15, True), (0, False)])
def test_short_lines_between_paragraphs_take_away_no_more_than_one_gives(second: int, all_kept: bool) -> None:
    above = [prose(60), prose(second)] if second else [prose(45)]
    assert (0 in kept(*above, *[SHORT] * 20, prose(90))) is all_kept


@pytest.mark.parametrize(("above", "end"), [(60, 1), (45, 3)])
def test_an_ending_cuts_where_half_of_the_prose_stands_above_it(above: int, end: int) -> None:
    assert kept(prose(above), ENDING, prose(60))[-1] == end - 1


@pytest.mark.parametrize(("above", "cut"), [(51, True), (49, False)])
def test_a_closing_cuts_where_some_prose_stands_above_it(above: int, cut: bool) -> None:
    said = (Role.SENTENCE, words(10, 5, end="."))
    assert (4 in kept(said, said, prose(above), CLOSING, prose(90), prose(90))) is not cut


@pytest.mark.parametrize(("headlines", "below", "cut"), [(3, 14, True), (2, 14, False), (3, 20, False)])
def test_some_headlines_near_the_end_end_a_story(headlines: int, below: int, cut: bool) -> None:
    found = kept(prose(90), *[LONG_HEADLINE] * headlines, prose(below))
    assert (headlines + 1 not in found) is cut


@pytest.mark.parametrize(("lines", "dropped"), [(8, True), (9, False)])
def test_an_aside_has_a_few_lines(lines: int, dropped: bool) -> None:
    shorts = [(Role.SHORT, f"Mill {n}") for n in range(lines)]
    found = kept(prose(60), (Role.ASIDE, "Read also"), *shorts, prose(60))
    assert (lines + 1 not in found) is dropped


STORY = [words(40, 20, end=f" {number}.") for number in range(6)]


def story(
    *texts: str, authors: tuple[str, ...] = (), publisher: str | None = None, title_at: int | None = None
) -> list[int]:
    """The numbers of a story's lines, all of them its body below the title, between edges that are yet to be found."""
    read = document(*texts)
    judged = [Judged(one.role if one.role is not Role.SHORT else Role.SENTENCE, "") for one in roles(read)]
    start = 0 if title_at is None else title_at + 1
    body = Body(tuple(range(start, len(texts))), start, len(texts), len(texts))
    fields = {"authors": Resolved(authors), "publisher": Resolved(None)}
    return story_lines(read, judged, body, Header(fields, title_at, None, frozenset()))


@pytest.mark.parametrize(
    ("notice", "at_head", "at_end"),
    [
        ("Join us in Lindow and write to harbour@lindow.example.", True, True),
        ("Join us in Lindow on a quay in the summer with ferries.", False, False),
        ("Lindow and the quay: see the pier in www.lindow.example.", False, True),
        ("Lindow and the quay are in www.lindow.example.", False, False),
    ],
)
def test_notices_have_more_signs_at_the_head_than_at_the_end(
    notice: str, at_head: bool, at_end: bool
) -> None:
    assert (0 not in story(notice, *STORY)) is at_head
    assert (len(STORY) not in story(*STORY, notice)) is at_end


@pytest.mark.parametrize(("count", "note"), [(40, True), (41, False)])
def test_a_short_paragraph_near_the_end_that_names_the_author_is_a_note(count: int, note: bool) -> None:
    last = f"{words(count - 2, 12)} Ana Holm."
    assert (len(STORY) not in story(*STORY, last, authors=("Ana Holm",))) is note


@pytest.mark.parametrize(("count", "note"), [(120, True), (121, False)])
def test_a_note_on_the_author_has_some_length(count: int, note: bool) -> None:
    last = f"Ana Holm {words(count - 2, 40, end='.').lower()}"
    assert (len(STORY) not in story(*STORY, last, authors=("Ana Holm",))) is note


@pytest.mark.parametrize(("count", "kept_below"), [(120, False), (121, True)])
def test_some_text_may_stand_behind_a_note_on_the_author(count: int, kept_below: bool) -> None:
    texts = ["Ana Holm lives in Lindow.", *(words(size, 24, end=".") for size in (60, count - 65))]
    assert (len(STORY) + 1 in story(*STORY, *texts, authors=("Ana Holm",))) is kept_below


@pytest.mark.parametrize(("above", "dropped"), [(2, True), (3, False)])
def test_a_note_on_the_author_can_stand_among_the_first_lines(above: int, dropped: bool) -> None:
    texts = [*STORY[:above], "Ana Holm lives in Lindow.", *STORY[above:]]
    assert (above not in story(*texts, authors=("Ana Holm",))) is dropped


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Ana Holm is reporter", True),
        ("Ana is reporter", False),
        (f"Ana Holm is a reporter {words(115, 40)}", True),
        (f"Ana Holm is a reporter {words(116, 40)}", False),
    ],
)
def test_a_note_on_a_person_is_neither_a_label_nor_a_story(text: str, note: bool) -> None:
    assert is_person_note(Line.of(text)) is note


STRONG = "Join us in Lindow and write to harbour@lindow.example."


@pytest.mark.parametrize(
    ("weak", "dropped"),
    [
        ("Lindow: the quay and the pier.", True),
        ("The quay has the permission.", False),
        (f"Lindow: {words(29, 12, end='.')}", True),
        (f"Lindow: {words(30, 12, end='.')}", False),
    ],
)
def test_a_short_line_with_few_signs_between_notices_is_one(weak: str, dropped: bool) -> None:
    assert (0 not in story(weak, STRONG, *STORY)) is dropped
    assert (len(STORY) + 1 not in story(*STORY, STRONG, weak)) is dropped


def below_a_byline(sentences: int, byline_at: int) -> list[int]:
    """What a story keeps that has so many sentences above its byline, which stands in the line of that number."""
    above = [words(12, 2, end=".") for _ in range(sentences)]
    texts = [
        "Mill of Lindow",
        *above,
        *(f"Mill {n}" for n in range(byline_at - sentences - 1)),
        "Ana Holm",
        *STORY,
    ]
    read = document(*texts)
    body = Body((*range(1, sentences + 1), *range(byline_at + 1, len(texts))), 1, len(texts), len(texts))
    fields = {"authors": Resolved(("Ana Holm",)), "publisher": Resolved(None)}
    return story_lines(read, roles(read), body, Header(fields, 0, None, frozenset({byline_at})))


@pytest.mark.parametrize(
    ("sentences", "byline_at", "kept"), [(2, 3, False), (3, 4, True), (1, 15, False), (1, 16, True)]
)
def test_a_standfirst_is_a_sentence_or_two_between_the_title_and_a_byline_below_it(
    sentences: int, byline_at: int, kept: bool
) -> None:
    assert (1 in below_a_byline(sentences, byline_at)) is kept


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        (f"Sign up for {words(22, 8)}", True),
        (f"Sign up for {words(23, 8)}", False),
        ("Trending songs of the pier were loud.", True),
        ("Trending songs of the pier were too loud.", False),
        (f"{words(17, 4)} privacy policy.", True),
        (f"{words(18, 4)} privacy policy.", True),
        (f"{words(17, 8)} privacy policy.", True),
        (f"{words(18, 8)} privacy policy.", False),
        (f"{words(58, 20)} privacy policy", True),
        (f"{words(59, 20)} privacy policy", False),
        (f"{words(30, 12)}, our privacy policy.", True),
    ],
)
def test_a_notice_s_phrase_makes_one_of_a_line_that_is_no_story_s(text: str, furniture: bool) -> None:
    assert (alone(text) is Role.FURNITURE) is furniture


@pytest.mark.parametrize(("count", "furniture"), [(82, True), (84, False)])
def test_long_small_print_has_phrases_enough_for_its_length(count: int, furniture: bool) -> None:
    text = f"We {words(count, 40).lower()} newsletter, privacy policy, terms of use."
    assert (alone(text) is Role.FURNITURE) is furniture


@pytest.mark.parametrize(
    ("text", "metadata"),
    [
        ("12 photos 30", True),
        ("12 pictures 30", False),
        (f"{words(10)} 3 March 2020", False),
        (f"{words(9)} 3 March 2020", True),
        (" ".join(["12", "pier"] * 6), True),
        (" ".join(["12", "pier"] * 7), False),
    ],
)
def test_metadata_is_short(text: str, metadata: bool) -> None:
    assert is_metadata(Line.of(text)) is metadata


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("The newsletter and the podcast of a pier", 1.0 + 1.0),
        ("The newsletter and the podcast of the old pier of all the ferries", 1.0),
        ("Join us on the pier", 1.0),
        (words(45, 10) + " newsletter", 1.0 - 1.5 * 46 / 45),
        (words(44, 10) + " newsletter", 1.0),
        (words(148, 10) + " liability opinion", 1.5),
        (words(149, 10) + " liability opinion", 1.5 - 1.5 * 151 / 45),
    ],
)
def test_what_a_line_has_of_a_notice_depends_on_its_length_and_its_signs(text: str, score: float) -> None:
    assert notice_score(Line.of(text), "en") == pytest.approx(score)


def test_a_line_that_names_the_outlet_has_more_of_a_notice() -> None:
    line = Line.of("The pier is the Fen Post's")
    assert notice_score(line, "en", "Fen Post") - notice_score(line, "en") == pytest.approx(1.5)


@pytest.mark.parametrize(("count", "score"), [(7, 1.5), (8, 0.0)])
def test_a_call_at_the_end_is_a_short_link(count: int, score: float) -> None:
    link = words(count, 2).lower()
    line = Line.of(f"{words(12, 4)}: {link}.", links=(Link(link, "/2"),))
    assert notice_score(line, "en") == pytest.approx(score)


def listed(*texts: str, above: str = PROSE) -> int:
    """How many short lines below a text are the list that ends it."""
    lines = document(above, *texts).lines
    return list_end(lines, [Role.PROSE] + [Role.SHORT] * len(texts), 1) - 1


@pytest.mark.parametrize(
    ("above", "texts", "count"),
    [
        (f"{PROSE[:-1]}:", ("Mill", "Quay"), 2),
        (f"{PROSE[:-1]}:", ("Mill",), 0),
        (PROSE, ("1. Mill", "2. Quay", "3. Pier", "4. Tower"), 4),
        (PROSE, ("1. Mill", "2. Quay", "3. Pier"), 0),
        (PROSE, ("1. Mill", "2. Quay", "3. Pier", "4. Tower", "Storm"), 5),
        (PROSE, ("1. Mill", "2. Quay", "3. Pier", "Tower", "Storm"), 0),
    ],
)
def test_a_list_that_ends_a_story_has_a_colon_above_it_or_lines_alike(
    above: str, texts: tuple[str, ...], count: int
) -> None:
    assert listed(*texts, above=above) == count


def own(*texts: str, roles: tuple[Role, ...] = ()) -> set[int]:
    """Which of some lines between two paragraphs are the story's own."""
    lines = document(PROSE, *texts, PROSE).lines
    amid = roles or (Role.SHORT,) * len(texts)
    return own_short_lines(lines, [Role.PROSE, *amid, Role.PROSE], 0, len(lines))


@pytest.mark.parametrize(
    ("text", "kept_line"),
    [
        (words(8), True),
        (words(9), False),
        (words(15, 5), True),
        (words(14, 5), False),
        (words(20, 6), False),
        (f"{words(15, 7)} Ferries Tower", True),
        (f"{words(15, 9)} Ferries Tower Engine Storm", False),
    ],
)
def test_a_short_line_between_paragraphs_is_a_subheading_or_a_sentence_without_its_stop(
    text: str, kept_line: bool
) -> None:
    assert (1 in own(text)) is kept_line


@pytest.mark.parametrize(("count", "kept_line"), [(6, True), (5, False)])
def test_a_long_run_of_short_lines_is_a_list_even_beside_furniture(count: int, kept_line: bool) -> None:
    texts = [f"Mill {n}" for n in range(count)]
    assert (1 in own(*texts, "Menu", roles=(*[Role.SHORT] * count, Role.FURNITURE))) is kept_line


@pytest.mark.parametrize(
    ("code", "prose", "machine"), [(4, 6, True), (3, 7, False), (4, 5, False), (8, 4, True)]
)
def test_a_program_has_lines_enough_and_a_share_of_code(code: int, prose: int, machine: bool) -> None:
    assert is_machine_text("\n".join(["return lamp.lit()"] * code + [PROSE] * prose)) is machine


@pytest.mark.parametrize(("stamped", "machine"), [(7, True), (6, False), (5, False)])
def test_most_lines_of_a_log_have_a_stamp(stamped: int, machine: bool) -> None:
    lines = ["2024-05-06 07:08 The lamp was lit"] * stamped + ["The lamp was lit again"] * (10 - stamped)
    assert is_machine_text("\n".join(lines)) is machine


@pytest.mark.parametrize(
    ("rows", "separators", "machine"), [(9, 2, True), (8, 2, False), (6, 2, False), (9, 1, False)]
)
def test_a_table_has_columns_and_hardly_another_line(rows: int, separators: int, machine: bool) -> None:
    lines = ["; ".join(["lamp"] * (separators + 1))] * rows + ["The lamp was lit"] * (10 - rows)
    assert is_machine_text("\n".join(lines)) is machine
