"""What is furniture among a dump's lines: sharing, newsletters, captions, comment forms, legal lines."""

from __future__ import annotations

import re

from copydesk.extraction.agencies import is_agency
from copydesk.extraction.dates import dates_in
from copydesk.extraction.document import Line
from copydesk.extraction.dump.notices import notice_score
from copydesk.extraction.phrases import every, fold, named
from copydesk.extraction.phrases.finder import PhraseFinder

# Phrases inside a line make it furniture only where the line is about as long as a notice.
LONGEST_NOTICE_WORDS = 60
SENTENCE_WORDS = 8
# Running text of a story, which one phrase does not make a notice.
STORY_WORDS = 20
STORY_STOP_SHARE = 0.25
WEAK_NOTICE_SCORE = 0.5
# A long line scores less for its length; below this it says nothing that notices say.
LONG_NOTICE_SCORE = -1.0


def _alternation(field: str) -> str:
    return "|".join(re.escape(phrase) for phrase in every(field))


_STARTS = PhraseFinder(every("line_starts"))
_CAPTION = PhraseFinder(every("caption_starts"))
_CONTAINED = PhraseFinder(every("contained"))
_WHOLE = frozenset(every("whole_lines"))
_CLOSINGS = frozenset(every("closings"))
_ENDINGS = frozenset(every("endings"))
_ASIDES = frozenset(every("asides"))
_SHARING = PhraseFinder(every("sharing"))
MAX_SHARING_WORDS = 6
_STOP_WORDS = frozenset(every("stop_words"))
# "Published , updated": what stood beside dates that were elements of their own.
_DATE_LABELS = re.compile(
    rf"(?:\W*(?:{_alternation('date_labels')}|{_alternation('modified_labels')})(?!\w))+\W*"
)
_COUNT_WORDS = named("counts")
# Units beside counts ("min", "views") are short words.
LONGEST_UNIT = 6
_TOKEN = re.compile(r"[^\W_]+")
_AGE = re.compile(
    r"^\W*(?:(?:posted|updated|published|last updated)\s+)?"
    r"(?:about |over |an? )?\d*\s?(?:min(?:ute)?s?|hours?|hrs?"
    r"|days?|weeks?|months?|years?)\s+ago\W*$"
)
_COPYRIGHT = re.compile(
    r"(?:^\W{0,3}|\s)(?:©|\(c\)|copyright\b|&copy;)(?=.{0,60}(?:\d{4}|all rights|©|\(c\)))"
)
# After a comma, an image or a source can be what a sentence lists.
_CAPTION_TAIL = re.compile(
    r"(?:(?:[(|/\-–—]\s*(?:image|picture|pic|source)|[,.(|/\-–—]\s*(?:(?:photo|foto|credit|courtesy|via|bild|imago|фото)|"
    r"(?:image|picture|pic|source)(?=\s*(?:by|of|:|via|from))))\s*(?:by|of|:|via|from)?"
    r"\s+[\w'’./& -]{2,60}\W*$)|"
    r"(?:\((?:(?:photo|image|file|getty|illustration)[^()]{0,80}|(?:ap|afp|reuters)[ /][^()]{1,80})\)\W*$)|"
    r"(?:[/|]\s?(?:getty|afp|ap|reuters|epa|shutterstock|istock|alamy|unsplash|pixabay)"
    r"[\w \-/.]{0,40}\)?\W*$)|"
    r"(?:(?:ap photo|file photo|getty images|shutterstock|handout|wikimedia commons)\W{0,3}[\w/ .]{0,40}$)"
)
# Sure signs at any paragraph's length: "(Ana Holm/Fen Post)", "(AP Photo/...)", and the full date that wire
# captions end with.
_CREDITED = re.compile(
    r"[.?!”\"]\s?\((?!Reporting)(?:[^()]{0,60}(?:[Pp]hoto|Images?\b|Courtesy|Handout|Getty|Instagram|Facebook)[^()]{0,60}|"
    r"(?:[A-ZÀ-Þ][\w'’.-]{0,20} ){1,3}?[A-ZÀ-Þ][\w'’.-]{1,20}\s?/\s?[^()]{2,40}|"
    r"(?:[A-ZÀ-Þ][\w'’.-]{0,20} ){1,4}(?:via|for)(?: [A-ZÀ-Þ][\w'’.-]{0,20}){1,4})\)\W*$"
)
# "The canal at Benimoral on Thursday. ANA HOLM", as some papers sign pictures.
_SIGNED_LARGE = re.compile(
    r"[^\W\d_][.,] [A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ.'’-]+(?: [A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ.'’-]{3,}){1,2}\W*$"
)
_DATED_END = re.compile(
    r", (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}\.\W*$"
)
# "(AFP)", "(Reuters/AFP)" sign a story, not a picture.
_SIGNED = re.compile(r"\(([^()]{2,40})\)\W*$")
_SLASH = re.compile(r"\s*[/,;&]\s*")
# A longer line that ends like a caption is a story's sentence.
LONGEST_CAPTION_WORDS = 45
LONGEST_CREDITED_WORDS = 90
_TEASER_END = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|»|›|→|>>|read more|continue reading)\W{0,3}$")
_HANDLES = re.compile(r"(?<![\w.])@\w{2,}|https?://|www\.")
_FORM = re.compile(
    r"^\W*(?:name|e-?mail|website|url|comment|message|subject|phone|nombre|nom|correo|имя)\s*[*:]*\W*$"
)


