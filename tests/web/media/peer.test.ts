import { expect, test } from "vitest";

import { JOINING_MS, Peer } from "@/peer/peer";
import { problem, ScriptedDoor, settled } from "./connections";

const CARGO = { address: () => "/whip/a/b", load: () => undefined };

async function aLivePeer() {
  const door = new ScriptedDoor();
  const peer = new Peer(door.ground(), CARGO);
  peer.join();
  await settled();
  door.connection.become("connected");
  return { door, peer };
}

test("an offer with the token is answered, and the peer is live once it is connected", async () => {
  const { door, peer } = await aLivePeer();
  expect(door.asked[0]).toMatchObject({ method: "POST", address: "https://puente.test/whip/a/b", headers: { Authorization: "Bearer token" } });
  expect(door.connection.remoteDescription?.sdp).toContain("ufrag:yours");
  expect(peer.state.value).toEqual({ state: "live" });
});

test("candidates travel together, with the tag of their generation", async () => {
  const { door } = await aLivePeer();
  for (const host of ["10.0.0.2", "10.0.0.3"]) door.connection.onicecandidate?.({ candidate: { candidate: `candidate:1 1 udp 1 ${host} 9 typ host`, sdpMid: "0" } });
  door.clock.wind(100);
  await settled();
  const [patch, ...more] = door.of("PATCH");
  expect(more).toEqual([]);
  expect(patch?.headers["If-Match"]).toBe('"first"');
  expect(patch?.body).toMatch(/ufrag:mine0[\s\S]*10\.0\.0\.2[\s\S]*10\.0\.0\.3/);
});

test("a path that is lost is replaced by an ICE restart, and the place is kept", async () => {
  const { door, peer } = await aLivePeer();
  door.connection.become("disconnected");
  expect(peer.state.value.state).toBe("unsteady");
  door.clock.wind(2_000);
  await settled();
  expect(door.of("PATCH").at(-1)).toMatchObject({ headers: { "If-Match": "*" } });
  expect(door.connection.remoteDescription?.sdp).toContain("ufrag:fresh");
  door.connection.become("connected");
  expect(peer.state.value.state).toBe("live");
  expect(door.connections).toHaveLength(1);
});

test("candidates of a restart wait for its answer, and travel with its tag", async () => {
  const { door, peer } = await aLivePeer();
  const candidate = { candidate: "candidate:1 1 udp 1 10.0.0.4 9 typ host", sdpMid: "0" };
  let answer: (response: Response) => void = () => undefined;
  const slow = new Promise<Response>((resolve) => (answer = resolve));
  door.script = (asked) => (asked.headers["If-Match"] === "*" ? slow : null);
  door.connection.become("disconnected");
  door.clock.wind(2_000);
  await settled();
  door.connection.onicecandidate?.({ candidate });
  door.clock.wind(100);
  door.connection.become("failed");
  await peer.probe();
  await settled();
  expect(door.of("PATCH").map(({ headers }) => headers["If-Match"])).toEqual(["*"]);
  answer(new Response("a=ice-ufrag:fresh\r\na=ice-pwd:new\r\n", { status: 200, headers: { ETag: '"second"' } }));
  await settled();
  door.clock.wind(100);
  await settled();
  expect(door.of("PATCH").at(-1)).toMatchObject({ headers: { "If-Match": '"second"' } });
  expect(door.of("PATCH").at(-1)?.body).toContain("10.0.0.4");
  expect(door.connections).toHaveLength(1);
});

test("a restart that is not answered is given up, and the place is taken anew", async () => {
  const { door, peer } = await aLivePeer();
  door.script = (asked) => (asked.headers["If-Match"] === "*" ? new Promise<Response>(() => undefined) : null);
  door.connection.become("disconnected");
  door.clock.wind(2_000);
  await settled();
  door.connection.become("failed");
  door.clock.wind(JOINING_MS);
  await settled();
  expect(door.of("PATCH")).toHaveLength(1);
  expect(door.connections).toHaveLength(2);
  door.connection.become("connected");
  expect(peer.state.value.state).toBe("live");
});

test("a path that is found again and lost again while a restart is not answered is not waited for without end", async () => {
  const { door } = await aLivePeer();
  door.script = (asked) => (asked.headers["If-Match"] === "*" ? new Promise<Response>(() => undefined) : null);
  for (const state of ["disconnected", "connected", "disconnected"]) {
    door.connection.become(state);
    door.clock.wind(2_000);
    await settled();
  }
  door.clock.wind(JOINING_MS);
  await settled();
  expect(door.of("PATCH")).toHaveLength(1);
  expect(door.connections).toHaveLength(2);
});

test("a short break heals without a restart", async () => {
  const { door } = await aLivePeer();
  door.connection.become("disconnected");
  door.clock.wind(500);
  door.connection.become("connected");
  door.clock.wind(5_000);
  await settled();
  expect(door.of("PATCH")).toEqual([]);
});

