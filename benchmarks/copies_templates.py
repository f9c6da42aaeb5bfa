"""Invented series that fill one template with other numbers and names: look alike, are never copies."""

from __future__ import annotations

import random
import re

# <low..high> is any whole number between them; <kind 1> one of a kind, the same wherever it recurs.
_BLANK = re.compile(r"<(?:(-?\d+)\.\.(\d+)|([a-z]+)(?: \d)?)>")

_KINDS = {
    "town": (
        "Aldwater",
        "Ostmar",
        "Carrowbeg",
        "Norvale",
        "Skerry",
        "Millgate",
        "Harrow Vale",
        "Lindero",
        "Velland",
        "Steinfurt",
    ),
    "first": (
        "Ada",
        "Bruno",
        "Cora",
        "Dov",
        "Elin",
        "Farid",
        "Greta",
        "Hugo",
        "Ines",
        "Jonas",
        "Kaya",
        "Lorenz",
    ),
    "last": (
        "Abelmark",
        "Brenwick",
        "Castellow",
        "Dunmore",
        "Eskild",
        "Farrow",
        "Grantham",
        "Holloway",
        "Ibarra",
        "Jessop",
    ),
    "firm": (
        "Velland Marine",
        "Ostmar Grain",
        "Norvale Steel",
        "Skerry Cable",
        "Lindero Water",
        "Harra Ferries",
    ),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "sky": ("sunny spells", "light rain", "heavy showers", "morning fog", "broken cloud", "strong gusts"),
    "wind": ("northerly", "easterly", "southerly", "westerly", "north-westerly", "south-easterly"),
    "place": ("third", "fourth", "fifth", "seventh", "ninth"),
    "moved": ("rose", "fell", "edged up", "slipped", "gained", "eased"),
    "turn": ("milder", "colder", "drier", "wetter"),
}

TEMPLATES = {
    "match reports": """
<town 1> beat <town 2> <2..5>-<0..1> on <day 1> in front of a crowd of <2000..40000> to move up to <place 1>
place in the table. <first 1> <last 1> opened the scoring in the <3..40>th minute with a low shot from the
edge of the area, and <first 2> <last 2> made it two from the penalty spot shortly after the break.

The visitors had their best chance in the <50..89>th minute but <first 3> <last 3> turned the ball around
the post. The home side had <45..70> percent of the possession and <8..25> shots to the visitors' <1..8>.
<town 1> now have <20..60> points from <15..35> games, while <town 2> remain in the lower half of the table
and have won only <1..7> of their last <8..14> away matches.
""",
    "market reports": """
Shares on the Norvale exchange <moved 1> on <day 1>, with the benchmark index closing at
<4000..9000>.<10..99>, a change of <0..1>.<10..99> percent from the previous session. Volume was <100..900>
million shares, against an average of <100..900> million over the past thirty days.

<firm 1> was the most active stock and ended at <10..90>.<10..99> crowns. Among banks, the sector index
<moved 2> <0..1>.<10..99> percent. Advancing issues numbered <100..900> and declining issues <100..900>,
while <20..99> were unchanged. In the bond market the yield on the ten-year government note stood at
<1..5>.<10..99> percent. The crown traded at <0..1>.<1000..9999> to the dollar.
""",
    "weather": """
The forecast for <town 1> on <day 1> is for <sky 1> with a high of <-5..32> degrees and an overnight low of
<-15..18>. Winds will be <wind 1> at <5..60> kilometres an hour. The chance of rain is <0..100> percent,
with up to <0..40> millimetres expected by the evening.

The sun rises at <4..8>.<10..59> and sets at <16..22>.<10..59>. Conditions are expected to become <turn 1>
over the next <2..5> days, the weather office in <town 2> said in its daily bulletin. High tide at the
harbour is at <1..12>.<10..59>.
""",
    "obituaries": """
<first 1> <last 1>, <60..99>, of <town 1>, died peacefully at home on <day 1>, surrounded by family. Born in
<town 2> in <1920..1960>, <last 1> was a graduate of <town 3> High School and worked for <11..45> years at
<firm 1> before retiring in <1985..2020>.

<last 1> is survived by <first 2> <last 1>, by a daughter, <first 3> <last 2>, and by <2..9> grandchildren.
Visitation will be held from <1..5> to <6..9> p.m. on <day 2> at the <last 3> Funeral Home. A service will
follow at <9..12> a.m. the next day at the parish church. In lieu of flowers, the family asks that donations
be made to the <town 1> hospice.
""",
    "earnings": """
<firm 1> reported net income of <2..900>.<1..9> million crowns for the <place 1> quarter, or <0..4>.<10..99>
crowns a share, compared with <2..900>.<1..9> million, or <0..4>.<10..99> crowns a share, in the same period
a year earlier. Revenue was <100..9000> million crowns, against <100..9000> million.

"We are pleased with our performance in the quarter and remain confident in our strategy," said <first 1>
<last 1>, chief executive. The company said it expects full-year revenue of between <1..9>.<1..9> billion
and <10..20>.<1..9> billion crowns. The board declared a dividend of <2..90> cents a share, payable to
shareholders of record on <day 1>. Shares of the company closed at <10..200>.<10..99> crowns.
""",
}


def fill(template: str, source: random.Random) -> str:
    """The template with every blank filled."""
    filled: dict[str, str] = {}

    def blank(match: re.Match[str]) -> str:
        low, high, kind = match.groups()
        if not kind:
            return str(source.randint(int(low), int(high)))
        if match[0] not in filled:
            left = [choice for choice in _KINDS[kind] if choice not in filled.values()]
            filled[match[0]] = source.choice(left)
        return filled[match[0]]

    return _BLANK.sub(blank, template.strip())
