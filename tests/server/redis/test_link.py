"""The link to Redis: it knows when it is lost, whatever the socket says, and comes back by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.redis import link as link_module
from server.redis.link import Link, redis_fault
from tests.programs import RedisProgram, free_port, running_redis
from tests.venue import until


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisProgram]:
    """A Redis that the test may stop."""
    with running_redis(tmp_path / "redis") as redis:
        yield redis


@pytest.fixture
async def link(own_redis: RedisProgram, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Link]:
    for name, seconds in {"ANSWER_S": 0.3, "PING_S": 0.05, "SILENCE_S": 0.3, "AGAIN_S": 0.1}.items():
        monkeypatch.setattr(link_module, name, seconds)
    link = Link(own_redis.url)
    async with link.running():
        yield link


async def test_what_is_published_is_heard_by_who_subscribed_until_they_leave(link: Link) -> None:
    heard: list[bytes] = []
    await link.subscribe("a", heard.append)
    link.publish("a", b"1")
    link.publish("b", b"nobody")
    await until(lambda: heard == [b"1"], lambda: heard)
    await link.unsubscribe("a")
    again: list[bytes] = []
    await link.subscribe("b", again.append)
    link.publish("a", b"2")
    link.publish("b", b"3")
    await until(lambda: again == [b"3"], lambda: again)
    assert heard == [b"1"]


async def test_redis_that_ends_is_missed_at_once_and_found_again(link: Link, own_redis: RedisProgram) -> None:
    changes: list[bool] = []
    link.on_change.append(changes.append)
    heard: list[bytes] = []
    await link.subscribe("a", heard.append)
    own_redis.kill()
    await until(lambda: changes == [False], lambda: changes)
    with pytest.raises(OSError, match="does not answer"):
        link.publish("a", b"lost")
    own_redis.start()
    await until(lambda: changes == [False, True], lambda: changes)
    link.publish("a", b"heard")
    await until(lambda: heard == [b"heard"], lambda: heard)


async def test_redis_that_stands_still_is_missed_though_its_sockets_are_open(
    link: Link, own_redis: RedisProgram
) -> None:
    own_redis.pause()
    try:
        await until(lambda: not link.connected, lambda: "the link looks whole")
    finally:
        own_redis.resume()
    await until(lambda: link.connected, lambda: "the link does not come back")


async def test_channel_subscribed_while_redis_is_away_is_heard_afterwards(
    link: Link, own_redis: RedisProgram
) -> None:
    own_redis.kill()
    await until(lambda: not link.connected, lambda: "the link looks whole")
    heard: list[bytes] = []
    await link.subscribe("late", heard.append)
    own_redis.start()
    await until(lambda: link.connected, lambda: "the link does not come back")
    link.publish("late", b"1")
    await until(lambda: heard == [b"1"], lambda: heard)


async def test_fault_of_a_url_is_told_in_one_line(own_redis: RedisProgram) -> None:
    assert await redis_fault(own_redis.url) is None
    fault = await redis_fault(f"redis://127.0.0.1:{free_port()}/0")
    assert fault is not None
    assert "\n" not in fault
