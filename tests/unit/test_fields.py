"""Every field of an article is wherever fields are listed, or is left out there on purpose: here."""

from __future__ import annotations

import re

import pytest

from copydesk.article import Article, Draft
from copydesk.export.tables import ARTICLES
from copydesk.extraction.column_names import FIELDS as NAMED
from copydesk.report.data import FIELDS as TOLD
from evaluation.cases import Expected
from local.template import ROOT

OF_ARTICLES, OF_DRAFTS = frozenset(Article.model_fields), frozenset(Draft.model_fields)
# What copydesk makes of an article, and no source states.
MADE = {"boilerplate_version", "provenance", "stripped", "word_count"}

# Each list, the fields that it could have, and those that it does without.
LISTS = {
    # The first two have columns of their own for what they hold.
    "shared/copydesk/export/tables.py": (
        ARTICLES.names,
        OF_ARTICLES,
        {"publisher", "credit", "schema_version"},
    ),
    "shared/copydesk/report/data.py": (TOLD, OF_DRAFTS, MADE | {"text", "excerpt", "images", "news_item"}),
    "shared/copydesk/extraction/column_names.py": (NAMED, OF_DRAFTS, MADE | {"embargoed_until", "news_item"}),
    "evaluation/cases.py": (
        Expected.model_fields,
        OF_DRAFTS,
        MADE | {"modified_at", "embargoed_until", "news_item", "excerpt", "images"},
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_every_field_but_those_named_here(name: str) -> None:
    listed, fields, left_out = LISTS[name]
    assert fields - set(listed) == left_out


def test_the_page_of_formats_names_the_fields_of_columns() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    (sentence,) = re.findall(r"Fields are (.*?)\.\n", page, re.DOTALL)
    assert re.findall(r"`(\w+)`", sentence) == list(NAMED)


def test_the_page_of_formats_names_every_sample_and_no_other() -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    column = re.findall(r"^\|[^|]*\|((?:[^|\\]|\\.)*)\|", page.replace("`;`, `\\|`", ""), re.MULTILINE)
    named = {name for cell in column for name in re.findall(r"`([\w.-]+\.\w+)`", cell)}
    assert named == {path.name for path in (ROOT / "seeds" / "formats").iterdir()}
