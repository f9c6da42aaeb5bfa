"""Where a dump's story ends, and which of its lines without full stops belong to it."""

from __future__ import annotations

import textwrap

import pytest

from copydesk.article import Draft
from copydesk.extraction.dump.extract import extract_dump
from copydesk.extraction.dump.lines import read_lines

STORY = [
    "The harbour board of Lindow voted on Monday to rebuild the north pier, which storms have closed twice.",
    "Work starts in March and takes two summers, the board said, and the ferries will leave from the quay.",
    "Shopkeepers on the pier asked for rents to be lowered while the diggers stand in front of their doors.",
    "The chairman told them that the board would answer before the end of the month, and not in the press.",
    "Nobody at the meeting spoke against the plan, although several asked who would pay if it ran over.",
]
OTHERS = [
    (
        "Mayor opens the new swimming baths",
        "The baths cost less than planned and open to schools from Tuesday.",
    ),
    (
        "Two held after fire at the old mill",
        "Police say that nobody was hurt when the roof of the mill came down.",
    ),
    (
        "Rowers win their first cup in years",
        "The crew led from the start and were never caught by the visitors.",
    ),
    (
        "Library lends tools as well as books",
        "Readers can take home drills and ladders for a week at a time.",
    ),
]


def body(*lines: str) -> list[str]:
    draft = extract_dump("\n\n".join(["North pier to be rebuilt", *lines]))
    assert isinstance(draft, Draft)
    return draft.text.split("\n\n")


def test_dated_teasers_behind_a_story_are_not_its_own() -> None:
    teasers = [
        line
        for day, (headline, teaser) in zip((14, 13, 13, 11), OTHERS, strict=True)
        for line in (
            headline,
            f"Tuesday, {day} June 2019",
            f"{teaser} It was the talk of the town all day long.",
        )
    ]
    assert body(*STORY, *teasers) == STORY


def test_comments_are_not_the_story() -> None:
    comments = [
        line
        for minute, (_, comment) in enumerate(OTHERS, start=10)
        for line in (f"Ferryman on June 4, 2019 at 8:{minute} am said:", comment)
    ]
    assert body(*STORY, *comments) == STORY


@pytest.mark.parametrize("sharing", ["Share this story", "Artikel teilen", "Compartir"])
def test_a_stream_of_stories_gives_the_first(sharing: str) -> None:
    stream = [
        line for headline, _ in OTHERS for line in (sharing, headline, *(f"{s} {headline}." for s in STORY))
    ]
    assert body(*STORY, *stream, sharing) == STORY


def test_a_line_for_sharing_in_a_story_does_not_end_it() -> None:
    assert body(*STORY[:2], "Share this story", *STORY[2:], "Share this story") == STORY


@pytest.mark.parametrize("years", [(2012, 2014, 2015, 2019), (2019, 2015, 2014, 2012)])
def test_headed_dates_of_a_timeline_do_not_end_it(years: tuple[int, ...]) -> None:
    told = [f"{text} So it came that nobody in the town trusted the board." for _, text in OTHERS]
    heads = [(headline, f"12 March {year}") for (headline, _), year in zip(OTHERS, years, strict=True)]
    kept = body(*STORY, *(line for head, text in zip(heads, told, strict=True) for line in (*head, text)))
    assert [line for line in kept if line in told] == told


def test_dates_of_a_timeline_do_not_end_it() -> None:
    dated = [line for day, text in enumerate(STORY, start=3) for line in (f"{day} May 2019", text)]
    assert [line for line in body(*STORY[:1], *dated) if line in STORY] == STORY


def test_the_list_that_a_colon_opens_ends_the_story() -> None:
    opening = "These shops move to the quay on the first of March:"
    shops = ["Hollin the baker", "Ropes and sails", "The bookshop with the blue door and the two cats in it"]
    assert body(*STORY, opening, *shops, "Share", "Facebook") == [*STORY, opening, *shops]


def test_a_list_of_lines_alike_ends_the_story() -> None:
    winners = ["1. Marta Quill, Lindow", "2. Ana Holm, Fen", "3. Piet Brandt, Oster", "4. Lena Vos, Lindow"]
    assert body(*STORY, *winners, "Comments") == [*STORY, *winners]


def test_links_behind_a_story_are_no_list_of_its_own() -> None:
    assert body(*STORY, *(headline for headline, _ in OTHERS)) == STORY


def test_a_gallery_stands_within_a_story() -> None:
    gallery = [line for n in range(30) for line in (f"Pier {n}", "Fen Post/Getty Images", f"${n}")]
    rest = [f"{text} So it went on in part {n}." for n, text in enumerate(STORY * 2)]
    kept = body(*STORY, *gallery, *rest)
    assert (kept[:5], kept[-10:]) == (STORY, rest)


