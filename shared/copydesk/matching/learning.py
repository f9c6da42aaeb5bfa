"""What a collection of articles shows of the passages that its publishers repeat."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, compress, count
from operator import sub
from typing import NamedTuple

import xxhash

from copydesk.matching.boilerplate import EVERYBODY, Boilerplate, Use, folded_owner, owned, owner_hash
from copydesk.matching.cutting import WALL, Passages, passages
from copydesk.matching.days import day_of
from copydesk.matching.words import words
from copydesk.walls.folding import without_typography

MIN_STORIES = 3  # unlike stories in which one publisher repeats a passage
MAX_DAYS = 7  # days between first and last use above which a passage belongs to no one story
EVERYBODYS_STORIES = 10  # unlike stories that make a passage every publisher's, over more than MAX_DAYS
UNKNOWN_STORIES = 5  # those that make what is most of them one unknown publisher's
OF_STORIES = 20  # articles, of which so many are unlike, that do so within MAX_DAYS: copies keep most titles
ARTICLES_READ = 64  # articles compared of one passage at most
TITLE_OVERLAP = 0.5  # of the shorter title's significant words, from which two titles tell one story
SIGNIFICANT = 4  # letters of a title's word
TELLING = 5  # letters of one that says what a text is about where it holds it: shorter ones stand in any text

FORM_DAYS = 4  # days, over more than MAX_DAYS, on which one publisher's form was filled in: a story is seldom rerun so
UNKNOWN_DAY = -1

ALWAYS = 0.8  # of a passage's articles, in which another is, too, that comes together with it
MOST = 0.5  # of an article's characters, above which what comes together is the article, not beside it
LITTLE = 0.45  # of an article's characters, up to which it joins no two of them: what copies share is more
COUNTED_AT_ONCE = 1_000_000  # passages: a tenth of a gigabyte
MIN_REST = 120  # characters; less beside what comes together tells no story
MIN_REST_SHARE = 0.3  # of an article's characters, likewise, where most of it comes together
LONG = 2000  # characters, from which what comes together may be a story's, however little of its articles
ABOUT = 0.25  # of them, the share in passages with words of an article's title, from which they are about it
REST_OVERLAP = 0.5  # of the shorter rest's characters, from which two rests tell one story


class PublishedText(NamedTuple):
    """What learning needs of an article."""

    text: str
    title: str | None = None
    published_at: str | None = None
    publisher: str | None = None
    url: str | None = None
    passages: Passages | None = None
    """The text's `passages`, where they have been found before."""


def learn(articles: Iterable[PublishedText]) -> Boilerplate:
    """The passages that are no story's own. The articles are gone through once, and not kept.

    Such a passage recurs in one publisher's articles, in three or more unlike stories or more than a week
    apart; or, whoever publishes, in ten unlike stories, more than a week apart or as half of all. Stories are
    unlike by their titles, or, where those are not known, by the text beside the passage. What comes always
    together and is most of its articles is a story, republished or revised, unless it stands under titles
    that have nothing in common with each other or with it: then it stands there instead of a story; or comes
    on four days in different texts: then it is a form.
    """
    corpus = _Corpus()
    for article in articles:
        corpus.add(article)
    # The commonest first: what is known to be no story's own does not make two stories unlike.
    for passage, places in sorted(corpus.recurring().items(), key=lambda item: (-len(item[1]), item[0])):
        for owner, of_owner in corpus.by_owner(places).items():
            use = corpus.use(owner, [corpus.users[place] for place in of_owner])
            if use is not None:
                corpus.learn(passage, owner, of_owner, use)
    return Boilerplate(corpus.learned)


class _Article(NamedTuple):
    text: int  # a hash, and first: the order of articles is to have nothing to do with what they say
    title: tuple[str, ...]  # its significant words, each once, sorted
    publisher: str
    address: int  # its URL's hash; 0 where unknown
    day: int  # -1 where unknown


