"""RTP header extensions that the engine knows, by their URIs, and which it accepts from whom."""

from __future__ import annotations

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
SENT_AT = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
ORIENTATION = "urn:3gpp:video-orientation"

FROM_PUBLISHERS = frozenset({MID, RID, REPAIRED_RID, AUDIO_LEVEL, TRANSPORT_CC, ORIENTATION})
TO_SUBSCRIBERS = frozenset({AUDIO_LEVEL, SENT_AT, ORIENTATION})
# The one-byte form of RFC 8285 has ids 1 to 14.
HIGHEST_ID = 14
