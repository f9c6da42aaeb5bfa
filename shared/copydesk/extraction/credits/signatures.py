"""Where agencies sign: bylines, datelines and the last lines of a story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from copydesk.extraction.agencies import agency, first_agency, opening_agency
from copydesk.extraction.credits.candidate import Candidate, Names
from copydesk.extraction.credits.lines import PROSE_WORDS, TextLine, lone_line
from copydesk.extraction.credits.notes import labelled
from copydesk.extraction.credits.sources import of_picture
from copydesk.extraction.dates import dates_in
from copydesk.extraction.names import looks_like_name, split_authors, strip_by
from copydesk.extraction.phrases import every, fold

# Lines at the top of an article where bylines stand, and at its end where sources sign.
TOP_LINES = 14
END_LINES = 12
MAX_BYLINE_WORDS = 14
# A dateline opens one of the first paragraphs and ends within these characters.
DATELINE_PARAGRAPHS = 3
MIN_PARAGRAPH_WORDS = 10
DATELINE_CHARACTERS = 120
MAX_PLACES = 5
MAX_AGENCY_WORDS = 3
# Of a source in brackets. A text with more of them quotes from each.
MAX_SIGN_WORDS = 4
MAX_SIGNS = 2
# Words of a line that is nothing but a signature.
MAX_SIGNATURE_WORDS = 10


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_BYLINE_PARTS = re.compile(
    r"\s*[,;|/•·]\s*|\s[-–—]\s|\s(?:for|of|via)\s|\s(?:and|with|y|et|und|avec|mit|con|com)\s|\s\(|\)"
)
_VIA = re.compile(
    r"^\W{0,3}(?:(?:(?:authored|written|by|submitted|posted|published)\s+){1,3}(?P<by>[^\n]{2,60}?)[\s,|–-]+|(?P<who>[^\n]{2,60}?)\s?[,|–-]\s?)via\s+(?P<name>[^\n]{2,60})$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?P<part>(?:[^-–—:.()/,\n]|(?<=\w)-(?=\w)){1,40})(?P<end>(?:[-–—:.()/,\s](?!\w))*[-–—:.()/,])"
)
_ENDS_DATELINE = re.compile(r"[-–—:/)]|\)")
_OUTLET_DATELINE = re.compile(
    r"^(?P<place>[^()\n]{2,60}?)\s?\((?P<name>[^()\n]{3,50})\)\s?[.:,]?\s?[-–—]{1,2}\s"
)
_SLASHED = re.compile(r"^[^\n]{2,60}?[./ ,]\s?/(?P<name>[^/\n]{2,40})/\s?[.:–—-]")
# Scripts without spaces run agency, place and day together: "新华社洛口5月6日电", "【倫敦共同】", "(부산=연합뉴스)".
_RUN_TOGETHER = re.compile(
    r"^\W{0,3}(?P<first>[\u3400-\u9fff·]{2,20})(?:\d{1,2}月)?\d{1,2}日\s?[电電讯訊]"
    r"|^【(?P<last>[^】\n]{2,20})】|^\W{0,2}\([^=()\n]{1,20}=(?P<whole>[^=()\n]{2,20})\)"
)
_END_BRACKET = re.compile(r"(?:^|[\s.!?\"”»])[(\[](?P<name>[^()\[\]\n]{2,60})[)\]]\W{0,2}$")
_END_DASH = re.compile(r"(?:^|[.!?\"”»])\s{0,2}[-–—]{1,2}\s?(?P<name>[^\W\d_][\w '’.&/-]{1,40})\W{0,2}$")
_END_WORD = re.compile(r"[.!?…][\"”»]?\s(?P<name>[A-Z][\w-]{1,20})\W{0,2}$")
_WITH = re.compile(
    rf"(?P<before>[^\n]{{0,40}}?)(?<!\w)(?:{_alternatives(every('credit_with'))})\s?(?<=[\s'])(?P<name>[^\n]{{2,60}})$",
    re.IGNORECASE,
)
# "Fenwick — AFP"
_PLACED = re.compile(r"^[^\W\d_a-z][^\W\d_]+(?:[ -][^\W\d_a-z][^\W\d_]+){0,2}\s[-–—]\s[^\n]{2,30}$")
_NEWSROOM = re.compile(rf"(?:{_alternatives(every('newsrooms'))})\W*", re.IGNORECASE)
_WRITER = re.compile(
    r"(?:writers?|reporters?|journalists?|correspondents?|staff|photographers?)\b[^\n]{2,160}?\bcontributed\b"
)
_NUMBERS = re.compile(r"[\d\s:.]+|.{0,20}\d{1,4}.{0,12}")


def authors(names: Iterable[str]) -> Iterator[Candidate]:
    """Agencies among the authors that structured data gives, and in the elements that are marked as the source."""
    for name in names:
        if of_picture(name):
            continue
        for part in (name, *_BYLINE_PARTS.split(name)):
            if part and (found := first_agency(strip_by(part)[0])):
                yield Candidate(found, name, "byline", Names.AGENCY, lone_line(name))


def bylines(lines: list[TextLine], byline: str | None) -> Iterator[Candidate]:
    """Agencies in the byline: "Jane Holloway, AP", "By Reuters Staff", "Jane Holloway, via Harbour Ledger"."""
    top = [lone_line(byline)] if byline else []
    top += [line for line in lines[:TOP_LINES] if line.words <= MAX_BYLINE_WORDS]
    for number, line in enumerate(top):
        rest, marked = strip_by(line.text)
        match = _VIA.match(line.text)
        if match and looks_like_name(match["by"] or match["who"]) and not of_picture(line.text):
            # Whoever lets out an author's text is its source, an institute too.
            accepts = Names.ANY if match["by"] else Names.LABELLED
            yield Candidate(match["name"], line.text, "via", accepts, line)
        if agency(rest):
            yield Candidate(rest, line.text, "byline", Names.AGENCY, line)
        elif _is_photographer(line.text, marked=marked):
            continue
        elif (name := _closing_agency(rest)) and (marked or (byline and not number)):
            yield Candidate(name, line.text, "byline", Names.AGENCY, line)
        elif marked or (byline and not number) or _bare_byline(rest):
            for part in _BYLINE_PARTS.split(rest):
                if part and agency(part):
                    yield Candidate(part, line.text, "byline", Names.AGENCY, line)


def _is_photographer(line: str, *, marked: bool) -> bool:
    """Whether a line credits a picture: "Jane Holloway/AFP", "(Tom Reed|Xinhua", "Tom Reed | AP | Getty Images"."""
    if of_picture(line) or (line.startswith("(") and re.search(r"[|/]", line)):
        return True
    return not marked and "/" in line and not dates_in(line) and agency(line.partition("/")[0]) is None


def _closing_agency(byline: str) -> str | None:
    """The agency after a person's name without a sign between: "JANE HOLLOWAY Associated Press"."""
    words = byline.split()
    for size in range(1, min(MAX_AGENCY_WORDS, len(words) - 2) + 1):
        name = agency(" ".join(words[-size:]))
        if name and len(words) - size <= 3 and looks_like_name(" ".join(words[:-size])):
            return name
    return None


