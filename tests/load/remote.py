"""A light WebRTC peer for measuring and for scripted networks: ICE, DTLS and SRTP for real, media made up.

Input: an answer, or the offer of a server that insists on offering (Janus). It speaks to one address.
"""

import asyncio
import re
import secrets
import socket
from collections.abc import Callable

from server.media import stun
from server.media.dtls import Fingerprint, Handshake, Identity
from server.media.srtp import Association, Unprotectable

_BATCH = 32
_AGAIN_S = 0.1
_CONSENT_S = 4.0

_VIDEO = """m=video 9 UDP/TLS/RTP/SAVPF 96 97
c=IN IP4 0.0.0.0
a=mid:v
{common}
a=rtpmap:96 VP8/90000
a=rtcp-fb:96 nack
a=rtcp-fb:96 nack pli
a=rtcp-fb:96 goog-remb
a=rtcp-fb:96 transport-cc
a=rtpmap:97 rtx/90000
a=fmtp:97 apt=96
"""
_AUDIO = """m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
a=mid:a
{common}
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
"""
VIDEO, AUDIO, RTX = 96, 111, 97


class Remote:
    """One peer with one socket. `take` is called with each SRTP or SRTCP datagram as it came."""

    def __init__(self, identity: Identity, host: str = "127.0.0.1") -> None:
        self.identity = identity
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.association: Association | None = None
        self.connected: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.received = 0
        self.take: Callable[[bytes], None] | None = None
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.bind((host, 0))
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket.fileno(), self._read)
        self._timer: asyncio.TimerHandle | None = None
        self._handshake: Handshake | None = None
        self._check: tuple[str, bytes] = ("", b"")
        self._begins = False

    def offer(self, direction: str, kinds: str = "va", ssrcs: dict[str, int] | None = None) -> str:
        """An offer with a video section (`v`), an audio section (`a`) or several of them."""
        lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0"]
        mids = [f"{kind}{number}" for number, kind in enumerate(kinds)]
        lines.append("a=group:BUNDLE " + " ".join(mids))
        text = "\n".join(lines) + "\n"
        for mid in mids:
            block = (_VIDEO if mid[0] == "v" else _AUDIO).format(common=self._common("actpass", direction))
            text += block.replace(f"a=mid:{mid[0]}\n", f"a=mid:{mid}\n")
            if ssrcs and mid[0] in ssrcs:
                text += f"a=ssrc:{ssrcs[mid[0]]} cname:remote\n"
        return text.replace("\n", "\r\n")

    def answer(self, offer: str) -> str:
        """An answer that takes everything in an offer."""
        kept = re.compile(r"m=|c=|a=(mid|rtpmap|fmtp|rtcp-fb):")
        _, *sections = re.split(r"(?m)^(?=m=)", offer.replace("\r", ""))
        mids = re.findall(r"(?m)^a=mid:(.*)$", offer.replace("\r", ""))
        text = "v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\na=group:BUNDLE " + " ".join(mids) + "\n"
        for section in sections:
            text += "".join(f"{line}\n" for line in section.splitlines() if kept.match(line))
            text += self._common("active", "recvonly") + "\n"
        return text.replace("\n", "\r\n")

    def _common(self, setup: str, direction: str) -> str:
        fingerprint = self.identity.fingerprint
        return "\n".join(
            (
                f"a={direction}",
                f"a=ice-ufrag:{self.ufrag}",
                f"a=ice-pwd:{self.password}",
                f"a=fingerprint:{fingerprint.algorithm} {fingerprint.value}",
                f"a=setup:{setup}",
                "a=rtcp-mux",
            )
        )

    def begin(self, description: str) -> None:
        """Connect to the first UDP candidate of a description that fits; `connected` is done when SRTP may flow."""
        family = 6 if self._socket.family == socket.AF_INET6 else 4
        found = re.findall(r"(?m)^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", description, re.IGNORECASE)
        host, port = next((host, port) for host, port in found if (":" in host) == (family == 6))
        algorithm, value = re.search(r"a=fingerprint:(\S+) (\S+)", description).groups()  # type: ignore[union-attr]
        self.restarted(description)
        self._socket.connect((host, int(port)))
        self._begins = "a=setup:active" not in description
        self._handshake = Handshake(
            self.identity, (Fingerprint(algorithm, value),), self._write, passive=not self._begins
        )
        self._again()

    def restarted(self, description: str) -> None:
        """Check with the credentials of this description from now on."""
        ufrag, password = (
            re.search(rf"a=ice-{name}:(\S+)", description)[1]  # type: ignore[index]
            for name in ("ufrag", "pwd")
        )
        self._check = (f"{ufrag}:{self.ufrag}", password.encode())

    def _again(self) -> None:
        """Send a check, and lost flights again, until connected; then a check now and then."""
        name, key = self._check
        self._write(stun.request(name, key))
        if self._handshake is not None:
            self._handshake.retransmit()
        pause = _CONSENT_S if self.connected.done() else _AGAIN_S
        self._timer = self._loop.call_later(pause, self._again)

    def _write(self, datagram: bytes) -> None:
        try:
            self._socket.send(datagram)
        except (BlockingIOError, ConnectionRefusedError):
            return

    def _read(self) -> None:
        receive = self._socket.recv
        for _ in range(_BATCH):
            try:
                data = receive(2048)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if not data:
                continue
            if data[0] > 127:
                self.received += 1
                if self.take is not None:
                    self.take(data)
            else:
                self._negotiate(data)

    def _negotiate(self, data: bytes) -> None:
        handshake = self._handshake
        if data[0] < 4:
            message = stun.parse(data)
            if message is not None and message.type == stun.REQUEST:
                source = self._socket.getpeername()
                self._write(stun.success(message.transaction, source, self.password.encode()))
            elif message is not None and message.type == stun.SUCCESS and self._begins:
                self._begins = False
                if handshake is not None:
                    handshake.begin()
        elif handshake is not None:
            handshake.feed(data)
            if handshake.keys is not None and self.association is None:
                self.association = Association(handshake.keys)
                if not self.connected.done():
                    self.connected.set_result(None)

    def plain(self, datagram: bytes) -> tuple[bytes, bool]:
        """A datagram decrypted, and whether it is RTCP; b"" when it cannot be."""
        assert self.association is not None
        control = 192 <= datagram[1] <= 223
        try:
            unprotect = self.association.unprotect_rtcp if control else self.association.unprotect
            return unprotect(datagram), control
        except Unprotectable:
            return b"", control

    def send(self, packet: bytes) -> None:
        """Protect and send an RTP packet."""
        assert self.association is not None
        self._write(self.association.protect(packet))

    def send_control(self, packet: bytes) -> None:
        """Protect and send RTCP."""
        assert self.association is not None
        self._write(self.association.protect_rtcp(packet))

    def close(self, *, quietly: bool = False) -> None:
        """Take leave; quietly is as if the power had gone."""
        if self._socket.fileno() < 0:
            return
        if self._timer is not None:
            self._timer.cancel()
        if self._handshake is not None and not quietly:
            self._handshake.close()
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        if not self.connected.done():
            self.connected.cancel()
