"""Whether a name or an address is the publisher's own: nobody credits themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from copydesk.agencies import fold_source
from copydesk.extraction.document import Link
from copydesk.extraction.phrases import every, fold, words_of
from copydesk.hosts import domain_label

DOMAIN = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<host>[\w-]{1,63}(?:\.[\w-]{2,63}){0,3}\.[^\W\d_]{2,20})(?:/\S*)?",
    re.IGNORECASE,
)


def any_of(*lists: Iterable[str]) -> str:
    """The words of some lists as alternatives of a pattern, the longest first."""
    return "|".join(
        map(re.escape, sorted({word for words in lists for word in words}, key=len, reverse=True))
    )


_ALSO = frozenset((*every("conjunctions"), "&", "/"))
_OWN_WORDS = frozenset(words_of("newsrooms"))
_NEWSROOM = re.compile(rf"(?:{any_of(every('newsrooms'))})\W*", re.IGNORECASE)
_ARTICLES = frozenset(every("before_sources"))


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article apart from the phrase: who published it, and its links."""

    publisher_name: str | None = None
    own_domain: str | None = None
    links: tuple[Link, ...] = field(default=(), repr=False)


def is_publisher(name: str, context: Context) -> bool:
    """Whether a name is the publisher's, in part or with its newsroom, or spells its domain."""
    folded, publisher, own = _folded(name), context.publisher_name, context.own_domain
    if publisher and (
        folded == _folded(publisher)
        or _is_part(fold(name), fold(publisher))
        # A station's call sign: "KXYZ" of "KXYZ 9 News".
        or (name.isupper() and publisher.startswith(f"{name} "))
    ):
        return True
    return own is not None and folded in {_folded(own), _folded(own).removesuffix("news")}


def _folded(name: str) -> str:
    """A name, or what names the owner of a domain, for comparison: "The Fen Post" and "fenpost.com" are one."""
    domain = DOMAIN.fullmatch(name)
    return fold_source(domain_label(domain["host"]) if domain else name)


def _is_part(name: str, publisher: str) -> bool:
    """Whether a name is the publisher's with a newsroom or its helpers: "Lowland Digest and agencies"."""
    name, publisher = name.removeprefix("the "), publisher.removeprefix("the ")
    rest = name.removeprefix(publisher).split()
    return name.startswith(publisher + " ") and (rest[0] in _ALSO or all(word in _OWN_WORDS for word in rest))


def spelled(host: str) -> re.Pattern[str]:
    """What finds a name of which a host is made, or its beginning: "Harbour Ledger Trust" of harbour-ledger.example."""
    letters = r"[\W_]{0,2}".join(fold_source(domain_label(host)))
    return re.compile(
        rf"(?<![\w./@])(?i:the\s)?(?=[^\W\d_a-z])(?i:{letters})(?!\.\w)\w*(?:\s[^\W\d_a-z]\w+){{0,3}}(?![./@]\w)"
    )


def is_newsroom(before: str, publisher: str | None) -> bool:
    """Whether what stands before a helper is nothing, a newsroom, or a paper: "Interview with Reuters" has none."""
    own = publisher is not None and fold(before) == fold(publisher)
    # "Le Quai avec AFP": papers call themselves by an article.
    titled = before[:1].isupper() and fold(before.split()[0]) in _ARTICLES
    return not before or own or titled or _NEWSROOM.fullmatch(before) is not None
