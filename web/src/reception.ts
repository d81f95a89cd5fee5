// How this person watches a room and what they may send, as the server says (`GET /watch/…`, server/api/watch.py). No DOM.

import { MediaProblem, type Fetch } from "./peer/door";
import type { Source } from "./peer/publisher";

export type Path = "webrtc" | "hls";

export interface Reception {
  readonly path: Path;
  /** Where to subscribe by WebRTC; null where that path is not given. */
  readonly whep: string | null;
  /** The multivariant playlist of the broadcast, and the one without pictures; null while there is none. */
  readonly hls: string | null;
  readonly sound: string | null;
  /** The broadcast with a smaller picture; null while the publisher sends none. */
  readonly small: string | null;
  /** The second picture, without sound, for layouts that show two. */
  readonly beside: string | null;
  readonly backstage: boolean;
  readonly publish: { readonly whip: string; readonly sources: readonly Source[] } | null;
  readonly ice_servers: readonly RTCIceServer[];
}

/** What a viewer tells the server of itself. */
export interface Viewing {
  /** The path that the person would rather have. */
  readonly path?: Path | null;
  /** The codecs of pictures that the browser can receive by WebRTC, such as `VP8`; null where it cannot say. */
  readonly decodes?: readonly string[] | null;
}

/** What this browser can receive by WebRTC. Firefox is without H.264 until it has loaded a plug-in. */
export function decodable(): string[] | null {
  const codecs = globalThis.RTCRtpReceiver?.getCapabilities?.("video")?.codecs;
  return codecs === undefined ? null : [...new Set(codecs.map(({ mimeType }) => mimeType.replace("video/", "")))];
}

/** Asks the server. No address: the server has no media. Throws MediaProblem. */
export async function receive(fetch: Fetch, address: string, { path = null, decodes = null }: Viewing = {}): Promise<Reception> {
  if (address === "") throw new MediaProblem("media.off", 0);
  let answer: Response;
  try {
    const told = new URLSearchParams({ ...(path !== null && { path }), ...(decodes !== null && { decodes: decodes.join(",") }) }).toString();
    answer = await fetch(told === "" ? address : `${address}?${told}`, { method: "GET", headers: { Accept: "application/json" } });
  } catch (fault) {
    throw new MediaProblem("network", 0, { reason: String(fault) });
  }
  if (answer.ok) return (await answer.json()) as Reception;
  const problem = (await answer.json().catch(() => ({}))) as { code?: string };
  throw new MediaProblem(problem.code ?? "media.http", answer.status);
}
