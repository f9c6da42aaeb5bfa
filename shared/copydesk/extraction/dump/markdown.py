"""Inline Markdown to plain text, keeping the links. Every pattern is bounded, so the time is linear."""

from __future__ import annotations

import re

from copydesk.extraction.document import Link

_IMAGE = re.compile(r"!\[([^\[\]]{0,500})\]\([^()\n]{0,2000}\)|!\[([^\[\]]{0,500})\]\[[^\[\]]{0,200}\]")
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.){0,500})\](?:\(\s{0,3}<?([^()<>\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?)>?\)|"
    r"\[([^\[\]]{0,200})\])"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_REFERENCE = re.compile(r"^ {0,3}\[([^\[\]]{1,200})\]:\s{0,4}<?(\S{1,2000}?)>?(?:\s+[\"'(].{0,300})?\s*$")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,14}(?:\s[^<>\n]{0,500})?/?>")
_CODE = re.compile(r"`{1,2}([^`\n]{1,500})`{1,2}")
_STRONG = re.compile(
    r"(?<![\w*])\*{2,3}(?=[^\s*])([^*]{1,5000}?)(?<=\S)\*{2,3}(?![\w*])|"
    r"(?<![\w_])_{2,3}(?=[^\s_])([^_]{1,5000}?)(?<=\S)_{2,3}(?![\w_])|"
    r"\*\*(?=[^\s*])([^*]{1,5000}?)(?<=\S)\*\*"
)
# Emphasis that opens or ends with strong emphasis: "***Name** and more*", "*more and **Name***".
_NESTED_FIRST = re.compile(r"(?<![\w*])\*{3}(?=[^\s*])([^*]{1,2000})\*\*(?!\*)([^*]{1,8000})\*(?![\w*])")
_NESTED_LAST = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]{1,8000})(?<!\*)\*\*(?=[^\s*])([^*]{1,2000})\*{3}(?![\w*])"
)
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]{1,8000}?)(?<=\S)\*(?![\w*])|"
    r"(?<![\w_])_(?=[^\s_])([^_]{1,8000}?)(?<=\S)_(?![\w_])"
)
_STRIKE = re.compile(r"~~(?=\S)([^~\n]{1,2000})~~")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~\"'$%&,/:;=?@^])")
_MARKUP = re.compile(
    r"^ {0,3}#{1,6} \S|\[[^\[\]\n]{1,300}\]\([^()\s]{1,500}[()]|\*\*\S[^*\n]{0,300}\S\*\*|"
    r"^ {0,3}\[[^\]\n]{1,100}\]: \S|"
    r"^(?:\\\*){1,3}$|^```",
    re.MULTILINE,
)


def looks_like_markdown(text: str) -> bool:
    """Whether a dump holds Markdown markup: an ATX heading, an inline or reference link, bold, a fence."""
    return _MARKUP.search(text[:200_000]) is not None


def reference(line: str) -> tuple[str, str] | None:
    """The name and target of a link reference definition ("[1]: https://..."), or None."""
    match = _REFERENCE.match(line)
    return (match[1].casefold(), match[2]) if match and not match[1].startswith("^") else None


def shown_text(line: str, references: dict[str, str]) -> tuple[str, tuple[Link, ...]]:
    """A line without its markup, and its links in order. Unbalanced markup stays as it is."""
    links: list[Link] = []

    def shown(match: re.Match[str]) -> str:
        target = match[2] if match[2] is not None else references.get((match[3] or match[1]).casefold(), "")
        text = " ".join(_without_emphasis(match[1]).split())
        links.append(Link(text, _url(target)))
        return match[1]

    if "\\" in line:
        line = _ESCAPE.sub(lambda m: _held(m[1]), line)
    if "[" in line:
        line = _IMAGE.sub("", line)
        line = _LINK.sub(shown, line)
    if "<" in line:
        links.extend(Link(target, target) for target in _AUTOLINK.findall(line))
        line = _AUTOLINK.sub(r"\1", line)
        line = _TAG.sub("", line)
    text = _released(_without_emphasis(line))
    return text, tuple(Link(_released(link.text), link.url) for link in links)


def _without_emphasis(line: str) -> str:
    if "`" in line:
        line = _CODE.sub(r"\1", line)
    if "*" in line or "_" in line:
        line = _NESTED_FIRST.sub(r"\1\2", line)
        line = _NESTED_LAST.sub(r"\1\2", line)
        line = _STRONG.sub(_inside, line)
        line = _EMPHASIS.sub(_inside, line)
    return _STRIKE.sub(r"\1", line) if "~~" in line else line


def _inside(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)


def _held(character: str) -> str:
    """An escaped character, moved out of reach of the markup patterns (a private-use code point)."""
    return chr(0xE100 + ord(character)) if character not in ".,'\"" else character


def _released(text: str) -> str:
    return re.sub(r"[\ue100-\ue17f]", lambda m: chr(ord(m[0]) - 0xE100), text)


def _url(target: str) -> str:
    bare = target.strip().split(" ")[0].strip("<>")
    return "" if bare.startswith("#") or not bare else bare