def test_a_caption_that_recurs_above_its_credit_is_dropped() -> None:
    caption = "Waves break over the north pier of Lindow in a storm that closed it for a week last winter."
    assert body(caption, "Photo: Ana Holm", caption, "Photo: Ana Holm", *STORY) == STORY


@pytest.mark.parametrize(
    "caption",
    [
        "Marta Quill holds the first plank of the pier.\nMarta Quill holds the first plank of the pier.(KFEN)",
        "Marta Quill stood on the pier with the first plank on Tuesday.\n(Courtesy: Ana Holm)",
        "Marta Quill stood on the pier on Tuesday. (Ana Holm / Fen Post)",
    ],
)
def test_a_sentence_beside_a_picture_s_credit_is_its_caption(caption: str) -> None:
    assert body(*STORY[:2], caption, *STORY[2:]) == STORY


def test_the_whole_text_once_more_in_a_line_is_dropped() -> None:
    story = [f"{text} {text[:1].lower()}{text[1:]}" for text in STORY * 2]
    story = [f"{text} So it stood in paper {n}." for n, text in enumerate(story)]
    assert body(*story, "Read aloud", f"Listen. {' '.join(story)}") == story


@pytest.mark.parametrize("dateline", ["DRENNACH – ", "NEW LINDOW — ", "Drennach – "])
def test_a_dateline_below_a_byline_opens_the_story(dateline: str) -> None:
    first = f"{dateline}A harbour director and a lecturer have asked the board to move the ferries for good this year."
    assert body("By Marta Quill", first, *STORY) == [first, *STORY]


@pytest.mark.parametrize(
    "note",
    [
        "Marta Quill – harbour reporter",
        "Marta is curious about tides, old maps and the people who draw them, and lives on a boat.",
    ],
)
def test_a_note_on_the_author_ends_a_story(note: str) -> None:
    assert body("By Marta Quill", *STORY, note) == STORY


def test_headlines_that_ask_are_not_sentences_of_the_story() -> None:
    links = [f"{headline} and what it means for the people of Lindow" for headline, _ in OTHERS]
    asking = "Who will pay for the new swimming baths if they cost more than the mayor has said?"
    assert body(*STORY, *links[:2], asking, *links[2:]) == STORY


def test_a_sentence_without_its_full_stop_is_the_story_s() -> None:
    unstopped = "The board said that it would also ask those who live by the quay what they think of the noise at night"
    assert body(*STORY[:3], unstopped, *STORY[3:]) == [*STORY[:3], unstopped, *STORY[3:]]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferries need new engines, image processing for their cameras and so on.",
        "Baked in the sun, the cookies of the pier's last café are known all over the county for their size.",
    ],
)
def test_words_of_notices_do_not_make_a_sentence_one(sentence: str) -> None:
    assert body(*STORY[:3], sentence, *STORY[3:]) == [*STORY[:3], sentence, *STORY[3:]]


def test_a_narrow_column_is_joined_whatever_else_is_wide() -> None:
    """Lines that begin with a name, after which no sentence ends, belong to the paragraph, too."""
    paragraphs = [
        "The council of Brackwater met on Tuesday and heard Marta Quill, the engineer, who said that the old "
        "Fenwick bridge would have to close before the winter.",
        "Nobody had looked below the arches since Ilse Marrow retired, she said, and the harbour company's own "
        "Brannick office had filed the last report without reading it.",
    ]
    column = "\n\n".join(textwrap.fill(paragraph, 46) for paragraph in paragraphs)
    menu = "Home | News | Sport | Culture | Weather | Obituaries | Classifieds | Subscribe | Contact | Log in"
    draft = extract_dump(f"{menu}\n\nBrackwater hears of the bridge\n\n{column}\n")
    assert isinstance(draft, Draft)
    assert draft.text.split("\n\n") == paragraphs


def test_lines_of_a_list_are_not_joined() -> None:
    names = [
        "Marta Quill, engineer, of Brackwater",
        "Ilse Marrow, baker, of Oskellen isle",
        "Piet Holm, of the Fen",
    ]
    found = body(STORY[0], "These spoke after the engineer had done:", "\n".join(names), *STORY[1:])
    assert all(name in found for name in names)


@pytest.mark.parametrize(
    ("opening", "closing"), [("„", "“"), ("»", "«"), ("«", "»"), ("“", "”"), ("‚", "‘"), ("›", "‹")]
)
def test_a_paragraph_may_end_in_the_closing_mark_of_any_language(opening: str, closing: str) -> None:
    story = (
        "Die Mühle von Ellersbrück mahlt seit Montag wieder, zum ersten Mal nach dem Hochwasser vor drei Jahren.",
        f"Die Müllerin sagte am Abend auf dem Hof: {opening}Wir haben jeden Balken einzeln getrocknet.{closing}",
        "Das Korn kommt von vier Höfen im Tal, die bis zuletzt nicht wussten, ob sich das Warten lohnen würde.",
    )
    draft = extract_dump("\n\n".join(("Die Mühle von Ellersbrück mahlt wieder", *story)))
    assert isinstance(draft, Draft)
    assert draft.text == "\n\n".join(story)


