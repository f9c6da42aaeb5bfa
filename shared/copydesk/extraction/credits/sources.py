"""The name and address of a source out of the rest of a phrase, and whether it can be the credit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from copydesk.article import Credit
from copydesk.extraction.agencies import agency, opening_agency
from copydesk.extraction.credits.candidate import Candidate, Names
from copydesk.extraction.credits.lines import TextLine
from copydesk.extraction.dates import MONTHS, dates_in
from copydesk.extraction.html.urls import clean_url
from copydesk.extraction.names import has_role, looks_like_name
from copydesk.extraction.phrases import fold, named, table

MAX_NAME_WORDS = 9
# A labelled name that nothing marks as an outlet is short.
MAX_LABELLED_WORDS = 5
MIN_TITLE_WORDS = 3
MAX_ACRONYM = 8

_TABLE = table("credits")
_STOP = re.compile(
    r"\s*(?:(?<!\W\w)[.:;|]\s|[.;|]$|\s(?:originally|first|previously)\s|\son\s(?:\w+\.?\s\d|\d|\w+day)|\sin\s\d{4}|\sunder\s|\swith\s|"
    r"\sand\s(?:is|was|has|appears|used|re\w+|licen[cs]ed)\b|\sas\s|\sat\shttp|\s(?:is|was|has been)\s|"
    r",\s(?:a|an|the|vol|issue|no|where|which|who|under|on|in|with|as|and|\d+|un|une|une?a?|ein|eine|que|qui|uma?)\b|"
    r"\s[-–—]{1,2}\s|\swhere\s|\sby\s|\sbefore\s|\sfor\s|\sthrough\s|\ssous\s|\sbajo\s|\ssob\s|\sunter\s|\ssotto\s|\scon\s|\spor\s|"
    r"\sam\s\d|\sveröffentlicht|\serschienen|\spubliziert|\sel\s\d|\sle\s\d|\sil\s\d|\sem\s\d|\s\(|\shere\b|\sread\s|\s*\||\s/\s|\s\d{1,4}[-/.]\d|\s(?:editor|updated)\b)",
    re.IGNORECASE,
)
_ARTICLES = re.compile(
    r"^(?:(?:[Tt]he )?(?:web)?site|sitio|le site(?: de)?|la web de|сайте?|the|den|der|die|das|dem|el|la|le|les|il|lo|"
    r"os|as|o|l['’]|агентства|газеты|журнала|het|de)(?:\s+|(?<=['’]))"
)
_PICTURE_AGENCY = re.compile(
    r"\b(?:getty|shutterstock|istock|alamy|unsplash|pixabay|wikimedia|flickr|photos?|foto)\b", re.IGNORECASE
)
_NO_NAME = re.compile(
    r"^(?:here|this|that|it|an?|his|her|their|our|my|your|us|me|him|them|anonymous|unknown|none|various|public|author|"
    r"the author|the same|today|yesterday|print|full|staff|agencies|photo|video|file|updated|source|link|wikipedia|"
    r"(?:news )?agencies|graphic|continued|"
    r"english|spanish|french|german|russian|arabic|chinese|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d.*|@.*|#.*)$",
    re.IGNORECASE,
)
# "on June 2": a day without its year.
_DAY = re.compile(rf"(?<!\w)(?:(?:{MONTHS})\.?\s\d{{1,2}}|\d{{1,2}}\.?\s(?:de\s)?(?:{MONTHS}))(?!\w)")
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.)?([\w-]{1,63}(?:\.[\w-]{2,63}){0,3}\.[^\W\d_]{2,20})(?:/\S*)?$", re.IGNORECASE
)
_INSTITUTION = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _TABLE['institutions']))})", re.IGNORECASE)
_CHANNEL = re.compile(rf"(?:{'|'.join(map(re.escape, _TABLE['channels']))})(?!\w)", re.IGNORECASE)
_AND = re.compile(r"\s*[,/&;+]\s*|\s(?:and|y|et|und|e|en|и)\s")
_OUTLET_WORDS = named("outlets")
_PAPERS = frozenset(map(fold, table("outlets")["papers"]))
_ALSO = frozenset({"and", "&", "with", "y", "et", "und", "e", "и", "/"})
_OWN_WORDS = frozenset(
    {"news", "staff", "newsroom", "online", "agencies", "team", "desk", "reporters", "english", "digital"}
)
_MARKED = re.compile(r"[^\W\d_]*[a-zß-ÿа-яё][A-ZÀ-ÞА-Я]|[A-ZÀ-ÞА-Я0-9]{3,}$")
_TO_ORIGINAL = re.compile(
    r"\b(?:original\w*|here|read|source|article|story|link|artículo|aquí|lire|ici|quelle|hier|leggi|leia|aqui|"
    r"оригинал\w*|здесь)\b",
    re.IGNORECASE,
)
# Second-level labels below which countries register names: bbc.co.uk, folha.com.br.
# Lengths of a front page's path: nothing, or a language.
_FRONT_PAGE = frozenset({0, 2})
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "ne", "or", "gob", "gouv"})


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article apart from the phrase: who published it, and its links."""

    publisher_name: str | None = None
    own_domain: str | None = None
    links: Mapping[str, str] | None = None


