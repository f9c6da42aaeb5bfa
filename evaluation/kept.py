"""Whether stories keep their text: the words that two other extractors agree on, page by page."""

from __future__ import annotations

from collections import Counter

from copydesk.extraction.html.agreement import fold_words
from copydesk.extraction.html.parsing import parse
from copydesk.extraction.html.readers import readability
from copydesk.extraction.library_errors import library_errors
from evaluation import public

# Share of the words that both keep which a page's text may lack, where its label has them.
MAX_LOST = 0.15


def lost_share(row: public.Row, text: str) -> float:
    """What the text of a page lacks of the words that trafilatura and readability both keep, as a share of them.

    Words that the label lacks too do not count.
    """
    markup = public.markup(row)
    page = parse(markup)
    others = _trafilatura(markup), "\n".join(readability(page)) if page else ""
    shared = _bag(others[0]) & _bag(others[1])
    lost = shared - _bag(text)
    if gold := row["gold"].get("text"):
        lost &= _bag(gold)
    return lost.total() / max(1, shared.total())


def _trafilatura(markup: str) -> str:
    from trafilatura import extract

    with library_errors():
        return extract(markup, include_comments=False) or ""
    return ""


def _bag(text: str) -> Counter[str]:
    return Counter(fold_words(text))
