import { expect, test } from "vitest";

import { layersFor, Publisher } from "@/peer/publisher";
import { aTrack, problem, ScriptedDoor, settled } from "./connections";

const CODECS = ["VP8", "rtx", "H264"].map((name) => ({ mimeType: `video/${name}`, clockRate: 90_000 }));

async function sending(tracks: Parameters<Publisher["send"]>[0]) {
  const door = new ScriptedDoor();
  const publisher = new Publisher(door.ground(), "/whip/a/b", { codecs: CODECS });
  await publisher.send(tracks);
  await settled();
  return { door, publisher };
}

test("camera and microphone go in one offer, the camera in three layers, H.264 first", async () => {
  const { door } = await sending({ camera: aTrack("video"), microphone: aTrack("audio") });
  expect(door.asked[0]?.address).toBe("https://puente.test/whip/a/b?source=camera&source=microphone&codec=H264");
  const [picture, voice] = door.connection.transceivers;
  expect(picture?.options.sendEncodings?.map(({ rid }) => rid)).toEqual(["h", "m", "l"]);
  expect(picture?.codecs.map((codec) => (codec as { mimeType: string }).mimeType)).toEqual(["video/H264", "video/VP8", "video/rtx"]);
  expect(voice?.options).toMatchObject({ direction: "sendonly" });
});

test("a small picture has one layer less", () => {
  expect(layersFor(360).map(({ rid }) => rid)).toEqual(["h", "l"]);
  expect(layersFor(0)).toHaveLength(3);
});

test("a screen is sent sharp and whole, with its sound", async () => {
  const picture = aTrack("video");
  const { door } = await sending({ screen: picture, screen_sound: aTrack("audio") });
  expect(door.asked[0]?.address).toContain("?source=screen&codec=H264");
  expect(picture.contentHint).toBe("detail");
  expect(door.connection.transceivers).toHaveLength(2);
});

test("another camera takes the place of the first without a new offer", async () => {
  const [first, second] = [aTrack("video", "first"), aTrack("video", "second")];
  const { door, publisher } = await sending({ camera: first });
  door.connection.become("connected");
  await publisher.send({ camera: second });
  expect(door.connection.transceivers[0]?.sender.track).toBe(second);
  expect(door.of("POST")).toHaveLength(1);
});

test("a camera that is added replaces one's own place", async () => {
  const microphone = aTrack("audio");
  const { door, publisher } = await sending({ microphone });
  door.connection.become("connected");
  await publisher.send({ microphone, camera: aTrack("video") });
  await settled();
  expect(door.of("POST").at(-1)?.address).toBe("https://puente.test/whip/a/b?source=camera&source=microphone&codec=H264&replace=1");
});

test("a source that another tab holds is taken over only when asked", async () => {
  const { door, publisher } = await sending({ microphone: aTrack("audio") });
  door.script = ({ address }) => (address.includes("replace=1") ? null : problem(409, "media.taken"));
  expect(door.of("POST")[0]?.address).not.toContain("replace");
  publisher.takeOver();
  await settled();
  expect(door.of("POST").at(-1)?.address).toContain("replace=1");
});

test("sending nothing leaves", async () => {
  const { door, publisher } = await sending({ microphone: aTrack("audio") });
  await publisher.send({});
  expect(door.of("DELETE")).toHaveLength(1);
  expect(publisher.state.value).toEqual({ state: "ended", problem: null });
});