def accepted(candidate: Candidate, context: Context) -> Credit | None:
    """The credit that a candidate gives; None where it names none or only the publisher."""
    links = {**(context.links or {}), **candidate.line.links}
    name, target = _trimmed(candidate.name, links)
    url = _url(target) or _original(candidate, name, None, context)
    if candidate.accepts is Names.AGENCY:
        name = agency(name) or opening_agency(candidate.name) or ""
    name = agency(_AND.split(name)[0]) or name
    if not name or not _can_be_name(name) or not _is_accepted(name, candidate.accepts):
        return None
    if domain := _DOMAIN.match(name):
        url = url or (_url(name) if name.startswith("http") else None)
        name = domain[1].casefold() if name.startswith("http") else name
    if url and context.own_domain and same_site(url, context.own_domain):
        # A page of the publisher's own about an agency; of anyone else it is a part of the publisher.
        if not agency(name):
            return None
        url = target = None
    if _is_publisher(name, context):
        return None
    if target:
        url = _original(candidate, name, url, context) or url
    return Credit(name=agency(name) or name, url=url)


def of_picture(name: str) -> bool:
    """Whether a name is of those who hand out pictures."""
    return _PICTURE_AGENCY.search(name) is not None


def named_credit(name: str, url: str | None, context: Context) -> Credit | None:
    """The credit of a field that holds nothing but the source's name; None for what is no name, or the publisher's."""
    line = TextLine(name, {}, len(name.split()))
    found = accepted(Candidate(name, name, "field", Names.LABELLED, line), context)
    return found.model_copy(update={"url": clean_url(url) or found.url}) if found else None


def _can_be_name(name: str) -> bool:
    if _NO_NAME.match(name) or _DAY.search(fold(name)) or of_picture(name) or _CHANNEL.fullmatch(name):
        return False
    return _opens_large(name) and len(name.split()) <= MAX_NAME_WORDS and not dates_in(name)


def _is_accepted(name: str, accepts: Names) -> bool:
    if accepts is Names.ANY or agency(name):
        return True
    words = name.split()
    if accepts is Names.OUTLET and has_role(name):
        return False
    if any(fold(word) in _PAPERS for word in words):
        return True
    if _INSTITUTION.search(name):
        return False
    if accepts is Names.LABELLED and len(words) <= MAX_LABELLED_WORDS and _is_proper(words):
        return True
    return _is_outlet(name)


def _is_proper(words: list[str]) -> bool:
    """Whether words are written as a proper name is: no numbers, and nothing small but short words."""
    return not any(re.search(r"\d", word) or (len(word) > 3 and word.islower()) for word in words)


def _is_outlet(name: str) -> bool:
    """Whether a name is written as outlets are: a word such as "Ledger", a domain, "OneWorld", "WXYZ", "The ..."."""
    words = name.split()
    return bool(
        _DOMAIN.match(name)
        or any(not word.islower() and fold(word) in _OUTLET_WORDS for word in words)
        or (not name.isupper() and any(_MARKED.match(word) for word in words))
        or (len(words) == 1 and name.isupper() and 3 <= len(name) <= MAX_ACRONYM)
    )


def _opens_large(name: str) -> bool:
    """Whether a name starts as names do: a capital in its first word, a domain, an agency."""
    first = name.split()[0]
    letters = [c for c in first if c.isalpha()]
    return any(not c.islower() for c in letters) or bool(_DOMAIN.match(first) or agency(name))


