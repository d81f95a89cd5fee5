"""Init segments and fragments of ISO base media files (ISO/IEC 14496-12, -14, -15; CMAF, ISO/IEC 23000-19).

Written by hand: PyAV's muxer cuts fragments where it likes, not where a part must end, and keeps a file's state; the
Python packages for boxes parse and rewrite whole files. Input: samples and codec settings. One track a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack
from typing import NamedTuple

from server.media.hls import opus
from server.media.hls.h264 import Settings

TRACK = 1
VIDEO_RATE = 90_000
_UPRIGHT = (0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
# Sample flags (ISO/IEC 14496-12 §8.8.3.1): depends on no other; depends on others and is no sync sample.
_SYNC, _DEPENDS = 0x02000000, 0x01010000
_HIGH_PROFILES = (100, 110, 122, 144, 244)


class Sample(NamedTuple):
    """One coded picture or frame of sound. `time` and `duration` are in ticks of its track."""

    time: int
    duration: int
    data: bytes
    sync: bool


class Init(NamedTuple):
    """An init segment, its codec as in RFC 6381, and a picture's size as it is shown, in pixels."""

    data: bytes
    codec: str
    width: int = 0
    height: int = 0


def box(kind: bytes, *contents: bytes) -> bytes:
    """A box: its size, its four letters, its contents."""
    body = b"".join(contents)
    return pack(">I4s", 8 + len(body), kind) + body


def _full(kind: bytes, version: int, flags: int, *contents: bytes) -> bytes:
    return box(kind, pack(">I", version << 24 | flags), *contents)


def h264_init(settings: Settings, rotation: int = 0) -> Init:
    """The init segment of H.264 pictures (avcC, ISO/IEC 14496-15 §5.3.3), turned clockwise by `rotation` degrees."""
    sps, width, height = settings.sps, settings.width, settings.height
    record = [bytes((1, sps[1], sps[2], sps[3], 0xFF, 0xE1)), pack(">H", len(sps)), sps]
    record.append(bytes((len(settings.pps),)))
    record += [part for pps in settings.pps for part in (pack(">H", len(pps)), pps)]
    if sps[1] in _HIGH_PROFILES:
        # 4:2:0 in eight bits, as every browser and every encoder of a live picture sends it.
        record.append(b"\xfd\xf8\xf8\0")
    entry = box(
        b"avc1",
        bytes(6) + pack(">H", 1) + bytes(16),
        pack(">HHIIIH", width, height, 0x480000, 0x480000, 0, 1),
        bytes(32) + pack(">Hh", 24, -1),
        box(b"avcC", *record),
    )
    turned = rotation in (90, 270)
    shown = (height, width) if turned else (width, height)
    data = _init(
        b"vide", VIDEO_RATE, entry, _full(b"vmhd", 0, 1, bytes(8)), _turn(rotation, *shown), width, height
    )
    return Init(data, f"avc1.{sps[1:4].hex()}", *shown)


def _turn(rotation: int, width: int, height: int) -> Sequence[int]:
    """The matrix that turns a picture clockwise into a frame of this size (§6.2.2)."""
    one, wide, high = 0x10000, width << 16, height << 16
    matrices = {
        90: (0, one, 0, -one, 0, 0, wide, 0, 0x40000000),
        180: (-one, 0, 0, 0, -one, 0, wide, high, 0x40000000),
        270: (0, -one, 0, one, 0, 0, 0, high, 0x40000000),
    }
    return matrices.get(rotation, _UPRIGHT)


def opus_init(delay: int = 312) -> Init:
    """The init segment of stereo Opus (dOps, as the codec's mapping to this format lays down); `delay` in samples."""
    head = box(b"dOps", pack(">BBHIhB", 0, 2, delay, opus.RATE, 0, 0))
    return Init(_sound(b"Opus", 2, opus.RATE, head), "opus")


