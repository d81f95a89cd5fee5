"""Sound in and out of its codecs, by PyAV. Input: Opus packets, or samples as float32 of shape (2, count) at 48 kHz."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from server.media.hls import opus
from server.media.hls.boxes import Init, aac_init, opus_init

Sound = NDArray[np.float32]

CHANNELS = 2
AAC_FRAME = 1024
_OPUS_BITRATE, _AAC_BITRATE = 64_000, 96_000


class OpusDecoder:
    """Decodes the packets of one stream in their order."""

    def __init__(self) -> None:
        self._codec = _audio("libopus", "r")

    def decode(self, payload: bytes) -> Sound | None:
        """The samples of a packet; None when it cannot be decoded."""
        if not payload:
            # PyAV would take an empty packet for the end of the stream.
            return None
        try:
            frames = self._codec.decode(av.Packet(payload))
        except av.FFmpegError:
            return None
        pieces = [self._samples(frame) for frame in frames]
        return np.concatenate(pieces, axis=1) if pieces else None

    @staticmethod
    def _samples(frame: av.AudioFrame) -> Sound:
        values = frame.to_ndarray()
        if not frame.format.is_planar:
            values = values.reshape(-1, frame.layout.nb_channels).T
        if values.dtype == np.int16:
            values = values.astype(np.float32) / 32768
        sound: Sound = values.astype(np.float32, copy=False)
        return np.repeat(sound, CHANNELS, axis=0) if len(sound) == 1 else sound[:CHANNELS]


class OpusEncoder:
    """Encodes frames of 20 ms, one packet each."""

    def __init__(self) -> None:
        self._codec = _audio("libopus", "w", bit_rate=_OPUS_BITRATE, frame_duration="20")
        self._time = 0

    def encode(self, sound: Sound) -> bytes:
        """The packet of a frame; it holds the sound up to some 6 ms before the frame's end."""
        packets = self._codec.encode(_frame(sound, "flt", self._time))
        self._time += sound.shape[1]
        return bytes(packets[0]) if packets else opus.SILENCE


class AacEncoder:
    """Encodes sound of any length into frames of 1024 samples, each with the time of its first one."""

    def __init__(self, began: int) -> None:
        self._codec = _audio("aac", "w", bit_rate=_AAC_BITRATE, aac_coder="fast")
        self._codec.open()
        self._began = began
        self._taken = 0
        self._rest: Sound = np.zeros((CHANNELS, 0), np.float32)

    def init(self) -> Init:
        """The init segment of its frames."""
        return aac_init(bytes(self._codec.extradata or b""), CHANNELS, opus.RATE, _AAC_BITRATE)

    def encode(self, sound: Sound) -> list[tuple[int, bytes]]:
        """Take sound that follows; give the frames that are done. What precedes the first sample is left out."""
        self._rest = np.concatenate((self._rest, sound), axis=1)
        done = []
        while self._rest.shape[1] >= AAC_FRAME:
            frame = _frame(self._rest[:, :AAC_FRAME], "fltp", self._taken)
            self._rest = self._rest[:, AAC_FRAME:]
            self._taken += AAC_FRAME
            for packet in self._codec.encode(frame):
                if packet.pts is not None and packet.pts >= 0:
                    done.append((self._began + packet.pts, bytes(packet)))
        return done


def opus_head() -> Init:
    """The init segment of Opus, whichever encoder it comes from."""
    return opus_init()


def _audio(name: str, mode: str, bit_rate: int = 0, **options: str) -> av.AudioCodecContext:
    codec = av.CodecContext.create(name, "r" if mode == "r" else "w")
    assert isinstance(codec, av.AudioCodecContext)
    codec.sample_rate = opus.RATE
    codec.layout = "stereo"
    if mode == "w":
        codec.format = "fltp" if name == "aac" else "flt"
        codec.bit_rate = bit_rate
        codec.time_base = Fraction(1, opus.RATE)
        codec.options = options
    return codec


def _frame(sound: Sound, form: str, time: int) -> av.AudioFrame:
    values = sound if form == "fltp" else sound.T.reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(values), format=form, layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = opus.RATE, time, Fraction(1, opus.RATE)
    return frame