def _trimmed(name: str, links: Mapping[str, str]) -> tuple[str, str | None]:
    """The name alone, and where it is linked to: "" for a link to nowhere, None without one."""
    words = name.strip(" \t\"“”'‘’«»()[]").split()
    for size in range(min(len(words), 2 * MAX_NAME_WORDS), 0, -1):
        text = " ".join(words[:size]).strip(' .,;:)"”»')
        for form in (text, _ARTICLES.sub("", text)):
            if len(form) >= 2 and form in links:
                return _bare(form), links[form]
    stop = _STOP.search(name)
    if stop and _DOMAIN.match(name.split()[0].rstrip(".,;")):
        name = name.split()[0]
    elif stop:
        name = name[: stop.start()]
    return _bare(name), None


def _bare(name: str) -> str:
    name = _ARTICLES.sub("", name.strip(" \t.,;:!*_\"“”'‘’«»()[]|-–—/©"))
    # The last word may be the one in quotation marks: Агентство «Волна».
    closing = "»" if name.count("«") > name.count("»") else ""
    return " ".join(name.split()) + closing


def _url(target: str | None) -> str | None:
    return clean_url(target) if target and target.startswith(("http://", "https://")) else None


def _original(candidate: Candidate, name: str, known: str | None, context: Context) -> str | None:
    """The address of the original that the phrase links by other words than the name, of the same site as the name.

    Where the name is linked to more than a front page, that is the address.
    """
    if known and len(urlsplit(known).path.strip("/")) not in _FRONT_PAGE:
        return known
    for text, target in candidate.line.links.items():
        url = _url(target)
        if not url or (context.own_domain and same_site(url, context.own_domain)):
            continue
        if known and (url == known or not same_site(url, known)):
            continue
        if (known and len(url) > len(known)) or _to_original(text, name):
            return url
    return known


def _to_original(link: str, name: str) -> bool:
    """Whether a link's text says that it leads to the original: so it says, it names the source, or it is a title."""
    if _TO_ORIGINAL.search(link) or (len(name) > 2 and fold(name) in fold(link)):
        return True
    return len(link.split()) >= MIN_TITLE_WORDS and not looks_like_name(link)


def _is_publisher(name: str, context: Context) -> bool:
    publisher, own = context.publisher_name, context.own_domain
    if publisher and (
        _same(name, publisher)
        or (agency(name) and agency(name) == agency(publisher))
        or _is_part(fold(name), fold(publisher))
        # A station's call sign: "KXYZ" of "KXYZ 9 News".
        or (name.isupper() and publisher.startswith(f"{name} "))
    ):
        return True
    if not own:
        return False
    label = own.casefold().removeprefix("www.").split(".")[0]
    return (
        _same(name, own)
        or (bool(_DOMAIN.match(name)) and same_site(name, own))
        or fold(name).replace(" ", "") in {label, label.removesuffix("news")}
    )


def _is_part(name: str, publisher: str) -> bool:
    """Whether a name is the publisher's with a newsroom or its helpers: "Lowland Digest and agencies"."""
    name, publisher = name.removeprefix("the "), publisher.removeprefix("the ")
    rest = name.removeprefix(publisher).split()
    return name.startswith(publisher + " ") and (rest[0] in _ALSO or all(word in _OWN_WORDS for word in rest))


def _same(one: str, other: str) -> bool:
    first, second = (
        re.sub(r"^the|\.(?:com|org|net|ca|co\.uk|info|ru|de|fr|es|it)$|[\W_]", "", fold(t))
        for t in (one, other)
    )
    return bool(first) and first == second


def site(address: str) -> str:
    """The host of an address or a host, without www."""
    try:
        host = urlsplit(address).hostname if "//" in address else address.split("/")[0]
    except ValueError:
        return ""
    return (host or "").casefold().removeprefix("www.")


def same_site(one: str, other: str) -> bool:
    """Whether two addresses or hosts belong to one site: "amp.ledger.example" and "www.ledger.example" do."""
    return bool(one and other) and _registered(site(one)) == _registered(site(other))


def _registered(host: str) -> str:
    labels = host.split(".")
    size = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-size:])
