"""An invented story as a dump has it, and the draft of a dump that must have one."""

from __future__ import annotations

from copydesk.article import Draft
from copydesk.extraction.dump.extract import extract_dump

PIER = "\n\n".join(
    f"The harbour board said in part {n} that the north pier will be rebuilt before the autumn storms."
    for n in range(4)
)


def draft_of(text: str) -> Draft:
    answer = extract_dump(text)
    assert isinstance(answer, Draft)
    return answer
