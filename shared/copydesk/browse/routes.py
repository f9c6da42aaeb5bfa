"""An address to its page: each is one or two questions to the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from copydesk.browse import lists, records
from copydesk.browse.pages import page
from copydesk.client import Desk, DeskError, NotFound
from copydesk.client.failures import explained
from copydesk.report.data import as_text

HTML, JSON = "text/html", "application/json"

# Characters of an address: those of the longest key, each escaped, and a cursor.
MAX_ADDRESS = 8000

Page = Callable[..., str]


@dataclass(frozen=True)
class Answer:
    """What a browser gets."""

    status: HTTPStatus
    kind: str
    body: str


# By path: what makes the page of the desk, the parts of the path, and the query.
ROUTES: tuple[tuple[re.Pattern[str], Page], ...] = tuple(
    (re.compile(pattern), made)
    for pattern, made in (
        (r"/", lists.start),
        (r"/day/([^/]+)", lists.day),
        (r"/articles", lists.articles),
        (r"/outcomes/(rejected|failed)/([^/]+)", lists.outcomes),
        (r"/article/([^/]+)", records.article),
        (r"/cluster/([^/]+)", records.cluster),
        (r"/object", records.object_),
    )
)
RECORDS: tuple[tuple[re.Pattern[str], Callable[..., object]], ...] = tuple(
    (re.compile(pattern), made)
    for pattern, made in (
        (r"/article/([^/]+)", records.article_record),
        (r"/cluster/([^/]+)", records.cluster_record),
        (r"/object", records.object_record),
    )
)


def answer(desk: Desk, address: str) -> Answer:
    """The page at an address, or why there is none."""
    try:
        return _found(desk, address)
    except NotFound as missing:
        return _failed(HTTPStatus.NOT_FOUND, "There is no such record", missing)
    except (BotoCoreError, ClientError) as error:
        return _failed(HTTPStatus.BAD_GATEWAY, "The stack could not be asked", explained(error, "the stack"))
    except DeskError as error:
        return _failed(HTTPStatus.BAD_GATEWAY, "The stack could not be asked", error)
    except ValueError as error:
        return _failed(HTTPStatus.BAD_REQUEST, "That is no question that can be asked", error)


def _found(desk: Desk, address: str) -> Answer:
    if len(address) > MAX_ADDRESS:
        raise ValueError("the address is too long")
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    as_json = query.pop("as", "") == "json"
    for pattern, made in RECORDS if as_json else ROUTES:
        if matched := pattern.fullmatch(parts.path):
            found = made(desk, *map(unquote, matched.groups()), query)
            return (
                Answer(HTTPStatus.OK, JSON, as_text(found))
                if as_json
                else Answer(HTTPStatus.OK, HTML, str(found))
            )
    raise NotFound("no page has this address")


def _failed(status: HTTPStatus, heading: str, why: object) -> Answer:
    return Answer(status, HTML, page("browse/failure.html", heading=heading, why=str(why)))
