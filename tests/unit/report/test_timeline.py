"""The picture of a story holds every copy, whatever its date."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.report.timeline import LABELS, MOST_NAMED, TICKS, UNDATED_ROOM, WIDTH, timeline
from tests.unit.report.stories import draft, story_from

days = st.dates().map(str)
times = st.datetimes().map(lambda moment: f"{moment.isoformat(timespec='seconds')}Z")
dates = st.one_of(
    st.none(), days, times, st.sampled_from(["2024-05-06", "2024-05-06T10:00:00Z", "9999-12-31"])
)


@given(st.lists(dates, min_size=1, max_size=40), st.sampled_from([None, "Meridian Wire"]))
@settings(max_examples=40)
def test_every_copy_is_in_the_picture(published: list[str | None], credit: str | None) -> None:
    drafts = {
        f"{number:03}": draft(
            "A text.", published_at=date, credit=(credit and number % 2 and {"name": credit}) or None
        )
        for number, date in enumerate(published)
    }
    picture = timeline(story_from(drafts))
    assert sorted(mark.number for mark in picture.marks) == list(range(len(published)))
    for mark in picture.marks:
        assert LABELS <= mark.x <= WIDTH
        assert 0 <= mark.y <= picture.height - 20
        assert mark.until is None or mark.x <= mark.until <= WIDTH - UNDATED_ROOM
        assert (mark.name is None) == (len(published) > MOST_NAMED)
    assert sum(lane.copies for lane in picture.lanes) == len(published)
    tops = [lane.top for lane in picture.lanes]
    assert tops == sorted(tops)
    assert all(LABELS <= tick.x <= WIDTH - UNDATED_ROOM for tick in picture.ticks)
    assert len(picture.ticks) <= TICKS + 1
    assert bool(picture.ticks) == any(published)


def test_what_is_undated_stands_apart() -> None:
    picture = timeline(story_from({"a": draft("A text.", published_at="2024-05-06"), "b": draft("A text.")}))
    assert picture.undated
    assert max(mark.x for mark in picture.marks) > WIDTH - UNDATED_ROOM
