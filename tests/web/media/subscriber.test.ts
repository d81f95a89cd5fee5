import { expect, test } from "vitest";

import { Subscriber, type Wish } from "@/peer/subscriber";
import { problem, ScriptedDoor, settled } from "./connections";

const wish = (name: string, more: Partial<Wish> = {}): Wish => ({ name, video: `${name}/camera/video`, audio: `${name}/microphone/audio`, layer: null, ...more });
const chosen = (door: ScriptedDoor) => door.of("POST").filter(({ address }) => address.includes("/sections/")).map(({ address, body }) => [address.split("/").at(-1), JSON.parse(body!)]);

async function receiving(...wishes: Wish[]) {
  const door = new ScriptedDoor();
  const subscriber = new Subscriber(door.ground(), "/whep/a/b", 3);
  subscriber.want(wishes);
  await settled();
  return { door, subscriber };
}

test("nothing is joined for nothing", async () => {
  const { door } = await receiving();
  expect(door.connections).toEqual([]);
});

test("all that is wanted is asked for with the offer, each picture beside its sound", async () => {
  const { door, subscriber } = await receiving(wish("p1"), wish("p2", { video: null }), wish("p3"));
  expect(decodeURIComponent(new URL(door.asked[0]!.address).search)).toBe("?track=p1/camera/video&track=p1/microphone/audio&track=p3/camera/video&track=p3/microphone/audio&track=p2/microphone/audio");
  expect(subscriber.seats.value.map(({ name, video }) => [name, video !== null])).toEqual([["p1", true], ["p3", true], ["p2", false]]);
  expect(chosen(door)).toEqual([]);
});

test("who comes and who leaves change a seat each, the others stay", async () => {
  const { door, subscriber } = await receiving(wish("p1"), wish("p2"));
  const before = subscriber.seats.value.find(({ name }) => name === "p2");
  subscriber.want([wish("p2"), wish("p3")]);
  await settled();
  expect(chosen(door)).toEqual([
    ["0", { track: "p3/camera/video", layer: null }],
    ["1", { track: "p3/microphone/audio", layer: null }],
  ]);
  expect(subscriber.seats.value.find(({ name }) => name === "p2")).toEqual(before);
});

test("sound alone drops the pictures, a smaller picture pins a layer", async () => {
  const { door, subscriber } = await receiving(wish("p1"));
  subscriber.want([wish("p1", { layer: "l" })]);
  await settled();
  subscriber.want([wish("p1", { video: null })]);
  await settled();
  expect(chosen(door)).toEqual([["0", { track: "p1/camera/video", layer: "l" }], ["0", { track: null, layer: null }]]);
});

test("a track that is not there yet does not keep the others, and is asked for again", async () => {
  const door = new ScriptedDoor();
  let there = false;
  door.script = ({ address, body }) => {
    const asked = decodeURIComponent(address) + (body ?? "");
    return !there && asked.includes("p2/camera/video") ? problem(404, "media.track", { track: "p2/camera/video" }) : null;
  };
  const subscriber = new Subscriber(door.ground(), "/whep/a/b", 3);
  subscriber.want([wish("p1"), wish("p2")]);
  await settled();
  await settled();
  expect(door.connections).toHaveLength(2);
  expect(subscriber.seats.value).toHaveLength(2);
  there = true;
  door.clock.wind(1_000);
  await settled();
  expect(chosen(door).at(-1)).toEqual(["2", { track: "p2/camera/video", layer: null }]);
});

test("a layer that has ended gives way to the server's choice", async () => {
  const { door, subscriber } = await receiving(wish("p1"));
  door.script = ({ body }) => (body?.includes('"layer":"l"') === true ? problem(404, "media.track", { layer: "l" }) : null);
  subscriber.want([wish("p1", { layer: "l" })]);
  await settled();
  expect(chosen(door).at(-1)).toEqual(["0", { track: "p1/camera/video", layer: null }]);
});

test("more people than seats make more seats", async () => {
  const { door, subscriber } = await receiving(wish("p1"));
  subscriber.want(["p1", "p2", "p3", "p4"].map((name) => wish(name)));
  await settled();
  expect(door.connections).toHaveLength(2);
  expect(subscriber.seats.value).toHaveLength(4);
});
