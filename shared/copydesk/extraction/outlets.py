"""Names of outlets: when two are one."""

from __future__ import annotations

import re

from copydesk.extraction.phrases import every, fold, table

# "Harborstone Energy, Inc."
LEGAL_FORM = re.compile(
    r",?\s(?:inc|llc|ltd|limited|l\.?p|gmbh|ag|s\.?a|s\.?l|s\.?r\.?l|s\.?p\.?a|plc|corp|co)\.?$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    rf"(?:{'|'.join(map(re.escape, every('articles')))})(?:\s|(?<=['’]))(?=\S)", re.IGNORECASE
)
_DOMAIN = re.compile(r"(?:www\.)?([\w-]{2,63})(?:\.[a-z]{2,10}){1,2}", re.IGNORECASE)
_CASELESS = re.compile(r"[\u0590-\u06ff\u3040-\u9fff\uac00-\ud7af]")


def spelled(name: str) -> str:
    """A name as a domain spells it, less an English article, which domains leave out as often as not."""
    return re.sub(r"^the|[\W_]", "", fold(name))


def has_article(name: str) -> bool:
    """Whether a name begins with an article, a capital behind it: a place or a section has none."""
    match = _ARTICLE.match(name.replace("’", "'"))
    return match is not None and name[0].isupper() and name[match.end()].isupper()


def is_domain(name: str) -> bool:
    """Whether an outlet is named by its domain."""
    return _DOMAIN.fullmatch(name) is not None


def are_one(name: str, other: str) -> bool:
    """Whether two names are an outlet's: "The Fen Post" of "Fen Post Media, Inc.", and fenpost.example.

    A single word that does not begin the longer name is a section's: "News" of "Fen News Media". Words that end it are
    its place: "Puerto Bajo" of "El Faro de Puerto Bajo".
    """
    short, long = sorted((_words(name), _words(other)), key=len)
    if is_domain(name) or is_domain(other) or _CASELESS.search(short):
        glued, longer = sorted((_words(name).replace(" ", ""), _words(other).replace(" ", "")), key=len)
        return bool(glued) and longer.startswith(glued)
    return f"{long} ".startswith(f"{short} ") or (" " in short and f" {short} " in f" {long}")


def _words(name: str) -> str:
    if match := _DOMAIN.fullmatch(name):
        return spelled(match[1])
    return " ".join(re.findall(r"[\w&]+", fold(LEGAL_FORM.sub("", _ARTICLE.sub("", name, count=1)))))


def without_company(name: str) -> tuple[str, bool]:
    """A holder's name without what makes it a company's ("Fen Post Media, Inc."), and whether it had such words."""
    words = name.replace(",", " ").split()
    companies = table("outlets")["companies"]
    kept = next((n for n, word in enumerate(words) if LEGAL_FORM.fullmatch(f" {word}")), len(words))
    while kept and fold(words[kept - 1]).strip(".&") in companies:
        kept -= 1
    return (" ".join(words[:kept]), True) if kept < len(words) else (name, False)
