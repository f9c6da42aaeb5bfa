"""The articles of one document, whatever it is stored as: each read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from copydesk.article import Draft, NewsItem
from copydesk.extraction.column_names import NO_COLUMNS, Columns
from copydesk.extraction.decode import decode
from copydesk.extraction.file_kinds import Foreign, kind_of_bytes, kind_of_pdf, kind_of_text
from copydesk.extraction.foreign import is_table, kind_of_rows
from copydesk.extraction.identity import own_id
from copydesk.extraction.sniff import Format, sniff_bytes, sniff_text
from copydesk.extraction.unpack import MAX_UNPACKED, TooLargeError
from copydesk.outcome import RejectionReason
from copydesk.unicode import few_marks

if TYPE_CHECKING:
    from copydesk.extraction.containers.item import Item


@dataclass(frozen=True, slots=True)
class Reading:
    """One article position, read when it is called."""

    read: Callable[[], Draft | RejectionReason]
    own_id: str = ""
    """As `Extracted` has it, with the others below."""
    ordinal: int = 0
    is_document: bool = False
    canceled: NewsItem | None = None
    file_kind: str | None = None

    def __call__(self) -> Draft | RejectionReason:
        """The article, or why there is none."""
        return self.read()


def refused(reason: RejectionReason, file_kind: str | None = None) -> Reading:
    """The reading of what cannot be read, and what it is."""
    return Reading(lambda: reason, file_kind=file_kind)


def unsupported(file_kind: str) -> Reading:
    """The reading of a file of a kind that is not read."""
    return refused(RejectionReason.UNSUPPORTED_FORMAT, file_kind)


def document_readings(
    data: bytes, content_type: str | None, url: str | None, columns: Columns = NO_COLUMNS
) -> Iterator[Reading]:
    """The article positions of bytes that are not compressed."""
    kind = sniff_bytes(data)
    if len(data) > MAX_UNPACKED:
        yield refused(RejectionReason.TOO_LARGE)
    elif kind is Format.PDF:
        yield Reading(partial(_read_pdf, data), file_kind=kind_of_pdf(data))
    elif kind is Format.MAIL:
        yield from message_readings(data)
    elif kind is Format.WEB_ARCHIVE:
        from copydesk.extraction.containers.web_archive import archived_page

        page = archived_page(data)
        yield refused(page) if isinstance(page, RejectionReason) else Reading(partial(_read_page, *page))
    elif kind in {Format.WORD, Format.RICH_TEXT, Format.WORKBOOK}:
        yield from _office_readings(data, kind, columns)
    elif kind is not Format.TEXT:
        yield unsupported(kind_of_bytes(data))
    elif (text := decode(data, content_type)) is None:
        yield refused(RejectionReason.UNDECODABLE)
    elif not text.strip("\ufeff\0 \t\r\n\f"):
        yield refused(RejectionReason.EMPTY)
    else:
        yield from _text_readings(few_marks(text), url, columns)


def _office_readings(data: bytes, kind: Format, columns: Columns) -> Iterator[Reading]:
    """The articles of what word processors and spreadsheets store."""
    from copydesk.extraction.containers.office import rich_text, word_markup
    from copydesk.extraction.containers.table import workbook_items

    try:
        if kind is Format.WORKBOOK:
            yield from map(item_reading, workbook_items(data, columns))
        elif kind is Format.RICH_TEXT:
            yield from _plain_readings(few_marks(rich_text(data)), None, columns)
        elif (items := _exported(markup := word_markup(data))) is not None:
            yield from map(item_reading, items)
        else:
            yield Reading(partial(_read_lines, markup))
    except TooLargeError:
        yield refused(RejectionReason.TOO_LARGE)
    except ValueError:
        yield refused(RejectionReason.UNDECODABLE)


def _text_readings(text: str, url: str | None, columns: Columns) -> Iterator[Reading]:
    kind = sniff_text(text)
    if kind is Format.HTML:
        yield from _html_readings(text, url)
    elif kind is Format.TEXT:
        yield from _plain_readings(text, url, columns)
    elif kind is Format.WIRE:
        from copydesk.extraction.containers.wires import wire_items

        yield from map(item_reading, wire_items(text))
    elif kind is Format.JSON:
        from copydesk.extraction.containers.json_articles import json_items

        yield from map(item_reading, json_items(text))
    elif kind is Format.FEED:
        from copydesk.extraction.containers.feed import feed_items

        yield from map(item_reading, feed_items(text))
    else:
        yield unsupported(kind_of_text(text))


def _html_readings(text: str, url: str | None) -> Iterator[Reading]:
    from copydesk.extraction.containers.europresse import MARK, europresse_items

    if MARK in text:
        yield from map(item_reading, europresse_items(text))
    elif (items := _exported(text)) is not None:
        yield from map(item_reading, items)
    else:
        yield Reading(partial(_read_page, text, url))


def _exported(markup: str) -> Iterator[Item | RejectionReason] | None:
    """The documents of a database's export that is stored as HTML; None where it is none."""
    from copydesk.extraction.containers.exports import export_items
    from copydesk.extraction.containers.exports.markup import MARK, rows_of_markup

    return export_items(rows_of_markup(markup)) if MARK.search(markup) else None


