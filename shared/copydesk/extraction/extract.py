"""The public entry: the bytes of an object to its articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from copydesk.article import Draft
from copydesk.extraction.decode import decode
from copydesk.extraction.dump.lines import count_words
from copydesk.extraction.limits import MIN_WORDS
from copydesk.extraction.result import Extracted
from copydesk.extraction.sniff import Format, sniff_bytes, sniff_text
from copydesk.extraction.unpack import TooLargeError, gunzip
from copydesk.matching.boilerplate import Boilerplate
from copydesk.outcome import RejectionReason

# Gzip in gzip, once: crawlers compress what a server had compressed.
MAX_LAYERS = 2

# One article position, read when it is called.
Reading = Callable[[], Draft | RejectionReason]


def extract(
    data: bytes,
    key: str = "",
    *,
    content_type: str | None = None,
    boilerplate: Boilerplate | None = None,
    first: int = 0,
) -> Iterator[Extracted]:
    """The articles of one object, each with its position; an object that is wrong as a whole gives one reason.

    Input: the object's bytes; its `key`, which names it and decides nothing; the `content_type` it was stored
    with, of which only the charset counts; the `boilerplate` that publishers are known to repeat, which is
    taken out of the texts; the `first` position to read. A pure function of them: no network, no clock, no
    state. Time and memory are those of the content: `extract_bounded` limits them.
    """
    del key
    for position, read in enumerate(readings(data, content_type)):
        if position >= first:
            yield _extracted(position, _stripped(read(), boilerplate))


def _extracted(position: int, result: Draft | RejectionReason) -> Extracted:
    if isinstance(result, Draft):
        return Extracted(position=position, draft=result)
    return Extracted(position=position, reason=result)


def _stripped(result: Draft | RejectionReason, boilerplate: Boilerplate | None) -> Draft | RejectionReason:
    if boilerplate is None or not isinstance(result, Draft):
        return result
    publisher = result.publisher
    text = boilerplate.strip(result.text, (publisher.name or publisher.domain) if publisher else None)
    words = count_words(text)
    if words < MIN_WORDS:
        return RejectionReason.TOO_SHORT
    return result.model_copy(
        update={"text": text, "word_count": words, "boilerplate_version": boilerplate.version}
    )


def readings(data: bytes, content_type: str | None = None) -> Iterator[Reading]:
    """The object's article positions in order: at least one."""
    for _ in range(MAX_LAYERS):
        if sniff_bytes(data) is not Format.GZIP:
            break
        try:
            data = gunzip(data)
        except TooLargeError:
            yield lambda: RejectionReason.TOO_LARGE
            return
        except ValueError:
            yield lambda: RejectionReason.UNDECODABLE
            return
    if not data.strip():
        yield lambda: RejectionReason.EMPTY
        return
    yield from document_readings(data, content_type)


def document_readings(data: bytes, content_type: str | None = None) -> Iterator[Reading]:
    """The article positions of bytes that are not compressed."""
    kind = sniff_bytes(data)
    if kind is not Format.TEXT:
        yield lambda: RejectionReason.UNSUPPORTED_FORMAT
        return
    text = decode(data, content_type)
    if text is None:
        yield lambda: RejectionReason.UNDECODABLE
        return
    yield from text_readings(text)


def text_readings(text: str) -> Iterator[Reading]:
    """The article positions of decoded text."""
    kind = sniff_text(text)
    if kind is Format.HTML:
        from copydesk.extraction.html.extract import extract_page

        yield lambda: extract_page(text)
    elif kind is Format.TEXT:
        from copydesk.extraction.dump import extract_dump

        yield lambda: extract_dump(text)
    else:
        yield lambda: RejectionReason.UNSUPPORTED_FORMAT
