"""The page itself: templates that escape by default, one style sheet, one script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import islice

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from copydesk import __version__
from copydesk.moments import time_key
from copydesk.report.data import RULES, data_of, script_data
from copydesk.report.dates import in_words
from copydesk.report.story import Story
from copydesk.report.timeline import RING, SHAPE_LABELS, SHAPES, WIDTH
from copydesk.report.view import STRIP, STRIP_ADDED, STRIP_HEIGHT, Link, counted, view_of

# One after the other: each uses what is above it.
SCRIPTS = ("difference.js", "marks.js", "story.js")

# Copies in a table before a reader asks for more, and how many come each time.
ROWS = 100


def report(stories: Iterable[Story], *, of: str | None = None, left_out: int = 0) -> str:
    """One HTML document that tells of stories, and asks nothing of the network.

    Args:
        stories: in the order in which they are listed.
        of: what they are stories of, such as a day.
        left_out: how many more there are, which the page says.
    """
    told = [(view_of(story), script_data(data_of(story))) for story in stories]
    heading = told[0][0].heading if len(told) == 1 else of or "Stories"
    return render("report.html", heading=heading, stories=told, left_out=left_out)


def render(template: str, *, link: Link = lambda _kind, _value: None, **values: object) -> str:
    """A template filled in.

    Args:
        template: its name.
        link: where names, articles and so on lead to.
        values: what the template asks for.
    """
    style, script = asset("report.css"), _script()
    return (
        _environment()
        .get_template(template)
        .render(
            **values,
            link=link,
            style=_own(style),
            script=_own(script),
            policy=policy(),
            rules=script_data(RULES),
            version=__version__,
        )
    )


def policy() -> str:
    """The content security policy of every page: its own style and script by their hashes, and nothing else."""
    return (
        f"default-src 'none'; style-src '{_hash(asset('report.css'))}'; script-src '{_hash(_script())}'; "
        "img-src data:; base-uri 'none'; form-action 'self'"
    )


@cache
def _script() -> str:
    return "".join(map(asset, SCRIPTS))


@cache
def asset(name: str) -> str:
    """A file that lies beside the templates, as it is."""
    return files("copydesk.report").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("copydesk.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        counted=counted,
        islice=islice,
        ROWS=ROWS,
        STRIP=STRIP,
        WIDTH=WIDTH,
        SHAPES=SHAPES,
        RING=RING,
        SHAPE_LABELS=SHAPE_LABELS,
        STRIP_ADDED=STRIP_ADDED,
        STRIP_HEIGHT=STRIP_HEIGHT,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["in_words"] = in_words
    environment.filters["moment"] = lambda moment: in_words(time_key(moment))
    return environment


def _own(source: str) -> Markup:
    """What this package itself wrote, and may stand as it is."""
    return Markup(source)  # noqa: S704


def _hash(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
