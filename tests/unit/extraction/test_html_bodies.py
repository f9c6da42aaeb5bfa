"""Bodies of invented pages of many layouts: the whole story, and nothing of what stands around it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from copydesk.article import Publisher
from tests.unit.extraction.html_pages import STORY, TITLE, page, paragraphs, read

TEASERS = "".join(
    f"<li><a href='/s/{n}'><h3>Council of Tarn Hollow votes on the new quay, part {n}</h3></a>"
    f"<p>The members met for the {n}th time this year and came to no decision.</p></li>"
    for n in range(1, 7)
)
COMMENTS = "".join(
    f"<div class='comment' id='comment-{n}'><b>Reader {n}</b><p>I have waited for this ferry since my childhood, and "
    f"I do not believe the company at all, whatever it may promise us for year {n}.</p></div>"
    for n in range(1, 6)
)
AFTER: dict[str, str] = {
    "related": f"<section class='related'><h2>Related stories</h2><ul>{TEASERS}</ul></section>",
    "comments": f"<section id='comments'><h2>5 comments</h2>{COMMENTS}</section>",
    "newsletter": "<div class='newsletter'><h3>Sign up for our newsletter</h3><p>Get the best of the islands in your "
    "inbox every morning.</p><form><input type='email'><button>Subscribe</button></form></div>",
    "author": "<div class='author-bio'><p>Runa Castellow covers the islands for the Brannick Herald. Follow her on "
    "Twitter.</p></div>",
    "cookies": "<div class='cookie-banner' role='dialog'><p>We and our partners use cookies to store information on "
    "your device. You can accept them all or manage your choices.</p><button>Accept all</button></div>",
    "paywall": "<div class='paywall'><p>You have read two of three free articles this month. Subscribe to continue "
    "reading.</p><a href='/subscribe'>Subscribe now</a></div>",
    "copyright": "<p class='legal'>© 2023 Brannick Herald. All rights reserved.</p>",
    "shares": "<ul class='share'><li><a href='#'>Share on Facebook</a></li><li><a href='#'>Tweet</a></li></ul>",
}
STRAYS = ("Related stories", "Council of Tarn", "came to no decision", "Reader 1", "since my childhood", "newsletter",
          "your inbox", "covers the islands", "partners use cookies", "free articles", "rights reserved",
          "Share on", "Tweet")  # fmt: skip


def check(text: str, story: tuple[str, ...] = STORY, strays: tuple[str, ...] = STRAYS) -> None:
    for paragraph in story:
        assert paragraph in text
    assert all(text.index(one) < text.index(two) for one, two in pairwise(story))
    assert [stray for stray in strays if stray in text] == []
    assert TITLE not in text


@pytest.mark.parametrize("name", AFTER)
def test_what_stands_below_the_story(name: str) -> None:
    check(read(page(below=AFTER[name])).text)


@pytest.mark.parametrize("name", AFTER)
def test_what_stands_at_the_storys_end_in_the_same_element(name: str) -> None:
    check(read(page(body=paragraphs() + AFTER[name])).text)


@pytest.mark.parametrize("name", ["related", "newsletter", "paywall", "shares"])
def test_what_stands_within_the_story(name: str) -> None:
    check(read(page(body=paragraphs(STORY[:2]) + AFTER[name] + paragraphs(STORY[2:]))).text)


def test_everything_at_once() -> None:
    check(read(page(above=AFTER["shares"], below="".join(AFTER.values()))).text)


def test_a_page_of_nothing_but_divisions() -> None:
    body = "".join(f"<div class='t'><div>{paragraph}</div></div>" for paragraph in STORY)
    markup = page(body=body, below=AFTER["related"] + AFTER["comments"])
    for tag in ("main", "article", "section"):
        markup = markup.replace(f"<{tag}", "<div").replace(f"</{tag}>", "</div>")
    check(read(markup).text)


def test_line_breaks_in_place_of_paragraphs() -> None:
    text = read(page(body=f"<div>{'<br><br>'.join(STORY)}</div>")).text
    check(text)
    assert text.count("\n\n") == len(STORY) - 1


def test_a_table_as_layout() -> None:
    links = "".join(f"<a href='/{n}'>Section {n}</a><br>" for n in range(8))
    markup = (
        f"<html><head><title>{TITLE}</title></head><body><table><tr><td width=150>{links}</td><td><h1>{TITLE}</h1>"
        f"<font size=2>{paragraphs()}</font></td><td>{links}</td></tr></table></body></html>"
    )
    check(read(markup).text, strays=("Section",))


def test_a_table_as_layout_without_a_mark_of_title_or_paragraph() -> None:
    links = "".join(f"<a href='/{n}'>Section {n}</a><br>" for n in range(8))
    story = "<br><br>".join(STORY)
    draft = read(
        "<html><head><title>Brannick Herald - Online Edition</title></head><body><table>"
        "<tr><td colspan=2><font size=1>Tuesday, May 9, 2023</font></td></tr>"
        f"<tr><td width=150>{links}</td><td><table><tr><td><font size=5><b>{TITLE}</b></font><br>"
        "<font size=1>By RUNA CASTELLOW, Staff Writer<br>Posted Monday, May 8, 2023</font><br><br>"
        f"<font size=2>{story}</font></td></tr></table></td></tr>"
        "<tr><td colspan=2>Copyright &copy; 2023 Brannick Herald. All rights reserved.</td></tr></table></body></html>"
    )
    check(draft.text, strays=("Section", "Posted", "rights"))
    assert (draft.title, draft.authors) == (TITLE, ("RUNA CASTELLOW",))
    assert (draft.published_at, draft.publisher) == ("2023-05-08", Publisher(name="Brannick Herald"))
    assert draft.provenance["text"].method == "line_scores"


def test_footnote_marks_are_dropped_and_other_raised_text_is_not() -> None:
    marked = [f'{text}<sup id="r{n}"><a href="#fn{n}">{n}</a></sup>' for n, text in enumerate(STORY, start=1)]
    body = paragraphs(
        (*marked, "The hall measures some ninety m<sup>2</sup> and will be painted in the spring.")
    )
    text = read(page(body=body)).text
    assert text.split("\n\n")[: len(STORY)] == list(STORY)
    assert "m2 and" in text or "m 2 and" in text


def test_a_live_blog() -> None:
    posts = "".join(
        f"<article class='post'><time datetime='2023-05-08T1{n}:00:00Z'>1{n}:00</time><h2>Update {n}: the ferry moves"
        f"</h2><p>{paragraph}</p></article>"
        for n, paragraph in enumerate(STORY)
    )
    check(read(page(body=posts)).text)


def test_a_gallery_with_captions_keeps_the_text() -> None:
    figures = "".join(
        f"<figure><img src='/p{n}.jpg'><figcaption>Photo: Piet Holm / Island Press {n}</figcaption></figure>"
        f"<p>{paragraph}</p>"
        for n, paragraph in enumerate(STORY)
    )
    check(read(page(body=figures)).text, strays=(*STRAYS, "Island Press"))


def test_an_interview() -> None:
    asked = [
        f"Question {n}: how long did the repair of the ferry take in the end?" for n in range(len(STORY))
    ]
    body = "".join(
        f"<p><strong>{question}</strong></p><p>{answer}</p>"
        for question, answer in zip(asked, STORY, strict=True)
    )
    story = tuple(one for pair in zip(asked, STORY, strict=True) for one in pair)
    check(read(page(body=body)).text, story)


def test_a_listicle() -> None:
    places = ("The bakery", "The old light", "The quay at dawn", "The school", "The yard")
    body = "".join(
        f"<h2>{n}. {place}</h2><p>{text}</p>"
        for n, (place, text) in enumerate(zip(places, STORY, strict=True), 1)
    )
    text = read(page(body=body)).text
    check(text)
    assert all(f"{n}. {place}" in text for n, place in enumerate(places, 1))


def test_a_recipe() -> None:
    ingredients = ("300 g of rye flour", "two spoons of salt", "half a litre of warm water", "a little yeast")
    steps = tuple(
        f"Step {n}: knead the dough for {n} minutes and leave it in a warm place." for n in range(1, 5)
    )
    body = (
        paragraphs(STORY[2:4])
        + "<h2>Ingredients</h2><ul>" + "".join(f"<li>{one}</li>" for one in ingredients) + "</ul>"
        + "<h2>Method</h2><ol>" + "".join(f"<li>{one}</li>" for one in steps) + "</ol>"
    )  # fmt: skip
    check(read(page(body=body)).text, (*STORY[2:4], *ingredients, *steps))


def test_a_table_of_results_within_the_story() -> None:
    rows = "".join(
        f"<tr><td>{place}</td><td>{n} points</td></tr>"
        for n, place in enumerate(("Brannick", "Oskellen", "Tarn"))
    )
    text = read(page(body=f"{paragraphs(STORY[:3])}<table>{rows}</table>{paragraphs(STORY[3:])}")).text
    check(text)
    assert "Oskellen 1 points" in text


def test_a_quotation_and_subheadings_stay() -> None:
    quotation = "It is the sound of the engine that we missed, more than the mail and the bread."
    quoted = f"<h2>A quiet winter</h2><blockquote><p>{quotation}</p></blockquote>"
    body = paragraphs(STORY[:2]) + quoted + paragraphs(STORY[2:])
    text = read(page(body=body)).text
    check(text)
    assert quotation in text
    assert "A quiet winter" in text


SCRIPTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Arabic": ("ar", "العبارة تعود إلى الجزيرة بعد أحد عشر شهرا", (
        "عادت العبارة يوم الاثنين إلى الإبحار بين المدينة والجزيرة بعد توقف دام أحد عشر شهرا، وعلى متنها أربعون راكبا.",
        "وقالت شركة الميناء في بيان لها إن المحرك تعطل في عواصف الشتاء الماضي وإن قطع الغيار تأخرت مرتين على الحدود.",
        "وقالت صاحبة المخبز الوحيد في الجزيرة إن الناس كانوا قد بدأوا يرحلون، وإن الدقيق يصل الآن بالقارب من جديد.",
    )),
    "Hebrew": ("he", "המעבורת חזרה אל האי לאחר אחד עשר חודשים", (
        "המעבורת בין העיר לבין האי הפליגה ביום שני לראשונה זה אחד עשר חודשים, ועל סיפונה ארבעים נוסעים ותזמורת.",
        "המנוע התקלקל בסערות החורף שעבר, וחלקי החילוף התעכבו פעמיים בגבול, כך מסרה חברת הנמל בהודעה למועצה.",
        "האנשים כבר התחילו לעזוב, אמרה בעלת המאפייה היחידה באי, ועכשיו הקמח מגיע שוב בסירה ולא על גבו של אחי.",
    )),
    "Chinese": ("zh", "停航十一个月后渡轮恢复通航", (
        "星期一，连接市区与小岛的渡轮在停航十一个月之后首次启航，船上共有四十名乘客、九辆汽车和一支铜管乐队。",
        "港口公司在提交给市议会的声明中表示，发动机在去年冬天的风暴中损坏，备用零件又在边境两次受阻，因此拖延至今。",
        "岛上唯一一家面包店的店主说，人们已经开始搬走了，如今面粉又能用船运来，不必再由她的兄弟背着走。",
    )),
    "Japanese": ("ja", "十一か月ぶりに島へのフェリーが再開", (
        "町と島を結ぶフェリーが月曜日、十一か月ぶりに運航を再開し、四十人の乗客と九台の車、それに吹奏楽団を乗せて港を出た。",
        "港湾会社が町議会に送った声明によると、エンジンは昨年の冬の嵐で故障し、交換用の部品は国境で二度も足止めされていた。",
        "島でただ一軒のパン屋を営む女性は、人々は島を離れ始めていたが、これで小麦粉がまた船で届くようになると話した。",
    )),
    "Thai": ("th", "เรือข้ามฟากกลับมาให้บริการหลังหยุดไปสิบเอ็ดเดือน", (
        "เรือข้ามฟากระหว่างเมืองกับเกาะออกเดินทางเป็นครั้งแรกในรอบสิบเอ็ดเดือนเมื่อวันจันทร์ โดยมีผู้โดยสารสี่สิบคนและรถเก้าคัน",
        "บริษัทท่าเรือแถลงว่าเครื่องยนต์เสียหายจากพายุเมื่อฤดูหนาวที่แล้ว และอะไหล่ติดอยู่ที่ชายแดนถึงสองครั้งก่อนจะมาถึง",
        "เจ้าของร้านขนมปังแห่งเดียวบนเกาะกล่าวว่าผู้คนเริ่มย้ายออกไปแล้ว แต่ตอนนี้แป้งมาถึงทางเรืออีกครั้งหนึ่ง",
    )),
    "Greek": ("el", "Το πλοίο επιστρέφει στο νησί μετά από έντεκα μήνες", (
        "Το πλοίο ανάμεσα στην πόλη και το νησί έκανε τη Δευτέρα το πρώτο του δρομολόγιο μετά από έντεκα μήνες.",
        "Η μηχανή είχε χαλάσει στις καταιγίδες του περασμένου χειμώνα, ανέφερε η εταιρεία του λιμανιού σε ανακοίνωση.",
        "Ο κόσμος είχε αρχίσει να φεύγει, είπε η γυναίκα που έχει τον μοναδικό φούρνο στο νησί των ψαράδων.",
    )),
}  # fmt: skip


@pytest.mark.parametrize("name", SCRIPTS)
def test_other_scripts(name: str) -> None:
    language, title, story = SCRIPTS[name]
    direction = " dir='rtl'" if language in {"ar", "he"} else ""
    body = f"<div{direction}>{paragraphs(story)}</div>"
    markup = page(body=body, h1=title, lang=language).replace(f"<title>{TITLE}", f"<title>{title}")
    draft = read(markup)
    assert draft.text.split("\n\n") == list(story)
    assert draft.title == title
    assert draft.language == language


def test_a_page_may_leave_the_tags_of_its_body_out() -> None:
    draft = read(
        f"<!doctype html><meta charset=utf-8><title>{TITLE}</title><article><h1>{TITLE}</h1>{paragraphs()}</article>"
    )
    assert draft.text.split("\n\n") == list(STORY)


def test_teasers_above_the_heading_are_no_story() -> None:
    above = f"<section class='teasers'>{TEASERS}</section>"
    check(read(page().replace("<main>", f"<main>{above}").replace("<body>", f"<body>{above}")).text)


def test_a_title_repeated_within_the_story_is_no_heading() -> None:
    half = f"{paragraphs(STORY[:2])}<aside><h3>{TITLE}</h3></aside>{paragraphs(STORY[2:])}"
    for stray in (half, half.replace("h3>", "h1>")):
        assert read(page(body=stray)).text.split("\n\n") == list(STORY)


def test_a_story_in_two_elements_of_a_kind_with_a_box_between_is_whole() -> None:
    box = AFTER["related"]
    parts = (
        f"<section class='chunk'><div class='text'>{paragraphs(part)}</div></section>"
        for part in (STORY[:3], STORY[3:])
    )
    assert read(page(body=box.join(parts))).text.split("\n\n") == list(STORY)


def test_the_words_of_buttons_and_a_byline_without_its_name_are_no_story() -> None:
    above = "<div>By <span class='author'>Runa Castellow</span> <span>4 minutes</span></div><button>Listen</button>"
    assert read(page(above=above)).text.split("\n\n") == list(STORY)


ROWS = "<table><tr><th>Ferry</th><th>Crossings</th></tr><tr><td>Oskellen</td><td>1,204</td></tr></table>"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (ROWS, "Oskellen 1,204"),
        ("<table><tr><td>Oskellen<ul><li>six in summer</li></ul></td></tr></table>", "six in summer"),
        ("<ul><li>Six crossings</li></ul>", "Six crossings"),
        ("The town council has not yet said what it thinks of all this.", "The town council has not yet"),
    ],
)
def test_rows_lists_and_loose_text_within_the_story_stay(markup: str, text: str) -> None:
    body = paragraphs(STORY[:3]) + markup + paragraphs(STORY[3:])
    assert text in read(page(body=f"<div>{body}</div>")).text


def test_preformatted_text_has_paragraphs() -> None:
    body = "<pre>" + "\n\n".join(STORY) + "</pre>"
    assert read(page(body=body)).text == "\n\n".join(STORY)


@pytest.mark.parametrize(("times", "kept"), [(1, False), (6, True)])
def test_a_box_is_dropped_while_it_holds_little(times: int, kept: bool) -> None:
    """Paid stories stand in elements of the same names as the notices that keep others from them."""
    words = "".join(
        f"<p>Pier {number} of the harbour was counted twice by the wardens on duty.</p>"
        for number in range(times)
    )
    box = f"<div class='paywall'>{words}</div>"
    assert ("Pier 0" in read(page(body=paragraphs() + box)).text) is kept
