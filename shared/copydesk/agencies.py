"""The registry of news agencies: each by the name that records give it, with the other names that it goes by.

Field knowledge, from what the agencies call themselves and the membership of MINDS, EANA and OANA. Extraction reads
bylines, datelines and notices with it; listings and questions fold the names of publishers and credits with it, so
that an agency is found by any of its names. The first name is the agency's own short one. An abbreviation that
several agencies share stands for itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_BEFORE_NAME = re.compile(r"^(?:the|www\.)\s*")

AGENCIES: dict[str, tuple[str, ...]] = {
    "AA": (),
    "AAP": ("Australian Associated Press", "AAPNews"),
    "Adnkronos": (),
    "AFI": (),
    "AFP": ("Agence France-Presse", "Agence France Presse", "AFP Relaxnews", "AFP/Getty",
        "法新社", "Франс Пресс", "فرانس برس", "أ ف ب", "أ.ف.ب", "ا ف ب", "وكالة الصحافة الفرنسية",),
    "AFX": (),
    "Agência Brasil": ("ABr",),
    "Agerpres": (),
    "AGI": ("Agenzia Giornalistica Italia",),
    "AMNA": (),
    "ANA-MPA": ("Athens-Macedonian News Agency", "ΑΠΕ-ΜΠΕ"),
    "Anadolu": ("Anadolu Agency", "Anadolu Ajansı", "Anadolu Ajansi", "الأناضول",),
    "ANI": ("Asian News International",),
    "ANP": ("Algemeen Nederlands Persbureau",),
    "ANSA": ("Agenzia ANSA", "Agenzia Nazionale Stampa Associata", "АНСА", "آنسا",),
    "Antara": ("Antara News Agency",),
    "AP": ("Associated Press", "AP News", "美联社", "أسوشيتد برس", "أ ب", "أ.ب", "АП", "에이피",),
    "APA": ("Austria Presse Agentur", "Austria Presse-Agentur", "APA-OTS"),
    "APP": ("Associated Press of Pakistan",),
    "APS": ("Algérie Presse Service",),
    "Armenpress": (),
    "askanews": (),
    "ATA": (),
    "ATS": ("Agence télégraphique suisse",),
    "Azertac": (),
    "Belga": ("Belga News Agency",),
    "BelTA": ("БелТА",),
    "Bernama": (),
    "Beta": (),
    "Bloomberg": ("Bloomberg News",),
    "BNA": (),
    "BTA": ("Bulgarian Telegraph Agency",),
    "Business Wire": ("BusinessWire",),
    "Canadian Press": ("La Presse canadienne", "CP"),
    "Catholic News Service": ("CNS",),
    "China News Service": ("中新社", "中国新闻社", "中新网", "中國新聞社"),
    "CNA": ("中央社",),
    "CNN": ("CNN Newsource", "CNN Wire", "The-CNN-Wire", "Cable News Network"),
    "ČTK": ("CTK", "Česká tisková kancelář"),
    "DHA": ("Demirören Haber Ajansı", "Demirören Haber Ajansi"),
    "Dow Jones": ("Dow Jones Newswires",),
    "dpa": (
        "Deutsche Presse-Agentur", "Deutsche Presse Agentur", "dpa-infocom", "dpa International",
        "د ب أ", "د.ب.أ", "德新社", "ДПА",
    ),
    "dpa-AFX": (),
    "EFE": ("Agencia EFE", "إفي", "埃菲社",),
    "epd": ("Evangelischer Pressedienst",),
    "Estadão Conteúdo": (),
    "Europa Press": (),
    "Fars": ("Fars News Agency",),
    "FENA": (),
    "Field Level Media": (),
    "Folhapress": (),
    "GlobeNewswire": ("Globe Newswire",),
    "GNA": ("Ghana News Agency",),
    "Gray News": (),
    "HINA": (),
    "IANS": ("Indo-Asian News Service",),
    "IHA": ("İhlas Haber Ajansı", "İhlas Haber Ajansi"),
    "Interfax": ("Интерфакс",),
    "IPS": ("Inter Press Service",),
    "IRNA": ("Islamic Republic News Agency",),
    "ISNA": ("Iranian Students' News Agency",),
    "Jiji": ("Jiji Press", "時事", "時事通信"),
    "Kazinform": (),
    "KCNA": ("Korean Central News Agency",),
    "Keystone-SDA": ("Keystone-ATS",),
    "KFF Health News": ("Kaiser Health News", "KHN"),
    "KNA": ("Katholische Nachrichten-Agentur",),
    "KUNA": ("Kuwait News Agency", "كونا",),
    "Kyodo": ("Kyodo News", "共同", "共同通信", "共同社", "共同通信社",),
    "LaPresse": (),
    "Lusa": ("Agência Lusa", "Agencia Lusa"),
    "MAP": ("Maghreb Arabe Presse",),
    "Mehr": ("Mehr News Agency",),
    "MENA": ("أ ش أ", "أ.ش.أ",),
    "MIA": (),
    "MINA": (),
    "MTI": ("Magyar Távirati Iroda",),
    "NAN": ("News Agency of Nigeria",),
    "NEXSTAR": ("Nexstar Media Wire",),
    "NNA": (),
    "Notimex": (),
    "NTB": ("Norsk Telegrambyrå",),
    "PA": ("PA Media", "Press Association"),
    "Panapress": (),
    "PAP": ("Polska Agencja Prasowa",),
    "Petra": ("بترا",),
    "PNA": ("Philippine News Agency",),
    "PR Newswire": ("PRNewswire",),
    "Prensa Latina": (),
    "PTI": ("Press Trust of India",),
    "QNA": ("Qatar News Agency", "قنا",),
    "Reuters": (
        "Thomson Reuters", "Thomson Reuters Foundation", "Reuters News Agency",
        "Рейтер", "路透社", "ロイター", "رويترز",
    ),
    "RIA Novosti": ("РИА Новости", "РИА «Новости»", "РИА",),
    "Ritzau": (),
    "RNS": ("Religion News Service",),
    "RNZ": (),
    "SANA": ("Syrian Arab News Agency", "سانا",),
    "SAPA": ("South African Press Association",),
    "SDA": ("Schweizerische Depeschenagentur",),
    "SID": ("Sport-Informations-Dienst",),
    "SPA": ("Saudi Press Agency", "واس",),
    "Sputnik": ("سبوتنيك", "卫星通讯社",),
    "STA": ("Slovenska tiskovna agencija", "Slovenian Press Agency"),
    "States Newsroom": (),
    "StatePoint": (),
    "Stats Perform": (),
    "STT": ("Suomen Tietotoimisto",),
    "Tanjug": (),
    "TAP": ("Tunis Afrique Presse",),
    "Tasnim": ("Tasnim News Agency",),
    "TASR": (),
    "TASS": ("ITAR-TASS", "ТАСС", "ИТАР-ТАСС", "تاس", "塔斯社",),
    "Télam": ("Telam",),
    "The Center Square": (),
    "The Conversation": (),
    "TNS": ("Tribune News Service", "Tribune Content Agency"),
    "Trend": (),
    "TT": ("Tidningarnas Telegrambyrå",),
    "Ukrinform": ("Укринформ", "Укрінформ"),
    "UNI": ("United News of India",),
    "UNIAN": ("УНИАН",),
    "UPI": ("United Press International", "合众国际社",),
    "VNA": ("Vietnam News Agency",),
    "WAM": ("Emirates News Agency", "وام",),
    "Xinhua": ("Xinhua News Agency", "新华社", "新华网", "新華社", "Синьхуа", "شينخوا", "新华社电",),
    "Yonhap": ("Yonhap News Agency", "연합뉴스", "韩联社", "韓聯社", "聯合通訊社",),
}  # fmt: skip


def fold_source(name: str) -> str:
    """A name or domain of an outlet as letters and digits alone: `The Global News` and `globalnews` agree.

    Agencies go by one of their names: `Associated Press` is `ap`.
    """
    folded = _letters(name)
    return _agency_names().get(folded, folded)


def is_agency(folded: str) -> bool:
    """Whether a name that `fold_source` has folded is an agency's."""
    return folded in _folded_agencies()


@cache
def _folded_agencies() -> frozenset[str]:
    return frozenset(map(_letters, AGENCIES))


@cache
def _agency_names() -> dict[str, str]:
    return {_letters(form): _letters(name) for name, others in AGENCIES.items() for form in others}


def _letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", _BEFORE_NAME.sub("", name.strip().casefold(), count=1))
    return "".join(character for character in plain if character.isalnum())
