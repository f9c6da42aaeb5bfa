"""News agencies by their several names, so that a question for one finds what credits it by another."""

from __future__ import annotations

# Each row is one agency: the name that it is listed by, then its others; all folded as in `facets`. Field
# knowledge, from what the agencies call themselves. Abbreviations of several agencies are left out.
_NAMES = (
    ("afp", "agence france-presse", "agence france presse"),
    ("agencia brasil", "abr"),
    ("anadolu", "anadolu agency", "anadolu ajansi"),
    ("ansa", "agenzia ansa", "agenzia nazionale stampa associata"),
    ("ap", "associated press", "ap news"),
    ("aap", "australian associated press", "aapnews"),
    ("belga", "belga news agency"),
    ("bloomberg", "bloomberg news"),
    ("canadian press", "la presse canadienne"),
    ("dpa", "deutsche presse-agentur", "dpa international"),
    ("efe", "agencia efe"),
    ("fars", "fars news agency"),
    ("interfax", "интерфакс"),
    ("ips", "inter press service"),
    ("irna", "islamic republic news agency"),
    ("jiji", "jiji press"),
    ("kff health news", "kaiser health news", "khn"),
    ("keystone-sda", "keystone-ats"),
    ("kyodo", "kyodo news"),
    ("lusa", "agencia lusa"),
    ("pa", "pa media", "press association"),
    ("pti", "press trust of india"),
    ("reuters", "thomson reuters", "reuters news agency"),
    ("ria novosti", "риа новости"),
    ("rns", "religion news service"),
    ("tass", "itar-tass", "тасс", "итар-тасс"),
    ("tns", "tribune news service"),
    ("upi", "united press international"),
    ("xinhua", "xinhua news agency"),
    ("yonhap", "yonhap news agency"),
)

AGENCY: dict[str, str] = {other: names[0] for names in _NAMES for other in names[1:]}