test("a place that the server forgot is taken anew at once", async () => {
  const { door, peer } = await aLivePeer();
  door.script = ({ method }) => (method === "PATCH" ? problem(404, "media.resource") : null);
  await peer.probe();
  await settled();
  expect(door.connections).toHaveLength(2);
  door.connection.become("connected");
  expect(peer.state.value.state).toBe("live");
});

test("a place that the server still knows is kept when it is asked", async () => {
  const { door, peer } = await aLivePeer();
  await peer.probe();
  expect(door.connections).toHaveLength(1);
});

test("a server that is busy is asked again after the time that it names", async () => {
  const door = new ScriptedDoor();
  door.script = () => problem(503, "media.busy", {}, { "Retry-After": "3" });
  const peer = new Peer(door.ground(), CARGO);
  peer.join();
  await settled();
  expect(peer.state.value).toMatchObject({ state: "waiting", problem: "media.busy", until: door.clock.now() + 3_000 });
  door.script = () => null;
  door.clock.wind(3_000);
  await settled();
  door.connection.become("connected");
  expect(peer.state.value.state).toBe("live");
});

test("a refusal that stays is told, and not repeated", async () => {
  const door = new ScriptedDoor();
  door.script = () => problem(403, "media.grant");
  const peer = new Peer(door.ground(), CARGO);
  peer.join();
  await settled();
  expect(peer.state.value).toEqual({ state: "ended", problem: "media.grant" });
  door.clock.wind(60_000);
  await settled();
  expect(door.of("POST")).toHaveLength(1);
});

test("a source that another tab holds is told after a few tries", async () => {
  const door = new ScriptedDoor();
  door.script = ({ method }) => (method === "POST" ? problem(409, "media.taken", { source: "camera" }) : null);
  const peer = new Peer(door.ground(), CARGO);
  peer.join();
  for (let second = 0; second < 8; second += 1) {
    await settled();
    door.clock.wind(1_300);
  }
  await settled();
  expect(peer.state.value).toEqual({ state: "ended", problem: "media.taken" });
  expect(door.of("POST")).toHaveLength(5);
});

test("no way to the server is told as such, and tried again", async () => {
  const door = new ScriptedDoor();
  const peer = new Peer(door.ground(), CARGO);
  peer.join();
  await settled();
  door.clock.wind(JOINING_MS);
  expect(peer.state.value).toMatchObject({ state: "waiting", problem: "media.route" });
  expect(door.of("DELETE")).toHaveLength(1);
});

test("a peer that left lets go of its place and of the connection", async () => {
  const { door, peer } = await aLivePeer();
  const { connection } = door;
  const leaving = peer.leave();
  expect(connection.closed).toBe(false);
  await leaving;
  expect(door.of("DELETE")[0]?.address).toBe("https://puente.test/whip/a/b/r1");
  expect(connection.closed).toBe(true);
  expect(peer.state.value).toEqual({ state: "ended", problem: null });
});

test("a page that is going gives its place back without waiting for candidates that are under way", async () => {
  const { door, peer } = await aLivePeer();
  door.script = ({ method }) => (method === "PATCH" ? (new Promise(() => undefined) as never) : null);
  door.connection.onicecandidate?.({ candidate: { candidate: "candidate:1 1 udp 1 10.0.0.2 9 typ host", sdpMid: "0" } });
  door.clock.wind(100);
  await settled();
  expect(door.of("PATCH")).toHaveLength(1);
  void peer.leave(true);
  expect(door.of("DELETE")).toHaveLength(1);
});

test("a server that does not answer keeps nobody from leaving", async () => {
  const { door, peer } = await aLivePeer();
  door.script = ({ method }) => (method === "DELETE" ? (new Promise(() => undefined) as never) : null);
  void peer.leave();
  door.clock.wind(2_000);
  expect(door.connection.closed).toBe(true);
});

test("an answer that comes after leaving is given back", async () => {
  const door = new ScriptedDoor();
  const peer = new Peer(door.ground(), CARGO);
  peer.join();
  await peer.leave();
  await settled();
  await settled();
  expect(peer.state.value).toEqual({ state: "ended", problem: null });
  expect(door.of("POST").length).toBe(door.of("DELETE").length);
});

test("the ICE servers of an answer are used by the next connection", async () => {
  const door = new ScriptedDoor();
  door.script = ({ method }) => (method !== "POST" ? null : new Response("v=0\r\n", {
    status: 201,
    headers: { Location: "/r", ETag: "e", Link: '<stun:s.test>; rel="ice-server", <turn:t.test?transport=udp>; rel="ice-server"; username="u"; credential="c"; credential-type="password"' },
  }));
  const peer = new Peer(door.ground(), CARGO);
  peer.join();
  await settled();
  peer.join();
  await settled();
  expect(door.connection.configuration.iceServers).toEqual([{ urls: "stun:s.test" }, { urls: "turn:t.test?transport=udp", username: "u", credential: "c" }]);
});
