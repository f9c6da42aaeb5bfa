"""One invented story in five languages, and how outlets, crawlers and archives store it."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Story:
    title: str
    author: str
    language: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    def titled(self, title: str) -> Story:
        return replace(self, title=title)


DAY = "2024-03-14"
URL = "https://courier.example.org/2024/03/tidal-wheel"
PUBLISHER = "The Drennach Courier"

ENGLISH = Story(
    "Millers of Drennach vote to reopen the tidal wheel",
    "Orla Venn",
    "en",
    (
        "The millers’ guild of Drennach voted on Thursday to reopen the tidal wheel that has stood still since the "
        "winter floods, ending a dispute of almost two years with the harbour board.",
        "“We have waited long enough,” said guild chair Tomas Rell, who has worked at the wheel since he was a boy. "
        "“The stones are sound, the sluice is sound, and the café by the weir is open again.”",
        "The harbour board had argued that the sluice gates were too weak to bear another season of spring tides. An "
        "inspection in February found that two of the nine gates needed new hinges, at a cost of 14,000 crowns.",
        "Nine of the eleven members present voted in favour, one against, and one abstained. The wheel is expected "
        "to turn again before the end of April, when the first barley of the year comes down the river.",
        "Residents of the lower quay said they welcomed the decision, although some fear the noise at night. The "
        "board promised to measure it for three months and to publish the results.",
    ),
)
FRENCH = Story(
    "Les meuniers de Drennach votent la réouverture de la roue",
    "Éloïse Trémaux",
    "fr",
    (
        "La guilde des meuniers de Drennach a voté jeudi la réouverture de la roue à marée, arrêtée depuis les "
        "inondations de l’hiver, mettant fin à près de deux années de querelle avec la capitainerie.",
        "« Nous avons assez attendu », a déclaré le président de la guilde, Tomas Rell, qui travaille à la roue "
        "depuis l’enfance. « Les pierres sont saines, et le café du barrage a rouvert. »",
        "La capitainerie soutenait que les portes de l’écluse étaient trop faibles pour supporter une nouvelle "
        "saison de grandes marées. Une inspection menée en février a montré que deux des neuf portes avaient besoin "
        "de charnières neuves.",
        "Les habitants du quai bas ont salué la décision, même si certains craignent le bruit la nuit. La "
        "capitainerie a promis de le mesurer pendant trois mois et de publier les résultats.",
    ),
)
RUSSIAN = Story(
    "Мельники Дреннаха проголосовали за запуск колеса",
    "Орла Венн",
    "ru",
    (
        "Гильдия мельников города Дреннах в четверг проголосовала за то, чтобы снова запустить приливное колесо, "
        "которое стояло с зимнего наводнения.",
        '"Мы ждали достаточно долго", - сказал председатель гильдии Томас Релл, работающий на колесе с детства. По '
        "его словам, камни и шлюз находятся в хорошем состоянии.",
        "Портовый совет утверждал, что ворота шлюза слишком слабы, чтобы выдержать ещё один сезон весенних приливов. "
        "Осмотр в феврале показал, что двум из девяти ворот нужны новые петли.",
        "Жители нижней набережной приветствовали решение, хотя некоторые опасаются ночного шума. Совет обещал "
        "измерять его три месяца и опубликовать результаты.",
    ),
)
JAPANESE = Story(
    "ドレナッハの水車組合、潮力水車の再開を可決",
    "山田花子",
    "ja",
    (
        "ドレナッハの水車組合は木曜日、冬の洪水以来止まっていた潮力水車を再び動かすことを賛成多数で可決した。"
        "港湾委員会との約二年に及ぶ対立はこれで終わることになる。",
        "組合長のトマス・レル氏は「私たちは十分に待った。石も水門も問題はない」と述べた。"
        "同氏は少年のころから水車で働いている。堰のそばの喫茶店も営業を再開した。",
        "港湾委員会は、水門の扉が次の春の大潮に耐えられないと主張していた。"
        "二月の点検では、九枚の扉のうち二枚に新しい蝶番が必要であることが分かった。",
        "下の埠頭の住民は決定を歓迎したが、夜間の騒音を心配する声もある。"
        "委員会は三か月間にわたって騒音を測定し、その結果を公表すると約束した。",
    ),
)
CHINESE = Story(
    "德伦纳赫磨坊公会投票决定重启潮汐水轮",
    "王小明",
    "zh",
    (
        "德伦纳赫磨坊公会星期四投票决定，重新启动自冬季洪水以来一直停转的潮汐水轮，结束了与港务委员会持续近两年的争端。"
        "公会还表示，水轮重新转动之后，附近的面粉店、渔市和集市都将恢复往年的营业时间。",
        "公会主席托马斯雷尔说：“我们已经等得够久了，石磨和水闸都完好无损。”他从小就在水轮旁工作。"
        "堰边的咖啡馆也重新开门营业，老板邀请所有居民参加四月底举行的开幕仪式。",
        "港务委员会曾认为，水闸门过于脆弱，无法承受又一个春潮季节。二月份的检查发现，九扇闸门中有两扇需要更换新的铰链，"
        "费用由港务委员会和磨坊公会共同承担，工程将在三月底之前完成。",
        "下游码头的居民对这一决定表示欢迎，但也有人担心夜间的噪音。委员会承诺将测量三个月并公布结果，"
        "如果噪音超过规定的限度，水轮将只在白天运转，直到新的隔音墙建成为止。",
    ),
)


def page(story: Story = ENGLISH, charset: str | None = "utf-8") -> str:
    """The story as a saved page, with navigation above and small print below."""
    declared = f'<meta charset="{charset}">' if charset else ""
    return f"""<!doctype html>
