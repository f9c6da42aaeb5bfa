from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.matching.cohesion import BLOCK_WORDS, MIN_BLOCKS, is_round_up
from copydesk.matching.compare import compare, is_copy, joins
from copydesk.matching.fingerprint import Fingerprint, fingerprint
from copydesk.matching.words import words

HARBOUR = (
    "The harbour board closed the eastern slipway after divers found rotten timber piles under the loading ramp. The "
    "harbour has two other slipways, and skippers said that the harbour board should have asked before it closed the "
    "eastern one. Divers will look at the timber piles of the western slipway too. The loading ramp was built by the "
    "skippers themselves, and the board wants them to pay for new piles. Skippers refuse, and the board meets again."
)
LIBRARY = (
    "Volunteers who keep the village library open were told that the council will sell the building to a dental "
    "surgery. The library was founded by a chemistry teacher, and volunteers have doubled its loans since the council "
    "withdrew its librarian. The dental surgery promised to keep the reading hour. Volunteers want the council to "
    "explain why the building was valued so low, and the teacher called the letter from the council a disgrace."
)
BRIDGE = (
    "Inspectors opened the suspension footbridge for hikers again, nine days after a film showed how the footbridge "
    "swayed. Inspectors blamed a loosened turnbuckle on the upstream cable. The crew tightened every turnbuckle and "
    "hung sandbags from the cable overnight. Hikers may cross the footbridge fifteen at a time, and a warden counts "
    "hikers at weekends. The upstream cable will be looked at by inspectors again before winter comes."
)
BUDGET = (
    "Parliament passed a supplementary budget that moves dinars from roads to hospitals. The finance minister "
    "called it "
    "a budget for nurses, while opponents said that the minister had dismissed nurses only last year. Hospitals will "
    "hire nurses and finish a children's clinic. Economists warned parliament that wages in hospitals raise inflation. "
    "The finance minister answered that parliament had waited long enough and that the clinic cannot wait."
)
STORIES = (HARBOUR, LIBRARY, BRIDGE, BUDGET)


def article(text: str) -> Fingerprint:
    return fingerprint(text=text, title=None, published_at=None, publisher=None, url=None)


def test_a_text_of_several_stories_is_a_round_up_and_one_story_is_none() -> None:
    assert is_round_up(words("\n\n".join(STORIES)))
    assert not any(is_round_up(words(f"{story} {story}")) for story in STORIES)


def test_few_words_say_nothing() -> None:
    enough = words("\n\n".join(STORIES))
    assert not is_round_up(enough[: (MIN_BLOCKS - 1) * BLOCK_WORDS])


def test_a_round_up_carries_its_stories_and_joins_none_of_them() -> None:
    round_up = article("\n\n".join(STORIES))
    for story in map(article, STORIES):
        assert compare(story, round_up).relation == "carried"
        assert compare(round_up, story).relation == "carries"
        assert is_copy(story, round_up)
        assert not joins(story, round_up)
    assert joins(round_up, article("\n\n".join((*STORIES, "And that was all for today."))))


@given(st.lists(st.text(), max_size=400))
def test_any_words_are_a_round_up_or_not(found: list[str]) -> None:
    assert is_round_up(found) in (True, False)