def _bare_byline(line: str) -> bool:
    """ "JANE HOLLOWAY, Associated Press" or "Reuters | 12 January 2022": names, agencies and dates only."""
    parts = [part for part in re.split(r"\s*[,;|•·/]\s*|\s[-–—]\s", line) if part]
    if _PLACED.match(line) and len(parts) == 2 and agency(parts[1]) and not of_picture(parts[0]):
        return True
    fewest = 1 if dates_in(line) or (parts and agency(parts[0])) else 2
    if not 2 <= len(parts) <= 5 or line.endswith((".", "?", "!")):
        return False
    return all(
        agency(part)
        or (looks_like_name(part) and fewest <= len(part.split()) <= 4)
        or _NUMBERS.fullmatch(part)
        for part in parts
    ) and (bool(agency(parts[0])) or bool(split_authors(line)) or bool(dates_in(line)))


def datelines(lines: list[TextLine]) -> Iterator[Candidate]:
    """Agencies, or in brackets any outlet, between a place and the story: "LONDON, Jan 12 (Reuters) -"."""
    for line in [line for line in lines if line.words >= MIN_PARAGRAPH_WORDS][:DATELINE_PARAGRAPHS]:
        opening = line.text[: DATELINE_CHARACTERS + 40]
        if found := _signed_dateline(opening):
            yield Candidate(found[0], found[1], "dateline", Names.AGENCY, line)
        if found := _unspaced_dateline(opening):
            yield Candidate(found[0], found[1], "dateline", Names.AGENCY, line)
        match = _OUTLET_DATELINE.match(opening)
        if match and _is_place(match["place"]) and not _abbreviates(match["name"], match["place"]):
            yield Candidate(match["name"], match[0].strip(), "dateline", Names.LABELLED, line)
        if match := _SLASHED.match(opening):
            yield Candidate(match["name"], match[0].strip(), "dateline", Names.LABELLED, line)


