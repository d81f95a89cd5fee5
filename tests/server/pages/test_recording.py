"""A session's recording on its page: for staff at once, for attendees when staff say so, for nobody else."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import msgspec
import pytest

from rooms import Role
from server.media.hls.playlists import Kept
from server.media.hls.replays import ABOUT, LIST, About
from server.scheduling import Scheduling
from server.store.audit import AuditLog
from tests.conftest import WoundClock
from tests.server.pages.conftest import AMERICAS, Reader
from tests.venue import open_venue

SESSION = "governing-together"
PAGE = f"/en/{AMERICAS}/sessions/{SESSION}"
FILES = f"/recordings/{AMERICAS}/plenary/take"


@pytest.fixture
async def recorded(reader: Reader, clock: WoundClock) -> AsyncIterator[Reader]:
    """The reader of a site with its rooms and one recording."""
    folder = reader.app.state.replays.folder / AMERICAS / "plenary" / "take"
    (folder / "video").mkdir(parents=True)
    (folder / ABOUT).write_bytes(msgspec.json.encode(About(SESSION)))
    (folder / "index.m3u8").write_text("#EXTM3U\n")
    (folder / "video" / LIST).write_bytes(msgspec.json.encode(Kept(0, 1000.0, 4.0, 0, 0)) + b"\n")
    (folder / "video" / "0.m4s").write_bytes(b"moof")
    async with open_venue(reader.stores, clock) as venue:
        await Scheduling(reader.site.conferences, venue.live.actors).bring_up()
        reader.app.state.site = dataclasses.replace(reader.site, actors=venue.live.actors)
        yield reader


async def test_attendees_see_it_when_staff_decide_so_and_no_more_when_they_take_it_back(
    recorded: Reader,
) -> None:
    moderator, attendee = await recorded.invite(Role.MODERATOR), await recorded.invite()
    await recorded.enter(attendee)
    assert "data-recording" not in (await recorded.get(PAGE)).text
    assert (await recorded.get(f"{FILES}/index.m3u8")).status_code == 403
    assert (await recorded.http.post(f"{PAGE}/recording", data={"recording": "show"})).status_code == 403
    await recorded.enter(moderator, "Mo")
    assert f'data-recording="{FILES}/index.m3u8"' in (await recorded.get(PAGE)).text
    decided = await recorded.http.post(f"{PAGE}/recording", data={"recording": "show"})
    assert (decided.status_code, decided.headers["location"]) == (303, f"{PAGE}#recording")
    assert "Mo decided so" in (await recorded.read(PAGE)).text
    await recorded.enter(attendee)
    text = (await recorded.get(PAGE)).text
    assert (
        "data-recording" in text
        and "<form" not in text.partition('id="recording"')[2].partition("</section>")[0]
    )
    given = await recorded.get(f"{FILES}/video/0.m4s")
    assert (given.status_code, given.content) == (200, b"moof")
    await recorded.enter(moderator, "Mo")
    await recorded.http.post(f"{PAGE}/recording", data={"recording": "hide"})
    await recorded.enter(attendee)
    assert (await recorded.get(f"{FILES}/video/0.m4s")).status_code == 403
    recorded.http.cookies.clear()
    assert "data-recording" not in (await recorded.get(PAGE)).text


async def test_who_decided_stands_in_the_audit_log(
    recorded: Reader,
) -> None:
    await recorded.enter(await recorded.invite(Role.MODERATOR), "Mo")
    for word in ("show", "show", "hide", "show"):
        await recorded.http.post(f"{PAGE}/recording", data={"recording": word})
    audit: AuditLog = recorded.app.state.audit
    listed = await audit.records(AMERICAS)
    assert [(each.kind, each.by.name) for each in reversed(listed) if each.by] == [
        ("session.recording_shown", "Mo"),
        ("session.recording_hidden", "Mo"),
        ("session.recording_shown", "Mo"),
    ]
    assert listed[0].subject is not None and "Govern" in listed[0].subject.text
    page = await recorded.read(f"/es/{AMERICAS}/audit?area=session")
    assert "Mostró la grabación al público" in page.text
    await recorded.enter(await recorded.invite())
    assert (await recorded.http.post(f"{PAGE}/recording", data={"recording": "hide"})).status_code == 403


@pytest.mark.parametrize(
    "path", ["take.json", "video/segments.jsonl", "..%2Ftake%2Findex.m3u8", "video/9.m4s"]
)
async def test_nothing_but_its_media_is_given(recorded: Reader, path: str) -> None:
    await recorded.enter(await recorded.invite(Role.ORGANIZER))
    assert (await recorded.get(f"{FILES}/{path}")).status_code == 404
    assert (await recorded.get(f"/recordings/{AMERICAS}/plenary/none/index.m3u8")).status_code == 404
