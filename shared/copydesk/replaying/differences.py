"""What differs between an article as it is stored and as it would be, in a few words of each."""

from __future__ import annotations

import hashlib
import json
from itertools import takewhile

from copydesk.article import Article, Draft
from copydesk.pipeline.rereading import HOW_IT_WAS_MADE
from copydesk.replaying.plan import ArticlePlan, FieldPlan

# Characters that are shown of a value; of a long one around where it begins to differ, so many of them before that.
SHOWN, SHOWN_BEFORE = 100, 20

# Of a record, when it was stored: not what it says.
TIMES = frozenset({"ingested_at", "reread_at"})

# In place of a field's name where all fields are equal and the article is compared with others by another fingerprint.
FINGERPRINT = "fingerprint"


def article_plan(article_id: str, before: Article | None, after: Article | None) -> ArticlePlan | None:
    """What becomes of an article that is stored anew; None where there was none and will be none."""
    if after is None:
        return None if before is None else ArticlePlan(article_id=article_id, change="vanished")
    if before is None:
        return ArticlePlan(article_id=article_id, change="appeared", digest=digest(after))
    fields = _differing(before, after) or {FINGERPRINT: FieldPlan(before=None, after=None)}
    return ArticlePlan(article_id=article_id, change="changed", fields=fields, digest=digest(after))


def digest(article: Article) -> str:
    """Of all that an article says, but when it was stored: 16 hexadecimal digits."""
    # DynamoDB keeps no order of a map's names.
    text = json.dumps(article.model_dump(mode="json", exclude=set(TIMES)), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _differing(before: Article, after: Article) -> dict[str, FieldPlan]:
    names = [name for name in Draft.model_fields if name not in HOW_IT_WAS_MADE]
    pairs = {name: (_text(before, name), _text(after, name)) for name in names}
    return {name: _shown(*pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def _text(article: Article, name: str) -> str | None:
    """A field as text; None where it is absent or empty."""
    value = article.model_dump(mode="json", include={name})[name]
    if not value:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _shown(before: str | None, after: str | None) -> FieldPlan:
    pairs = zip(before or "", after or "", strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    start = max(0, same - SHOWN_BEFORE) if max(len(before or ""), len(after or "")) > SHOWN else 0
    return FieldPlan(before=_cut(before, start), after=_cut(after, start))


def _cut(text: str | None, start: int) -> str | None:
    if text is None:
        return None
    shown = text[start : start + SHOWN]
    return f"{'…' if start else ''}{shown}{'…' if start + SHOWN < len(text) else ''}"