<html lang="{story.language}"><head>{declared}<title>{story.title} | Drennach Courier</title>
<meta name="author" content="{story.author}">
<meta property="article:published_time" content="{DAY}T09:00:00Z"></head>
<body><div id="nav"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></div>
<article><h1>{story.title}</h1><p class="byline">By {story.author}</p>
{markup(story)}</article><div id="footer"><p>&copy; 2024 Drennach Courier</p></div></body></html>"""


def xhtml(story: Story = ENGLISH, charset: str = "utf-8") -> str:
    """The same as well-formed XML."""
    return f"""<?xml version="1.0" encoding="{charset}"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{story.language}"><head>
<title>{story.title}</title><meta name="author" content="{story.author}"/>
<meta property="article:published_time" content="{DAY}T09:00:00Z"/></head>
<body><div><h1>{story.title}</h1>{markup(story)}</div></body></html>"""


def markup(story: Story = ENGLISH) -> str:
    return "".join(f"<p>{html.escape(paragraph, quote=False)}</p>\n" for paragraph in story.paragraphs)


def dump(story: Story = ENGLISH) -> str:
    """The story as text."""
    return f"{story.title}\n\nBy {story.author}\nMarch 14, 2024\n\n{story.text}\n"


def markdown(story: Story = ENGLISH) -> str:
    """The story as Markdown with front matter and a picture."""
    return (
        f'---\ntitle: "{story.title}"\nauthor: {story.author}\ndate: {DAY}\nurl: {URL}?utm_source=letter#top\n---\n\n'
        f"![The wheel](https://courier.example.org/wheel.jpg)\n\n{story.text}\n"
    )


def rss(*stories: Story) -> str:
    items = "".join(
        f"<item><title>{story.title}</title><link>{URL}?utm_medium=rss</link><dc:creator>{story.author}</dc:creator>"
        "<pubDate>Thu, 14 Mar 2024 09:00:00 +0000</pubDate><category>Local</category><description>Teaser.</description>"
        f"<content:encoded><![CDATA[{markup(story)}]]></content:encoded></item>"
        for story in stories
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{PUBLISHER}</title><link>https://courier.example.org/</link>{items}</channel></rss>"
    )


def rdf(story: Story = ENGLISH) -> str:
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{PUBLISHER}</title></channel><item><title>{story.title}</title><link>{URL}</link>"
        f"<dc:date>{DAY}T09:00:00Z</dc:date><dc:creator>{story.author}</dc:creator>"
        f"<content:encoded>{html.escape(markup(story))}</content:encoded></item></rdf:RDF>"
    )


def atom(kind: str, story: Story = ENGLISH) -> str:
    content = {
        "html": html.escape(markup(story)),
        "xhtml": f'<div xmlns="http://www.w3.org/1999/xhtml">{markup(story)}</div>',
        "text": html.escape(story.text),
    }[kind]
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">'
        f"<title>{PUBLISHER}</title><updated>2024-03-15T10:00:00Z</updated><entry><title>{story.title}</title>"
        f'<link rel="alternate" href="{URL}"/><link rel="self" href="https://courier.example.org/x.atom"/>'
        "<updated>2024-03-15T10:00:00Z</updated><published>2024-03-14T09:00:00Z</published>"
        f"<author><name>{story.author}</name></author><summary>Teaser.</summary>"
        f'<content type="{kind}">{content}</content></entry></feed>'
    )


def warc(
    payload: bytes, *, content_type: str = "text/html", headers: str = "", status: str = "200 OK"
) -> bytes:
    """One response record of an archive."""
    body = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{headers}\r\n".encode() + payload
    return warc_record(body, "response", "application/http; msgtype=response")


def warc_record(body: bytes, kind: str, content_type: str) -> bytes:
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {URL}\r\nWARC-Date: 2024-03-14T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:6e36d6a8-6f36-4e0f-9f0a-000000000001>\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body + b"\r\n\r\n"  # fmt: skip


def pdf(operators: bytes = b"", *, pages: int = 1, more: bytes = b"") -> bytes:
    """A document of one content stream, shown on every page; without operators, pages that show nothing."""
    kids = b" ".join(b"3 0 R" for _ in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(operators), more, operators),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(written))
    )
