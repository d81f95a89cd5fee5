"""SDP offers (RFC 8829, RFC 9725) as values. Input: text from browsers and other WHIP or WHEP peers.

aiortc's reader does the lines; simulcast (RFC 8851, RFC 8853), which it does not know, is read here. Whatever is wrong
with the text becomes one refusal, `media.sdp` with a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aiortc.rtcrtpparameters import RTCRtpCodecParameters
from aiortc.sdp import MediaDescription, SessionDescription

from server.media.dtls import Fingerprint
from server.media.extensions import HIGHEST_ID
from server.media.port import Kind, MediaRefused

LONGEST = 200_000
MOST_SECTIONS = 64
MOST_LAYERS = 4


@dataclass(frozen=True)
class Codec:
    """A payload type of an offer. `repair` is the payload type of its RTX, `feedback` its RTCP messages."""

    payload_type: int
    name: str
    clock: int
    channels: int | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    feedback: tuple[str, ...] = ()
    repair: int | None = None

    def parameter(self, name: str) -> str:
        return dict(self.parameters).get(name, "")

    @property
    def profile(self) -> str:
        """H.264's profile and constraints, four hex digits; the default is constrained baseline (RFC 6184 §8.1)."""
        return (self.parameter("profile-level-id") or "42e01f")[:4].lower()


@dataclass(frozen=True)
class Offered:
    """A section of an offer. `kind` is None for what is no audio or video; `ssrcs` pairs each SSRC with its RTX."""

    kind: Kind | None
    media: str
    mid: str
    protocol: str
    formats: tuple[str, ...]
    sends: bool
    receives: bool
    codecs: tuple[Codec, ...] = ()
    extensions: dict[str, int] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    ssrcs: tuple[tuple[int, int | None], ...] = ()


@dataclass(frozen=True)
class Offer:
    """A whole offer: its sections, and the fingerprints of the certificate that the peer will show."""

    sections: tuple[Offered, ...]
    fingerprints: tuple[Fingerprint, ...]
    ufrag: str


def parse(text: str) -> Offer:
    """Read an offer. Raises MediaRefused media.sdp."""
    if len(text) > LONGEST:
        raise MediaRefused("media.sdp", reason="too long")
    try:
        description = SessionDescription.parse(text)
        offer = Offer(
            tuple(_sections(description, text)),
            tuple(
                dict.fromkeys(
                    Fingerprint(each.algorithm, each.value)
                    for media in description.media
                    for each in (media.dtls.fingerprints if media.dtls else ())
                )
            ),
            next((media.ice.usernameFragment or "" for media in description.media if media.ice), ""),
        )
    except (
        AssertionError,
        AttributeError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        StopIteration,
    ) as error:
        raise MediaRefused("media.sdp", reason="unreadable") from error
    for holds, reason in _demands(offer, description):
        if not holds:
            raise MediaRefused("media.sdp", reason=reason)
    return offer


def _demands(offer: Offer, description: SessionDescription) -> Iterator[tuple[bool, str]]:
    """What WebRTC needs of an offer, each with the words for its absence."""
    yield bool(offer.sections), "no media sections"
    yield len(offer.sections) <= MOST_SECTIONS, "too many media sections"
    yield any(each.usable for each in offer.fingerprints), "no usable fingerprint"
    yield bool(offer.ufrag), "no ICE credentials"
    yield (
        all(media.dtls and media.dtls.role != "server" for media in description.media),
        ("the peer must be willing to begin DTLS (setup:actpass or active)"),
    )
    mids = [each.mid for each in offer.sections]
    bundled = {item for group in description.group if group.semantic == "BUNDLE" for item in group.items}
    yield len(mids) == 1 or (all(mids) and len(set(mids)) == len(mids)), "sections without their own mid"
    yield len(mids) == 1 or bundled >= set(mids), "sections are not bundled"


def _sections(description: SessionDescription, text: str) -> Iterator[Offered]:
    blocks = ("\n" + text.replace("\r", "")).split("\nm=")[1:]
    for media, block in zip(description.media, blocks, strict=True):
        kind = Kind(media.kind) if media.kind in ("audio", "video") else None
        direction = media.direction or "sendrecv"
        alive = media.port != 0 or "bundle-only" in block
        yield Offered(
            kind=kind,
            media=media.kind,
            mid=media.rtp.muxId or "",
            protocol=media.profile,
            formats=tuple(str(each) for each in media.fmt),
            sends=alive and direction in ("sendrecv", "sendonly"),
            receives=alive and direction in ("sendrecv", "recvonly"),
            codecs=_codecs(media) if kind else (),
            extensions={
                each.uri: each.id for each in media.rtp.headerExtensions if 0 < each.id <= HIGHEST_ID
            },
            layers=_layers(block),
            ssrcs=_ssrcs(media),
        )


def _codecs(media: MediaDescription) -> tuple[Codec, ...]:
    repairs = {
        each.parameters.get("apt"): each.payloadType
        for each in media.rtp.codecs
        if each.name.lower() == "rtx"
    }
    return tuple(
        Codec(
            number,
            each.name,
            each.clockRate,
            each.channels,
            tuple((name.strip(), _written(value)) for name, value in each.parameters.items()),
            _feedback(each),
            repairs.get(number),
        )
        for number in media.fmt
        for each in media.rtp.codecs
        if each.payloadType == number
    )


def _written(value: object) -> str:
    return "" if value is None else str(value)


def _feedback(codec: RTCRtpCodecParameters) -> tuple[str, ...]:
    return tuple(each.type + (f" {each.parameter}" if each.parameter else "") for each in codec.rtcpFeedback)


def _layers(block: str) -> tuple[str, ...]:
    """The simulcast layers that the peer will send, in its order; of alternatives the first (RFC 8853 §5.1)."""
    named = dict(_attributes(block, "rid", lambda value: (value.split(" ")[0], value)))
    for _, value in _attributes(block, "simulcast", lambda value: ("", value)):
        words = value.split()
        for direction, choice in zip(words[::2], words[1::2], strict=False):
            if direction == "send":
                wanted = [each.split(",")[0].lstrip("~") for each in choice.split(";")]
                found = tuple(each for each in wanted if f"{each} send" in named.get(each, ""))
                return found[:MOST_LAYERS]
    return ()


def _attributes(block: str, name: str, read: Callable[[str], tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for line in block.split("\n"):
        if line.startswith(f"a={name}:"):
            yield read(line.partition(":")[2].strip())


def _ssrcs(media: MediaDescription) -> tuple[tuple[int, int | None], ...]:
    pairs = {
        int(group.items[0]): int(group.items[1])
        for group in media.ssrc_group
        if group.semantic == "FID" and len(group.items) == 2
    }
    return tuple((each.ssrc, pairs.get(each.ssrc)) for each in media.ssrc if each.ssrc not in pairs.values())
