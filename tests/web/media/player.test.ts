import { afterEach, expect, test, vi } from "vitest";

import { Player } from "@/player/player";
import type { Reception } from "@/reception";
import type { OnStage } from "@/stage";
import { aRoom } from "../builders";
import { FakeSound } from "./sound";
import { FakeConnection, problem, ScriptedDoor, settled } from "./connections";

const RECEPTION: Reception = { path: "webrtc", whep: "/whep/a/b", hls: "/broadcast/a/b/index.m3u8", sound: "/broadcast/a/b/sound.m3u8", small: null, beside: "/broadcast/a/b/beside.m3u8", backstage: false, publish: null, ice_servers: [] };
const person = (participant: string, more: Partial<OnStage> = {}): OnStage => ({ participant, name: participant, role: "speaker", sources: ["camera", "microphone"], muted: {}, order: 1, ...more });
const stopped: (() => void)[] = [];
afterEach(() => stopped.splice(0).forEach((stop) => stop()));

async function watching(reception: Reception = RECEPTION, people: OnStage[] = [person("p2")], decodes: string[] | null = null) {
  const { room, server, clock } = await aRoom();
  const door = new ScriptedDoor();
  let now = reception;
  door.script = ({ address }) => (address.includes("/watch/") ? new Response(JSON.stringify(now)) : null);
  server.socket.welcome({ stage: { layout: "speaker", holding: null, broadcast: null }, ...Object.fromEntries(people.map((each) => [`stage/${each.participant}`, each])) } as never);
  const player = new Player(room, {
    fetch: door.fetch,
    base: "https://puente.test/",
    sound: () => new FakeSound() as unknown as AudioContext,
    connect: (configuration) => {
      const connection = Object.assign(new FakeConnection(configuration), { getReceivers: () => [] });
      door.connections.push(connection);
      return connection as unknown as RTCPeerConnection;
    },
    decodes: () => decodes,
  });
  stopped.push(() => player.stop());
  player.start();
  await settled();
  const tell = (changes: Record<string, unknown>) => server.socket.say({ type: "delta", position: "e:9", changes } as never);
  const asked = () => door.asked.filter(({ address }) => address.includes("/watch/")).map(({ address }) => address);
  return { room, server, clock, door, player, tell, asked, becomes: (next: Partial<Reception>) => (now = { ...now, ...next }) };
}

test("who is on the stage is received, at the hall's view of it", async () => {
  const { door, player } = await watching();
  await settled();
  const [offer] = door.of("POST");
  expect(decodeURIComponent(offer!.address)).toBe("https://puente.test/whep/a/b?view=stage&track=p2/camera/video&track=p2/microphone/audio");
  expect(player.large.value).toBe("p2");
});

test("nobody hears themselves come back", async () => {
  const { door } = await watching(RECEPTION, [person("p1")]);
  expect(decodeURIComponent(door.of("POST")[0]!.address)).not.toContain("p1/microphone");
});

test("a slide over the stage shows nobody", async () => {
  const { player, tell } = await watching();
  tell({ stage: { layout: "speaker", holding: { text: "Coffee", language: "en", until: null }, broadcast: null } });
  expect(player.tiles.value).toEqual([]);
});

test("the server moves a viewer by a signal, without a reload", async () => {
  const { player, server, becomes, asked } = await watching();
  becomes({ path: "hls" });
  server.socket.say({ type: "signal", signal: "watch", path: "hls" } as never);
  await settled();
  await settled();
  expect(asked()).toHaveLength(2);
  expect(player.path).toBe("hls");
  expect(player.subscriber.value).toBeNull();
  becomes({ path: "webrtc" });
  server.socket.say({ type: "signal", signal: "watch", path: "webrtc" } as never);
  await settled();
  await settled();
  expect(player.path).toBe("webrtc");
});

test("the broadcast's smaller picture is asked for when it is wanted, and passed over while there is none", async () => {
  const { player, clock, becomes, asked } = await watching({ ...RECEPTION, path: "hls" });
  let frozen = 1;
  player.broadcast = { shown: null, listen: () => undefined, measure: () => ({ facts: { delay_ms: null, bitrate: null, width: 0, height: 0 }, measure: { loss: null, frozen, alive: true } }) };
  const passing = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      clock.wind(1_000);
      await settled();
    }
  };
  await passing(4);
  expect(asked()).toHaveLength(2);
  expect([player.rung.value, player.address]).toEqual(["sound", "/broadcast/a/b/sound.m3u8"]);
  frozen = 0;
  becomes({ small: "/broadcast/a/b/small.m3u8" });
  await passing(20);
  expect([player.rung.value, player.address]).toEqual(["small", "/broadcast/a/b/small.m3u8"]);
  becomes({ small: null });
  player.chooseRung("small");
  await player.ask();
  expect([player.rung.value, player.address, player.noSmaller]).toEqual(["small", "/broadcast/a/b/index.m3u8", true]);
});

