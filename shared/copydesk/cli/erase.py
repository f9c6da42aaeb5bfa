"""`copydesk erase`: articles out of a stack, for good."""

from __future__ import annotations

import getpass
import os
from datetime import timedelta
from typing import Annotated

import typer

from copydesk.cli.stack import Stack
from copydesk.cli.tables import show_json
from copydesk.cli.terminal import put, say, visible
from copydesk.client.names import DEFAULT_STACK, stack_parameters
from copydesk.erasing.eraser import Eraser
from copydesk.erasing.lifting import lift as lift_name
from copydesk.erasing.places import ErasingNames, Places, Retention
from copydesk.erasing.planning import Plan, plan
from copydesk.erasing.remaining import remaining
from copydesk.erasure import Erasure, Kind, Name, Remains
from copydesk.storage.outcomes import utc_now


def erase(
    *,
    url: Annotated[str | None, typer.Option(show_default=False, help="Articles with this address.")] = None,
    author: Annotated[str | None, typer.Option(show_default=False, help="Articles by this author.")] = None,
    publisher: Annotated[
        str | None, typer.Option(show_default=False, help="Articles of this publisher, by name or domain.")
    ] = None,
    key: Annotated[str | None, typer.Option(show_default=False, help="All articles of this object.")] = None,
    objects: Annotated[
        bool,
        typer.Option(
            "--objects", help="The objects too, with old versions, unless they hold other articles."
        ),
    ] = False,
    commit: Annotated[
        bool, typer.Option("--commit/--plan", help="Do it, or only say what would go.")
    ] = False,
    lift: Annotated[bool, typer.Option("--lift", help="Accept again what was erased so, at once.")] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Show the record of erasures, or of this one.")
    ] = False,
    stack: Stack = None,
) -> None:
    """Erase articles from tables, queues and overflow, and refuse them from then on. Without --commit, only the plan.

    Give one of --url, --author, --publisher and --key. Other articles' clusters become what they were without them.
    What nobody can edit, such as backups, is listed with the day on which it ends. If this is interrupted, do it again.
    """
    given = {Kind.URL: url, Kind.AUTHOR: author, Kind.PUBLISHER: publisher, Kind.KEY: key}
    asked = [(kind, value) for kind, value in given.items() if value is not None]
    if len(asked) > 1 or (not asked and not record):
        raise typer.BadParameter("give one of --url, --author, --publisher and --key")
    names = _names(stack)
    places = Places.of_stack(names)
    if not asked:
        for one in sorted(places.erasures.all(), key=lambda one: one.begun_at):
            show_json(_shown(one))
        return
    ((kind, value),) = asked
    name = Name.of(kind, value, names.inbox_bucket)
    if not name.value or (kind is Kind.KEY and not value):
        raise typer.BadParameter(f"that is no {kind}")
    if record:
        _show_record(places, name)
    elif lift:
        beside = lift_name(places, name)
        say(f"it is accepted again, and {beside} addresses and keys with it")
    elif commit:
        retention = _retention(stack)
        by = getpass.getuser()
        eraser = Eraser(places, name, spelled=value, by=by, with_objects=objects, retention=retention)
        _tell(eraser.erase())
    else:
        _tell_plan(plan(places, name), with_objects=objects)
        _tell_remains(tuple(remaining(utc_now(), _retention(stack), with_objects=objects)))


def _show_record(places: Places, name: Name) -> None:
    salt = places.refusals.salt()
    found = places.erasures.get(name.hashed(salt.salt)) if salt else None
    if found is None:
        say("nothing was erased so")
        raise typer.Exit(1)
    ids = [one.article_id for one in places.erasures.articles(found.name_hash)]
    show_json({**_shown(found), "article_ids": sorted(ids)})


def _shown(one: Erasure) -> dict[str, object]:
    return one.model_dump(mode="json", exclude={"schema_version"})


def _tell_plan(made: Plan, *, with_objects: bool) -> None:
    put(f"articles\t{len(made.articles)}")
    for article_id in made.articles:
        put(f"article\t{visible(article_id)}")
    for one in made.keys:
        put(f"object\t{visible(one)}\t{'deleted' if with_objects else 'kept in the inbox, refused'}")
    for one in made.shared_keys:
        put(f"object\t{visible(one)}\tkept: it holds other articles")
    put(f"versions\t{made.versions}\t{'deleted' if with_objects else 'kept'}")
    for cluster_id in made.clusters:
        put(f"cluster\t{visible(cluster_id)}\tmended")
    for title, count in made.messages.items():
        put(f"messages\t{title}\t{count} deleted")
    for title, count in made.waiting.items():
        put(f"messages\t{title}\tabout {count} to be looked through")


def _tell(done: Erasure) -> None:
    put(f"articles erased\t{done.articles}")
    put(f"keys refused\t{done.objects}")
    put(f"versions deleted\t{done.versions}")
    put(f"messages deleted\t{done.messages}")
    _tell_remains(done.remains)


def _tell_remains(remains: tuple[Remains, ...]) -> None:
    for one in remains:
        until = one.until.date().isoformat() if one.until else "no end is known here"
        put(f"cannot be edited\t{one.what}\t{until}")


def _names(stack: str | None) -> ErasingNames:
    found = ErasingNames.from_stack(stack) if stack else ErasingNames.from_environment()
    return found or ErasingNames.from_stack(os.environ.get("COPYDESK_STACK", DEFAULT_STACK))


def _retention(stack: str | None) -> Retention:
    """What the stack's parameters say; the template's own where the environment names the stack's parts."""
    if stack is None and ErasingNames.from_environment() is not None:
        return Retention()
    name = stack or os.environ.get("COPYDESK_STACK", DEFAULT_STACK)
    said = stack_parameters(name)
    days = {
        field: timedelta(days=float(said[parameter]))
        for field, parameter in (("logs", "LogRetentionDays"), ("recovery", "RecoveryDays"))
        if parameter in said
    }
    kept = float(said.get("TombstoneDays", 0))
    return Retention(**days, tombstones=timedelta(days=kept) if kept else None)
