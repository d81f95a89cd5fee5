"""RFC 6455 as the crowd needs it: server frames read cheaply, frames written, and stamps found in them.

Input: bytes that a socket received, whatever way the network cut them.
"""

import re
import time
from struct import pack

from websockets.frames import Frame, Opcode

_STAMP = re.compile(rb"@@(\d{16})")
_LARGEST = 64 * 1024 * 1024


class BrokenFrame(Exception):
    """The peer sent bytes that RFC 6455 does not allow a server to send."""


def client_frame(payload: bytes, opcode: Opcode = Opcode.TEXT) -> bytes:
    """One final, masked frame (RFC 6455, section 5.3)."""
    return Frame(opcode, payload).serialize(mask=True)


def server_frame(payload: bytes, opcode: Opcode = Opcode.TEXT) -> bytes:
    """One final, unmasked frame (RFC 6455, section 5.2)."""
    head, size = 0x80 | opcode, len(payload)
    if size < 126:
        return bytes((head, size)) + payload
    if size < 65536:
        return pack("!BBH", head, 126, size) + payload
    return pack("!BBQ", head, 127, size) + payload


def stamp() -> str:
    """The present moment to put in a text: `@@` and 16 digits, microseconds of the monotonic clock."""
    return f"@@{time.monotonic_ns() // 1000:016d}"


def stamps(payload: bytes) -> tuple[int, ...]:
    """The moments in microseconds that senders stamped into the texts of a payload, without decoding it."""
    return tuple(int(digits) for digits in _STAMP.findall(payload))


def restamped(payload: bytes) -> bytes:
    """The same payload, equally long, with every stamp replaced by the present moment."""
    return _STAMP.sub(stamp().encode(), payload)


class FrameReader:
    """Cuts a stream of server frames into whole messages; control frames may come between fragments."""

    __slots__ = ("_fragments", "_opcode", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._fragments: list[bytes] = []
        self._opcode = 0

    @property
    def idle(self) -> bool:
        """Whether nothing is begun: the next byte is the first of a message."""
        return not self._rest and not self._fragments

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """Take what was received; give the messages that are whole now, as (opcode, payload)."""
        buffer = self._rest + data if self._rest else data
        whole: list[tuple[int, bytes]] = []
        begin, end = 0, len(buffer)
        while end - begin >= 2:
            first, size, start = buffer[begin], buffer[begin + 1], begin + 2
            if size > 127:
                raise BrokenFrame("a server must not mask its frames")
            if first & 0x70:
                raise BrokenFrame("a reserved bit is set though no extension was agreed")
            if size == 126:
                if end - begin < 4:
                    break
                size, start = int.from_bytes(buffer[start : start + 2], "big"), start + 2
            elif size == 127:
                if end - begin < 10:
                    break
                size, start = int.from_bytes(buffer[start : start + 8], "big"), start + 8
            if size > _LARGEST:
                raise BrokenFrame(f"a frame of {size} bytes")
            if end - start < size:
                break
            begin = start + size
            self._take(first, buffer[start:begin], whole)
        self._rest = buffer[begin:] if begin < end else b""
        return whole

    def _take(self, first: int, payload: bytes, whole: list[tuple[int, bytes]]) -> None:
        opcode, final = first & 0x0F, first & 0x80
        if opcode >= Opcode.CLOSE:
            whole.append((opcode, payload))
        elif opcode == Opcode.CONT:
            if not self._fragments:
                raise BrokenFrame("a continuation without a beginning")
            self._fragments.append(payload)
            if final:
                whole.append((self._opcode, b"".join(self._fragments)))
                self._fragments = []
        elif self._fragments:
            raise BrokenFrame("a new message inside a fragmented one")
        elif final:
            whole.append((opcode, payload))
        else:
            self._fragments, self._opcode = [payload], opcode
