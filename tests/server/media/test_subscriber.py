"""What the engine tells of a subscriber, by the way of the whole engine."""

from __future__ import annotations

from tests.server.media.peers import Scripted, Wound, forwarder, publish, subscribe, until, video


async def test_viewer_that_is_not_heard_any_more_counts_as_gone_before_it_is_forgotten() -> None:
    clock = Wound()
    async with forwarder(clock) as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        await subscribe(engine, viewer)
        speaker.remote.send(video(100, key=True))
        await until(lambda: viewer.packets, "the picture")
        assert [each.connected for each in (await engine.stats()).subscribers] == [True]
        clock.ahead += 9
        assert [each.connected for each in (await engine.stats()).subscribers] == [False]
