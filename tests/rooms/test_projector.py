"""What the projector shows is chosen by staff, seen by all, and everything at first."""

import pytest

from rooms import Audience, touched
from tests.builders import a_room, decided, does, refusal, shown, then
from tests.cast import ATTENDEE, MODERATOR, SPEAKER


def test_projector_shows_everything_until_somebody_chooses() -> None:
    assert shown(a_room(), "projector") == {"scene": "all"}
    room = a_room(does(MODERATOR, "room.project", scene="poll"))
    for audience in Audience:
        assert shown(room, "projector", audience) == {"scene": "poll"}
    assert decided(room, does(MODERATOR, "room.project", scene="poll")) == ()
    assert shown(then(room, does(MODERATOR, "room.project", scene="all")), "projector") == {"scene": "all"}
    [entry] = decided(room, does(MODERATOR, "room.project", scene="way"))
    assert touched(room, entry).shared == {"projector"}


@pytest.mark.parametrize("who", [ATTENDEE, SPEAKER], ids=["attendee", "speaker"])
def test_only_staff_choose(who: object) -> None:
    assert refusal(a_room(), does(who, "room.project", scene="top"))[0] == "not_permitted"  # type: ignore[arg-type]
