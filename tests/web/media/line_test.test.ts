import { expect, test } from "vitest";

import { LineTest } from "@/line_test";
import type { Fetch } from "@/peer/door";
import { problem, ScriptedDoor, settled } from "./connections";

const PATH = [
  { id: "pair", type: "candidate-pair", nominated: true, state: "succeeded", localCandidateId: "mine", currentRoundTripTime: 0.02 },
  { id: "mine", type: "local-candidate", candidateType: "host", protocol: "udp" },
];

async function tested(door: ScriptedDoor, iceServers: RTCIceServer[] = [], connects: (number: number) => boolean = () => true) {
  const width: Fetch = (_, { method }) => {
    door.clock.wind(100);
    return Promise.resolve(new Response(method === "GET" ? "x" : null, { status: method === "GET" ? 200 : 204 }));
  };
  const line = new LineTest(door.ground({ iceServers }), width, "/whep/a/b", "/line/a");
  const running = line.run();
  let done = false;
  void running.then(() => (done = true));
  let seen = 0;
  while (!done) {
    await settled();
    for (; seen < door.connections.length; seen += 1) {
      const connection = door.connections[seen]!;
      connection.getStats = () => Promise.resolve(new Map(PATH.map((report) => [report.id, report])));
      if (connects(seen)) connection.become("connected");
    }
    door.clock.wind(200);
  }
  return line.report.value;
}

test("a direct way is found with its length and width", async () => {
  expect(await tested(new ScriptedDoor())).toEqual({ running: false, way: "udp", problem: null, relay: null, round_trip_ms: 20, up: 32_000_000, down: 32_000_000 });
});

test("where only the relay is reached, that is the way", async () => {
  const turn = [{ urls: "turn:t.test" }];
  const report = await tested(new ScriptedDoor(), turn, (number) => number > 0);
  expect(report).toMatchObject({ way: "udp", problem: null, relay: true });
});

test("a server that refuses is told by its code, and the width is measured all the same", async () => {
  const door = new ScriptedDoor();
  door.script = () => problem(403, "media.grant");
  expect(await tested(door)).toMatchObject({ way: null, problem: "media.grant", up: 32_000_000 });
});