def _signed_dateline(opening: str) -> tuple[str, str] | None:
    """The first part that is an agency, and the dateline up to it, where only places and dates stand before."""
    position = opening.find(next((c for c in opening if c.isalnum()), ""))
    dated = False
    for number in range(MAX_PLACES + 1):
        match = _PART.match(opening, position)
        if not match or match.end() > DATELINE_CHARACTERS:
            return None
        part, end, before = match["part"].strip(), match["end"], opening[: match.start()].rstrip()
        if (name := agency(part)) and _ends(part, end, before, opening[match.end() :], dated, number):
            return name, _closed(opening, match)
        if not _is_place(part) and not _NUMBERS.fullmatch(part):
            return None
        dated = dated or any(c.isdigit() for c in part) or (part.isupper() and len(part) > 3)
        position = match.end()
        position += len(opening[position:]) - len(opening[position:].lstrip(" -–—:.()/,"))
    return None


def _unspaced_dateline(opening: str) -> tuple[str, str] | None:
    """The agency that a dateline without spaces begins or ends with, and the dateline."""
    match = _RUN_TOGETHER.match(opening)
    if match is None:
        return None
    first, last = match["first"], match["last"]
    parts = (
        [first[:size] for size in range(len(first), 1, -1)]
        if first
        else [last[-size:] for size in range(len(last), 1, -1)]
        if last
        else [match["whole"]]
    )
    return next(((name, match[0]) for part in parts if (name := agency(part))), None)


def _ends(part: str, end: str, before: str, after: str, dated: bool, number: int) -> bool:
    """Whether an agency's name closes a dateline here."""
    if before.endswith(("(", "/")):
        if before.endswith("(") and _abbreviates(part, before[:-1]):
            return False
        rest = (end + after[:60]).partition(")" if before.endswith("(") else "/")[2].lstrip()
        return rest.startswith(("-", "–", "—", ":", ".")) or (
            (dated or before == "(") and (rest[:1].isupper() or rest[:1] in {'"', "“", "«", "„", "'", "‘"})
        )
    if any(sign in end for sign in "-–—:"):
        return True
    if "." in end:
        return dated and number > 0
    place = _PART.match(after.lstrip())
    return not number and place is not None and _is_place(place["part"].strip()) and ":" in place["end"]


def _closed(opening: str, match: re.Match[str]) -> str:
    """The dateline with the bracket or dash that closes it."""
    rest = re.match(r"[^)\n]{0,40}\)[\s.:–—-]{0,4}|[/.:\s–—-]{0,5}", opening[match.end("part") :])
    return opening[: match.end("part") + (rest.end() if rest else 0)].strip()


def _is_place(text: str) -> bool:
    """A dateline's place or date: "MOSCOW", "Berlin, 12. Januar"; not the start of a sentence."""
    words = re.split(r"[,\d]", re.sub(r"[\[\]]", "", text))[0].split()
    if not words:
        return any(c.isdigit() for c in text)
    if len(words) > 4 or len(text.split()) > 8:
        return False
    small = [word for word in words[1:] if not word[:1].isupper()]
    stops = every("stop_words")
    return (
        (words[0][:1].isupper() or any(c.isdigit() for c in text))
        and len(small) <= 1
        and all(len(word) <= 10 for word in small)
        and fold(words[0]) not in stops
    )


