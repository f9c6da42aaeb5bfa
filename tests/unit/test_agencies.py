"""Extraction and questions have agencies by the same names, though each knows forms that the other has no use for."""

from __future__ import annotations

import pytest

from copydesk.agencies import AGENCY
from copydesk.extraction.agencies import agency
from copydesk.facets import Facet, fold

# Folded as questions are; articles write them with these.
ACCENTS = {"agencia brasil": "Agência Brasil"}


@pytest.mark.parametrize("form", sorted({*AGENCY, *AGENCY.values()}))
def test_a_question_by_any_name_finds_what_extraction_records(form: str) -> None:
    recorded = agency(ACCENTS.get(form, form).upper())
    assert recorded is not None
    assert fold(Facet.CREDIT, recorded) == fold(Facet.CREDIT, form)
