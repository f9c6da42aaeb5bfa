"""Metadata of invented pages: where it may stand, and which source is believed."""

from __future__ import annotations

import lxml.html
import pytest

from copydesk.extraction.html.page import heading_text
from copydesk.extraction.html.titles import without_site
from tests.unit.extraction.html_pages import NODE, TITLE, linked_data, meta, page, paragraphs, read

META: dict[str, str] = {
    "parsely": '<meta name="parsely-author" content="Runa Castellow">'
    '<meta name="parsely-pub-date" content="2023-05-08">'
    '<meta name="parsely-section" content="Islands">',
    "sailthru": '<meta name="sailthru.author" content="Runa Castellow"><meta name="sailthru.date" content="2023-05-08">'
    '<meta name="sailthru.tags" content="Islands">',
    "Dublin Core": '<meta name="DC.Creator" content="Runa Castellow"><meta name="DC.date.issued" content="2023-05-08">'
    '<meta name="keywords" content="Islands">',
    "Dublin Core terms": '<meta name="dcterms.creator" content="Runa Castellow">'
    '<meta name="dcterms.created" content="2023-05-08"><meta name="dcterms.subject" content="Islands">',
    "Highwire": '<meta name="citation_author" content="Castellow, Runa">'
    '<meta name="citation_publication_date" content="2023/05/08"><meta name="section" content="Islands">',
    "Open Graph": meta(
        article__author="Runa Castellow", article__published_time="2023-05-08", article__section="Islands"
    ),
    "RDFa": '<span property="schema:datePublished" content="2023-05-08"></span>'
    '<meta property="schema:author" content="Runa Castellow"><meta name="news_keywords" content="Islands">',
    "plain names": '<meta name="author" content="Runa Castellow"><meta name="date" content="8 May 2023">'
    '<meta name="keywords" content="Islands">',
}


@pytest.mark.parametrize("name", META)
def test_meta_elements_of_each_vocabulary(name: str) -> None:
    draft = read(page(META[name]))
    assert draft.authors == ("Runa Castellow",)
    assert draft.published_at == "2023-05-08"
    assert draft.topics == ("Islands",)


def test_microdata() -> None:
    above = (
        '<span itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="url" href="/p/9">'
        '<span itemprop="name">Runa Castellow</span></a></span> '
        '<meta itemprop="datePublished" content="2023-05-08T07:30:00+02:00">'
        '<meta itemprop="dateModified" content="2023-05-09">'
    )
    draft = read(page(above=above))
    assert draft.authors == ("Runa Castellow",)
    assert (draft.published_at, draft.modified_at) == ("2023-05-08T07:30:00+02:00", "2023-05-09")
    assert draft.provenance["authors"].method == "microdata"


RANKED = [
    ("json_ld", linked_data(NODE | {"author": "Ada Jsonld", "datePublished": "2021-01-01"}), ""),
    (
        "open_graph:article:author",
        meta(article__author="Berta Graph", article__published_time="2021-02-02"),
        "",
    ),
    (
        "microdata",
        "",
        "<b itemprop='author'>Cleo Micro</b><meta itemprop='datePublished' content='2021-03-03'>",
    ),
    ("meta:author", '<meta name="author" content="Dora Meta"><meta name="pubdate" content="2021-04-04">', ""),
    ("byline", "", "<p class='byline'>By Eva Byline</p><time datetime='2021-05-05'>5 May 2021</time>"),
]


@pytest.mark.parametrize("first", range(len(RANKED)))
def test_the_most_trusted_source_is_believed_and_the_others_are_recorded(first: int) -> None:
    sources = RANKED[first:]
    draft = read(page("".join(head for _, head, _ in sources), "".join(above for _, _, above in sources)))
    origin = draft.provenance["authors"]
    names = ("Ada Jsonld", "Berta Graph", "Cleo Micro", "Dora Meta", "Eva Byline")[first:]
    assert draft.authors == names[:1]
    assert origin.method == sources[0][0]
    assert [other.rpartition(": ")[2] for other in origin.others] == list(names[1:])
    days = [f"2021-0{month}-0{month}" for month in range(first + 1, 6)]
    assert draft.published_at == days[0]
    assert [other.rpartition(": ")[2] for other in draft.provenance["published_at"].others] == days[1:]


def test_publisher_by_name_and_domain() -> None:
    head = (
        meta(og__site_name="Brannick Herald")
        + "<link rel='canonical' href='https://www.brannick.example.org/a'>"
    )
    publisher = read(page(head)).publisher
    assert publisher is not None
    assert (publisher.name, publisher.domain) == ("Brannick Herald", "brannick.example.org")
    publisher = read(page("<link rel='canonical' href='https://news.brannick.example.org/a'>")).publisher
    assert publisher is not None
    assert (publisher.name, publisher.domain) == (None, "news.brannick.example.org")


def test_a_badge_in_the_heading_is_no_part_of_the_title() -> None:
    assert read(page(meta(og__title=TITLE), h1=f"<span>Premium</span> {TITLE}")).title == TITLE


def test_a_blog_whose_first_heading_is_its_name() -> None:
    markup = page(above=f"<h3 class='post-title'>{TITLE}</h3>", h1="Island Notes")
    draft = read(markup.replace(f"<title>{TITLE}", f"<title>Island Notes: {TITLE}"))
    assert (draft.title, draft.publisher and draft.publisher.name) == (TITLE, "Island Notes")


def test_the_exact_time_of_an_abbreviation() -> None:
    above = "<abbr class='published' itemprop='datePublished' title='2023-05-08T07:30:00Z'>07:30</abbr>"
    assert read(page(above=above)).published_at == "2023-05-08T07:30:00Z"


