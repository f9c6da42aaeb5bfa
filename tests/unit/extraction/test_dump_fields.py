"""Single fields of dumps, each from the line that holds it."""

from __future__ import annotations

import pytest

from copydesk.article import Draft
from copydesk.extraction.dump.extract import extract_dump
from copydesk.extraction.dump.markdown import looks_like_markdown, shown_text

TITLE = "Bridge of Brackwater closes"
BODY = (
    "The council of Brackwater voted on Tuesday to close the old bridge for two years while its piers are "
    "rebuilt.\n\nTraders fear that the detour will cost them half of their customers, and they have asked "
    "for help."
)


def draft(text: str) -> Draft:
    answer = extract_dump(text)
    assert isinstance(answer, Draft)
    assert answer.text == BODY
    return answer


@pytest.mark.parametrize(
    "source",
    [
        "Source: Harbour Ledger",
        "Source:\nHarbour Ledger",
        "Source: [Harbour Ledger](#)",
        "By Jane Holloway\n\nThe Fen Post, March 12, 2021\n\n[Harbour Ledger](#)",
    ],
)
def test_a_source_above_the_story_is_its_credit(source: str) -> None:
    credit = draft(f"{TITLE}\n\n{source}\n\n{BODY}").credit
    assert credit is not None
    assert credit.name == "Harbour Ledger"


def test_the_method_of_a_bare_linked_source_is_named() -> None:
    found = draft(
        f"{TITLE}\n\nBy Jane Holloway\n\nThe Fen Post, March 12, 2021\n\n[Harbour Ledger](#)\n\n{BODY}"
    )
    assert (found.provenance["credit"].method, found.provenance["credit"].raw) == (
        "dateline_link",
        "[Harbour Ledger](#)",
    )
    assert found.publisher is not None
    assert found.publisher.name == "The Fen Post"


@pytest.mark.parametrize(
    "byline",
    [
        "By Jane Holloway",
        "By\nJane Holloway",
        "**By [Jane Holloway](#)**",
        "*Jane Holloway, March 12, 2021*",
        "Jane Holloway | March 12, 2021",
        "Author: Jane Holloway",
        "Jane Holloway\nMarch 12, 2021",
        "By Jane Holloway, Staff Writer",
    ],
)
def test_bylines_above_the_story(byline: str) -> None:
    assert draft(f"{TITLE}\n\n{byline}\n\n{BODY}").authors == ("Jane Holloway",)


@pytest.mark.parametrize(
    "labels",
    [
        "Region: [North](#), [Far East](#)\nTheme: [Roads](#)",
        "Region: [North](#), [Far East](#)\n\nTheme: [Roads](#)",
        "Region: North, Far East Theme: Roads",
        "**Regions:** North, Far East\n\n**Topics:** Roads",
        "Región: North, Far East\nTema: Roads",
    ],
)
def test_region_and_theme_labels(labels: str) -> None:
    found = draft(f"{TITLE}\n\nMarch 12, 2021\n\n{labels}\n\n{BODY}")
    assert (found.regions, found.topics) == (("North", "Far East"), ("Roads",))


@pytest.mark.parametrize(
    "below",
    [
        "Add new comment",
        "Leave a Reply\n\nYour email address will not be published.",
        "Source link",
        "*\n\nNote to readers: please share this widely.",
        "Related articles\n\nAnother bridge closes\n\nA third bridge closes",
        "Share on Facebook\nShare on Twitter",
        "Copyright © 2021 The Fen Post. All rights reserved.",
        "Read more: Another bridge closes",
        "Tags: bridges, roads",
        "Jane Holloway is a reporter who covers roads.",
        "Photo: The bridge at dusk (Lena Brandt/Fen Post)",
        "Disclaimer: The views expressed are those of the author.",
        "Kommentare\n\nSchreiben Sie einen Kommentar",
        "Deja un comentario\n\nTu dirección de correo electrónico no será publicada.",
    ],
)
def test_what_stands_below_the_story_is_dropped(below: str) -> None:
    draft(f"{TITLE}\n\n{BODY}\n\n{below}")


@pytest.mark.parametrize("year", ["2021", "2019"])
def test_a_copyright_line_names_the_publisher(year: str) -> None:
    found = draft(f"{TITLE}\n\n{BODY}\n\nCopyright © Jane Holloway, The Fen Post, {year}\n\nBy Jane Holloway")
    assert found.publisher is not None
    assert found.publisher.name == "The Fen Post"


@pytest.mark.parametrize("first", ["London, March 12, 2021", "Thu, March 12, 2021", "March 12, 2021"])
def test_places_and_weekdays_are_no_publisher(first: str) -> None:
    found = draft(f"{TITLE}\n\nBy Jane Holloway\n\n{first}\n\n{BODY}")
    assert (found.publisher, found.published_at) == (None, "2021-03-12")


def test_the_first_sentence_is_no_title() -> None:
    assert draft(BODY).title is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a **bold** and *slanted* word", "a bold and slanted word"),
        ("***both*** __here__ and _there_", "both here and there"),
        (r"\*\*\* and \[x\] and global\_desk", "*** and [x] and global_desk"),
        ("a [link](https://x.example/a_(b)) here", "a link here"),
        ("an ![image](https://x.example/i.png) gone", "an  gone"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("`code` and ~~struck~~", "code and struck"),
        ("[open and *lonely", "[open and *lonely"),
    ],
)
def test_inline_markup_becomes_text(line: str, expected: str) -> None:
    assert shown_text(line, {})[0] == expected


