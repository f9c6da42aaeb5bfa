"""One erasure, step by step; any step may be the last of a run, and the next run goes on.

refused ──▶ announced ──▶ found ──▶ noted as work ──▶ each: gone from clusters, listings, buckets, outcomes
    ▲                       └── until nothing more is found ◀──┘
    └── lifted                     then: messages, what late workers listed ──▶ done
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial

from copydesk.clustering.clusterer import Superseded
from copydesk.erasing.finding import comes_under, find, key_name, message_in, names_in
from copydesk.erasing.leftovers import erase_article
from copydesk.erasing.places import Places, Retention
from copydesk.erasing.remaining import remaining
from copydesk.erasure import ErasedArticle, Erasure, Name, Remains, Work
from copydesk.message import ArticleMessage
from copydesk.outcome import Status
from copydesk.storage.listings import Note
from copydesk.storage.outcomes import Clock, utc_now

# Rounds of looking for what has come meanwhile. Once it is refused only workers that were at work can bring more.
MOST_ROUNDS = 20

# Articles of one key erased side by side: each is some twenty calls, nearly all of it waiting.
THREADS = 8


class Unfinished(Exception):
    """Something is left to do: the same command goes on."""


class Eraser:
    """Erases what comes under one name."""

    def __init__(
        self,
        places: Places,
        name: Name,
        *,
        spelled: str,
        by: str,
        with_objects: bool,
        retention: Retention | None = None,
        clock: Clock = utc_now,
    ) -> None:
        """`spelled` is the name as it was given: messages that nobody can read go where they quote it."""
        self._places = places
        self._name = name
        self._spelled = spelled
        self._by = by
        self._with_objects = with_objects
        self._retention = retention or Retention()
        self._clock = clock
        self._salt = places.refusals.make_salt()
        self._hash = name.hashed(self._salt.salt)
        self._notes: dict[str, list[Note]] = {}
        self._keys: set[tuple[str, str]] = set()

    def erase(self) -> Erasure:
        """Do all of it, or what is left of an earlier run. Doing it again changes nothing more.

        Raises:
            Unfinished: something was in the way; call again.
            copydesk.retrying.Contended: the same.
        """
        erasures = self._places.erasures
        erasures.begin(self._hash, self._name.kind, self._by, self._clock())
        self._refuse([self._name])
        for _ in range(MOST_ROUNDS):
            self._note_work()
            work = erasures.work(self._hash)
            if not work:
                break
            for one in work:
                self._do(one)
        else:
            raise Unfinished("more and more comes under it: erase it again")
        self._delete_messages()
        self._look_after_late_workers()
        found = self._remaining()
        erasures.finish(self._hash, sum(1 for _ in erasures.articles(self._hash)), found, self._clock())
        record = erasures.get(self._hash)
        assert record is not None  # noqa: S101  # it was begun above
        return record

    def _refuse(self, names: Collection[Name]) -> list[str]:
        """Refuse what has these names from now on; their hashes."""
        hashes = {name.hashed(self._salt.salt): name for name in names}
        for name_hash, name in hashes.items():
            self._places.refusals.refuse(name_hash, name.kind, self._hash, self._clock())
        if hashes:
            self._places.refusals.announce()
        return sorted(hashes)

    def _note_work(self) -> None:
        """Note what is found, so that the next run knows of it once nothing leads there any more."""
        for found in find(self._places, self._name, tidy=True):
            if found.whole and (found.bucket, found.key) in self._keys:
                continue
            one = found.article
            self._places.erasures.add_work(
                self._hash,
                Work(
                    bucket=found.bucket,
                    key=found.key,
                    article_id=None if found.whole or one is None else one.article_id,
                    position=None if found.whole or one is None else one.position,
                    refused=tuple(self._refuse(found.names)),
                ),
            )

    def _do(self, work: Work) -> None:
        if work.article_id is None:
            self._erase_key(work)
        else:
            self._erase_one(work, work.article_id)
        self._places.erasures.work_done(self._hash, work)

    def _erase_key(self, work: Work) -> None:
        """Erase a key with all that it held."""
        places, at = self._places, (work.bucket, work.key)
        name = key_name(*at)
        known = places.refusals.known(self._salt, [name]).get(name)
        before = known.generation or 0 if known else 0
        while True:
            claim = places.outcomes.claim(*at, Status.PENDING, after=before)
            before = claim.generation
            places.refusals.note_reading(name.hashed(self._salt.salt), before)
            with ThreadPoolExecutor(THREADS) as threads:
                erase = partial(self._erase, generation=before, refused=work.refused)
                list(threads.map(erase, places.outcomes.article_ids(*at)))
            if self._with_objects:
                count = places.inbox_of(work.bucket).delete(work.key, whole_key=True)
                places.erasures.count(self._hash, versions=count)
            if places.outcomes.forget(*at, before):
                break
        self._keys.add(at)

    def _erase_one(self, work: Work, article_id: str) -> None:
        """Erase one article of an object that holds others."""
        for stored in self._places.articles.read([article_id]):
            self._erase(article_id, stored.generation, work.refused)
            if work.position is not None:
                at = (work.bucket, work.key)
                self._places.outcomes.erase_article(*at, article_id, work.position, stored.generation)

    def _erase(self, article_id: str, generation: int, refused: tuple[str, ...]) -> None:
        """Erase an article that is there or was; of a position that never held one nothing is noted."""
        places = self._places
        if not any(places.articles.read([article_id])) and not places.clusters.members([article_id]):
            places.overflow.delete(f"messages/{article_id}/")
            return
        erased = ErasedArticle(article_id=article_id, refused=refused, erased_at=self._clock())
        places.erasures.add_article(self._hash, erased)
        self._notes.setdefault(article_id, []).extend(
            erase_article(places, article_id, generation, until=self._until())
        )

    def _delete_messages(self) -> None:
        """Take messages that come under it off the queues, and first what a worker that died with one may have left."""
        refused = {
            self._hash,
            *(name for one in self._places.erasures.articles(self._hash) for name in one.refused),
        }

        sent: set[tuple[str, int]] = set()

        def wanted(body: str) -> bool:
            names, message = names_in(self._places, body), message_in(body)
            # One that was sent twice says where its article lay, and no longer what it was.
            again = message is not None and (message.article_id, message.generation) in sent
            if not again and not comes_under(names, refused, self._salt.salt):
                return names is None and self._spelled in body
            if message is not None:
                sent.add((message.article_id, message.generation))
                self._erase_sent(message)
            return True

        for title, queue in self._places.queues.items():
            searched = queue.search(wanted, delete=True, redriven="dead" not in title)
            self._places.erasures.count(self._hash, messages=searched.found)
            if not searched.complete:
                raise Unfinished(
                    f"the {title} queue has more messages than could be looked at: erase it again"
                )

    def _erase_sent(self, message: ArticleMessage) -> None:
        """Take away what a worker may have left that died with a message."""
        with suppress(Superseded):
            erase_article(self._places, message.article_id, message.generation, until=self._until())
        self._places.filing.withdraw(message)
        if message.article_at is not None:
            self._places.texts.delete([message.article_at])
        at = (message.bucket, message.key)
        self._places.outcomes.erase_article(*at, message.article_id, message.position, message.generation)

    def _look_after_late_workers(self) -> None:
        """What began before it was refused has ended as superseded, and listed nothing that is still there."""
        for article_id, notes in self._notes.items():
            self._places.listings.take_away(article_id, notes)
        for at in self._keys:
            if self._places.outcomes.get(*at) is not None:
                raise Unfinished("a key was read while it was erased: erase it again")

    def _until(self) -> datetime | None:
        kept = self._retention.tombstones
        return None if kept is None else self._clock() + kept

    def _remaining(self) -> list[Remains]:
        return list(remaining(self._clock(), self._retention, with_objects=self._with_objects))
