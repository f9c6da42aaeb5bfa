"""Whatever the text: a draft or a reason, in time that grows with its length."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import fields

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copydesk.article import Draft
from copydesk.extraction import extract
from copydesk.extraction.credits import Article, find_credit
from copydesk.extraction.dump.extract import extract_dump
from copydesk.extraction.dump.lines import read_lines
from copydesk.extraction.phrases import every
from copydesk.extraction.phrases.record import Phrases
from copydesk.outcome import RejectionReason
from tests.thorough import THOROUGH

FRAGMENTS = st.sampled_from(
    [
        *(
            "By ",
            "[a](#)",
            "# ",
            "---\n",
            "\n\n",
            "\n",
            "Region: ",
            "**",
            "*",
            "_",
            "\\*",
            "\x00",
            "\ud800",
            "©",
        ),
        *(
            "via ",
            "Copyright © 2022 ",
            "(AFP) - ",
            "12 January 2022",
            "Fecha de publicación:",
            "Leave a Reply",
        ),
        "The council said on Monday that it will close the bridge for repairs and that buses take over. ",
        *(
            "```\n",
            "> ",
            "1. ",
            "https://x.example/z",
            "- ",
            "|",
            "...",
            "»",
            "“",
            "日本語の文章です。",
            "Source: ",
        ),
        *(
            "Theme: ",
            "[",
            "](",
            ")",
            "<b>",
            "&amp;",
            "\u2028",
            "\ue123",
            "title: a\n",
            "+++\n",
            "İ",
            "ß",
            "===\n",
        ),
    ]
)
PHRASES = st.sampled_from(
    [phrase for field in fields(Phrases) if field.type == "tuple[str, ...]" for phrase in every(field.name)]
)
LABELS = st.builds(
    "{}{}{}\n".format,
    PHRASES,
    st.sampled_from([": ", ":", " | "]),
    st.sampled_from(["", ",", "|", "a,", "*"]),
)
DUMPS = st.lists(st.one_of(FRAGMENTS, PHRASES, LABELS, st.text(max_size=20)), max_size=50).map("".join)

UNITS = [
    *(
        "a",
        " ",
        "*",
        "[",
        "[a](",
        "_a ",
        "word ",
        "a\n",
        "Region: a, b\n",
        "(",
        "- ",
        "12 January 2022\n\n",
        "<",
    ),
    *(
        "!!x",
        "a b\n\n",
        "a:\n",
        "http://a ",
        "\\*",
        "© ",
        "By A B\n",
        "Region: a,\n",
        "日本",
        "`a",
        "~~a",
        "a@",
    ),
    *("### a\n\n", "> a\n", "... ", "word " * 10 + "\n", "(X) - "),
]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(DUMPS, st.sampled_from([None, True, False]))
def test_any_text_gives_a_draft_or_a_reason(text: str, markdown: bool | None) -> None:
    answer = extract_dump(text, markdown=markdown)
    assert isinstance(answer, Draft | RejectionReason)
    if isinstance(answer, Draft):
        assert answer.word_count >= 25
        answer.text.encode("utf-8")
    find_credit(Article.of(read_lines(text, markdown=True)))


# Characters of a text, and seconds that no linear time comes near: a quadratic pattern takes minutes over 40,000.
LENGTH, SECONDS = (40_000, 6.0) if THOROUGH else (12_000, 1.5)


@pytest.mark.parametrize("unit", UNITS)
def test_repetition_costs_no_more_than_linear_time(unit: str) -> None:
    text = unit * (LENGTH // len(unit))
    started = time.process_time()
    extract_dump(text, markdown=True)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("text", ["", " \n\t\n", "\x00\x00", "\ufeff"])
def test_blank_text_is_empty(text: str) -> None:
    assert extract_dump(text) == RejectionReason.EMPTY


def test_a_sentence_or_two_is_too_short() -> None:
    assert extract_dump("The bridge will close on Monday, the council said.") == RejectionReason.TOO_SHORT


def test_a_label_may_have_separators_only() -> None:
    story = "".join(f"The council said that it will close bridge {n} for some repairs.\n\n" for n in range(4))
    answer = extract_dump(f"Bridge closes\n\nTags: ,\n\n{story}")
    assert isinstance(answer, Draft)
    assert answer.topics == ()


MACHINES = {
    "program": '"""Read the tides, which the harbour board publishes every day of the year before breakfast."""\n\n'
    + "".join(
        f"def tide_{n}(day):\n    # The tide of the day is read from the table that was printed.\n    return {n}\n"
        for n in range(20)
    ),
    "log": "".join(
        f"2024-01-01 10:{n:02d}:00 INFO The server has started and will listen on the port that it was given.\n"
        for n in range(20)
    ),
    "table": "name,about,year\n"
    + "".join(
        f'pier {n},"It was the pier that the harbour board built for the fishermen",19{n:02d}\n'
        for n in range(30)
    ),
}


@pytest.mark.parametrize("text", MACHINES.values(), ids=MACHINES)
def test_what_machines_write_is_no_article(text: str) -> None:
    assert extract_dump(text) == RejectionReason.NO_ARTICLE


def test_a_text_in_one_line_is_read_whole() -> None:
    text = " ".join(f"The council said in part {n} that it will close the bridge." for n in range(20_000))
    answer = extract_dump(text)
    assert isinstance(answer, Draft)
    assert answer.text == text


def test_markup_that_goes_leaves_the_text_in_normal_form() -> None:
    story = " ".join(
        f"The cafe**\u0301** on pier {n} of the harbour closes for the winter." for n in range(9)
    )
    (result,) = extract(f"# The cafe*\u0301* closes\n\n{story}".encode())
    assert result.draft is not None
    assert result.draft.title is not None
    assert all(unicodedata.is_normalized("NFC", text) for text in (result.draft.title, result.draft.text))