def _plain_readings(text: str, url: str | None, columns: Columns) -> Iterator[Reading]:
    """The article positions of text without markup: a table's rows, a database's documents, or the text as it is."""
    from copydesk.extraction.containers.columns import separator_of
    from copydesk.extraction.containers.exports import export_items
    from copydesk.extraction.containers.iptc7901 import message_items
    from copydesk.extraction.containers.ruled import ruled_pieces

    if (messages := message_items(text)) is not None:
        yield from map(item_reading, messages)
    elif separator := separator_of(text, columns):
        yield from row_readings(separator + text, columns)
    elif (items := export_items(text)) is not None:
        yield from map(item_reading, items)
    elif is_table(text):
        yield refused(RejectionReason.NO_ARTICLE)
    elif foreign := kind_of_rows(text):
        yield unsupported(foreign)
    else:
        yield from (Reading(partial(_read_dump, piece, url)) for piece in ruled_pieces(text))


def row_readings(table: str, columns: Columns = NO_COLUMNS) -> Iterator[Reading]:
    """Of a table's rows, after the character that parts its columns."""
    from copydesk.extraction.containers.table import table_items

    return map(item_reading, table_items(few_marks(table[1:]), table[0], columns))


def message_readings(data: bytes) -> Iterator[Reading]:
    """Of a mailbox's messages, or of the one message."""
    from copydesk.extraction.containers.mail import mail_items

    return map(item_reading, mail_items(data))


def item_reading(item: Item | RejectionReason | Foreign) -> Reading:
    """Of what a container yields."""
    from copydesk.extraction.containers.item import read_item

    if isinstance(item, RejectionReason):
        return refused(item)
    if isinstance(item, Foreign):
        return unsupported(item.kind)
    known = item.news_item
    return Reading(
        partial(read_item, item),
        own_id(item.own_id),
        is_document=item.is_document,
        canceled=known if known and known.status == "canceled" else None,
    )


def _read_page(text: str, url: str | None) -> Draft | RejectionReason:
    from copydesk.extraction.containers.embedded import embedded_item
    from copydesk.extraction.containers.item import read_item
    from copydesk.extraction.html.extract import extract_page

    found = extract_page(text, url)
    if found in (RejectionReason.NO_ARTICLE, RejectionReason.TOO_SHORT) and (
        item := embedded_item(text, url)
    ):
        embedded = read_item(item)
        return embedded if isinstance(embedded, Draft) else found
    return found


def _read_lines(markup: str) -> Draft | RejectionReason:
    from copydesk.extraction.containers.exports.markup import tree_of
    from copydesk.extraction.document import Document
    from copydesk.extraction.dump.extract import extract_document
    from copydesk.extraction.html.blocks import read_lines

    tree = tree_of(markup)
    lines = read_lines(tree) if tree is not None else ()
    return extract_document(Document.of(lines)) if lines else RejectionReason.EMPTY


def _read_dump(text: str, url: str | None) -> Draft | RejectionReason:
    from copydesk.extraction.addresses import with_addresses
    from copydesk.extraction.dump.extract import extract_dump

    found = extract_dump(text)
    return with_addresses(found, text, url) if isinstance(found, Draft) else found


def _read_pdf(data: bytes) -> Draft | RejectionReason:
    from copydesk.extraction.containers.pdf import extract_pdf

    return extract_pdf(data)
