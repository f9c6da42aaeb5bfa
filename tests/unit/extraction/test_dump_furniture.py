"""Lines that sites of seven languages put between a story's paragraphs, and sentences that only begin like them."""

from __future__ import annotations

import pytest

from copydesk.article import Draft
from copydesk.extraction.dump.extract import extract_dump
from tests.unit.extraction.languages import HEADLINE, STORY

BYLINE = {
    "en": "By Jane Holloway\n\nMarch 3, 2020",
    "de": "Von Jana Holm\n\n3. März 2020",
    "fr": "Par Jeanne Fabre\n\nPublié le 3 mars 2020",
    "es": "Por Juana Robles\n\n3 de marzo de 2020",
    "pt": "Por Joana Teles\n\n3 de março de 2020",
    "it": "di Giovanna Prati\n\n3 marzo 2020",
    "ru": "Автор: Илья Карпов\n\n3 марта 2020",
}
FURNITURE = {
    "en": [
        "Story continues below advertisement",
        "RELATED STORY | Valley schools short of teachers",
        "Get the top headlines in your inbox every morning.",
        "A school boiler room in March. Jane Holloway/Getty Images",
        "You have 2 free articles remaining this month.",
        "Have a news tip? Email tips@fenpost.example",
        "▶ See inside the boiler room in the video player above.",
    ],
    "de": [
        "Lesen Sie auch: Im Tal fehlen Lehrer",
        "Lesezeit: 3 Minuten",
        "Sie haben noch zwei kostenlose Artikel.",
        "An dieser Stelle finden Sie einen externen Inhalt von Twitter, der den Artikel ergänzt.",
        "Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden.",
        "Zur Autorin: Jana Holm schreibt seit 2015 für den Talboten.",
    ],
    "fr": [
        "À lire aussi : Il manque des professeurs",
        "Il vous reste 60 % de cet article à lire. La suite est réservée aux abonnés.",
        "Déjà abonné ? Connectez-vous",
        "Écouter cet article",
    ],
    "es": [
        "Le puede interesar: Faltan maestros en el valle",
        "Contenido exclusivo para suscriptores",
        "La caldera de la escuela, este jueves. JUANA ROBLES",
        "Puedes seguir a FEN POST en Facebook y X.",
    ],
    "pt": ["Continua após a publicidade", "Já é assinante? Entre", "Participe do nosso canal no Telegram"],
    "it": [
        "Potrebbe interessarti: Mancano insegnanti",
        "Sei già abbonato? Accedi",
        "Tempo di lettura: 3 minuti",
    ],
    "ru": [
        "Материалы по теме",
        "Нашли опечатку? Выделите текст и нажмите Ctrl+Enter",
        "Время чтения: 3 минуты",
    ],
}
SENTENCES = {
    "en": [
        "Related costs will be paid by the district, the mayor said on Tuesday evening.",
        "Contact with the plant was lost at noon, and nobody answered the telephone until four.",
        "Follow the river for two miles and you reach the second school, which stayed open.",
    ],
    "de": [
        "Weitere Artikel des Gesetzes sollen im Mai folgen, sagte der Landrat am Dienstag.",
        "Jetzt testen Fachleute, ob der Kessel noch zu retten ist, und zwar bis Freitag.",
        "Anzeige erstattete am Abend eine Mutter, deren Sohn im Flur gestürzt war.",
    ],
    "fr": ["Partager les salles ne suffira pas, a prévenu la directrice devant les parents."],
    "es": ["Sigue la protesta de los padres ante el ayuntamiento, donde nadie les recibe."],
    "pt": ["Exclusivo para os mais velhos, o curso começa na segunda-feira na biblioteca."],
    "it": ["Continua a crescere la protesta dei genitori davanti al municipio della valle."],
    "ru": ["Доступно только тридцать мест в соседней школе, сказала директор родителям."],
}


def text_with(language: str, line: str) -> str:
    """What is read of the story with a line in its middle."""
    paragraphs = STORY[language].split("\n\n")
    paragraphs.insert(3, line)
    story = "\n\n".join(paragraphs)
    answer = extract_dump(f"{HEADLINE[language]}\n\n{BYLINE[language]}\n\n{story}\n")
    assert isinstance(answer, Draft)
    return answer.text


@pytest.mark.parametrize(("language", "line"), [(one, line) for one in FURNITURE for line in FURNITURE[one]])
def test_furniture_between_paragraphs_is_dropped(language: str, line: str) -> None:
    assert text_with(language, line) == STORY[language]


@pytest.mark.parametrize(("language", "line"), [(one, line) for one in SENTENCES for line in SENTENCES[one]])
def test_a_sentence_that_begins_like_furniture_stays(language: str, line: str) -> None:
    assert line in text_with(language, line).split("\n\n")