@pytest.mark.parametrize("separator", [" - ", " | ", " – "])
def test_the_publisher_by_what_the_title_element_adds(separator: str) -> None:
    whole = separator.join((TITLE, "Islands", "Brannick Herald"))
    publisher = read(page().replace(f"<title>{TITLE}", f"<title>{whole}")).publisher
    assert publisher is not None
    assert publisher.name == "Brannick Herald"


@pytest.mark.parametrize(
    "shown",
    [
        "<footer class='entry-footer'>Tagged <a rel='tag' href='/t/ferries'>ferries</a>, "
        "<a rel='tag' href='/t/b'>boats</a></footer>",
        "<ul class='topics'><li><a href='/tag/ferries'>ferries</a></li><li><a href='/tag/boats'>boats</a></li></ul>",
        "<p class='asset-tags'><a href='/search?k=ferries'>ferries</a> <a href='/search?k=boats'>boats</a></p>",
    ],
)
def test_links_to_tags_are_topics_behind_those_of_the_metadata(shown: str) -> None:
    cloud = "<aside class='widget tag-cloud'><a rel='tag' href='/tag/sheep'>sheep</a></aside>"
    assert read(page(body=paragraphs() + shown, below=cloud)).topics == ("ferries", "boats")
    assert read(page(meta(article__tag="sea"), body=paragraphs() + shown)).topics == (
        "sea",
        "ferries",
        "boats",
    )


TOPICS = [
    (meta(article__section="Islands", article__tag="ferries"), ("Islands", "ferries")),
    (
        '<meta name="keywords" content="ferries; Ferries, , islands,https://x.example/tag">',
        ("ferries", "islands"),
    ),
    (
        linked_data(NODE | {"articleSection": ["Islands", "Sea"], "keywords": "ferries,boats"}),
        ("Islands", "Sea", "ferries", "boats"),
    ),
    (
        linked_data(
            NODE | {"articleSection": None, "keywords": [{"@type": "DefinedTerm", "name": "ferries"}]}
        ),
        ("ferries",),
    ),
]


@pytest.mark.parametrize(("head", "topics"), TOPICS)
def test_sections_and_keywords_are_topics(head: str, topics: tuple[str, ...]) -> None:
    assert read(page(head)).topics == topics


LANGUAGES = [
    ("en-GB", "", "html_lang"),
    ("de", "", "resiliparse"),
    ("", meta(og__locale="fr_FR"), "resiliparse"),
    ("", "", "resiliparse"),
]


@pytest.mark.parametrize(("lang", "head", "method"), LANGUAGES)
def test_the_text_decides_its_language_where_a_page_declares_another(
    lang: str, head: str, method: str
) -> None:
    draft = read(page(head, lang=lang))
    assert draft.language == "en"
    assert draft.provenance["language"].method == method
    if lang == "de":
        assert draft.provenance["language"].others == ("html_lang: de",)


TITLES = [
    (meta(og__title=f"{TITLE} | Brannick Herald", og__site_name="Brannick Herald"), TITLE, TITLE),
    (meta(og__title=TITLE), "Brannick Herald", TITLE),
    (linked_data(NODE | {"headline": "Oskellen ferry sails: what to know"}), TITLE, TITLE),
    (linked_data(NODE), "", TITLE),
    (meta(og__title="Fish &amp;amp; chips"), TITLE, TITLE),
]


@pytest.mark.parametrize(("head", "heading", "title"), TITLES)
def test_titles(head: str, heading: str, title: str) -> None:
    assert read(page(head, h1=heading)).title == title


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Mill pond<br>to be drained in autumn", "Mill pond to be drained in autumn"),
        ("<div>Mill pond</div><div>to be drained in autumn</div>", "Mill pond to be drained in autumn"),
        ("Mill pond to be drained in autumn<style>h1{margin:0}</style>", "Mill pond to be drained in autumn"),
        (
            "<svg><title>Lock</title></svg>Mill pond to be drained in autumn",
            "Mill pond to be drained in autumn",
        ),
        ("<span>M</span><span>ill pond to be drained in autumn</span>", "Mill pond to be drained in autumn"),
        (
            "<span>Town</span><span>Mill pond to be drained in autumn</span>",
            "Town Mill pond to be drained in autumn",
        ),
    ],
)
def test_a_heading_is_what_it_shows(heading: str, title: str) -> None:
    element = lxml.html.fromstring(f"<h1>{heading}</h1>")
    assert heading_text(element) == title


@pytest.mark.parametrize(
    "shown",
    [
        "The Ilmstead Ledger | Mill pond to be drained in autumn",
        "Ilmstead Ledger: Mill pond to be drained in autumn",
        "Mill pond to be drained in autumn | Town | The Ilmstead Ledger",
        "Mill pond to be drained in autumn – Ilmstead Ledger",
        "Mill pond to be drained in autumn - ilmsteadledger.example",
        "Mill pond to be drained in autumn",
    ],
)
def test_a_title_loses_its_site_at_either_end(shown: str) -> None:
    sites = ["The Ilmstead Ledger", "ilmsteadledger.example"]
    assert without_site(shown, sites) == "Mill pond to be drained in autumn"
    assert without_site(shown, []) == shown


def test_a_declared_language_stands_where_the_text_has_its_function_words() -> None:
    # Letters alone take these for Catalan and Galician.
    spanish = (
        "El concejo de Velmar votó el martes por la noche vaciar el embalse de la calle del Olmo, por primera vez.",
        "La alcaldesa dijo que los vecinos tendrán agua de dos cisternas y que la obra no costará más de lo previsto.",
    )
    texts = "".join(f"<p>{text}</p>" for text in spanish * 3)
    assert read(page(lang="es", body=texts)).language == "es"
    assert read(page(lang="en", body=texts)).language != "en"
