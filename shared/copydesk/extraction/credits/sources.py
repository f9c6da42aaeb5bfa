"""The name and address of a source out of the rest of a phrase, and whether it can be the credit."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from copydesk.article import Credit
from copydesk.extraction.agencies import agency, first_agency, opening_agency
from copydesk.extraction.credits.own import DOMAIN, Context, any_of, is_newsroom, is_publisher
from copydesk.extraction.credits.phrase import Kind, Names, Phrase
from copydesk.extraction.dates import MONTHS, dates_in
from copydesk.extraction.document import Link
from copydesk.extraction.html.urls import clean_url
from copydesk.extraction.names import has_role, looks_like_name
from copydesk.extraction.phrases import every, fold, named, table, words_of
from copydesk.hosts import domain_label, same_site

MAX_NAME_WORDS = 9
# A labelled name that nothing marks as an outlet is short.
MAX_LABELLED_WORDS = 5
# Words of a link that is the original's headline.
MIN_TITLE_WORDS = 3
MAX_ACRONYM = 8
# Letters of a word that proper names write small.
MAX_SMALL = 3
MAX_SLAVIC_WORDS = 3
# Lengths of a front page's path: nothing, or a language.
_FRONT_PAGE = frozenset({0, 2})

_TABLE = table("credits")


# Where a name ends: at a sign, a date, or a word that goes on with the sentence.
_STOP = re.compile(
    rf"\s*(?:(?<!\W\w)[.:;|。]\s|[.;|。；]$|\s(?:{any_of(every('after_sources'))})(?=\s)|\sat\shttp|\s\(|\s[-–—]{{1,2}}\s|\s*\||\s/\s|"
    r"[》」』】），；]|\s(?:on|in|am|el|le|il|em)\s(?:\w+\.?\s\d|\d|\w+day)|\s\d{1,4}[-/.]\d|"
    rf",\s(?:vol|no|\d+|{any_of(every('after_commas'))})\b)",
    re.IGNORECASE,
)
_ARTICLES = re.compile(rf"^(?:{any_of(every('before_sources'))})(?:\s+|(?<=['’]))")
_PICTURE_AGENCY = re.compile(rf"\b(?:{any_of(_TABLE['pictures'])})\b", re.IGNORECASE)
_NO_NAME = re.compile(
    rf"(?:{any_of(every('no_sources'), words_of('weekdays'))}|(?:{MONTHS})|\d.*|@.*|#.*)", re.IGNORECASE
)
# "on June 2": a day without its year.
_DAY = re.compile(rf"(?<!\w)(?:(?:{MONTHS})\.?\s\d{{1,2}}|\d{{1,2}}\.?\s(?:de\s)?(?:{MONTHS}))(?!\w)")
_INSTITUTION = re.compile(rf"(?<!\w)(?:{any_of(_TABLE['institutions'])})", re.IGNORECASE)
_CHANNEL = re.compile(rf"(?:{any_of(_TABLE['channels'])})(?!\w)", re.IGNORECASE)
_AND = re.compile(rf"\s*[,/&;+]\s*|\s(?:{any_of(every('conjunctions'))})\s")
_OUTLET_WORDS = named("outlets")
_PAPERS = frozenset(map(fold, table("outlets")["papers"]))
_MARKED = re.compile(r"[^\W\d_]*[a-zß-ÿа-яё][A-ZÀ-ÞА-Я]|[A-ZÀ-ÞА-Я0-9]{3,}$")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Words for paper, net, station and agency, with which names in scripts without spaces end.
_SPACELESS_OUTLET = re.compile(
    r".{1,12}(?:报|報|网|網|社|台|周刊|杂志|雜誌|评论|評論|新闻|新聞|新報|日報|통신|일보|신문|뉴스|방송)"
)
_TO_ORIGINAL = re.compile(rf"\b(?:{any_of(every('original_links'))})", re.IGNORECASE)


def accepted(phrase: Phrase, context: Context) -> Credit | None:
    """The credit that a phrase gives; None where it names none or only the publisher."""
    name, target = _trimmed(phrase.name, (*phrase.links, *context.links))
    url = _url(target) or _original(phrase, name, None, context)
    if phrase.accepts is Names.AGENCY:
        opening = None if phrase.kind in {Kind.END, Kind.HELPER} else opening_agency(phrase.name)
        name = first_agency(phrase.name) or agency(name) or opening or ""
    name = first_agency(name) or agency(_AND.split(name)[0]) or name
    if not name or not _can_be_name(name) or not _is_accepted(name, phrase.accepts):
        return None
    if _abbreviates(name, phrase.before):
        return None
    if phrase.kind is Kind.HELPER and not is_newsroom(phrase.before, context.publisher_name):
        return None
    if domain := DOMAIN.fullmatch(name):
        url = url or (_url(name) if name.startswith("http") else None)
        name = domain["host"].casefold() if name.startswith("http") else name
    if url and context.own_domain and same_site(url, context.own_domain):
        # A page of the publisher's own about an agency; of anyone else it is a part of the publisher.
        if not agency(name):
            return None
        url = target = None
    if is_publisher(name, context):
        return None
    if target:
        url = _original(phrase, name, url, context) or url
    return Credit(name=agency(name) or name, url=url)


def of_picture(name: str) -> bool:
    """Whether a name is of those who hand out pictures."""
    return _PICTURE_AGENCY.search(name) is not None


def named_credit(name: str, url: str | None, context: Context) -> Credit | None:
    """The credit of a field that holds nothing but the source's name; None for what is no name, or the publisher's."""
    found = accepted(Phrase(name, name, Kind.LABEL, Names.LABELLED), context)
    return found.model_copy(update={"url": clean_url(url) or found.url}) if found else None


def _can_be_name(name: str) -> bool:
    domain = DOMAIN.fullmatch(name)
    owner = domain_label(domain["host"]) if domain else name
    if _NO_NAME.fullmatch(name) or _DAY.search(fold(name)) or of_picture(name) or _CHANNEL.fullmatch(owner):
        return False
    return _opens_large(name) and len(name.split()) <= MAX_NAME_WORDS and not dates_in(name)


def _is_accepted(name: str, accepts: Names) -> bool:
    if accepts is Names.ANY or agency(name):
        return True
    words = name.split()
    if accepts is Names.AGENCY or (accepts is Names.OUTLET and has_role(name)):
        return False
    if any(fold(word) in _PAPERS for word in words):
        return True
    if _INSTITUTION.search(name):
        return False
    if accepts is Names.LABELLED and len(words) <= MAX_LABELLED_WORDS and _is_proper(words):
        return True
    return _is_outlet(name)


def _is_proper(words: list[str]) -> bool:
    """Whether words are written as a proper name is: no numbers, and nothing small but short words.

    Slavic names of few words are written large at their beginning alone: "Вестник гавани".
    """
    if any(re.search(r"\d", word) for word in words):
        return False
    small = [word for word in words if len(word) > MAX_SMALL and word.islower()]
    return not small or (
        len(words) <= MAX_SLAVIC_WORDS and words[0] not in small and bool(_CYRILLIC.match(words[0]))
    )


def _is_outlet(name: str) -> bool:
    """Whether a name is written as outlets are: a word such as "Ledger", a domain, "OneWorld", "WXYZ", "The ..."."""
    words = name.split()
    return bool(
        DOMAIN.fullmatch(name)
        or _SPACELESS_OUTLET.fullmatch(name)
        or any(not word.islower() and fold(word) in _OUTLET_WORDS for word in words)
        or (not name.isupper() and any(_MARKED.match(word) for word in words))
        or (len(words) == 1 and name.isupper() and 3 <= len(name) <= MAX_ACRONYM)
    )


def _opens_large(name: str) -> bool:
    """Whether a name starts as names do: a capital in its first word, a domain, an agency."""
    first = name.split()[0]
    letters = [c for c in first if c.isalpha()]
    return any(not c.islower() for c in letters) or bool(DOMAIN.fullmatch(first) or agency(name))


def _abbreviates(short: str, before: str) -> bool:
    """Whether a bracket only shortens the words before it: "Alliance of Port Architects (APA)"."""
    words = re.findall(r"[^\W\d_]+", before)
    initials = "".join(word[0] for word in words)
    large = "".join(letter for letter in initials if letter.isupper())
    return (
        len(short) >= 2
        and short.isupper()
        and any(letters.casefold().endswith(short.casefold()) for letters in (initials, large))
    )


def _trimmed(name: str, links: tuple[Link, ...]) -> tuple[str, str | None]:
    """The name alone, and where it is linked to: "" for a link to nowhere, None without one."""
    targets: dict[str, str] = {}
    for link in links:
        targets.setdefault(link.text, link.url)
    words = name.strip(" \t\"“”'‘’«»()[]").split()
    for size in range(min(len(words), 2 * MAX_NAME_WORDS), 0, -1):
        text = " ".join(words[:size]).strip(' .,;:)"”»')
        for form in (text, _ARTICLES.sub("", text)):
            if len(form) >= 2 and form in targets:
                return _bare(form), targets[form]
    quoted = re.match(r"\s{0,2}[《「『](?P<name>[^》」』]{2,40})[》」』]", name)
    if quoted:
        return quoted["name"], None
    stop = _STOP.search(name)
    if stop and DOMAIN.fullmatch(name.split()[0].rstrip(".,;")):
        name = name.split()[0]
    elif stop:
        name = name[: stop.start()]
    return _bare(name), None


def _bare(name: str) -> str:
    name = _ARTICLES.sub("", name.strip(" \t.,;:!*\"“”'‘’«»()[]|-–—/©。").strip("_ "))
    # The last word may be the one in quotation marks: Агентство «Волна».
    closing = "»" if name.count("«") > name.count("»") else ""
    return " ".join(name.split()) + closing


def _url(target: str | None) -> str | None:
    return clean_url(target) if target and target.startswith(("http://", "https://")) else None


def _original(phrase: Phrase, name: str, known: str | None, context: Context) -> str | None:
    """The address of the original that the phrase links by other words than the name, of the same site as the name.

    Where the name is linked to more than a front page, that is the address.
    """
    if known and len(urlsplit(known).path.strip("/")) not in _FRONT_PAGE:
        return known
    for link in phrase.links:
        url = _url(link.url)
        if not url or (context.own_domain and same_site(url, context.own_domain)):
            continue
        if known and (url == known or not same_site(url, known)):
            continue
        if (known and len(url) > len(known)) or _to_original(link.text, name):
            return url
    return known


def _to_original(link: str, name: str) -> bool:
    """Whether a link's text says that it leads to the original: so it says, it names the source, or it is a title."""
    if _TO_ORIGINAL.search(link) or (len(name) > 2 and fold(name) in fold(link)):
        return True
    return len(link.split()) >= MIN_TITLE_WORDS and not looks_like_name(link)
