"""A conference as its day goes: other hours for some sessions, in the conference's own zone."""

from __future__ import annotations

from datetime import timedelta

from server.conferences.model import Hours
from server.conferences.moved import with_hours
from server.conferences.reader import read_conference
from server.settings import ROOT


def test_moved_session_has_its_new_hours_and_all_else_stays() -> None:
    conference = read_conference(ROOT / "deploy" / "conferences" / "metropolis-americas-2022.toml")
    session = next(each for each in conference.sessions if conference.hours(each))
    was = conference.hours(session)
    assert was
    later = Hours(was.start + timedelta(minutes=7), was.end + timedelta(minutes=20))
    moved = with_hours(conference, {session.slug: later})
    again = moved.session(session.slug)
    assert again
    assert moved.hours(again) == later
    others = [each for each in conference.sessions if each.slug != session.slug]
    assert [moved.session(each.slug) for each in others] == others
    assert with_hours(conference, {}) is conference
