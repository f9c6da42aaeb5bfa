"""A stack's pages: `copydesk report` writes them, `copydesk browse` links all and answers this machine alone."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from html import unescape
from threading import Thread
from typing import Any

import pytest
from moto import mock_aws

from copydesk.article import article_id
from copydesk.browse import lists
from copydesk.browse.routes import answer
from copydesk.browse.server import Browser
from copydesk.cli.app import run
from copydesk.client import DeskError
from copydesk.client import lists as places
from copydesk.client.desk import Desk
from tests.pipelines import INBOX, Pipeline
from tests.stories import text_of

HOSTILE = "<script>alert(1)</script>"
WIRE, COPY, OTHER = "wire.json", "copy & more?.json", "other.json"


def document(story: int, publisher: str, **fields: Any) -> str:
    return json.dumps(
        {"title": f"Story {story} {HOSTILE}", "publisher": publisher, "text": text_of(story), **fields}
    )


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        patch.setattr(places, "LAG_SECONDS", -1.0)
        made = Pipeline(patch)
        credited = {"credit": "Meridian Wire", "authors": ["Isla Renwick"], "topics": ["Ports & <ferries>"]}
        made.run(made.put(WIRE, document(1, "Meridian Wire", published_at="2024-05-06T10:00:00Z")))
        made.run(
            made.put(COPY, document(1, "Café/Courier", published_at="2024-05-07", language="en", **credited))
        )
        made.run(made.put(OTHER, document(2, "Quay", url="javascript:alert(1)")))
        made.run(made.put("empty.txt", b""))
        yield made


@pytest.fixture(scope="module")
def server(pipeline: Pipeline) -> Iterator[Browser]:
    with Browser(pipeline.desk, port=0) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def asked(
    server: Browser, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response, body


def links(body: str) -> set[str]:
    return {unescape(one) for one in re.findall(r'<a [^>]*?href="(/[^"]*)"', body)}


def test_every_page_is_reached_by_links_from_the_first(server: Browser, pipeline: Pipeline) -> None:
    waiting, seen = ["/"], {}
    while waiting:
        path = waiting.pop()
        response, body = asked(server, path)
        assert response.status == 200, path
        assert HOSTILE not in body or "as=json" in path
        seen[path] = body
        # Days lead to the days beside them for ever.
        if not re.match(r"/outcomes|/day/(?!undated|2024-05-0[67])", path) and "as=json" not in path:
            waiting += links(body) - seen.keys() - set(waiting)
    paths = " ".join(seen)
    for key in (WIRE, COPY, OTHER):
        assert f"/article/{article_id(INBOX, key)}" in seen
        assert f"/article/{article_id(INBOX, key)}?as=json" in seen
    assert len({path for path in seen if re.fullmatch(r"/cluster/\w+", path)}) == 2
    for facet in ("publisher", "author", "credit", "topic", "language"):
        assert f"/articles?facet={facet}&" in paths
    assert "/object?key=copy+%26+more%3F.json" in seen
    assert "javascript:" not in "".join(re.findall(r'href="[^"]*"', "".join(seen.values())))


@pytest.fixture
def environment(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in pipeline.desk.names.model_dump().items():
        monkeypatch.setenv(f"COPYDESK_{name.upper()}", value)


def reported(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    capsys.readouterr()
    assert run(["report", *arguments, "--output", "-"]) == status
    found = capsys.readouterr()
    return found.err if status else found.out


@pytest.mark.usefixtures("environment")
def test_a_report_of_clusters(pipeline: Pipeline, capsys: pytest.CaptureFixture[str]) -> None:
    cluster_id = pipeline.desk.cluster_id(article_id(INBOX, COPY))
    document = reported(capsys, cluster_id)
    assert "<h1><bdi" in document
    assert "The file that was read first" in document
    assert "1 credits Meridian Wire" in document
    assert "no cluster" in reported(capsys, "0" * 32, status=1)


@pytest.mark.usefixtures("environment")
def test_a_report_of_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert "2 publishers ran this text" in reported(capsys, "--day", "2024-05-06")
    assert "0 stories" in reported(capsys, "--day", "2024-05-07")
    assert "isoformat" in reported(capsys, "--day", "someday", status=2)


def test_a_storys_page_is_that_of_a_report(server: Browser, pipeline: Pipeline) -> None:
    cluster_id = pipeline.desk.cluster_id(article_id(INBOX, COPY))
    _, body = asked(server, f"/cluster/{cluster_id}")
    assert "2 publishers ran this text in 2 copies, dated from 6 May 2024, 10:00 UTC to 7 May 2024." in body
    assert "1 credits Meridian Wire and 1 credits nobody" in body
    assert f"/article/{article_id(INBOX, WIRE)}" in body


def test_an_article_has_its_provenance(server: Browser) -> None:
    _, body = asked(server, f"/article/{article_id(INBOX, COPY)}")
    assert "Where it was read" in body
    assert "/articles?facet=publisher&amp;value=Caf%C3%A9%2FCourier" in body
    assert "Ports &amp; &lt;ferries&gt;" in body


def test_records_are_what_the_desk_has(server: Browser, pipeline: Pipeline) -> None:
    name = article_id(INBOX, WIRE)
    response, body = asked(server, f"/article/{name}?as=json")
    assert response.headers["Content-Type"] == "application/json"
    assert json.loads(body) == pipeline.desk.article(name).model_dump(mode="json")


def test_rejected_files_have_their_reasons(server: Browser, pipeline: Pipeline) -> None:
    day = pipeline.desk.outcome("empty.txt").updated_at.date().isoformat()
    _, body = asked(server, f"/outcomes/rejected/{day}")
    assert "rejected:empty" in body
    assert "/object?key=empty.txt" in links(body)
    _, other = asked(server, f"/outcomes/rejected/{day}?reason=too_short")
    assert "/object?key=empty.txt" not in links(other)


def test_lists_go_on_page_by_page(server: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "ON_A_PAGE", 1)
    path, found = "/", []
    for _ in range(3):
        _, body = asked(server, path)
        found += re.findall(r'<th scope="row"><a href="/article/(\w+)"', body)
        following = [one for one in links(body) if one.startswith("/?cursor=")]
        path = following[0] if following else ""
    assert path == ""
    assert sorted(found) == sorted(article_id(INBOX, key) for key in (WIRE, COPY, OTHER))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/article/none", 404),
        ("/cluster/none", 404),
        ("/object?key=none", 404),
        ("/object", 404),
        ("/nothing", 404),
        ("/../etc/passwd", 404),
        ("/day/someday", 400),
        ("/day/2024-05-06%00", 400),
        ("/articles?facet=shoe&value=x", 400),
        ("/articles?facet=publisher", 400),
        ("/articles?facet=publisher&value=x&start=soon", 400),
        ("/?cursor=x", 400),
        ("/outcomes/rejected/2024-05-06?reason=x", 400),
        (f"/article/{'x' * 9000}", 400),
    ],
)
def test_what_cannot_be_asked_is_said(server: Browser, path: str, status: int) -> None:
    response, body = asked(server, path)
    assert response.status == status
    assert "<h1>" in body


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::2]", "", "["])
def test_other_names_of_this_machine_are_not_answered(server: Browser, host: str) -> None:
    """A page from elsewhere whose name is made to lead here (DNS rebinding) learns nothing."""
    response, body = asked(server, "/", Host=host)
    assert response.status == 421
    assert "copydesk" not in body


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1:8765", "[::1]:8765"])
def test_its_own_names_are(server: Browser, host: str) -> None:
    assert asked(server, "/", Host=host)[0].status == 200


@pytest.mark.parametrize(
    ("site", "mode", "status"),
    [
        ("cross-site", "no-cors", 403),
        ("same-site", "cors", 403),
        ("cross-site", "navigate", 200),
        ("none", "navigate", 200),
    ],
)
def test_a_page_of_another_site_has_no_part_of_these(
    server: Browser, site: str, mode: str, status: int
) -> None:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode}
    assert asked(server, "/", **headers)[0].status == status


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_is_written(server: Browser, method: str) -> None:
    response, _ = asked(server, "/", method)
    assert response.status == 405
    assert response.headers["Allow"] == "GET, HEAD"


def test_answers_forbid_what_pages_do_not_need(server: Browser) -> None:
    response, body = asked(server, "/", "HEAD")
    assert response.status == 200
    assert body == ""
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert response.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_it_listens_on_the_loopback_alone(server: Browser) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.socket.family == socket.AF_INET


def test_a_stack_that_cannot_be_asked_is_said(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise DeskError("nothing answers at http://127.0.0.1:1")

    monkeypatch.setattr(Desk, "article", refuse)
    found = answer(pipeline.desk, "/article/x")
    assert found.status == 502
    assert "nothing answers" in found.body
