"""Who published an article, as crawlers and news APIs say it: field by field of each vocabulary."""

from __future__ import annotations

import json
from typing import Any

import pytest
from trafilatura import extract as trafilatura_extract

from copydesk.article import Publisher
from copydesk.extraction import extract
from copydesk.extraction.json_fields import host_of
from tests.unit.extraction.samples import DAY, ENGLISH, PUBLISHER, URL, page

TITLE, AUTHOR, TEXT = ENGLISH.title, ENGLISH.author, ENGLISH.text
HOST = "courier.example.org"
NAMED = Publisher(name=PUBLISHER, domain=HOST)
HOSTED = Publisher(domain=HOST)
STORY = {"title": TITLE, "url": URL, "text": TEXT}
VOCABULARIES: dict[str, tuple[Any, Publisher]] = {
    "trafilatura": ({"title": TITLE, "author": f"{AUTHOR}; Ivo Brandt", "hostname": HOST, "date": DAY, "text": TEXT,
                     "source": URL, "source-hostname": PUBLISHER, "excerpt": "Teaser", "language": "en"}, NAMED),
    "trafilatura, no site name": ({"title": TITLE, "hostname": HOST, "text": TEXT, "source": URL,
                                   "source-hostname": HOST}, HOSTED),
    "bare extraction": (STORY | {"sitename": PUBLISHER, "hostname": HOST}, NAMED),
    "news-please": ({"title": TITLE, "maintext": TEXT, "url": URL, "source_domain": HOST, "date_publish": DAY}, HOSTED),
    "newspaper": (STORY | {"meta_site_name": PUBLISHER, "source_url": f"https://{HOST}", "meta_lang": "en"}, NAMED),
    "goose": ({"title": TITLE, "cleaned_text": TEXT, "domain": HOST, "opengraph": {"site_name": PUBLISHER},
               "meta": {"canonical": URL}}, NAMED),
    "news API": ({"articles": [{"source": {"id": None, "name": PUBLISHER}, "title": f"{TITLE} - {PUBLISHER}",
                                "url": URL, "content": TEXT}]}, NAMED),
    "news API, host for name": ({"articles": [{"source": {"id": None, "name": HOST}, "title": TITLE, "url": URL,
                                               "content": TEXT}]}, HOSTED),
    "fundus": ({"title": TITLE, "authors": [AUTHOR], "publishing_date": DAY, "publisher": PUBLISHER, "plaintext": TEXT,
                "html": {"requested_url": URL, "responded_url": URL, "source_info": {"publisher": "Courier"}}}, NAMED),
    "fundus, publisher of the source": ({"title": TITLE, "body": {"summary": [], "sections": [
        {"headline": [], "paragraphs": list(ENGLISH.paragraphs)}]}, "html": {
            "requested_url": URL, "source_info": {"publisher": PUBLISHER}}}, NAMED),
    "Media Cloud": ({"media_name": HOST, "media_url": HOST, "title": TITLE, "publish_date": DAY, "url": URL,
                     "story_text": TEXT}, HOSTED),
    "Media Cloud, story index": ({"article_title": TITLE, "text_content": TEXT, "canonical_domain": HOST,
                                  "original_url": URL, "publication_date": DAY}, HOSTED),
    "Webz": ({"posts": [{"thread": {"site": HOST, "site_full": f"www.{HOST}", "title": TITLE, "country": "GB"},
                         "url": URL, "author": AUTHOR, "published": DAY, "title": TITLE, "text": TEXT}]}, HOSTED),
    "event registry": ({"articles": {"results": [{"uri": "7", "url": URL, "title": TITLE, "body": TEXT,
                        "dateTimePub": DAY, "source": {"uri": HOST, "title": PUBLISHER}}]}}, NAMED),
    "reader": ({"title": TITLE, "content": TEXT, "url": URL, "siteName": PUBLISHER, "byline": AUTHOR}, NAMED),
    "JSON Feed": ({"version": "https://jsonfeed.org/version/1.1", "title": PUBLISHER, "home_page_url": f"https://{HOST}",
                   "items": [{"id": "1", "url": URL, "title": TITLE, "content_text": TEXT}]}, NAMED),
    "no address": ({"title": TITLE, "text": TEXT, "date": DAY, "domain": f"www.{HOST}"}, HOSTED),
    "address of the site": (STORY | {"publisher": f"https://www.{HOST}/"}, HOSTED),
}  # fmt: skip


@pytest.mark.parametrize("name", VOCABULARIES)
def test_publishers_of_each_vocabulary(name: str) -> None:
    value, publisher = VOCABULARIES[name]
    (draft,) = (found.draft for found in extract(json.dumps(value).encode()))
    assert draft is not None
    assert draft.publisher == publisher
    assert (draft.title, draft.text, draft.credit) == (TITLE, TEXT, None)
    assert draft.url == (None if name == "no address" else URL)


def test_what_trafilatura_writes() -> None:
    written = trafilatura_extract(page(), url=URL, output_format="json", with_metadata=True)
    (draft,) = (found.draft for found in extract((written or "").encode()))
    assert draft is not None
    assert (draft.title, draft.authors, draft.url) == (TITLE, (AUTHOR,), URL)
    assert draft.publisher is not None
    assert draft.publisher.domain == HOST
    assert draft.publisher.name in {None, PUBLISHER}


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("www.Courier.example.org", HOST),
        (f"https://www.{HOST}/news?id=1", HOST),
        (PUBLISHER, ""),
        ("St. Ives Times", ""),
        ("7.5", ""),
        ("", ""),
    ],
)
def test_hosts(text: str, host: str) -> None:
    assert host_of(text) == host
