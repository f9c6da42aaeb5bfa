"""One page, however it was saved: the same article comes out, with the address that the container knows."""

from __future__ import annotations

import base64
import gzip
import plistlib
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from copydesk.extraction import extract
from copydesk.extraction.readings import readings
from tests.unit.extraction.samples import URL, page, warc
from tests.unit.extraction.test_foreign_files import zipped

PAGE = page(charset=None)
SAVED = page()


def mhtml(encoding: str) -> bytes:
    """As Chrome and Edge write it; a frame and a picture beside the page."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "<Saved by Blink>", "A page"
    message["Snapshot-Content-Location"], message["Date"] = URL, "Fri, 15 Mar 2024 11:00:00 -0000"
    message.set_content(SAVED, subtype="html", cte=encoding)
    message.make_related()
    message.add_related("<html><body><p>An advertisement.</p></body></html>", subtype="html")
    message.add_related(b"\x89PNG", "image", "png")
    return message.as_bytes()


def web_archive(form: plistlib.PlistFormat) -> bytes:
    frame = {
        "WebMainResource": {
            "WebResourceData": b"<p>An advertisement.</p>",
            "WebResourceURL": "https://ad.example/",
        }
    }
    resource = {
        "WebResourceData": PAGE.encode("cp1252"), "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "windows-1252", "WebResourceURL": URL,
    }  # fmt: skip
    return plistlib.dumps({"WebMainResource": resource, "WebSubframeArchives": [frame]}, fmt=form)


SINGLE_FILE = SAVED.replace(
    "<!doctype html>",
    f"<!DOCTYPE html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: Fri Mar 15 2024\n-->",
).replace("</body>", f"<img src=data:image/png;base64,{base64.b64encode(bytes(3000)).decode()}></body>")
ARCHIVE = warc(SAVED.encode())
FILES = {
    "MHTML, quoted-printable": mhtml("quoted-printable"),
    "MHTML, base64": mhtml("base64"),
    "a web archive": web_archive(plistlib.FMT_BINARY),
    "a web archive as XML": web_archive(plistlib.FMT_XML),
    "SingleFile": SINGLE_FILE.encode(),
    "WARC": ARCHIVE,
    "WARC, packed": gzip.compress(ARCHIVE),
    "WARC, the page packed too": warc(gzip.compress(SAVED.encode()), headers="Content-Encoding: gzip\r\n"),
    "WACZ": zipped(("datapackage.json", "{}"), ("archive/data.warc.gz", gzip.compress(ARCHIVE))),
}


@pytest.mark.parametrize("name", FILES)
def test_the_same_page_gives_the_same_article_however_it_was_saved(name: str) -> None:
    (plain,) = extract(SAVED.encode())
    (found,) = extract(FILES[name])
    assert plain.draft is not None
    assert found.draft is not None, found.reason
    alike = ("title", "text", "authors", "published_at", "language", "images", "topics")
    assert {one: getattr(found.draft, one) for one in alike} == {
        one: getattr(plain.draft, one) for one in alike
    }
    assert (found.draft.url, found.draft.publisher and found.draft.publisher.domain) == (
        URL,
        "courier.example.org",
    )


def test_only_archives_of_several_pages_name_them() -> None:
    named = {name for name, data in FILES.items() if next(readings(data, None)).own_id}
    assert named == {name for name in FILES if name.startswith("WA")}
