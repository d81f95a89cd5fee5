"""What we ask of a Janus' VideoRoom, with its refusals made ours. Input: requests of `server.py`.

Source: Janus 1.1, "VideoRoom plugin documentation".
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import msgspec

from rooms import RoomId
from server.media.janus import descriptions
from server.media.janus.descriptions import Side
from server.media.janus.link import JanusFault, Link, Message, OnEvent
from server.media.janus.peers import Hall, Part, hall_number
from server.media.port import Kind, MediaRefused

logger = logging.getLogger(__name__)

_EXISTS = 427
_NO_SUCH = frozenset({426, 428, 458, 459})
# VideoRoom tells that somebody talks after so many packets of sound, and by which level it judges (-dBov).
TALKS_AFTER, TALKS_BELOW = 10, 60
# A layer that stops for so long is left for a lower one. Janus' own quarter of a second is a busy sender's pause.
FALLBACK_US = 2_000_000


class Access(msgspec.Struct, frozen=True):
    """How one Janus is reached. `admin` is its admin WebSocket, for figures of load; "" where there is none."""

    url: str
    secret: str = ""
    admin_key: str = ""
    admin: str = ""
    admin_secret: str = ""


def access_of(url: str) -> Access:
    """Read `ws://host:8188?secret=…&admin_key=…&admin=ws://host:7188&admin_secret=…`. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise ValueError("give a WebSocket's address, for example ws://10.0.0.12:8188?secret=…")
    words = dict(parse_qsl(parts.query))
    unknown = words.keys() - {"secret", "admin_key", "admin", "admin_secret"}
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))} is not known after the question mark")
    return Access(
        urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")),
        words.get("secret", ""),
        words.get("admin_key", ""),
        words.get("admin", ""),
        words.get("admin_secret", ""),
    )


class VideoRoom:
    """One Janus' VideoRoom. Every method but `open` raises MediaRefused: `media.restarting` when it is out of reach."""

    def __init__(self, access: Access) -> None:
        self.link = Link(access.url, access.secret)
        self._admin_key = access.admin_key
        self._desk = 0

    async def open(self) -> None:
        """Connect. Raises JanusFault."""
        await self.link.open()
        self._desk = await self.link.attach(lambda _: None)

    async def attach(self, on_event: OnEvent) -> int:
        """Return a new handle."""
        try:
            return await self.link.attach(on_event)
        except JanusFault as fault:
            raise refused(fault) from fault

    async def ask(self, handle: int, body: Message, jsep: Message | None = None) -> Message:
        """Ask something of a handle; the answer's `data` and `jsep`."""
        try:
            return await self.link.message(handle, body, jsep)
        except JanusFault as fault:
            raise refused(fault) from fault

    async def offer(self, handle: int, offer: str, rid_order: str | None = None) -> str:
        """Give a publisher's offer and return Janus' answer."""
        jsep: Message = {"type": "offer", "sdp": offer}
        if rid_order is not None:
            jsep["rid_order"] = rid_order
        reply = await self.ask(handle, {"request": "configure"}, jsep)
        if not reply["jsep"]:
            raise MediaRefused("media.sdp", reason="Janus gave no answer")
        return str(reply["jsep"]["sdp"])

    async def join(self, handle: int, hall: Hall, parts: list[Part]) -> str:
        """Join as a subscriber of what the parts carry; Janus' offer."""
        sources = (hall.source(part, part.carries) for part in parts)
        body: dict[str, Any] = {
            "request": "join", "ptype": "subscriber", "room": hall.number, "autoupdate": False,
            "streams": [{"feed": feed, "mid": mid} for feed, mid in sources],
        }  # fmt: skip
        return str((await self.ask(handle, body))["jsep"]["sdp"])

    async def start(self, handle: int, side: Side, theirs: str) -> None:
        """Answer Janus' offer for a viewer."""
        jsep = {"type": "answer", "sdp": descriptions.to_janus(side, theirs)}
        await self.ask(handle, {"request": "start"}, jsep)

    async def restart(self, handle: int) -> str:
        """Let Janus offer with fresh ICE credentials."""
        return str((await self.ask(handle, {"request": "configure", "restart": True}))["jsep"]["sdp"])

    async def switch(self, handle: int, side: Side, hall: Hall, part: Part) -> None:
        """Let a part receive what it carries now. Where it had lost its source, Janus offers anew, and we answer."""
        feed, mid = hall.source(part, part.carries)
        streams = [{"feed": feed, "mid": mid, "sub_mid": part.there}]
        answer = await self.ask(handle, {"request": "switch", "streams": streams})
        if answer["jsep"]:
            await self.start(handle, side, str(answer["jsep"]["sdp"]))

    async def choose_layer(self, handle: int, part: Part, number: int) -> None:
        """Let a part receive no more than a simulcast layer, 0 the lowest."""
        streams = [{"mid": part.there, "substream": number, "fallback": FALLBACK_US}]
        await self.ask(handle, {"request": "configure", "streams": streams})

    async def hall(self, room: RoomId) -> Hall:
        """Make a room, or find the one that another process of ours made."""
        hall = Hall(room, hall_number(room))
        body: Message = {
            "request": "create", "room": hall.number, "description": room, "is_private": True, "permanent": False,
            "publishers": 100, "bitrate": 0, "audiocodec": "opus", "videocodec": "vp8", "opus_fec": True,
            "transport_wide_cc_ext": True, "audiolevel_ext": True, "audiolevel_event": True,
            "audio_active_packets": TALKS_AFTER, "audio_level_average": TALKS_BELOW,
            "dummy_publisher": True,
            "dummy_streams": [{"codec": "opus", "fmtp": "useinbandfec=1"}, {"codec": "vp8", "fmtp": "none"}],
        }  # fmt: skip
        if self._admin_key:
            body["admin_key"] = self._admin_key
        try:
            await self.link.message(self._desk, body)
        except JanusFault as fault:
            if fault.code != _EXISTS:
                raise refused(fault) from fault
        listed = await self.ask(self._desk, {"request": "listparticipants", "room": hall.number})
        dummy = next((each for each in listed["data"]["participants"] if each.get("dummy")), None)
        if dummy is None:
            logger.error("room %s: this Janus has no dummy publishers; it is too old", room)
            raise MediaRefused("media.restarting")
        hall.silence = int(dummy["id"])
        hall.silent_mids = {Kind.AUDIO: "0", Kind.VIDEO: "1"}
        return hall


def refused(fault: JanusFault) -> MediaRefused:
    """Our refusal for Janus' own."""
    if fault.code:
        logger.warning("Janus refused: %d %s", fault.code, fault.reason)
    else:
        logger.warning("Janus is out of reach: %s", fault.reason)
    if fault.code in _NO_SUCH:
        return MediaRefused("media.resource")
    if fault.code == 0:
        return MediaRefused("media.restarting")
    return MediaRefused("media.sdp", reason=fault.reason)
