"""Ready frames are what the WebSocket library reads as one text message."""

from __future__ import annotations

import pytest
from websockets.frames import Opcode
from websockets.protocol import CLIENT, Protocol

from server.live.ready import payload_of, ready


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 300_000])
def test_library_reads_one_text_message(size: int) -> None:
    payload = b"x" * size
    reader = Protocol(CLIENT)
    reader.receive_data(ready(payload))
    [frame] = reader.events_received()
    assert (frame.opcode, frame.fin, bytes(frame.data)) == (Opcode.TEXT, True, payload)  # type: ignore[union-attr]
    assert payload_of(ready(payload)) == payload