_EMBED = re.compile(r"pic\.twitter\.com/|https?://t\.co/|\(@\w{2,30}\)|^\W*via @\w|instagram\.com/p/")
_COMMENT_COUNT = re.compile(
    r"^\W*\d[\d,.]*\s+(?:comments?|comentarios|commentaires|kommentare|commenti|responses?)\b"
)
# A note on a person: name, "is", a trade. Profiles open so too: only its place can tell.
_TRADE = re.compile(
    r"(?:(?<!\w)(?:"
    + _alternation("roles")
    + r")|based in|freelance|has (?:written|covered|worked|been)|covers|"
    r"writes (?:about|for)|works? (?:as|for)|graduate|specialist|strategist|contribut\w+ to|consultant|phd|"
    r"lecturer|researcher|academic|activist|lawyer|reports? on|chairman|founder|president of)(?!\w)"
)
_PERSON_IS = re.compile(
    r"^\W{0,3}(?P<name>(?:[^\W\d_a-z][\w'’.-]{0,25}\s){1,4})(?:\([^()]{1,40}\)\s)?"
    r"(?:is|has been|has (?:written|covered|worked|reported)|covers|writes|works|es|est|ist|é|è)\s"
)
# "Ana Holm – harbour reporter"; a longer line is a story's first, behind its dateline.
_PERSON_DASH = re.compile(r"^\W{0,3}(?:[^\W\d_a-z][\w'’.-]{0,25}\s){2,4}[—–]\s")
LONGEST_DASHED_WORDS = 20
# Notes on authors quote nobody; a story's sentence on a person often does.
_SPEECH = re.compile(r"[“”«»\"]|\b(?:said|says|told|dijo|sagte|disse|сказал)")
# A book's or prize's name in quotation marks: a capital, and no punctuation as speech has it.
_TITLE = re.compile(r"[“„«\"]\s?[A-ZÀ-ÞА-Я][^“”„«»\".,!?]{2,60}[”“»\"]")
_PRONOUN_IS = re.compile(
    r"^(?:he|she|they|his|her)\s(?:is|has|was|also|previously|currently|lives|works|writes|work|holds)\s"
)


def is_embed(line: Line) -> bool:
    """Whether the line is the trace of an embedded social media post."""
    return line.words <= 60 and _EMBED.search(line.text[:600]) is not None


def quotes_speech(line: Line) -> bool:
    """Whether the line quotes somebody or reports what somebody said."""
    return _SPEECH.search(_TITLE.sub("", line.text)) is not None


def is_person_note(line: Line, *, full_name: bool = False) -> bool:
    """Whether the line could be a note on who an author is; only its place in the dump can tell.

    With `full_name`, one name in front is too few: "Patience is the only word for ..." opens a story.
    """
    opening = line.text[:300]
    if not 4 <= line.words <= 120 or quotes_speech(line) or not _TRADE.search(fold(opening)):
        return False
    named, dashed = _PERSON_IS.match(opening), _PERSON_DASH.match(opening)
    if named:
        names = named["name"].split()
        return fold(names[0]) not in _STOP_WORDS and len(names) > full_name
    if dashed:
        return line.words <= LONGEST_DASHED_WORDS and not dashed[0].isupper()
    return _PRONOUN_IS.match(fold(opening)) is not None


def is_closing(line: Line) -> bool:
    """Whether the line opens what follows every story: a comment form, comments, a note on the author."""
    if line.words > 8:
        return False
    return _bare(line.text) in _CLOSINGS or _COMMENT_COUNT.match(fold(line.text)) is not None


