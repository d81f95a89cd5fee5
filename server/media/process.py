"""The engine's process: a Forwarder behind the line to the server. Run as `python -m server.media.process DESCRIPTOR`.

Input: frames of `control.py` on the inherited socket. It ends when the line ends, so it never outlives the server.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys

from server.media import control
from server.media.forwarder import Forwarder
from server.media.port import AudioLevels, MediaRefused, Notification

# With more than this unread by the server, levels are left out; they are stale soon anyway.
_BACKLOG = 256 << 10


async def run(line: socket.socket) -> None:
    """Serve one server until its line ends."""
    reader, writer = await asyncio.open_connection(sock=line)
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

    unlisten = forwarder.listen(tell)
    forwarder.start()
    # What lives now lives to the end: the collector need not look at it while packets wait.
    gc.collect()
    gc.freeze()
    writer.write(control.frame(control.Ready(forwarder.place.port)))
    try:
        while (content := await control.read_frame(reader)) is not None:
            message = control.read_downward(content)
            if isinstance(message, control.Call):
                writer.write(control.frame(await _answer(forwarder, message)))
            elif isinstance(message, control.Ping):
                writer.write(control.frame(control.Pong()))
            # Many calls may wait in the reader; packets come between them.
            await asyncio.sleep(0)
    finally:
        unlisten()
        await forwarder.close()
        writer.close()


async def _answer(forwarder: Forwarder, call: control.Call) -> control.Reply | control.Denied:
    try:
        result = await getattr(forwarder, call.method)(*control.arguments_of(call))
    except MediaRefused as refusal:
        return control.Denied(call.id, refusal.code, refusal.data)
    return control.Reply(call.id, control.raw(result))


def main(descriptor: int) -> None:
    """Take the inherited socket and serve."""
    # Ctrl-C reaches the whole group; the server ends this process by ending its line.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(run(socket.socket(fileno=descriptor)))


if __name__ == "__main__":
    main(int(sys.argv[1]))
