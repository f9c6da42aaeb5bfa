"""Whether a page is an article at all: not an index, a login, an error or a consent page."""

from __future__ import annotations

import re

from copydesk.extraction.html.body import Body
from copydesk.extraction.html.page import Page
from copydesk.extraction.html.structured import Texts
from copydesk.extraction.text import count_words

# Lists of links for each line of text from which a page is an index of other stories.
MAX_INTERRUPTED = 0.8
# An error or login page says little; a longer text under such a title is a story about it.
MAX_NOTICE_WORDS = 150
# Many pages have a login box at their head; only a page that says no more than this is a login page.
MAX_LOGIN_WORDS = 50

_SENTENCE_END = re.compile(r"[.!?…。！？।؟۔][\"'”’»)\]]{0,3}$")
_NOTICE_TITLE = re.compile(
    r"\b(?:40[0134]|410|429|50[0-4])\b|not found|page unavailable|no longer available|access denied|forbidden|"
    r"unauthori[sz]ed|bad gateway|service unavailable|server error|an error occurred|something went wrong|"
    r"are you (?:a )?(?:human|robot)|just a moment|attention required|security check|captcha|verify you|"
    r"^(?:log|sign) ?in\b|^(?:log|sign) ?(?:in|up) (?:to|or|\||-)|^register\b|^subscribe\b|^create (?:an )?account|"
    r"^(?:search(?: results)?|archives?|sitemap|contact us|about us|privacy policy|terms (?:of|and) .*|cookie policy)$|"
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


def is_article(page: Page, body: Body, words: int, title: str | None, *, declared: bool) -> bool:
    """Whether the body is a story. What calls itself an article is believed unless it shows an error or a login."""
    short = words < MAX_NOTICE_WORDS
    if short and any(_NOTICE_TITLE.search(text) for text in (title, page.title) if text):
        return False
    if declared:
        return True
    if words < MAX_LOGIN_WORDS and page.tree.xpath("//input[@type='password']"):
        return False
    sentences = sum(1 for line in body.paragraphs if _SENTENCE_END.search(line) and count_words(line) >= 6)
    if body.interrupted > MAX_INTERRUPTED and len(body.paragraphs) > 1:
        return False
    return sentences > 0 or words >= MAX_NOTICE_WORDS