def is_ending(line: Line) -> bool:
    """Whether the line opens related links and the like, after a story or within it."""
    return line.words <= 8 and _bare(line.text) in _ENDINGS


def is_sharing(line: Line) -> bool:
    """Whether the line may let readers pass a story on: it opens with such a word and is short."""
    return line.words <= MAX_SHARING_WORDS and _SHARING.opening(fold(line.text)) is not None


def is_aside(line: Line) -> bool:
    """Whether the line may open a short list of links inside a story."""
    return line.words <= 8 and _bare(line.text) in _ASIDES


def is_furniture(line: Line) -> bool:
    """Whether the line, by itself, is no part of a story."""
    folded = fold(line.text[:1200])
    bare = _bare(line.text[:120])
    if bare in _WHOLE or bare in _ENDINGS or bare in _CLOSINGS or _FORM.match(folded[:60]):
        return True
    if line.words <= LONGEST_NOTICE_WORDS and _opens_notice(line, folded):
        return line.words <= 25 or not line.stop_share or any(_CONTAINED.inside(folded)) or _legal(folded)
    contained = set(_CONTAINED.inside(folded))
    if line.words <= LONGEST_NOTICE_WORDS and contained:
        # A story can be about taxes or browsers: its sentences say nothing else that notices say.
        prose = line.words >= STORY_WORDS and line.ends_sentence and line.stop_share >= STORY_STOP_SHARE
        signs = len(contained) > 1 or notice_score(line, None) >= WEAK_NOTICE_SCORE
        return not prose or signs or is_caption(line)
    if line.words > LONGEST_NOTICE_WORDS:
        return (
            is_caption(line)
            or _legal(folded)
            or (len(contained) >= 2 and notice_score(line, None) > LONG_NOTICE_SCORE)
        )
    return is_metadata(line) or is_embed(line) or is_caption(line) or _COPYRIGHT.search(folded) is not None


def _opens_notice(line: Line, folded: str) -> bool:
    phrase = _STARTS.opening(folded)
    if phrase is None or line.text[:1] in "\"“«„'‘":
        return False
    # One everyday word ("Trending songs were played ...") opens a notice only where no full sentence follows.
    lone = phrase.isalpha() and line.ends_sentence and line.words >= SENTENCE_WORDS
    return not lone or folded.lstrip(" *_#").startswith(f"{phrase}:")


def _legal(folded: str) -> bool:
    return (
        re.match(r"^\W{0,3}(?:disclaimer|note to|copyright|©|haftungs|avertissement|aviso legal)", folded)
        is not None
    )


def is_metadata(line: Line) -> bool:
    """Whether the line holds only counts, ages, dates, handles or symbols."""
    folded = fold(line.text[:300])
    if not line.words:
        return True
    if line.words > 14:
        return False
    tokens = _TOKEN.findall(folded)
    numbers = sum(token.isdigit() for token in tokens)
    if numbers >= 2 and 2 * numbers >= len(tokens) and all(len(token) <= LONGEST_UNIT for token in tokens):
        return True
    if all(token in _COUNT_WORDS or token.rstrip("kmhd").isdigit() for token in tokens) or _AGE.match(folded):
        return True
    if dates_in(folded) and line.words <= 12 and not line.ends_sentence:
        return True
    if _DATE_LABELS.fullmatch(folded):
        return True
    return line.words <= 6 and _HANDLES.search(folded) is not None


def is_caption(line: Line) -> bool:
    """Whether the line describes a picture or names who took it."""
    tail = line.text[-300:]
    signed = _SIGNED.search(tail)
    if signed and all(map(is_agency, _SLASH.split(signed[1]))):
        return False
    if line.words <= LONGEST_CREDITED_WORDS and (_CREDITED.search(tail) or _DATED_END.search(tail)):
        return True
    folded = fold(line.text[:600])
    if line.words > LONGEST_CAPTION_WORDS:
        return False
    large = _SIGNED_LARGE.search(tail) is not None and not line.text.isupper()
    return large or _CAPTION.opening(folded) is not None or _CAPTION_TAIL.search(folded) is not None


def is_teaser(line: Line) -> bool:
    """Whether the line is another story's cut-off text."""
    if line.words > 70 or line.text.count("«") == line.text.count("»") > 0:
        return False
    return _TEASER_END.search(fold(line.text[-20:])) is not None


def _bare(text: str) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"^\W*(?:\d+\s+)?|[\s\d()#:.…»›>→!*|-]+$", "", fold(text[:160]))
    ).strip()
