"""Whether a page is an article at all: not an index, a login, an error or a consent page."""

from __future__ import annotations

import re

from copydesk.extraction.html.body import PageBody
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.text import count_words
from copydesk.outcome import RejectionReason
from copydesk.walls.judge import is_wall

# Lists of links for each line of text from which a page is an index of other stories.
MAX_INTERRUPTED = 0.8
# An error or login page says little; a longer text under such a title is a story about it.
MAX_NOTICE_WORDS = 150
# Many pages have a login box at their head; only a page that says no more than this is a login page.
MAX_LOGIN_WORDS = 50
# Words beside a wall's own in a title that is a wall's: "Sorry, page not found", "Access denied to this page".
MAX_TITLE_WORDS = 3

_SITE = re.compile(r"\s+[-\u2013\u2014|\u00b7:\u00bb]\s+")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"'“”‘’«»‹›)\]]{0,3}$")
_INDEX_TITLE = re.compile(
    r"^(?:search(?: results)?|archives?|sitemap|contact us|about us|privacy policy|terms (?:of|and) .*|cookie policy)$",
    re.IGNORECASE,
)
_WALL_TITLE = re.compile(
    r"\b(?:40[0134]|410|429|50[0-4])\b|not found|page unavailable|no longer available|access denied|forbidden|"
    r"unauthori[sz]ed|bad gateway|service unavailable|server error|an error occurred|something went wrong|"
    r"are you (?:a )?(?:human|robot)|just a moment|attention required|security check|captcha|verify you|"
    r"^(?:log|sign) ?in\b|^(?:log|sign) ?(?:in|up) (?:to|or|\||-)|^register\b|^subscribe\b|^create (?:an )?account|"
    r"nicht gefunden|anmelden|einloggen|zugriff verweigert|no encontrad[ao]|iniciar sesión|acceso denegado|"
    r"introuvable|se connecter|accès refusé|não encontrad[ao]|entrar na conta|acesso negado|non trovat[ao]|"
    r"accesso negato|не найден[ао]?|доступ запрещ|войти|niet gevonden|nie znaleziono|sayfa bulunamad",
    re.IGNORECASE,
)


def is_declared_article(page: Page, sources: Texts) -> bool:
    """Whether the page's structured data calls it an article."""
    kinds = {value.lower() for value in page.meta.get("og:type", ())}
    return bool(
        kinds & {"article", "news", "newsarticle", "blog", "story", "post"}
        or "article:published_time" in page.meta
        or any(one.method.startswith("json_ld") for one in sources["title"])
    )


def refusal(
    page: Page, body: PageBody, words: int, title: str | None, *, declared: bool
) -> RejectionReason | None:
    """Why the body is no story; None where it is. What calls itself an article is believed unless it shows a wall."""
    titles = [text for text in (title, page.title) if text]
    if words < MAX_NOTICE_WORDS:
        if any(map(_is_wall_title, titles)) or (any(map(_WALL_TITLE.search, titles)) and not _is_prose(body)):
            return RejectionReason.NO_STORY
        if any(map(_INDEX_TITLE.search, titles)):
            return RejectionReason.NO_ARTICLE
    if declared:
        return None
    if words < MAX_LOGIN_WORDS and page.tree.xpath("//input[@type='password']"):
        return RejectionReason.NO_STORY
    if body.interrupted > MAX_INTERRUPTED and len(body.paragraphs) > 1:
        return RejectionReason.NO_ARTICLE
    return None if _sentences(body) or words >= MAX_NOTICE_WORDS else RejectionReason.NO_ARTICLE


def _is_wall_title(title: str) -> bool:
    """Whether the title says nothing else, but for the site's name: stories are told about missing pages, too."""
    found = _WALL_TITLE.search(title)
    if not found:
        return False
    own = next((part for part in _SITE.split(title) if found[0] in part), title)
    return count_words(own.replace(found[0], " ", 1)) <= MAX_TITLE_WORDS


def _is_prose(body: PageBody) -> bool:
    return _sentences(body) > 0 and not is_wall("\n".join(body.paragraphs))


def _sentences(body: PageBody) -> int:
    return sum(1 for line in body.paragraphs if _SENTENCE_END.search(line) and count_words(line) >= 6)
