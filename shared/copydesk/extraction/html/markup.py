"""Markup made harmless: what parsers take quadratic time or too deep a stack for is taken out before they see it."""

from __future__ import annotations

import re

from copydesk.unicode import UNSEEN, without_bad_references

# Characters of a tag from which its attributes are counted, and how many it may have: libxml2 compares each with
# all others. Long tags with few attributes hold pictures or data.
LONG_TAG = 4000
MAX_ATTRIBUTES = 200
# Levels that flattened markup keeps; libxml2 reads 256, trafilatura's recursion about as many.
KEPT_LEVELS = 150
# Characters from which scripts and styles are taken out, and those that JSON-LD keeps.
LARGE = 1_500_000
KEPT_DATA = 1_000_000

_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,40}})(?=[\s/])[^<>]{{{LONG_TAG},}}>")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})[^<>]{0,4000}>")
_SCRIPT = re.compile(r"<(script|style|svg|noscript|template)\b([^<>]{0,4000})>", re.IGNORECASE)
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)  # fmt: skip
_FLAT = frozenset(("html", "head", "body", "title", "script", "style", "h1", "a", "p"))
# Pictures and fonts that are written into the page.
_DATA = re.compile(r"data:[\w/+.-]{1,60}(?:;[\w=-]{1,40}){0,3};base64,[A-Za-z0-9+/=%\s]{200,}")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}\?>", re.IGNORECASE)
# A footnote's number, which readers would glue to the word before it: a raised link to a place of the same page.
_NOTE_MARK = re.compile(
    r"<sup\b[^<>]{0,200}>\s{0,9}<a\s[^<>]{0,200}?href=[\"']?[^\"'<>#\s]{0,200}#[^<>]{0,200}>\s{0,9}[\[(]?[\d*†‡a-z]{1,4}[\])]?\s{0,9}</a>"
    r"\s{0,9}</sup>",
    re.IGNORECASE,
)
# What a parser or a record would stumble over: controls, non-characters, halves of surrogate pairs, unseen characters.
_UNWANTED = re.compile(rf"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff{UNSEEN}]")


# As entities: soft hyphen, zero-width space, marks of direction, as `without_unseen` takes them out.
_UNSEEN_REFERENCE = re.compile(
    r"&(?:shy|zerowidthspace|lrm|rlm|#173|#x0*ad|#820[367]|#x200[bef]|#82(?:3[4-8]|88|9[4-7])|#x20(?:2[a-e]|60|6[6-9]));",
    re.IGNORECASE,
)


def harmless(markup: str) -> str:
    """Markup less controls, footnote marks and tags of very many attributes; a large one less what is not shown."""
    markup = _UNWANTED.sub("", _XML_DECLARATION.sub("", markup))
    markup = _UNSEEN_REFERENCE.sub("", without_bad_references(markup))
    markup = _NOTE_MARK.sub("", _LONG_TAG.sub(_few_attributes, markup))
    if len(markup) > LARGE:
        markup = _without_scripts(_without_comments(_DATA.sub("data:,", markup)))
    return markup


def _without_comments(markup: str) -> str:
    parts: list[str] = []
    position = 0
    while (start := markup.find("<!--", position)) >= 0 and (end := markup.find("-->", start)) >= 0:
        parts.append(markup[position:start])
        position = end + 3
    return "".join(parts) + markup[position:]


def _few_attributes(match: re.Match[str]) -> str:
    attributes = len(_QUOTED.sub("", match[0]).split())
    return match[0] if attributes <= MAX_ATTRIBUTES else f"<{match[1]}>"


def _without_scripts(markup: str) -> str:
    lowered = markup.lower()
    if len(lowered) != len(markup):  # a few letters grow in lower case; places would not match
        return markup
    parts: list[str] = []
    position, left = 0, KEPT_DATA
    while match := _SCRIPT.search(markup, position):
        name = match[1].lower()
        end = lowered.find(f"</{name}", match.end())
        if end < 0:
            break
        keeps = left if "ld+json" in match[2].lower() else 0
        kept = markup[match.end() : min(end, match.end() + keeps)]
        left -= len(kept)
        parts += [markup[position : match.end()], kept]
        position = end
    return "".join(parts) + markup[position:]


def flattened(markup: str) -> str:
    """The markup with the tags beyond `KEPT_LEVELS` of nesting turned into line breaks; linear time."""
    level = 0

    def flat(match: re.Match[str]) -> str:
        nonlocal level
        name = match[2].lower()
        if name in _VOID or name in _FLAT:
            return match[0]
        if match[1]:
            level = max(0, level - 1)
            return match[0] if level < KEPT_LEVELS else "<br>"
        level += 1
        return match[0] if level <= KEPT_LEVELS else "<br>"

    return _TAG.sub(flat, markup)
