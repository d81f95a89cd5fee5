import { expect, test } from "vitest";

import type { Source } from "@/peer/publisher";
import { broadcastOf, largeOf, Speaking, tilesOf, wishesFor, type OnStage, type Sender } from "@/stage";

const ana: Sender = { participant: "p1", name: "Ana", sources: ["camera", "microphone"] };
const ben: Sender = { participant: "p2", name: "Ben", sources: ["microphone", "screen"] };

test("a person is a tile, and a screen another one before it", () => {
  expect(tilesOf([ana, ben]).map(({ name, kind, video, audio }) => [name, kind, video, audio])).toEqual([
    ["p1", "person", "p1/camera/video", "p1/microphone/audio"],
    ["p2/screen", "screen", "p2/screen/video", "p2/screen/audio"],
    ["p2", "person", null, "p2/microphone/audio"],
  ]);
});

test("what is muted is not asked for", () => {
  const [tile] = tilesOf([{ ...ana, muted: { camera: "self", microphone: "moderator" } }]);
  expect(tile).toMatchObject({ video: null, audio: null, silent: true });
});

test("each layout has its large tile", () => {
  const tiles = tilesOf([ana, ben]);
  expect(largeOf(tiles, "speaker", null)).toBe("p1");
  expect(largeOf(tiles, "speaker", "p2")).toBe("p2");
  expect(largeOf(tiles, "screen", null)).toBe("p2/screen");
  expect(largeOf(tilesOf([ana]), "screen", null)).toBe("p1");
  expect(largeOf(tiles, "side_by_side", "p1")).toBeNull();
  expect(largeOf([], "speaker", null)).toBeNull();
});

test("each rung asks for less", () => {
  const tiles = tilesOf([ana]);
  const [video] = wishesFor(tiles, "video");
  expect(video).toEqual({ name: "p1", video: "p1/camera/video", audio: "p1/microphone/audio", layer: null });
  expect(wishesFor(tiles, "small")[0]?.layer).toBe("l");
  expect(wishesFor(tiles, "sound")[0]).toMatchObject({ video: null, audio: "p1/microphone/audio" });
  expect(wishesFor(tiles, "words")).toEqual([]);
});

test("who speaks stays large for a moment, and silence changes nobody", () => {
  const speaking = new Speaking();
  expect(speaking.take({ p1: 20, p2: 60 }, 0)).toBe("p1");
  expect(speaking.take({ p1: 60, p2: 20 }, 200)).toBe("p1");
  expect(speaking.take({ p1: 60, p2: 20 }, 2_000)).toBe("p2");
  expect(speaking.take({ p1: 127, p2: 127 }, 9_000)).toBe("p2");
});

test("the broadcast shows one picture, or two where the layout does, and names whose where that is sure", () => {
  const sends = (name: string, ...sources: Source[]): OnStage => ({ participant: name, name, role: "speaker", sources, muted: {}, order: 1 });
  const [ana, ben, eva] = [sends("Ana", "camera", "microphone"), sends("Ben", "camera"), sends("Eva", "screen", "camera")];
  expect(broadcastOf([ana, ben], "speaker")).toEqual({ screen: false, two: false, captions: [null, null], unsuitable: [] });
  expect(broadcastOf([ana, ben], "side_by_side")).toEqual({ screen: false, two: true, captions: ["Ana", "Ben"], unsuitable: [] });
  expect(broadcastOf([ana, ben, eva], "side_by_side").captions).toEqual([null, null]);
  expect(broadcastOf([eva], "screen")).toEqual({ screen: true, two: true, captions: ["Eva", "Eva"], unsuitable: [] });
  expect(broadcastOf([{ ...ana, unsuitable: ["camera"] }], "speaker").unsuitable).toEqual(["Ana"]);
  expect(broadcastOf([{ ...ana, unsuitable: ["camera"] }, ben], "side_by_side")).toEqual({ screen: false, two: false, captions: ["Ben", null], unsuitable: [] });
});