@dataclass(slots=True)
class _Corpus:
    """Articles and their passages, in arrays: there are millions."""

    articles: list[_Article] = field(default_factory=list)
    uses: array[int] = field(default_factory=lambda: array("Q"))
    """The passages of each article, those of the next behind them: a use is known by its place here."""
    users: array[int] = field(default_factory=lambda: array("I"))
    lengths: array[int] = field(default_factory=lambda: array("I"))
    titled: bytearray = field(default_factory=bytearray)
    """1 where a passage holds a significant word of its article's title."""
    own: array[int] = field(default_factory=lambda: array("I"))
    """Characters of each article in passages that may be its own."""
    shared: defaultdict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    """Of each article those passages that others have, too, and that may be its own, with their places."""
    learned: dict[int, Use] = field(default_factory=dict)
    _judged: dict[tuple[str, tuple[int, ...]], Use | None] = field(default_factory=dict)

    def add(self, article: PublishedText) -> None:
        hashes, ends = article.passages or passages(article.text)
        title = words(article.title or "")
        significant = tuple(sorted({word for word in title if len(word) >= SIGNIFICANT} or set(title)))
        lengths = array("I", map(sub, ends, chain((0,), ends)))
        titled = _titled(article.text, significant, ends)
        distinct = set(hashes)
        if WALL in distinct or len(distinct) < len(hashes):
            firsts = {passage: at for at, passage in reversed(list(enumerate(hashes))) if passage != WALL}
            places = sorted(firsts.values())
            hashes, lengths = (array(one.typecode, map(one.__getitem__, places)) for one in (hashes, lengths))
            titled = bytearray(map(titled.__getitem__, places))
        self.uses.extend(hashes)
        self.users.extend(array("I", [len(self.articles)]) * len(hashes))
        self.lengths.extend(lengths)
        self.titled.extend(titled)
        self.own.append(sum(lengths))
        self.articles.append(
            _Article(
                _text_hash(hashes),
                significant,
                folded_owner(article.publisher),
                xxhash.xxh3_64_intdigest(article.url.strip().encode("utf-8", "surrogatepass"))
                if article.url
                else 0,
                day_of(article.published_at, article.url) or UNKNOWN_DAY,
            )
        )

    def recurring(self) -> dict[int, list[int]]:
        """Each passage that has more than one user, and the places where it stands."""
        found: dict[int, list[int]] = {}
        parts = 1 + len(self.uses) // COUNTED_AT_ONCE
        for part in range(parts):
            uses = self.uses if parts == 1 else (one for one in self.uses if one % parts == part)
            found |= {passage: [] for passage, count in Counter(uses).items() if count > 1}
        for place in compress(count(), map(found.__contains__, self.uses)):
            passage = self.uses[place]
            found[passage].append(place)
            self.shared[self.users[place]][passage] = place
        return found

    def by_owner(self, places: Sequence[int]) -> dict[str, Sequence[int]]:
        """The places of each publisher, and of everybody, that an owner's passage may be learned from."""
        owners: defaultdict[str, list[int]] = defaultdict(list)
        for place in places:
            owners[self.articles[self.users[place]].publisher].append(place)
        unknown = owners.pop("", ())
        found: dict[str, Sequence[int]] = {owner: own for owner, own in owners.items() if len(own) > 1}
        if len(places) >= EVERYBODYS_STORIES or len(unknown) >= MIN_STORIES:
            found[EVERYBODY] = places
        return found

    def learn(self, passage: int, owner: str, places: Iterable[int], use: Use) -> None:
        """Keep an owner's passage, which is no longer anything of the articles' own that have it there."""
        self.learned[owned(passage, owner)] = use._replace(owner=owner_hash(owner))
        for place in places:
            user = self.users[place]
            if self.shared[user].pop(passage, None) is not None:
                self.own[user] -= self.lengths[place]

    def use(self, owner: str, using: list[int]) -> Use | None:
        """How an owner's passage was used; None where it may be a story's own."""
        key = (owner, tuple(using))
        if key not in self._judged:
            self._judged[key] = self._use(owner, using)
        return self._judged[key]

    def _use(self, owner: str, using: list[int]) -> Use | None:
        using = self._articles(using)
        if len(using) < 2:
            return None
        days = [day for user in using if (day := self.articles[user].day) != UNKNOWN_DAY]
        span = max(days) - min(days) if days else None
        if owner != EVERYBODY and len(using) < MIN_STORIES and not (span and span > MAX_DAYS):
            return None  # too few, and most are: nothing else needs to be known of them
        group = _Group(self, using[:ARTICLES_READ])
        stories = group.stories()
        if not _is_boilerplate(owner, group, stories, span):
            return None
        return Use(
            len(using),
            stories,
            date.fromordinal(min(days)).isoformat() if days else None,
            date.fromordinal(max(days)).isoformat() if days else None,
        )

    def _articles(self, using: Iterable[int]) -> list[int]:
        """One of each address: a page that was read twice is one article."""
        seen: dict[int, int] = {}
        for user in sorted(using, key=self.articles.__getitem__):
            seen.setdefault(self.articles[user].address or -1 - user, user)
        return list(seen.values())


