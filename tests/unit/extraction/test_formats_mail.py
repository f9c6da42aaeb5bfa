"""Mail, mailboxes, and the pages that browsers save in the form of mail or of property lists."""

from __future__ import annotations

import plistlib
from email.message import EmailMessage

import pytest

from copydesk.article import Draft
from copydesk.extraction import extract
from copydesk.outcome import RejectionReason
from tests.unit.extraction.samples import DAY, ENGLISH, FRENCH, PUBLISHER, RUSSIAN, URL, Story, page

SENDER = f"{PUBLISHER} <news@courier.example.org>"


def drafts(data: bytes) -> list[Draft | RejectionReason | None]:
    return [one.draft or one.reason for one in extract(data)]


def draft(data: bytes) -> Draft:
    (found,) = drafts(data)
    assert isinstance(found, Draft), found
    return found


def letter(
    story: Story, *, html: bool = True, sender: str = SENDER, subject: str | None = None
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, "reader@home.example"
    message["Subject"] = subject or story.title
    message["Date"] = "Thu, 14 Mar 2024 18:05:00 +0100"
    message["Message-ID"] = "<77@courier.example.org>"
    message.set_content(story.text)
    if html:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
        message.add_alternative(
            f"<div><h1>{story.title}</h1>{body}</div>", subtype="html", cte="quoted-printable"
        )
    return message


@pytest.mark.parametrize("html", [True, False])
@pytest.mark.parametrize("story", [ENGLISH, FRENCH, RUSSIAN], ids=lambda story: story.language)
def test_a_newsletter_is_its_story_from_its_sender(story: Story, html: bool) -> None:
    found = draft(letter(story, html=html).as_bytes())
    assert (found.title, found.text, found.language) == (story.title, story.text, story.language)
    assert found.published_at == "2024-03-14T18:05:00+01:00"
    assert found.publisher is not None
    assert (found.publisher.name, found.publisher.domain) == (PUBLISHER, "courier.example.org")


def test_what_a_mailing_list_adds_is_no_part_of_a_letter() -> None:
    message = letter(ENGLISH, html=False, subject=f"[mill-clips] {ENGLISH.title}")
    message["List-Id"] = "Clips of mills <mill-clips.lists.example>"
    notice = 'You received this because you are subscribed to "mill-clips".\nTo unsubscribe, send a letter.\n'
    message.set_content(f"{ENGLISH.text}\n\n-- \n{notice}")
    found = draft(message.as_bytes())
    assert (found.title, found.text) == (ENGLISH.title, ENGLISH.text)


def test_brackets_before_a_subject_that_no_list_put_there_are_its_own() -> None:
    assert (
        draft(letter(ENGLISH, subject=f"[Update] {ENGLISH.title}").as_bytes()).title
        == f"[Update] {ENGLISH.title}"
    )


def test_a_sender_with_an_article_whose_host_is_spelled_like_it_is_an_outlet() -> None:
    found = draft(letter(ENGLISH, html=False, sender="The Weir <desk@theweir.example>").as_bytes())
    assert found.publisher is not None
    assert found.publisher.name == "The Weir"


def test_a_person_who_forwards_a_story_is_not_its_publisher() -> None:
    message = letter(ENGLISH, sender="Nela Brandt <nela@home.example>", subject=f"Fwd: Re: {ENGLISH.title}")
    found = draft(message.as_bytes())
    assert (found.title, found.publisher) == (ENGLISH.title, None)


def test_every_message_of_a_mailbox_is_a_position() -> None:
    empty = EmailMessage()
    empty["From"], empty["Subject"], empty["Message-ID"] = "a@b.example", "Nothing", "<1@b.example>"
    line = b"From news@courier.example.org Thu Mar 14 18:05:00 2024\n"
    box = b"\n".join(line + one.as_bytes() for one in (letter(ENGLISH), empty, letter(FRENCH)))
    first, second, third = drafts(box)
    assert isinstance(first, Draft)
    assert isinstance(third, Draft)
    assert (first.title, second, third.title) == (ENGLISH.title, RejectionReason.NO_ARTICLE, FRENCH.title)


def test_an_attachment_is_not_the_letter() -> None:
    message = letter(ENGLISH, html=False)
    message.add_attachment("<p>Another page</p>", subtype="html", filename="page.html")
    assert draft(message.as_bytes()).text == ENGLISH.text


@pytest.mark.parametrize("located", ["Snapshot-Content-Location", "Content-Location"])
def test_a_page_that_was_saved_as_mhtml_is_that_page(located: str) -> None:
    part = EmailMessage()
    part.set_content(page(ENGLISH), subtype="html", cte="quoted-printable")
    if located == "Content-Location":
        part[located] = URL
    whole = EmailMessage()
    whole["From"], whole["Subject"] = "<Saved by a browser>", f"{ENGLISH.title} | {PUBLISHER}"
    whole["MIME-Version"], whole["Date"] = "1.0", "Fri, 22 Mar 2024 09:00:00 -0000"
    if located != "Content-Location":
        whole[located] = URL
    whole.make_related()
    whole.attach(part)
    found = draft(whole.as_bytes())
    assert (found.title, found.text, found.url) == (ENGLISH.title, ENGLISH.text, URL)
    assert (found.published_at or "")[:10] == DAY


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_a_web_archive_is_its_page(form: plistlib.PlistFormat) -> None:
    resource = {
        "WebResourceData": page(ENGLISH).encode(),
        "WebResourceURL": URL,
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
    }
    found = draft(plistlib.dumps({"WebMainResource": resource}, fmt=form))
    assert (found.title, found.text, found.url) == (ENGLISH.title, ENGLISH.text, URL)


@pytest.mark.parametrize(
    "content", [{"WebMainResource": {}}, {"WebMainResource": {"WebResourceData": "x"}}, {}]
)
def test_a_web_archive_without_a_page_is_undecodable(content: dict[str, object]) -> None:
    data = plistlib.dumps({**content, "WebMainResource ": 1}, fmt=plistlib.FMT_BINARY)
    assert drafts(data) == [RejectionReason.UNDECODABLE]


@pytest.mark.parametrize(
    "head",
    [
        f"From: {PUBLISHER}\nSent: Thursday\nTo: Desk\nSubject: {ENGLISH.title}",
        f"From: the desk\n{ENGLISH.title}",
        f"Subject: {ENGLISH.title}",
    ],
)
def test_text_that_only_begins_like_mail_is_read_as_text(head: str) -> None:
    found = draft(f"{head}\n\n{ENGLISH.text}\n".encode())
    assert ENGLISH.paragraphs[1] in found.text
    assert found.provenance["text"].method == "line_scores"
