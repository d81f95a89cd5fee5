"""A publisher in its own process: a studio's pictures and tones as RTP over UDP, in real time, with sender reports.

Input: the port, the picture as WIDTHxHEIGHTxRATE, its bits per second. It ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import select
import socket
import sys
import time

from server.media import rtcp, rtp
from server.media.hls.feed import Packet
from tests.studio import Camera, Microphone, Sender

REPORT_S = 1.0
TONES = {2: 220, 3: 440, 4: 880}


def transmit(port: int, picture: str, bitrate: int) -> None:
    """Send until standard input ends."""
    width, height, rate = (int(each) for each in picture.split("x"))
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.connect(("127.0.0.1", port))
    out.setblocking(False)
    camera = Camera(width, height, rate, bitrate)
    voices = {stream: Microphone(hertz) for stream, hertz in TONES.items()}
    senders = {1: Sender(1), **{stream: Sender(stream) for stream in voices}}
    began = time.time()
    pictures = sounds = 0
    reported = -REPORT_S
    while True:
        elapsed = time.time() - began
        if elapsed - reported >= REPORT_S:
            reported = elapsed
            report(out, began, elapsed)
        if sounds * 0.02 <= elapsed:
            for stream, voice in voices.items():
                send(out, [senders[stream].sound(voice.sound(), sounds * 960, 0.0)], 97)
            sounds += 1
        elif pictures / rate <= elapsed:
            units = camera.picture(round(time.time() * 1000) & 0xFFFFFFFF)
            send(out, senders[1].picture(units, pictures * 90_000 // rate, 0.0), 96)
            pictures += 1
        else:
            due = min(sounds * 0.02, pictures / rate) - elapsed
            readable, _, _ = select.select([out, sys.stdin], [], [], max(0.0, due))
            if sys.stdin in readable:
                return
            if out in readable:
                camera.keyframe_wanted = requests(out) or camera.keyframe_wanted


def send(out: socket.socket, packets: list[Packet], payload_type: int) -> None:
    """Send packets; the kernel may lose some."""
    for packet in packets:
        marker = 0x80 if packet.marker else 0
        data = rtp.build(
            payload_type, marker, packet.number & 0xFFFF, packet.timestamp, packet.stream, packet.payload
        )
        transmit_one(out, data)


def transmit_one(out: socket.socket, data: bytes) -> None:
    """Send now or not at all."""
    with contextlib.suppress(OSError):
        out.send(data)


def report(out: socket.socket, began: float, elapsed: float) -> None:
    """A sender report of every stream."""
    ntp = rtcp.to_ntp(began + elapsed)
    for stream in (1, *TONES):
        clock = 90_000 if stream == 1 else 48_000
        transmit_one(out, rtcp.sender_report(rtcp.SenderInfo(stream, ntp, round(elapsed * clock), 0, 0)))


def requests(out: socket.socket) -> bool:
    """Whether a keyframe was asked for."""
    try:
        data = out.recv(2048)
    except OSError:
        return False
    return any(part.type == rtcp.PAYLOAD_FEEDBACK for part in rtcp.parts(data))


if __name__ == "__main__":
    transmit(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
