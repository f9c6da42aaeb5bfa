"""Edits that newsrooms make to a text they take over, the same at every run."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

LEAD_WORDS = 50
BOILERPLATE_WORDS = 150
CHANGED_SHARE = 0.02  # of words, in the composite edit

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeio"]
_PLACES = ("Norvale", "Ostmar", "Carrowbeg", "Lindero Bay", "Steinfurt", "Aldwater")
_NEWSROOMS = ("the Quayside Reader", "the Skerry Dispatch", "the Northern Lantern")
_CURRENCIES = {
    "$": "€",
    "dollars": "crowns",
    "dollar": "crown",
    "dlrs": "crowns",
    "dlr": "crown",
    "pounds": "crowns",
}
_CAPITALISED_RUN = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*")

Edit = Callable[[str, random.Random], str]


def invented_words(count: int, source: random.Random) -> str:
    """Words of no language, in sentences of about twelve."""
    words = ["".join(source.choices(_SYLLABLES, k=source.randint(1, 3))) for _ in range(count)]
    for at in range(0, count, 12):
        words[at] = words[at].capitalize()
        words[at - 1] += "." if at else ""
    return " ".join(words)


def cut(share: float) -> Edit:
    """Keep the first words of the text, that share of them."""

    def edit(text: str, _: random.Random) -> str:
        spans = list(re.finditer(r"\S+", text))
        return text[: spans[max(0, round(len(spans) * share) - 1)].end()]

    return edit


def new_lead(text: str, source: random.Random) -> str:
    """A new first paragraph in place of the first LEAD_WORDS words' worth, at most a fifth of the text."""
    spans = list(re.finditer(r"\S+", text))
    kept = text[spans[min(LEAD_WORDS, len(spans) // 5)].start() :]
    return f"{invented_words(LEAD_WORDS, source)}.\n\n{kept}"


def localised(text: str, source: random.Random) -> str:
    """Another dateline, other names of places and outlets (one name in four), another currency."""
    names = sorted(set(_CAPITALISED_RUN.findall(text)))
    source.shuffle(names)
    for name in names[: max(1, len(names) // 4)]:
        text = re.sub(rf"\b{re.escape(name)}\b", source.choice(_PLACES + _NEWSROOMS), text)
    for old, new in _CURRENCIES.items():
        text = text.replace(old, new) if old == "$" else re.sub(rf"\b{old}\b", new, text)
    return f"{source.choice(_PLACES).upper()} (Skerry Dispatch) - {text}"


def reworded(text: str, source: random.Random) -> str:
    """CHANGED_SHARE of the words replaced, anywhere."""
    words = re.split(r"(\s+)", text)
    places = [at for at, word in enumerate(words) if word.strip()]
    for at in source.sample(places, round(len(places) * CHANGED_SHARE)):
        words[at] = invented_words(1, source)
    return "".join(words)


def composite(text: str, source: random.Random) -> str:
    """Cut to 60 %, a new lead above, 2 % of words changed, boilerplate below."""
    body = reworded(cut(0.6)(text, source), source)
    return f"{invented_words(LEAD_WORDS, source)}.\n\n{body}\n\n{invented_words(BOILERPLATE_WORDS, source)}."


EDITS: dict[str, Edit] = {
    "identical": lambda text, _: text,
    "cut to 50 %": cut(0.5),
    "cut to 25 %": cut(0.25),
    "new lead": new_lead,
    "localised": localised,
    "composite": composite,
}