@pytest.mark.parametrize(
    "line",
    [
        "In a letter to the board they wrote this in May:",
        "Fine by us!",
        "What the second summer will cost, and who is to pay for it, nobody at the table would say…",
        "“We had hoped for a new quay and not for a new pier, and we said so all of last year.”(Staff)",
        "The quay will be closed to cars while the cranes are set up on it. mh/ruk",
    ],
)
def test_a_story_keeps_its_lead_ins_last_words_and_lines_that_end_oddly(line: str) -> None:
    assert body(*STORY[:3], line, *STORY[3:]) == [*STORY[:3], line, *STORY[3:]]


@pytest.mark.parametrize(
    "line",
    [
        "Fine by us!",
        "What the second summer will cost, and who is to pay for it, nobody at the table would say…",
        "“We had hoped for a new quay and not for a new pier, and we said so all of last year.”(Staff)",
        "The quay will be closed to cars while the cranes are set up on it. mh/ruk",
    ],
)
def test_a_story_can_end_oddly(line: str) -> None:
    assert body(*STORY, line, "Leave a comment", "Your name") == [*STORY, line]


def test_what_stands_twice_in_a_row_above_a_story_belongs_to_pictures_and_teasers() -> None:
    others = [line for _, line in OTHERS[:2] for _ in range(2)]
    assert body(*others, *STORY) == STORY
    assert body(*STORY, STORY[-1])[:5] == STORY


def test_a_gallery_in_one_line_is_no_paragraph() -> None:
    gallery = (
        "Photo: Ana Holm Image 1 of / 3 Close Image 1 of 3 The north pier in March, seen from the town hall's tower on "
        "the day of the vote. Photo: Ana Holm Image 2 of 3 The quay from which the ferries will leave until the pier "
        "is open again. Photo: Ana Holm Image 3 of 3 North pier to be rebuilt Back to gallery"
    )
    assert body(gallery, *STORY) == STORY


def test_a_film_s_text_ends_with_when_it_was_published() -> None:
    caption = "The board met behind closed doors. Nell Ambry reports from the pier. (Published Friday, May 13, 2016)"
    assert body(caption, *STORY[:3], caption.replace("Nell", "Otto"), *STORY[3:]) == STORY


def test_paragraphs_of_one_length_are_not_a_wrapped_text() -> None:
    draft = extract_dump("\n".join([*STORY[:4], "No comments:", "Post a comment"]))
    assert isinstance(draft, Draft)
    assert draft.text.split("\n\n") == STORY[:4]


def test_a_line_with_few_signs_of_a_notice_between_notices_is_one() -> None:
    notices = [
        "Passed on by the Lindow Courier",
        "We are happy when our readers share or reprint our stories (click for the terms).",
        "Sent by the Lindow Courier of www.lindow-courier.example.",
        "You may republish this article, whole or shortened, if you name the writer and link to our website.",
    ]
    assert body(*STORY, *notices) == STORY


COMMENT_FORMS = [
    "No comments:",
    "Keine Kommentare:",
    "Aucun commentaire:",
    "No hay comentarios:",
    "Nenhum comentário:",
    "Nessun commento:",
    "Комментариев нет:",
    "Geen reacties:",
    "Hiç yorum yok:",
    "Brak komentarzy:",
    "لا توجد تعليقات:",
    "没有评论:",
    "コメントを投稿",
    "댓글 쓰기",
    "Δεν υπάρχουν σχόλια:",
    "אין תגובות:",
]


@pytest.mark.parametrize("form", COMMENT_FORMS)
def test_a_story_ends_where_a_form_for_comments_opens(form: str) -> None:
    comments = [
        "I was on the pier that day and saw nobody at all.",
        "So was I, and the sea was as calm as it gets.",
    ]
    assert body(*STORY, form, *comments) == STORY


def test_a_dash_that_opens_what_somebody_says_is_no_mark_of_a_list() -> None:
    said = "– Nikt nie chciał sprzedać starej przystani – powiedział prezes klubu Aron Pell w poniedziałek."
    listed = ["– łódź z 1931 roku", "– dwa wiosła"]
    lines = read_lines("\n\n".join([said, *listed]), markdown=False)
    assert [(line.text, line.item) for line in lines] == [
        (said, False),
        ("łódź z 1931 roku", True),
        ("dwa wiosła", True),
    ]