def test_markup_is_noticed() -> None:
    assert looks_like_markdown("# Title\n\nText")
    assert looks_like_markdown("By [Jane](#)")
    assert not looks_like_markdown("A price of 2 * 3 [sic] and so on.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Share prices fell on Monday after the bank had warned of losses in the spring quarter.",
        "Trending songs were played at the funeral of the singer, who was born in the town.",
        "Print is dead, the publisher said on Monday, and nobody in the hall wanted to contradict him.",
        "The council voted to close the bridge on Tuesday, March 2, 2021.",
        "John Smith, director of the harbour, said that the ferry would not stop before the summer.",
        "According to the AFP, the mayor also spoke of a second bridge further down the river.",
        "They closed the shop at noon. (He had asked for help)",
        "The market reopened on Friday, after nine days in the dark. (AFP)",
        "The market reopened on Friday, after nine days in the dark. – dpa",
        "“Follow us to the bridge,” he said, and the whole school went with him in the rain.",
    ],
)
def test_sentences_of_the_story_that_look_like_furniture_stay(sentence: str) -> None:
    answer = extract_dump("\n\n".join([TITLE, BODY, sentence, BODY.replace("Brackwater", "Lindow")]))
    assert isinstance(answer, Draft)
    assert f"\n\n{sentence}\n\n" in answer.text


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"Brackwater closes"', "Brackwater closes"),
        ("'Brackwater's bridge closes'", "Brackwater's bridge closes"),
        ('"Brackwater says \\"no\\""', 'Brackwater says "no"'),
        ('"Never" becomes "not yet"', '"Never" becomes "not yet"'),
        ("“Never” becomes “not yet”", "“Never” becomes “not yet”"),
    ],
)
def test_front_matter_titles_keep_their_own_quotation_marks(written: str, title: str) -> None:
    assert draft(f"---\ntitle: {written}\n---\n\n{BODY}").title == title


@pytest.mark.parametrize("title", ["“Never” becomes “not yet”, says Brackwater", 'Brackwater says "never"'])
@pytest.mark.parametrize("layout", ["{}\n\nBy Jane Holloway", "# {}", "Title: {}"])
def test_titles_keep_quotation_marks(title: str, layout: str) -> None:
    assert draft(f"{layout.format(title)}\n\n{BODY}").title == title


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("***Ann Lee** sailed on Monday.*", "Ann Lee sailed on Monday."),
        ("*The **Ann Lee** sailed.*", "The Ann Lee sailed."),
        ("***all strong and slanted***", "all strong and slanted"),
        ("*It sailed with **Ann Lee***", "It sailed with Ann Lee"),
        ("3 * 4 and 5 ** 6", "3 * 4 and 5 ** 6"),
    ],
)
def test_emphasis_within_emphasis_leaves_no_signs(marked: str, shown: str) -> None:
    assert shown_text(marked, {})[0] == shown


@pytest.mark.parametrize(
    "notice",
    [
        "Our articles can be read in nine languages: choose yours in the menu above.",
        "To receive the evening letter, [click here](#).",
        "Follow us on Mastodon at [@fenpost](#).",
        "Readers abroad can switch the page into Dutch with the button in the corner.",
    ],
)
def test_a_notice_is_no_part_of_the_story_at_its_head(notice: str) -> None:
    assert draft(f"{TITLE}\n\nBy Jane Holloway\n\nMay 4, 2021\n\n{notice}\n\n{BODY}").title == TITLE


@pytest.mark.parametrize(
    "note",
    [
        "*\n\nA word to our readers: please share this piece with your friends.",
        "Jane Holloway reports on rivers from the east coast.",
        "Jane Holloway teaches and sails.\n\nShe also grows hops.",
        "Want more river news? Our digest goes out on Mondays, [sign up](#).",
        "Small print: opinions are the writer's own. Copies may be made if this page is linked to.",
    ],
)
def test_a_note_below_the_story_is_no_part_of_it(note: str) -> None:
    assert draft(f"{TITLE}\n\nBy [Jane Holloway](#)\n\nMay 4, 2021\n\n{BODY}\n\n{note}").authors


@pytest.mark.parametrize(
    "last",
    [
        "The newsletter of the bridge office has 4,000 subscribers.",
        "“Share our page, please, and write to us,” said the mayor of Brackwater at the end.",
        "*\n\nThe bridge opened in 1871 and has been closed only once before.",
        "It will be missed.",
        "Get a boat. Keep your ticket. You will be glad of both.",
    ],
)
def test_a_story_keeps_its_last_lines(last: str) -> None:
    answer = extract_dump(f"{TITLE}\n\nBy [Jane Holloway](#)\n\nMay 4, 2021\n\n{BODY}\n\n{last}")
    assert isinstance(answer, Draft)
    assert answer.text == f"{BODY}\n\n{last.removeprefix('*').strip()}"