def _abbreviates(short: str, before: str) -> bool:
    """Whether a bracket only shortens the words before it: "Alliance of Port Architects (APA)"."""
    words = re.findall(r"[^\W\d_]+", before)[-8:]
    initials = "".join(word[0] for word in words)
    large = "".join(letter for letter in initials if letter.isupper())
    return (
        len(short) >= 2
        and short.isupper()
        and any(letters.casefold().endswith(short.casefold()) for letters in (initials, large))
    )


def end_lines(lines: list[TextLine]) -> Iterator[Candidate]:
    """Who signs below the story: "(AFP)", "— Reuters", "AFP", "(Harbour Ledger)"."""
    signs = {match["name"] for line in lines if (match := _END_BRACKET.search(line.text[-120:]))}
    several = sum(first_agency(name) is not None or _is_short(name) for name in signs) > MAX_SIGNS
    for line in reversed(lines[-END_LINES:]):
        tail = line.text[-120:]
        for pattern in (_END_BRACKET, _END_DASH):
            if not (match := pattern.search(tail)) or _abbreviates(match["name"], tail[: match.start()]):
                continue
            alone = match.start() == 0 and len(line.text) <= 120
            raw = match[0].strip(' .!?"”»')
            if name := labelled(match["name"]):
                yield Candidate(name, raw, "end_line", Names.LABELLED, line)
            elif name := first_agency(match["name"]):
                # Of several signers, each has signed a line of a list.
                if alone or not several or line.words >= PROSE_WORDS:
                    yield Candidate(name, raw, "end_line", Names.AGENCY, line)
            elif (
                several or not _is_short(match["name"]) or (pattern is _END_DASH and match["name"].isupper())
            ):
                continue
            elif alone or (line.tail and tail[: match.start() + 1].rstrip()[-1:] in '.!?"”»'):
                yield Candidate(match["name"], raw, "end_line", Names.OUTLET, line)
        match = _END_WORD.search(tail) if line.tail else None
        if match and agency(match["name"]):
            yield Candidate(match["name"], match[0].strip(' .!?…"”»'), "end_line", Names.AGENCY, line)
        if line.words <= MAX_SIGNATURE_WORDS // 2 and (name := first_agency(line.text)):
            yield Candidate(name, line.text, "end_line", Names.AGENCY, line)


def _is_short(name: str) -> bool:
    return len(name.split()) <= MAX_SIGN_WORDS and not re.search(r"[:=;!?]|\d", name)


def helpers(lines: list[TextLine], publisher: str | None) -> Iterator[Candidate]:
    """Agencies whose material a newsroom used: "avec AFP", "(with inputs from PTI)", "Le Quai avec AFP"."""
    for line in [line for line in lines if line.head or line.tail]:
        bracket = _END_BRACKET.search(line.text[-120:])
        short = line.text if line.words <= MAX_SIGNATURE_WORDS else ""
        for text in filter(None, (bracket and bracket["name"], short)):
            if name := _helper(text, publisher):
                yield Candidate(name, line.text[-300:], "byline", Names.AGENCY, line)
        if line.tail and _WRITER.search(line.text) and (name := opening_agency(line.text)):
            yield Candidate(name, line.text, "credit_line", Names.AGENCY, line)


def _helper(text: str, publisher: str | None) -> str | None:
    match = _WITH.match(strip_by(text.strip(" ()[]*_–—-."))[0])
    if match is None or not _newsroom(match["before"], publisher):
        return None
    return first_agency(match["name"].strip(" .)]"))


def _newsroom(before: str, publisher: str | None) -> bool:
    parted = before.rstrip().endswith(",")
    before = before.strip(" ,;(|/–—-")
    return (
        not before
        or parted
        or _NEWSROOM.fullmatch(before) is not None
        or bool(publisher and fold(publisher) == fold(before))
        or before.split()[0] in {"The", "Le", "La", "El", "Il", "O", "Der", "Die", "Das"}
    )
