"""Numbers and names decide with the text: revisions and copies stay together, forms and columns part."""

from __future__ import annotations

import pytest

from copydesk.matching.compare import compare, finding, joins
from copydesk.matching.finding import Finding
from copydesk.matching.fingerprint import Fingerprint, fingerprint

PADDING = {
    "en": (
        "Divers had found that the piles under the ramp were rotten, and the board of the harbour voted late in the "
        "evening to close it until the autumn. Skippers complained that the detour would cost them an hour a day and "
        "that nobody had asked them. The chairwoman answered that a ramp which gives way under a lorry is no risk that "
        "she could defend, and promised a fund for the crews. Engineers want to replace the wood by steel, to raise "
        "the apron by the width of a hand, and to look at the other ramp as soon as the tourists have gone home. "
        "The baker at the quay said that she would sell her rolls from a boat if she had to, and laughed."
    ),
}


def article(text: str, **fields: str | None) -> Fingerprint:
    base: dict[str, str | None] = {"title": None, "published_at": None, "publisher": None, "url": None}
    return fingerprint(text=text, **(base | fields))  # type: ignore[arg-type]


def revised(dead: int, hurt: int, homeless: int) -> str:
    return (
        f"At least {dead} people were killed and {hurt} were hurt when the hotel fell, the ministry said, and "
        f"{homeless} have lost their homes. {PADDING['en']}"
    )


GATE = {"publisher": "Gate", "title": "Hotel falls in Zelna", "url": "https://gate.example/1"}


@pytest.mark.parametrize("same", ["title", "url"])
def test_a_text_revised_on_its_day_is_a_revision_whatever_its_numbers(same: str) -> None:
    one = article(revised(12, 40, 300), **GATE, published_at="2024-05-06")
    other = {"publisher": "Gate", "title": "Toll rises", "url": "https://gate.example/2", same: GATE[same]}
    assert (
        compare(one, article(revised(19, 65, 410), **other, published_at="2024-05-06")).relation == "revision"
    )
    assert (
        compare(one, article(revised(19, 40, 300), **other, published_at="2024-05-07")).relation == "revision"
    )
    assert (
        finding(one, article(revised(19, 65, 410), **other, published_at="2024-05-08"))
        == Finding.OTHER_NUMBERS
    )


def test_one_number_corrected_leaves_a_copy_and_so_do_two_in_a_long_text() -> None:
    assert joins(article(revised(12, 40, 300)), article(revised(12, 41, 300)))
    long = " ".join([PADDING["en"], PADDING["en"].replace("the", "a"), PADDING["en"].replace("a", "o")])
    fee = f"The repair costs {{}} crowns and takes {{}} weeks. {long}"
    assert joins(article(fee.format(900, 11)), article(fee.format(950, 12)))
    assert not joins(article(fee.format(900, 11)[:600]), article(fee.format(950, 12)[:600]))


LOTTERY = {
    "en": "Here are the winning numbers of the evening draw: {} and {} and {} and {} and {}. The bonus ball is {}. "
    "The jackpot now stands at {} crowns, and tickets for the next draw are on sale in every kiosk until seven in the "
    "evening. Players must be of age; prizes are paid out within the quarter. All numbers are given without guarantee.",
    "de": "Das sind die Gewinnzahlen der Ziehung vom Abend: {} und {} und {} und {} und {}. Die Superzahl lautet {}. "
    "Im Topf liegen nun {} Kronen, und Scheine gibt es bis sieben Uhr abends an jedem Kiosk. Wer spielt, muss "
    "volljährig sein; Gewinne werden binnen eines Quartals ausgezahlt. Alle Angaben sind wie immer ohne Gewähr.",
    "pt": "Estes são os números do sorteio da noite: {} e {} e {} e {} e {}. A estrela é o {}. O prémio acumulado é "
    "agora de {} coroas, e os bilhetes estão à venda em todos os quiosques até às sete da tarde. Só pode jogar "
    "quem for "
    "maior de idade; os prémios são pagos dentro do trimestre. Os números não dispensam a consulta da lista oficial.",
    "ar": "هذه هي أرقام سحب المساء: {} و {} و {} و {} و {} والرقم الإضافي هو {}. وتبلغ قيمة الجائزة الآن {} "
    "دينار، وتباع "
    "البطاقات في كل كشك حتى السابعة مساء. ولا يجوز اللعب لمن لم يبلغ السن القانونية، وتصرف الجوائز خلال ثلاثة أشهر من "
    "تاريخ السحب، وتنشر الأرقام دون أي ضمان كما جرت العادة في كل أسبوع من أسابيع السنة.",
}