test("a page that is left gives its place back, and comes back when it is shown again", async () => {
  const { player, door } = await watching();
  door.connection.become("connected");
  player.leave();
  await settled();
  expect(door.of("DELETE")).toHaveLength(1);
  await player.ask();
  await settled();
  expect(door.connections).toHaveLength(2);
});

test("a path chosen by hand is asked for", async () => {
  const { player, asked } = await watching();
  player.choosePath("hls");
  await settled();
  expect(asked().at(-1)).toBe("/watch/americas/plenary?path=hls");
});

test("the server is told what can be received by WebRTC", async () => {
  const { player, asked } = await watching(RECEPTION, [], ["VP8", "VP9"]);
  expect(asked()).toEqual(["/watch/americas/plenary?decodes=VP8%2CVP9"]);
  player.choosePath("webrtc");
  await settled();
  expect(asked().at(-1)).toBe("/watch/americas/plenary?path=webrtc&decodes=VP8%2CVP9");
});

test("a rung chosen by hand is received and stays", async () => {
  const { door, player } = await watching();
  door.connection.become("connected");
  player.chooseRung("sound");
  await settled();
  await settled();
  expect(JSON.parse(door.of("POST").at(-1)!.body!)).toEqual({ track: null, layer: null });
  expect(player.hand).toBe("sound");
  player.chooseRung("words");
  expect(player.rung.value).toBe("words");
});

test("media that was restarted is asked whether the place is still there", async () => {
  const { door, server } = await watching();
  door.connection.become("connected");
  const usual = door.script;
  door.script = (asked) => (asked.method === "PATCH" ? problem(404, "media.resource") : usual(asked));
  server.socket.say({ type: "signal", signal: "media.restarted" } as never);
  await settled();
  await settled();
  expect(door.connections).toHaveLength(2);
});

test("a server that does not answer is asked again; one without media is not", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const { player, door, clock, asked } = await watching();
  door.script = ({ address }) => (address.includes("/watch/") ? problem(503, "media.restarting") : null);
  await player.ask();
  expect(player.problem.value).toBe("media.restarting");
  clock.wind(2_000);
  await settled();
  expect(asked()).toHaveLength(3);
  door.script = ({ address }) => (address.includes("/watch/") ? problem(503, "media.off") : null);
  await player.ask();
  clock.wind(60_000);
  await settled();
  expect(player.problem.value).toBe("media.off");
  expect(asked()).toHaveLength(4);
});

const channel = (language: string, on_air: { participant: string; name: string; role: string } | null) => ({ [`channels/${language}`]: { language, on_air } });
const wished = (door: ScriptedDoor) => decodeURIComponent(door.of("POST")[0]!.address);

test("the channel that was chosen comes beside the floor, and another one to the same seat", async () => {
  const { room, door, player, tell } = await watching();
  door.connection.become("connected");
  tell({ ...channel("es", null), ...channel("fr", null) });
  expect(player.channel.value).toBe("original");
  const asked = () => door.of("POST").filter(({ address }) => !address.includes("track=")).map(({ address, body }) => [address, JSON.parse(body!).track]);
  const before = asked().length;
  vi.stubGlobal("Audio", class { play = () => Promise.resolve(); });
  vi.stubGlobal("MediaStream", class {});
  room.choice.set({ sound: "es" });
  await settled();
  room.choice.set({ sound: "fr" });
  await settled();
  const [first, second] = asked().slice(before);
  expect([first![1], second![1], first![0] === second![0]]).toEqual(["channel/es/audio", "channel/fr/audio", true]);
  expect(player.mixed).toBe(true);
  expect(player.silent.value).toBe(true);
  vi.unstubAllGlobals();
});

test("a channel that is closed is the original again, and no interpreter hears themselves", async () => {
  const { room, door, player, tell } = await watching();
  tell(channel("es", { participant: "p1", name: "Me", role: "interpreter" }));
  room.choice.set({ sound: "es" });
  await settled();
  expect(wished(door)).not.toContain("channel/");
  expect(player.mix.value).toBeNull();
  tell({ "channels/es": null });
  expect(player.channel.value).toBe("original");
});