def aac_init(configuration: bytes, channels: int, rate: int, bitrate: int) -> Init:
    """The init segment of AAC-LC (esds, ISO/IEC 14496-14 §3.1.2); `configuration` is its AudioSpecificConfig."""

    def descriptor(tag: int, body: bytes) -> bytes:
        return bytes((tag, len(body))) + body

    decoder = descriptor(
        4,
        b"\x40\x15" + bytes(3) + pack(">II", 2 * bitrate, bitrate) + descriptor(5, configuration),
    )
    stream = descriptor(3, pack(">HB", TRACK, 0) + decoder + descriptor(6, b"\x02"))
    return Init(_sound(b"mp4a", channels, rate, _full(b"esds", 0, 0, stream)), "mp4a.40.2")


def _sound(kind: bytes, channels: int, rate: int, extension: bytes) -> bytes:
    entry = box(
        kind, bytes(6) + pack(">H", 1) + bytes(8), pack(">HHHHI", channels, 16, 0, 0, rate << 16), extension
    )
    return _init(b"soun", rate, entry, _full(b"smhd", 0, 0, bytes(4)), _UPRIGHT, 0, 0)


def _init(
    kind: bytes, rate: int, entry: bytes, header: bytes, matrix: Sequence[int], width: int, height: int
) -> bytes:
    upright = pack(">9i", *_UPRIGHT)
    movie = _full(
        b"mvhd", 0, 0,
        pack(">IIIIIHHQ", 0, 0, rate, 0, 0x10000, 0x100, 0, 0), upright, bytes(24), pack(">I", TRACK + 1),
    )  # fmt: skip
    volume = 0x100 if kind == b"soun" else 0
    track = _full(
        b"tkhd", 0, 7,
        pack(">IIIIIQHHHH", 0, 0, TRACK, 0, 0, 0, 0, 0, volume, 0), pack(">9i", *matrix),
        pack(">II", width << 16, height << 16),
    )  # fmt: skip
    media = _full(b"mdhd", 0, 0, pack(">IIIIHH", 0, 0, rate, 0, 0x55C4, 0))
    handler = _full(b"hdlr", 0, 0, bytes(4), kind, bytes(12), b"Puente\0")
    place = box(b"dinf", _full(b"dref", 0, 0, pack(">I", 1), _full(b"url ", 0, 1)))
    tables = box(
        b"stbl",
        _full(b"stsd", 0, 0, pack(">I", 1), entry),
        _full(b"stts", 0, 0, bytes(4)),
        _full(b"stsc", 0, 0, bytes(4)),
        _full(b"stsz", 0, 0, bytes(8)),
        _full(b"stco", 0, 0, bytes(4)),
    )
    trak = box(b"trak", track, box(b"mdia", media, handler, box(b"minf", header, place, tables)))
    extends = box(b"mvex", _full(b"trex", 0, 0, pack(">5I", TRACK, 1, 0, 0, 0)))
    return box(b"ftyp", b"iso6", bytes(4), b"iso6cmfcmp41") + box(b"moov", movie, trak, extends)


def fragment(number: int, samples: Sequence[Sample]) -> bytes:
    """A movie fragment of samples that follow each other (moof and mdat, §8.8). `number` grows with each fragment."""
    entries = b"".join(
        pack(">III", each.duration, len(each.data), _SYNC if each.sync else _DEPENDS) for each in samples
    )
    header = _full(b"mfhd", 0, 0, pack(">I", number))
    track = _full(b"tfhd", 0, 0x020000, pack(">I", TRACK))
    began = _full(b"tfdt", 1, 0, pack(">Q", samples[0].time))
    size = 8 + len(header) + 8 + len(track) + len(began) + 20 + len(entries)
    run = _full(b"trun", 0, 0x000701, pack(">Ii", len(samples), size + 8), entries)
    moof = box(b"moof", header, box(b"traf", track, began, run))
    return moof + box(b"mdat", *(each.data for each in samples))
