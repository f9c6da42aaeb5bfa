"""What was erased accepted again: what is uploaded from then on, for what is gone stays gone."""

from __future__ import annotations

from copydesk.erasing.places import Places
from copydesk.erasure import Name
from copydesk.storage.outcomes import Clock, utc_now


class NothingToLift(Exception):
    """What should be accepted again is refused by nothing."""


def lift(places: Places, name: Name, *, clock: Clock = utc_now) -> int:
    """Refuse a name no longer, nor what its erasure refused beside it. Can be repeated.

    What another erasure refuses too stays refused, but for the name itself.

    Returns:
        How many names were refused by its erasure beside it: addresses and keys of the articles.

    Raises:
        NothingToLift: it was never erased.
    """
    salt = places.refusals.salt()
    if salt is None or name not in places.refusals.known(salt, [name]):
        raise NothingToLift(f"nothing was erased by that {name.kind}")
    name_hash = name.hashed(salt.salt)
    beside = {one for erased in places.erasures.articles(name_hash) for one in erased.refused}
    for one in sorted(beside):
        places.refusals.lift(one, because=name_hash)
    places.refusals.lift(name_hash)
    if places.erasures.get(name_hash) is not None:
        places.erasures.lift(name_hash, clock())
    return len(beside - {name_hash})
