"""The public entry: the bytes of an object to its articles."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from copydesk.article import Draft, StrippedParagraph
from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.documents import Reading
from copydesk.extraction.explaining import Explanation, explanation, listening
from copydesk.extraction.library_errors import LIBRARY_ERRORS
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.readings import LOG, failed, readings
from copydesk.extraction.result import Extracted
from copydesk.extraction.text import count_words
from copydesk.extraction.walls import told
from copydesk.matching.boilerplate import Boilerplate
from copydesk.outcome import RejectionReason, Status, Verdict

# Reasons for which the kind of a file is told.
NAMED = (RejectionReason.UNSUPPORTED_FORMAT, RejectionReason.UNDECODABLE)


def extract(
    data: bytes,
    *,
    content_type: str | None = None,
    boilerplate: Boilerplate | None = None,
    columns: Columns = NO_COLUMNS,
) -> Iterator[Extracted]:
    """The articles of one object, each with its position; an object that is wrong as a whole gives one reason.

    Input: the object's bytes; the `content_type` it was stored with, of which only the charset counts; the
    `boilerplate` that publishers are known to repeat, which is taken out of the texts; the `columns` of tables that are
    not recognised by their names (`columns_of`). A pure function of them: no
    network, no clock, no state. Time and memory are those of the content: `extract_bounded` limits them.

    A value that no record may have costs its field, and what a parser raises where nobody expected it costs the one
    article, which is `undecodable`. Both are logged as errors: they may be faults of ours, but must not keep the
    rest from its records.
    """
    for position, read in enumerate(readings(data, content_type, columns)):
        yield without_boilerplate(result_of(position, read), boilerplate)


def explanations(data: bytes) -> Iterator[Explanation]:
    """Why each article of one object came out as it did: its lines and the candidates of its fields."""
    for position, read in enumerate(readings(data)):
        with listening() as heard:
            result = result_of(position, read)
        verdict = Verdict(status=Status.REJECTED if result.reason else Status.INDEXED, reason=result.reason)
        fields = result.draft.model_dump(mode="json", exclude_none=True) if result.draft else None
        yield explanation(position, str(verdict), heard, fields)


def result_of(position: int, read: Reading) -> Extracted:
    """The result for one position, as long as a record may be and no longer."""
    try:
        found = read()
        if isinstance(found, Draft):
            found = told(found)
        if isinstance(found, Draft):
            return without_article(position, read).model_copy(update={"draft": _valid(found)})
    except LIBRARY_ERRORS as error:
        return without_article(position, read, failed(error))
    return without_article(position, read, found)


def without_article(position: int, read: Reading, reason: RejectionReason | None = None) -> Extracted:
    """The result for a position that gave no article."""
    return Extracted(
        position=position,
        reason=reason,
        file_kind=read.file_kind if reason in NAMED else None,
        own_id=read.own_id,
        ordinal=read.ordinal,
        is_document=read.is_document,
        canceled=read.canceled,
    )


def _valid(draft: Draft) -> Draft:
    """The draft as a record may be. A value that none may have costs its field, and is logged as a fault of ours."""
    fields = dict(draft)
    try:
        return Draft.model_validate(fields)
    except ValidationError as error:
        wrong = {str(one["loc"][0]) for one in error.errors(include_url=False, include_input=False)}
        if not wrong.isdisjoint({"text", "word_count"}):
            raise
    LOG.error(
        "fields left out of an article, for no record may have their values: %s", ", ".join(sorted(wrong))
    )
    kept = {name: value for name, value in fields.items() if name not in wrong}
    origins = {name: origin for name, origin in draft.provenance.items() if name not in wrong}
    return Draft.model_validate(kept | {"provenance": origins})


def without_boilerplate(result: Extracted, boilerplate: Boilerplate | None) -> Extracted:
    """The result with the paragraphs taken out that its publisher is known to repeat."""
    draft = result.draft
    if boilerplate is None or draft is None:
        return result
    publisher = draft.publisher
    gone = boilerplate.repeated_paragraphs(draft.text, publisher.label if publisher else None)
    paragraphs = draft.text.split("\n\n")
    stripped = tuple(StrippedParagraph(place=number, text=paragraphs[number]) for number in gone)
    text = "\n\n".join(one for number, one in enumerate(paragraphs) if number not in gone)
    words = count_words(text)
    if words < MIN_WORDS:
        return result.model_copy(update={"draft": None, "reason": RejectionReason.TOO_SHORT})
    update = {
        "text": text,
        "word_count": words,
        "boilerplate_version": boilerplate.version,
        "stripped": stripped,
    }
    return result.model_copy(update={"draft": draft.model_copy(update=update)})