class _Group:
    """Articles that share a passage: what comes together with it, and what else each of them has."""

    def __init__(self, corpus: _Corpus, read: Sequence[int]) -> None:
        self.articles = [corpus.articles[user] for user in read]
        self.lengths = [corpus.own[user] for user in read]
        self._corpus = corpus
        self._titles = [frozenset(article.title) for article in self.articles]
        self._shared = [corpus.shared[user] for user in read]
        counts = Counter(chain.from_iterable(self._shared))
        self._together = {passage for passage, count in counts.items() if count >= ALWAYS * len(read)}
        self._joint = [
            [shared[passage] for passage in self._together if passage in shared] for shared in self._shared
        ]
        sizes = (sum(map(corpus.lengths.__getitem__, joint)) for joint in self._joint)
        self.beside = [length - size for length, size in zip(self.lengths, sizes, strict=True)]
        """Characters beside what comes together."""
        self.shares = [
            1 - beside / max(1, length) for beside, length in zip(self.beside, self.lengths, strict=True)
        ]

    def _about(self, at: int) -> float:
        """Of what comes together, the share in passages with a word of the article's title."""
        lengths, titled = self._corpus.lengths, self._corpus.titled
        telling = sum(lengths[place] for place in self._joint[at] if titled[place])
        return telling / max(1, self.lengths[at] - self.beside[at])

    def is_most(self) -> bool:
        """Whether what comes together is most of half of the articles, or more of them."""
        return sum(share > MOST for share in self.shares) * 2 >= len(self.shares)

    def days(self) -> int:
        """On how many known days the articles appeared, of each text on its first."""
        first: dict[int, int] = {}
        for article in self.articles:
            if article.day != UNKNOWN_DAY:
                first[article.text] = min(article.day, first.get(article.text, article.day))
        return len(set(first.values()))

    def stories(self, chosen: Sequence[int] | None = None) -> int:
        """How many of the articles are unlike all before them; EVERYBODYS_STORIES at most."""
        unlike: list[int] = []
        for at in range(len(self.articles)) if chosen is None else chosen:
            if not any(self._alike(at, other) for other in unlike):
                unlike.append(at)
            if len(unlike) == EVERYBODYS_STORIES:
                break
        return len(unlike)

    def _alike(self, left: int, right: int) -> bool:
        title, others = self._titles[left], self._titles[right]
        if title and others:
            return len(title & others) / min(len(title), len(others)) >= TITLE_OVERLAP
        smaller = min(self.beside[left], self.beside[right])
        if smaller < MIN_REST:
            return True
        both = (self._shared[left].keys() & self._shared[right].keys()) - self._together
        lengths, places = self._corpus.lengths, self._shared[left]
        return sum(lengths[places[passage]] for passage in both) >= REST_OVERLAP * smaller

    def untold(self) -> int:
        """How many unlike titles have nothing in common with what comes together; 0 where any of many has."""
        titled = [at for at, article in enumerate(self.articles) if article.title]
        untold = [at for at in titled if not self._about(at)]
        return self.stories(untold[:OF_STORIES]) if len(untold) > 2 * len(titled) / 3 else 0

    def is_told(self) -> bool:
        """Whether what comes together is long and about what most titles say: pictures with captions, background."""
        titled = [at for at, article in enumerate(self.articles) if article.title]
        long = [at for at in titled if self.lengths[at] * self.shares[at] >= LONG]
        return sum(self._about(at) >= ABOUT for at in long) > 2 * len(titled) / 3

    def with_story(self) -> list[int]:
        """Articles that have a story's worth of text beside what comes together."""
        return [
            at
            for at, (beside, length) in enumerate(zip(self.beside, self.lengths, strict=True))
            if beside >= max(MIN_REST, MIN_REST_SHARE * length)
        ]


def _is_boilerplate(owner: str, group: _Group, stories: int, span: int | None) -> bool:
    """Whether what a group of articles shares is no story's own; `span` is the days between the first and the last."""
    lasting = span is not None and span > MAX_DAYS
    brief = span is not None and not lasting
    everybodys = owner == EVERYBODY
    enough = EVERYBODYS_STORIES if everybodys else MIN_STORIES
    nobodys = everybodys and not any(article.publisher for article in group.articles)
    if brief and group.is_told():
        return False
    if group.is_most():
        # Publishers that give one text titles of their own republish it; one that gives it to many stories does not.
        untold = 0 if everybodys and not nobodys else group.untold()
        beside = group.with_story()[:OF_STORIES]
        if not everybodys and lasting and group.days() >= FORM_DAYS:
            return True
        least = max(UNKNOWN_STORIES, len(beside) / 2) if nobodys else enough
        return untold >= enough or group.stories(beside) >= least
    if not everybodys:
        return stories >= enough or (lasting and len({article.text for article in group.articles}) > 1)
    if stories >= enough and (
        lasting or group.stories(range(min(OF_STORIES, len(group.articles)))) >= enough
    ):
        return True
    # Nobody knows whose these are, so that they may be one publisher's, and too little to join two articles.
    unknown = [at for at, article in enumerate(group.articles) if not article.publisher]
    little = [at for at in unknown if group.shares[at] <= LITTLE]
    if len(little) <= len(unknown) / 2:
        return False
    # Copies of one story and the round-ups that carry it are few stories for as many articles.
    read = little[:OF_STORIES]
    return group.stories(read) >= max(MIN_STORIES, min(EVERYBODYS_STORIES, len(read) * 2 / 3))


def _titled(text: str, title: Iterable[str], ends: Sequence[int]) -> bytearray:
    """1 for each passage that has one of the title's words that are long enough to say what it is about."""
    titled = bytearray(len(ends))
    folded = without_typography(text).lower()
    for word in title:
        at = folded.find(word) if len(word) >= TELLING else -1
        while at >= 0:
            passage = min(bisect_right(ends, at), len(ends) - 1)
            titled[passage] = 1
            at = folded.find(word, max(ends[passage], at + 1))
    return titled


def _text_hash(passages_: array[int]) -> int:
    if sys.byteorder == "big":
        return xxhash.xxh3_64_intdigest(passages_.tobytes())
    swapped = passages_[:]
    swapped.byteswap()
    return xxhash.xxh3_64_intdigest(swapped.tobytes())
