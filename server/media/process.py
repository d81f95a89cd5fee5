"""The engine's process: a Forwarder and its packagers behind the line to the server.

Run as `python -m server.media.process DESCRIPTOR`. Input: frames of `control.py` on the inherited socket. It ends when
the line ends, so it never outlives the server.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys

from rooms import RoomId
from server.media import control
from server.media.forwarder import Forwarder
from server.media.hls.broadcasters import Broadcasters
from server.media.hls.products import Product
from server.media.port import AudioLevels, MediaRefused, Notification

# With more than this unread by the server, levels are left out; they are stale soon anyway.
_BACKLOG = 256 << 10
# How long a thread keeps the interpreter from another that waits for it, in seconds. The sound desk's thread waits for it
# several times in each 20 ms of sound: with Python's own 5 ms it falls seconds behind while the loop is busy.
SWITCH_S = 0.0005


async def run(line: socket.socket) -> None:
    """Serve one server until its line ends."""
    reader, writer = await asyncio.open_connection(sock=line)
    # All code is read: from here on it takes a moment.
    writer.write(control.frame(control.Pong()))
    first = await control.read_frame(reader)
    if first is None:
        return
    message = control.read_downward(first)
    assert isinstance(message, control.Configure)
    try:
        forwarder = Forwarder(message.configuration)
    except OSError as error:
        writer.write(control.frame(control.Failed(str(error))))
        await writer.drain()
        return

    def tell(notification: Notification) -> None:
        if writer.is_closing():
            return
        if isinstance(notification, AudioLevels) and writer.transport.get_write_buffer_size() > _BACKLOG:
            return
        writer.write(control.frame(control.Told(notification)))

    def give(room: RoomId, product: Product) -> None:
        if not writer.is_closing():
            writer.write(control.frame(control.Produced(room, product)))

    broadcasters = Broadcasters(forwarder, give, message.configuration.part)
    ends = [forwarder.listen(tell), forwarder.listen(broadcasters.hear)]
    forwarder.start()
    # What lives now lives to the end: the collector need not look at it while packets wait.
    gc.collect()
    gc.freeze()
    writer.write(control.frame(control.Ready(forwarder.place.port)))
    try:
        while (content := await control.read_frame(reader)) is not None:
            message = control.read_downward(content)
            if isinstance(message, control.Call):
                writer.write(control.frame(await _answer(forwarder, broadcasters, message)))
            elif isinstance(message, control.Ping):
                writer.write(control.frame(control.Pong()))
            # Many calls may wait in the reader; packets come between them.
            await asyncio.sleep(0)
    finally:
        for end in ends:
            end()
        broadcasters.close()
        await forwarder.close()
        writer.close()


async def _answer(
    forwarder: Forwarder, broadcasters: Broadcasters, call: control.Call
) -> control.Reply | control.Denied:
    if call.method == "broadcast":
        broadcasters.broadcast(*control.arguments_of(call))
        return control.Reply(call.id, control.raw(None))
    try:
        result = await getattr(forwarder, call.method)(*control.arguments_of(call))
    except MediaRefused as refusal:
        return control.Denied(call.id, refusal.code, refusal.data)
    return control.Reply(call.id, control.raw(result))


def main(descriptor: int) -> None:
    """Take the inherited socket and serve."""
    # Ctrl-C reaches the whole group; the server ends this process by ending its line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.setswitchinterval(SWITCH_S)
    asyncio.run(run(socket.socket(fileno=descriptor)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
