"""RTCP packets (RFC 3550 §6, RFC 4585, RFC 5104, REMB) as bytes. Input: decrypted compound packets from the network.

Readers give what is whole and leave out what is not; they never raise on bytes from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import Struct
from typing import NamedTuple

SENDER_REPORT, RECEIVER_REPORT, DESCRIPTION, GOODBYE = 200, 201, 202, 203
TRANSPORT_FEEDBACK, PAYLOAD_FEEDBACK = 205, 206
NACK, TRANSPORT_CC = 1, 15  # formats of TRANSPORT_FEEDBACK
PLI, FIR, APPLICATION = 1, 4, 15  # formats of PAYLOAD_FEEDBACK
MOST_BLOCKS = 31
CNAME = b"stage"

_HEAD = Struct("!BBH")
_TWO = Struct("!II")
_PAIR = Struct("!HH")
_REPORT = Struct("!IIIIII")
_SENDER = Struct("!BBHIQIII")
_FEEDBACK = Struct("!BBHII")
_SENDER_INFO = Struct("!IQIII")


class Part(NamedTuple):
    """One packet of a compound: its type, its format (a count in reports), and its body after the first four octets."""

    type: int
    format: int
    body: bytes


class Block(NamedTuple):
    """A report block about one SSRC. `fraction` is in 1/256; `last_report` and `delay` as in RFC 3550."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int


class SenderInfo(NamedTuple):
    """A sender report's clock: `ntp` in 1/2³² s, `timestamp` in the track's clock."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    octets: int


def parts(data: bytes) -> Iterator[Part]:
    """Read a compound packet up to the first part that is broken."""
    position = 0
    while position + 4 <= len(data):
        first, kind, words = _HEAD.unpack_from(data, position)
        end = position + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            return
        last = end
        if first & 0x20:
            last = end - data[end - 1]
            if last < position + 4:
                return
        yield Part(kind, first & 31, data[position + 4 : last])
        position = end


def sender_info(part: Part) -> SenderInfo | None:
    """The clock of a sender report."""
    if len(part.body) < _SENDER_INFO.size:
        return None
    return SenderInfo(*_SENDER_INFO.unpack_from(part.body))


def blocks(part: Part) -> list[Block]:
    """The report blocks of a sender or receiver report."""
    start = 24 if part.type == SENDER_REPORT else 4
    found = []
    for at in range(start, min(len(part.body), start + 24 * part.format) - 23, 24):
        ssrc, loss, highest, jitter, last_report, delay = _REPORT.unpack_from(part.body, at)
        lost = loss & 0xFFFFFF
        found.append(
            Block(
                ssrc,
                loss >> 24,
                lost - 0x1000000 if lost >> 23 else lost,
                highest,
                jitter,
                last_report,
                delay,
            )
        )
    return found


def feedback_target(part: Part) -> int | None:
    """The media SSRC that a feedback part is about; for FIR that of its first entry."""
    at = 8 if part.type == PAYLOAD_FEEDBACK and part.format == FIR else 4
    return int.from_bytes(part.body[at : at + 4], "big") if len(part.body) >= at + 4 else None


def lost_sequences(part: Part) -> list[int]:
    """The sequence numbers that a NACK asks for."""
    wanted = []
    for at in range(8, len(part.body) - 3, 4):
        first, mask = _PAIR.unpack_from(part.body, at)
        wanted.append(first)
        wanted += [(first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1]
    return wanted


def bitrate_limit(part: Part) -> int | None:
    """The bits per second of a REMB message; None when the part is another application's."""
    entry = part.body[8:]
    if len(entry) < 8 or entry[:4] != b"REMB":
        return None
    exponent, mantissa = entry[5] >> 2, (entry[5] & 3) << 16 | entry[6] << 8 | entry[7]
    return min(mantissa << exponent, 1 << 40)


def nack(sender: int, ssrc: int, lost: Sequence[int]) -> bytes:
    """Ask for packets again; `lost` are 16-bit sequence numbers in ascending order."""
    entries = b""
    at = 0
    while at < len(lost):
        first, mask = lost[at], 0
        at += 1
        while at < len(lost) and 0 < (lost[at] - first) & 0xFFFF <= 16:
            mask |= 1 << ((lost[at] - first) & 0xFFFF) - 1
            at += 1
        entries += _PAIR.pack(first, mask)
    return _FEEDBACK.pack(0x80 | NACK, TRANSPORT_FEEDBACK, 2 + len(entries) // 4, sender, ssrc) + entries


def pli(sender: int, ssrc: int) -> bytes:
    """Ask for a keyframe (RFC 4585 §6.3.1)."""
    return _FEEDBACK.pack(0x80 | PLI, PAYLOAD_FEEDBACK, 2, sender, ssrc)


def fir(sender: int, ssrc: int, number: int) -> bytes:
    """Ask for a keyframe from an encoder that knows no PLI (RFC 5104 §4.3.1); `number` grows with each request."""
    return _FEEDBACK.pack(0x80 | FIR, PAYLOAD_FEEDBACK, 4, sender, 0) + _TWO.pack(ssrc, (number & 255) << 24)


def remb(sender: int, bitrate: int, ssrcs: Sequence[int]) -> bytes:
    """Tell how many bits per second may be sent."""
    exponent = max(0, bitrate.bit_length() - 18)
    mantissa = bitrate >> exponent
    head = _FEEDBACK.pack(0x80 | APPLICATION, PAYLOAD_FEEDBACK, 4 + len(ssrcs), sender, 0)
    rate = bytes((len(ssrcs), exponent << 2 | mantissa >> 16, mantissa >> 8 & 255, mantissa & 255))
    return head + b"REMB" + rate + b"".join(ssrc.to_bytes(4, "big") for ssrc in ssrcs)


def sender_report(info: SenderInfo) -> bytes:
    """A sender report without blocks, and the CNAME that every compound carries (RFC 3550 §6.1)."""
    report = _SENDER.pack(
        0x80, SENDER_REPORT, 6, info.ssrc, info.ntp & (1 << 64) - 1, info.timestamp & 0xFFFFFFFF,
        info.packets & 0xFFFFFFFF, info.octets & 0xFFFFFFFF,
    )  # fmt: skip
    item = info.ssrc.to_bytes(4, "big") + bytes((1, len(CNAME))) + CNAME + b"\0"
    item += b"\0" * (-len(item) % 4)
    return report + _HEAD.pack(0x81, DESCRIPTION, len(item) // 4) + item


def receiver_report(sender: int, reports: Sequence[Block]) -> bytes:
    """A receiver report with up to 31 blocks."""
    reports = reports[:MOST_BLOCKS]
    head = _HEAD.pack(0x80 | len(reports), RECEIVER_REPORT, 1 + 6 * len(reports)) + sender.to_bytes(4, "big")
    return head + b"".join(
        _REPORT.pack(
            report.ssrc,
            report.fraction << 24 | max(-0x800000, min(0x7FFFFF, report.lost)) & 0xFFFFFF,
            report.highest & 0xFFFFFFFF,
            report.jitter & 0xFFFFFFFF,
            report.last_report,
            min(report.delay, 0xFFFFFFFF),
        )
        for report in reports
    )


def goodbye(ssrcs: Sequence[int]) -> bytes:
    """Say that these SSRCs end."""
    return _HEAD.pack(0x80 | len(ssrcs), GOODBYE, len(ssrcs)) + b"".join(
        ssrc.to_bytes(4, "big") for ssrc in ssrcs
    )


def to_ntp(unix_seconds: float) -> int:
    """A time as a 64-bit NTP timestamp."""
    return int((unix_seconds + 2_208_988_800) * (1 << 32))
