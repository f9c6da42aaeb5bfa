"""Whether a name or an address is the publisher's own: nobody credits themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from copydesk.extraction.agencies import agency
from copydesk.extraction.document import Link
from copydesk.extraction.phrases import every, fold, words_of

DOMAIN = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<host>[\w-]{1,63}(?:\.[\w-]{2,63}){0,3}\.[^\W\d_]{2,20})(?:/\S*)?",
    re.IGNORECASE,
)
_ALSO = frozenset((*every("conjunctions"), "&", "/"))
_OWN_WORDS = frozenset(words_of("newsrooms"))
_AROUND = re.compile(r"^the|\.(?:com|org|net|ca|co\.uk|info|ru|de|fr|es|it)$|[\W_]")
_NEWSROOM = re.compile(rf"(?:{'|'.join(map(re.escape, every('newsrooms')))})\W*", re.IGNORECASE)
# "Le Quai avec AFP": papers call themselves by an article.
_ARTICLE = re.compile(r"(?:The|Le|La|El|Il|O|Der|Die|Das|De|Het)\s")
# Second-level labels below which countries register names: bbc.co.uk, folha.com.br.
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "ne", "or", "gob", "gouv"})


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article apart from the phrase: who published it, and its links."""

    publisher_name: str | None = None
    own_domain: str | None = None
    links: tuple[Link, ...] = field(default=(), repr=False)


def is_publisher(name: str, context: Context) -> bool:
    """Whether a name is the publisher's, in part or with its newsroom, or spells its domain."""
    publisher, own = context.publisher_name, context.own_domain
    if publisher and (
        same_name(name, publisher)
        or (agency(name) and agency(name) == agency(publisher))
        or _is_part(fold(name), fold(publisher))
        # A station's call sign: "KXYZ" of "KXYZ 9 News".
        or (name.isupper() and publisher.startswith(f"{name} "))
    ):
        return True
    if not own:
        return False
    label = site(own).split(".")[0]
    return (
        same_name(name, own)
        or (DOMAIN.fullmatch(name) is not None and same_site(name, own))
        or fold(name).replace(" ", "") in {label, label.removesuffix("news")}
    )


def _is_part(name: str, publisher: str) -> bool:
    """Whether a name is the publisher's with a newsroom or its helpers: "Lowland Digest and agencies"."""
    name, publisher = name.removeprefix("the "), publisher.removeprefix("the ")
    rest = name.removeprefix(publisher).split()
    return name.startswith(publisher + " ") and (rest[0] in _ALSO or all(word in _OWN_WORDS for word in rest))


def same_name(one: str, other: str) -> bool:
    """Whether two names or domains spell one outlet: "The Fen Post" and "fenpost.com" do."""
    first, second = (_AROUND.sub("", fold(text)) for text in (one, other))
    return bool(first) and first == second


def spelled(host: str) -> re.Pattern[str]:
    """What finds a name of which a host is made, or its beginning: "Harbour Ledger Trust" of harbour-ledger.example."""
    label = _AROUND.sub("", _registered(site(host)).split(".")[0])
    letters = r"[\W_]{0,2}".join(map(re.escape, label))
    return re.compile(
        rf"(?<![\w./@])(?i:the\s)?(?=[^\W\d_a-z])(?i:{letters})(?!\.\w)\w*(?:\s[^\W\d_a-z]\w+){{0,3}}(?![./@]\w)"
    )


def is_newsroom(before: str, publisher: str | None) -> bool:
    """Whether what stands before a helper is nothing, a newsroom, or a paper: "Interview with Reuters" has none."""
    own = publisher is not None and fold(before) == fold(publisher)
    return not before or own or bool(_NEWSROOM.fullmatch(before) or _ARTICLE.match(before))


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
