"""Invented stories with notes, bylines and datelines around them: text, Markdown, pages, JSON, feeds, archives."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

Case = dict[str, Any]

_FILE = json.loads(Path(__file__).with_name("credit_documents.json").read_text(encoding="utf-8"))
CASES: list[Case] = _FILE["documents"]
_STORIES: dict[str, dict[str, Any]] = _FILE["stories"]
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")
_SITE, _DOMAIN = "Lowland Digest", "lowlanddigest.example"


def document(case: Case) -> bytes:
    """The bytes of a case's document in its form: text, md, html, json, jsonl or rss."""
    form = case["form"]
    lines = [*case.get("head", ()), *_story(case), *case.get("tail", ())]
    if form in {"text", "md"}:
        return _dump(case, markdown=form == "md").encode()
    if form == "rss":
        return _feed(case, lines).encode()
    if form in {"json", "jsonl"}:
        return _json(case, lines, lined=form == "jsonl").encode()
    page = _page(case).encode()
    return _archived(page, case["page_url"]) if "page_url" in case else page


def _story(case: Case) -> list[str]:
    story = _STORIES[case.get("language", "en")]
    middle = case.get("middle") or story["filler"]
    paragraphs = [text.format(p="Brackwater", q=middle) for text in story["paragraphs"]]
    paragraphs[0] = case.get("lead", "") + paragraphs[0]
    paragraphs[-1] += case.get("end", "")
    return paragraphs


def _title(case: Case) -> str:
    return str(_STORIES[case.get("language", "en")]["title"])


def _dump(case: Case, *, markdown: bool) -> str:
    title = f"# {_title(case)}" if markdown else _title(case)
    text = "\n\n".join([title, *case.get("head", ()), *_story(case), *case.get("tail", ())]) + "\n"
    return text if markdown else _LINK.sub(r"\1", text)


def _marked_up(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', html.escape(text, quote=False))


def _paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{_marked_up(line)}</p>\n" for line in lines)


def _page(case: Case) -> str:
    site = case.get("site", _SITE)
    canonical = case.get("canonical") or f"https://www.{case.get('domain', _DOMAIN)}/news/bridge"
    data = f'<script type="application/ld+json">{json.dumps(case["ld"])}</script>' if "ld" in case else ""
    name = f'<meta property="og:site_name" content="{site}">' if site else ""
    return f"""<!doctype html><html lang="{case.get("language", "en")}"><head><meta charset="utf-8">
<title>{_title(case)}{" | " + site if site else ""}</title><link rel="canonical" href="{canonical}">{name}
<meta property="og:title" content="{_title(case)}">{case.get("meta", "")}{data}</head><body>
<header><a href="/">{site or "Home"}</a><nav><ul><li><a href="/news">News</a></li></ul></nav></header>
<main><article><h1>{_title(case)}</h1>{case.get("byline_html", "")}{_paragraphs(case.get("head", []))}
<div class="story-body">{_paragraphs(_story(case))}{case.get("article_html", "")}
{_paragraphs(case.get("tail", []))}</div></article></main>{case.get("after", "")}
<footer><p>Contact us. Privacy policy.</p></footer></body></html>"""


def _json(case: Case, lines: list[str], *, lined: bool) -> str:
    text = "\n\n".join(_LINK.sub(r"\1", line) for line in lines)
    url = f"https://www.{_DOMAIN}/news/bridge"
    if lined:
        one = {"title": _title(case), "text": text, "url": url} | case.get("extra", {})
        other = {"title": "Second", "text": "\n\n".join(_story({"id": ""})), "url": f"{url}/2"}
        return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in (one, other))
    fields = {"@type": "NewsArticle", "headline": _title(case), "articleBody": text, "url": url}
    publisher = {"publisher": {"@type": "Organization", "name": _SITE}}
    return json.dumps(fields | publisher | case.get("extra", {}), ensure_ascii=False)


def _feed(case: Case, lines: list[str]) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>{_SITE}</title><link>https://www.{_DOMAIN}/</link><description>News</description><item>
<title>{_title(case)}</title><link>https://www.{_DOMAIN}/news/bridge</link>{case.get("extra", "")}
<content:encoded><![CDATA[{_paragraphs(lines)}]]></content:encoded></item></channel></rss>"""


def _archived(page: bytes, url: str) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-01-12T00:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"
