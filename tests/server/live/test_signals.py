"""Signals: shown once to those who may be shown them, in every process, and never kept."""

from __future__ import annotations

import json

import pytest

from rooms import Audience, Role
from server.bus.memory import MemoryBus
from server.live.frames import Malformed
from server.live.limits import COMMANDS_AT_ONCE
from server.live.ready import payload_of
from server.live.signals import MediaLevels, MediaRestarted, Watch, frame_of, read, signal
from server.stores import Stores
from tests.cast import ATTENDEE, CAPTIONER
from tests.conftest import WoundClock
from tests.doubles import SilentBus
from tests.venue import ROOM, Tab, open_venue

INTERIM = {"type": "signal", "signal": "caption.interim", "language": "en", "text": "Welcome"}


def signals_of(tab: Tab) -> list[dict[str, object]]:
    return [frame for frame in tab.frames if frame["type"] == "signal"]


def test_browsers_signal_goes_on_with_its_sender() -> None:
    found = read(json.dumps(INTERIM), CAPTIONER)
    assert found is not None
    assert json.loads(payload_of(frame_of(found))) == {**INTERIM, "by": CAPTIONER.id}


def test_signal_of_a_role_that_may_not_send_it_is_passed_over() -> None:
    assert read(json.dumps(INTERIM), ATTENDEE) is None
    assert read('{"type": "signal", "signal": "media.restarted"}', CAPTIONER) is None


@pytest.mark.parametrize(
    "changes",
    [{"signal": "unknown"}, {"text": 1}, {"more": 1}, {"by": "p1"}, {"text": "x" * 1001}, {"language": "?"}],
)
def test_signal_that_is_not_as_described_is_malformed(changes: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        read(json.dumps({**INTERIM, **changes}), CAPTIONER)


async def test_signal_reaches_its_audience_in_every_process_and_comes_only_once(
    stores: Stores, clock: WoundClock
) -> None:
    bus = MemoryBus()
    async with open_venue(stores, clock, bus=bus) as here, open_venue(stores, clock, bus=bus) as there:
        hall, backstage = await here.enter("Ana"), await here.enter("Mo", role=Role.MODERATOR)
        far = await there.enter("Ben")
        levels = signal("media.levels", MediaLevels({"p1": 9}), frozenset({Audience.BACKSTAGE}))
        await here.live.actors.signal(ROOM, levels)
        await here.live.actors.signal(ROOM, signal("media.restarted", MediaRestarted()))
        await there.live.actors.signal(ROOM, signal("watch", Watch("hls"), to=far.account.id))
        expected = [
            (hall, ["media.restarted"]),
            (backstage, ["media.levels", "media.restarted"]),
            (far, ["media.restarted", "watch"]),
        ]
        for tab, names in expected:
            await tab.until(lambda tab=tab, names=names: len(signals_of(tab)) == len(names))  # type: ignore[misc]
            assert [frame["signal"] for frame in signals_of(tab)] == names
        late = await here.enter("Cleo")
        assert not signals_of(late)
        for tab in (hall, backstage, far, late):
            await tab.leave()


async def test_signal_reaches_this_process_when_the_bus_is_down(stores: Stores, clock: WoundClock) -> None:
    async with open_venue(stores, clock, bus=SilentBus()) as venue:
        tab = await venue.enter("Ana")
        await venue.live.actors.signal(ROOM, signal("media.restarted", MediaRestarted()))
        await tab.until(lambda: signals_of(tab))
        await tab.leave()


async def test_captioners_tab_signals_and_what_is_too_much_is_left_out(
    stores: Stores, clock: WoundClock
) -> None:
    async with open_venue(stores, clock) as venue:
        captioner, hall = await venue.enter("Carl", role=CAPTIONER.role), await venue.enter("Ana")
        await hall.send(INTERIM)
        for _ in range(COMMANDS_AT_ONCE + 10):
            await captioner.send(INTERIM)
        assert "position" in await captioner.command("chat.send", text="All of it is sent.")
        await hall.until(hall.texts)
        assert len(signals_of(hall)) == COMMANDS_AT_ONCE
        assert signals_of(hall)[0] == {**INTERIM, "by": captioner.account.id}
        await captioner.leave()
        await hall.leave()