@pytest.mark.parametrize("language", LOTTERY)
def test_columns_that_keep_their_title_and_address_part(language: str) -> None:
    fixed = {"publisher": "Gate", "title": "Lottery", "url": "https://gate.example/lottery"}
    one = article(LOTTERY[language].format(3, 11, 24, 31, 40, 7, 5200), **fixed, published_at="2024-05-06")
    other = article(LOTTERY[language].format(8, 15, 19, 28, 36, 2, 6100), **fixed, published_at="2024-05-13")
    assert not joins(one, other)
    corrected = article(
        LOTTERY[language].format(3, 11, 24, 31, 40, 7, 5300), **fixed, published_at="2024-05-07"
    )
    assert compare(one, corrected).relation == "revision"


def test_a_short_column_of_another_day_parts_whatever_it_is_filled_in_with() -> None:
    column = (
        "The harbour office expects {} at the pier today and asks all boats to keep to the western lane. "
        + LEVELS
    )
    fixed = {"publisher": "Gate", "title": "At the harbour today", "url": None}
    one = article(column.format("three ferries and a grain ship"), **fixed, published_at="2024-05-06")
    other = article(column.format("two ferries and the mail boat"), **fixed, published_at="2024-05-07")
    assert finding(one, other) == Finding.OTHER_WORDS
    same_day = article(column.format("two ferries and the mail boat"), **fixed, published_at="2024-05-06")
    assert joins(one, same_day)


LEVELS = (
    "The master, Ada Quill, and her deputy, Dov Ibarra, can be reached at Port Sabel, and in Skerry by way of "
    "Bruno Vale. "
    "Boats from Ostmar that wait for the tide lie at the old wall."
)


WITH_WORDS = {
    "horoscope": (
        "Your week, {0}: a matter of money comes to a head on {1}, so keep what you are given and be kind to those at "
        "home. A {2} at work turns out to be of use in the end. There is love in the air for all who leave the house, "
        "and a {3} from long ago brings back what you had lost. Drink more than you think you need. Your colour "
        "is {4}, "
        "and your luck lies in the {5}. For more about your stars call us at any hour.",
        ("Aries", "Tuesday", "delay", "letter", "green", "south"),
        ("Virgo", "Thursday", "quarrel", "song", "blue", "north"),
    ),
    "traffic": (
        "Traffic: the road {0} is closed between {1} and {2} after {3}. Police have put up signs for a detour and ask "
        "all drivers to allow more time. Long queues have formed on either side. It is not known when the road will be "
        "open again, and who can is asked to take the train. We shall write here as soon as we hear more, so come "
        "back. If you have seen something that we should know, send us your pictures at any time of the day.",
        ("northbound", "Lowmouth", "Carrick", "a lorry lost its load"),
        ("southbound", "Tolver", "Fenby", "a water main broke"),
    ),
    "obituary": (
        "因病医治无效,{0}于{1}在本市逝世,享年高寿。{0}同志早年参加工作,长期在{2}任职,一生勤勤恳恳,为人正直,深受同"
        "事和群众的爱戴。"
        "遗体告别仪式将在本市殡仪馆举行,家属感谢医护人员的悉心照料,并敬请亲友不送花圈,如有心意可捐给海上救助会。",
        ("林秀英", "周日凌晨", "缆绳厂"),
        ("王建国", "周一傍晚", "乳品厂"),
    ),
    "result": (
        "{0}이 {1} 홈경기에서 {2}을 꺾었다. 전반 중반 {3}이 코너킥을 머리로 받아 넣어 앞서 갔고 후반에 {4}이 "
        "추가골을 터뜨렸다. "
        "원정팀은 막판 한 골을 만회했지만 더 이상 따라붙지 못했다. 이로써 홈팀은 순위를 한 계단 끌어올리며 승점을"
        " 챙겼고, 감독은 "
        "경기 뒤 선수들이 끝까지 집중력을 잃지 않았다고 칭찬했다. 다음 경기는 일주일 뒤 같은 시간에 열린다.",
        ("로머스", "토요일", "펜비", "오스크", "트라스"),
        ("톨버", "일요일", "캐릭", "바르가", "마로"),
    ),
    "police notice": (
        "Polizei sucht Zeugen: Ein unbekannter Täter ist am {0} in eine Wohnung in {1} eingedrungen und hat {2} "
        "gestohlen. "
        "Er kam durch {3} und entkam unerkannt. Der Schaden steht noch nicht fest. Die Beamten fragen, wer in "
        "der Nacht etwas "
        "gesehen oder gehört hat, das mit der Tat zu tun haben kann, und bitten um Anruf auf jeder Wache. Sie "
        "raten dazu, "
        "auch bei kurzer Abwesenheit alle Fenster zu schließen und nachts ein Licht brennen zu lassen.",
        ("Dienstag", "Lomünde", "eine Uhr", "den Keller"),
        ("Freitag", "Karrig", "drei Ringe", "das Dach"),
    ),
}


@pytest.mark.parametrize("kind", WITH_WORDS)
def test_forms_that_are_filled_in_with_words_part(kind: str) -> None:
    form, one, other = WITH_WORDS[kind]
    left, right = article(form.format(*one)), article(form.format(*other))
    assert compare(left, right).containment > 0.45
    assert not joins(left, right)
    assert joins(left, article(form.format(*one)))
