"""This process's link to Redis: what is published and heard there, and whether it answers. Input: PUENTE_REDIS_URL.

Nothing that Redis holds is the truth: it may be stopped, emptied or cut off at any moment, and rooms go on. So nothing
here makes a caller wait: what is published is handed to a task, and who listens is told when something may be missing.
"""

from __future__ import annotations

import asyncio
import logging
import math
import random
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# What Redis may take for a connection and for an answer. It answers in under a millisecond, or it is in trouble.
ANSWER_S: Final = 1.0
CONNECTIONS: Final = 16
PING_S: Final = 0.5
# Without a pong for so long the link counts as lost, however alive the socket looks.
SILENCE_S: Final = 2.0
AGAIN_S: Final = 0.5
# What waits to be published. More than this is a Redis that does not keep up: then hints are lost and the log is read.
OUTBOX: Final = 10_000
BATCH: Final = 200

Hear = Callable[[bytes], None]


def open_redis(url: str) -> Redis:
    """Return a client; nothing is connected yet. Its calls raise RedisError or OSError within ANSWER_S."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=ANSWER_S,
        socket_timeout=ANSWER_S,
        socket_connect_timeout=ANSWER_S,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
    return Redis(connection_pool=pool)


async def redis_fault(url: str) -> str | None:
    """Say why a Redis cannot be used, or None when it answers."""
    try:
        client = open_redis(url)
        try:
            await client.ping()
        finally:
            await client.aclose(close_connection_pool=True)
    except (RedisError, OSError, ValueError) as error:
        return str(error).splitlines()[0]
    return None


async def end(tasks: set[asyncio.Task[None]]) -> None:
    """Cancel tasks until they end: before Python 3.12 `asyncio.wait_for`, which the client uses, may eat a cancel."""
    waiting = tasks
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=0.1)


class Link:
    """Publishes and hears. `connected` says whether what others publish arrives; `on_change` is told when that changes.

    Use it inside `running`. Channels of one database number do not meet those of another.
    """

    def __init__(self, url: str) -> None:
        self.client = open_redis(url)
        self.connected = False
        self.on_change: list[Callable[[bool], None]] = []
        database = self.client.connection_pool.connection_kwargs.get("db", 0)
        self._prefix = f"puente:{database}:"
        self._channels: dict[str, Hear] = {}
        self._outbox: deque[tuple[str, bytes]] = deque()
        self._published = asyncio.Event()
        self._connection: AbstractConnection | None = None
        self._pongs: dict[bytes, asyncio.Future[None]] = {}
        self._pings = 0
        self._heard_at = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep the link for as long as the context lasts; it begins connected where Redis answers at once."""
        first = asyncio.Event()
        tasks = {
            asyncio.create_task(self._keep(first), name="redis link"),
            asyncio.create_task(self._publish(), name="redis publisher"),
        }
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(first.wait(), 2 * ANSWER_S)
            yield
        finally:
            await end(tasks)
            await self.client.aclose(close_connection_pool=True)

    def key(self, name: str) -> str:
        """Return the name of a key or channel as it is in Redis."""
        return self._prefix + name

    def publish(self, channel: str, message: bytes) -> None:
        """Hand a message to the link. Raises OSError when it is lost: the link is down, or Redis does not keep up."""
        if not self.connected:
            raise OSError("Redis does not answer")
        if len(self._outbox) >= OUTBOX:
            raise OSError("Redis does not keep up")
        self._outbox.append((self.key(channel), message))
        self._published.set()

    async def subscribe(self, channel: str, hear: Hear) -> None:
        """Call `hear` for each message from now on; while the link is down, from when it is back."""
        self._channels[channel] = hear
        await self._ask("SUBSCRIBE", channel)

    async def unsubscribe(self, channel: str) -> None:
        """Hear nothing more of a channel."""
        if self._channels.pop(channel, None) is not None:
            await self._ask("UNSUBSCRIBE", channel)

    async def _ask(self, command: str, channel: str) -> None:
        connection = self._connection
        if connection is None or not self.connected:
            return
        try:
            await connection.send_command(command, self.key(channel), check_health=False)
            await self._ping(connection)
        except (RedisError, OSError) as error:
            await self._cut(connection, error)

    async def _keep(self, first: asyncio.Event) -> None:
        kwargs = {
            name: value
            for name, value in self.client.connection_pool.connection_kwargs.items()
            if name != "health_check_interval"
        }
        connection_class = self.client.connection_pool.connection_class
        while True:
            connection = connection_class(**kwargs)
            reading: set[asyncio.Task[None]] = set()
            try:
                await connection.connect()  # type: ignore[no-untyped-call]
                self._heard_at = asyncio.get_running_loop().time()
                reading = {asyncio.create_task(self._read(connection))}
                # A connection in which nothing is subscribed would answer a ping in another form.
                names = [self.key(channel) for channel in ("-", *self._channels)]
                await connection.send_command("SUBSCRIBE", *names, check_health=False)
                await self._ping(connection)
                self._connection = connection
                self._change(True)
                first.set()
                await self._watch(connection, reading)
            except (RedisError, OSError) as error:
                logger.warning("the link to Redis is lost: %s", error)
            finally:
                self._connection = None
                self._change(False)
                if reading:
                    await end(reading)
                self._outbox.clear()
                await connection.disconnect(nowait=True)
            first.set()
            await asyncio.sleep(random.uniform(AGAIN_S / 5, AGAIN_S))

    async def _watch(self, connection: AbstractConnection, reading: set[asyncio.Task[None]]) -> None:
        """Return or raise when the link is lost."""
        loop = asyncio.get_running_loop()
        while True:
            done, _ = await asyncio.wait(reading, timeout=PING_S)
            for task in done:
                task.result()
            if loop.time() - self._heard_at > SILENCE_S:
                raise OSError(f"no answer for {SILENCE_S:.0f} s")
            await connection.send_command("PING", check_health=False)

    async def _ping(self, connection: AbstractConnection) -> None:
        """Wait until Redis has done what was asked before."""
        self._pings += 1
        token = b"%d" % self._pings
        done = self._pongs[token] = asyncio.get_running_loop().create_future()
        try:
            await connection.send_command("PING", token, check_health=False)
            await asyncio.wait_for(done, ANSWER_S)
        finally:
            self._pongs.pop(token, None)

    async def _read(self, connection: AbstractConnection) -> None:
        loop = asyncio.get_running_loop()
        skip = len(self.key(""))
        while True:
            answer: Any = await connection.read_response(timeout=math.inf, disconnect_on_error=False)
            self._heard_at = loop.time()
            kind = answer[0]
            if kind == b"message":
                hear = self._channels.get(answer[1][skip:].decode())
                if hear is not None:
                    hear(answer[2])
            elif kind == b"pong":
                waiting = self._pongs.get(answer[1])
                if waiting is not None and not waiting.done():
                    waiting.set_result(None)

    async def _publish(self) -> None:
        while True:
            await self._published.wait()
            self._published.clear()
            while self._outbox:
                batch = [self._outbox.popleft() for _ in range(min(BATCH, len(self._outbox)))]
                try:
                    async with self.client.pipeline(transaction=False) as pipe:
                        for channel, message in batch:
                            pipe.publish(channel, message)
                        await pipe.execute()
                except (RedisError, OSError) as error:
                    await self._cut(self._connection, error)

    async def _cut(self, connection: AbstractConnection | None, error: Exception) -> None:
        """Something was lost on the way: begin anew, so that everyone who listens looks for what is missing."""
        if connection is not None and connection is self._connection:
            logger.warning("the link to Redis is cut: %s", error)
            self._change(False)
            await connection.disconnect(nowait=True)

    def _change(self, connected: bool) -> None:
        if connected != self.connected:
            self.connected = connected
            for told in self.on_change:
                told(connected)
