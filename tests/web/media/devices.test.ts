import { expect, test, vi } from "vitest";

import { Devices, DeviceTrouble, troubleOf, type MediaSource } from "@/devices";
import { memoryShelf } from "@/shelf";
import { aTrack } from "./connections";

const named = (name: string, message = "") => Object.assign(new Error(message), { name });
const stream = (...tracks: MediaStreamTrack[]) => ({ getTracks: () => tracks, getVideoTracks: () => tracks.filter(({ kind }) => kind === "video"), getAudioTracks: () => tracks.filter(({ kind }) => kind === "audio") }) as unknown as MediaStream;

function aSource(more: Partial<MediaSource> = {}) {
  const asked: MediaStreamConstraints[] = [];
  const source: MediaSource = {
    enumerateDevices: () => Promise.resolve([
      { kind: "videoinput", deviceId: "c1", label: "Front" },
      { kind: "audioinput", deviceId: "m1", label: "Desk" },
      { kind: "audiooutput", deviceId: "", label: "" },
    ]),
    getUserMedia: (constraints) => {
      asked.push(constraints);
      return Promise.resolve(stream(aTrack(constraints.video === undefined ? "audio" : "video")));
    },
    ...more,
  };
  return { source, asked };
}

test("devices are listed by kind; those without an id are not there to choose", async () => {
  const devices = new Devices(aSource().source, memoryShelf());
  expect(await devices.list("camera")).toEqual([{ id: "c1", name: "Front" }]);
  expect(await devices.list("speaker")).toEqual([]);
});

test("a choice is remembered for the next visit", async () => {
  const shelf = memoryShelf();
  new Devices(aSource().source, shelf).choose("camera", "c1");
  const { source, asked } = aSource();
  await new Devices(source, shelf).camera();
  expect(asked[0]?.video).toMatchObject({ deviceId: { exact: "c1" } });
});

test("a chosen camera that is gone gives way to another", async () => {
  const shelf = memoryShelf();
  const { source, asked } = aSource();
  const devices = new Devices({ ...source, getUserMedia: (wanted) => ((wanted.video as MediaTrackConstraints).deviceId === undefined ? source.getUserMedia(wanted) : Promise.reject(named("OverconstrainedError"))) }, shelf);
  devices.choose("camera", "gone");
  await devices.camera();
  expect(asked).toHaveLength(1);
});

test("a chosen microphone that has another id at the next visit is known by its name", async () => {
  const shelf = memoryShelf();
  const asked: unknown[] = [];
  const stop = vi.fn();
  const source: MediaSource = {
    enumerateDevices: () => Promise.resolve([{ kind: "audioinput", deviceId: "m7", label: "Hall" }, { kind: "audioinput", deviceId: "m8", label: "Desk" }]),
    getUserMedia: ({ audio }) => {
      const id = (audio as { deviceId?: { exact: string } }).deviceId?.exact ?? null;
      asked.push(id);
      return id === "m1" ? Promise.reject(named("OverconstrainedError")) : Promise.resolve(stream(Object.assign(aTrack("audio"), { stop })));
    },
  };
  new Devices(undefined, shelf).choose("microphone", "m1", "Desk");
  await new Devices(source, shelf).microphone();
  await new Devices(source, shelf).microphone();
  expect(asked).toEqual(["m1", null, "m8", "m8"]);
  expect(stop).toHaveBeenCalledOnce();
});

test("what the browser says becomes a code", () => {
  expect(troubleOf(named("NotAllowedError", "Permission denied"))).toBe("denied");
  expect(troubleOf(named("NotAllowedError", "Permission dismissed"))).toBe("dismissed");
  expect(troubleOf(named("NotAllowedError", "Permission denied by system"))).toBe("dismissed");
  expect(troubleOf(named("NotFoundError"))).toBe("missing");
  expect(troubleOf(named("NotReadableError"))).toBe("busy");
  expect(troubleOf(named("TypeError"))).toBe("failed");
  expect(troubleOf(undefined)).toBe("failed");
});

test("a page that is not secure says so for each kind", async () => {
  const devices = new Devices(undefined, memoryShelf());
  expect(devices.secure).toBe(false);
  await expect(devices.camera()).rejects.toEqual(new DeviceTrouble("insecure", "camera"));
  await expect(devices.screen()).rejects.toMatchObject({ trouble: "insecure", kind: "screen" });
});

test("a screen comes with its sound where there is any", async () => {
  const { source } = aSource({ getDisplayMedia: () => Promise.resolve(stream(aTrack("video"), aTrack("audio"))) });
  const { sound } = await new Devices(source, memoryShelf()).screen();
  expect(sound?.kind).toBe("audio");
  const silent = aSource({ getDisplayMedia: () => Promise.resolve(stream(aTrack("video"))) });
  expect((await new Devices(silent.source, memoryShelf()).screen()).sound).toBeNull();
});

test("a kept choice that cannot be read is no choice", () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const shelf = memoryShelf();
  shelf.setItem("puente/devices", "{");
  expect(new Devices(aSource().source, shelf).choices.camera).toBeNull();
});
