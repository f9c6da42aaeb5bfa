"""JSON as news systems write it: raw line ends within strings, and numbers of any length."""

from __future__ import annotations

import json

# Digits of an integer that is read as one. Python refuses over 4,300, and no field has so many.
MAX_DIGITS = 400


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits


# What it raises: ValueError where the text is no JSON, RecursionError where it is nested too deep.
DECODER = json.JSONDecoder(strict=False, parse_int=_integer)
