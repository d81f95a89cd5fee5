import { expect, test } from "vitest";

import { FactReader } from "@/peer/facts";

const PATH = [
  { id: "t", type: "transport", selectedCandidatePairId: "pair" },
  { id: "pair", type: "candidate-pair", localCandidateId: "mine", currentRoundTripTime: 0.042 },
  { id: "mine", type: "local-candidate", candidateType: "host", protocol: "udp" },
  { id: "c", type: "codec", mimeType: "video/H264" },
];
const picture = (bytes: number, packets: number, lost: number, more = {}) => ({
  id: "v", type: "inbound-rtp", kind: "video", codecId: "c", bytesReceived: bytes, packetsReceived: packets, packetsLost: lost, frameWidth: 1280, frameHeight: 720, framesDecoded: 30, ...more,
});

test("two reports give bit rate and loss, one gives neither", () => {
  const reader = new FactReader();
  expect(reader.read([...PATH, picture(1000, 10, 0)], 1000)).toMatchObject({ bitrate: null, loss: null, way: "udp", round_trip_ms: 42, width: 1280, codec: "H264" });
  const facts = reader.read([...PATH, picture(126_000, 85, 25)], 2000);
  expect(facts.bitrate).toBe(1_000_000);
  expect(facts.loss).toBeCloseTo(0.25);
});

test("a way by a relay, and one over TCP, are told", () => {
  const by = (candidate: object) => new FactReader().read([...PATH.slice(0, 2), { id: "mine", type: "local-candidate", ...candidate }], 0).way;
  expect(by({ candidateType: "relay", protocol: "udp" })).toBe("relay");
  expect(by({ candidateType: "host", protocol: "tcp" })).toBe("tcp");
});

test("a sender's loss is what the other side reports, its figures those of the largest layer", () => {
  const reader = new FactReader();
  const out = (rid: string, sent: number, height: number, reason: string) => ({ id: rid, type: "outbound-rtp", kind: "video", packetsSent: sent, bytesSent: sent * 1000, frameHeight: height, frameWidth: height, framesSent: sent, qualityLimitationReason: reason });
  reader.read([out("h", 100, 720, "none"), { id: "r", type: "remote-inbound-rtp", packetsLost: 0, roundTripTime: 0.1 }], 0);
  const facts = reader.read([out("h", 190, 720, "bandwidth"), out("l", 10, 180, "none"), { id: "r", type: "remote-inbound-rtp", packetsLost: 10, roundTripTime: 0.1 }], 1000);
  expect(facts).toMatchObject({ height: 720, limit: "bandwidth", round_trip_ms: 100 });
  expect(facts.loss).toBeCloseTo(0.0909, 3);
});

test("nothing measured is nothing told", () => {
  expect(new FactReader().read([], 0)).toMatchObject({ way: null, bitrate: null, loss: null, frames: 0, codec: "" });
});
