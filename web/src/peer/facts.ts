// What a peer connection's statistics say, in the few figures that a person or the ladder needs. Input: reports of getStats (W3C webrtc-stats),
// as objects with `id` and `type`. Rates come from two reports in a row. No DOM.

/** `udp` and `tcp` reach the server directly, `relay` goes through a TURN server. */
export type Way = "udp" | "tcp" | "relay";

export interface Facts {
  readonly way: Way | null;
  readonly round_trip_ms: number | null;
  /** Bits per second of media since the report before; null in the first one. */
  readonly bitrate: number | null;
  /** Share of packets that were lost since the report before, 0 to 1; null when none were expected. */
  readonly loss: number | null;
  readonly width: number;
  readonly height: number;
  /** Frames decoded or sent, of all pictures, since the beginning. */
  readonly frames: number;
  readonly codec: string;
  readonly energy: number;
  /** Seconds for which pictures stood still, since the beginning. */
  readonly frozen_s: number;
  /** What holds the sender's quality back: `none`, `cpu`, `bandwidth` or `other`. */
  readonly limit: string;
  readonly jitter_ms: number | null;
  /** What the path may take, in bits per second, where the browser estimates it. */
  readonly available: number | null;
}

interface Sum {
  readonly at: number;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
}

type Report = { readonly id: string; readonly type: string; readonly [name: string]: unknown };

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

export class FactReader {
  #before: Sum | null = null;

  /** Reads one whole set of reports. `at` in milliseconds. */
  read(reports: Iterable<Report>, at: number): Facts {
    const by = new Map([...reports].map((report) => [report.id, report]));
    const all = [...by.values()];
    const streams = all.filter(({ type }) => type === "inbound-rtp" || type === "outbound-rtp");
    const pictures = streams.filter(({ kind }) => kind === "video");
    const largest = pictures.reduce<Report | undefined>((best, each) => (best === undefined || number(each.frameHeight) > number(best.frameHeight) ? each : best), undefined);
    const remote = all.filter(({ type }) => type === "remote-inbound-rtp");
    const sum: Sum = {
      at,
      bytes: total(streams, "bytesReceived") + total(streams, "bytesSent"),
      packets: total(streams, "packetsReceived") + (remote.length > 0 ? total(streams, "packetsSent") : 0),
      lost: total(streams, "packetsLost") + total(remote, "packetsLost"),
    };
    const before = this.#before;
    this.#before = sum;
    const pair = pairOf(all, by);
    const trip = pair?.currentRoundTripTime ?? remote.find(({ roundTripTime }) => typeof roundTripTime === "number")?.roundTripTime;
    const jitters = streams.filter(({ jitter }) => typeof jitter === "number").map(({ jitter }) => number(jitter) * 1000);
    return {
      way: pair === undefined ? null : wayOf(pair, by),
      round_trip_ms: typeof trip === "number" ? trip * 1000 : null,
      bitrate: before === null || at <= before.at ? null : Math.max(0, ((sum.bytes - before.bytes) * 8000) / (at - before.at)),
      loss: lossOf(before, sum),
      width: number(largest?.frameWidth),
      height: number(largest?.frameHeight),
      frames: total(pictures, "framesDecoded") + total(pictures, "framesSent"),
      codec: codecOf(largest ?? streams[0], by),
      energy: total(streams, "totalAudioEnergy"),
      frozen_s: total(pictures, "totalFreezesDuration"),
      limit: typeof largest?.qualityLimitationReason === "string" ? largest.qualityLimitationReason : "none",
      jitter_ms: jitters.length === 0 ? null : Math.max(...jitters),
      available: typeof pair?.availableOutgoingBitrate === "number" ? pair.availableOutgoingBitrate : null,
    };
  }
}

function total(reports: readonly Report[], name: string): number {
  return reports.reduce((sum, report) => sum + number(report[name]), 0);
}

function lossOf(before: Sum | null, sum: Sum): number | null {
  if (before === null) return null;
  const lost = Math.max(0, sum.lost - before.lost);
  const expected = Math.max(0, sum.packets - before.packets) + lost;
  return expected === 0 ? null : lost / expected;
}

function codecOf(stream: Report | undefined, by: ReadonlyMap<string, Report>): string {
  const mime = by.get(String(stream?.codecId ?? ""))?.mimeType;
  return typeof mime === "string" ? mime.replace(/^\w+\//, "") : "";
}

function pairOf(all: readonly Report[], by: ReadonlyMap<string, Report>): Report | undefined {
  const transport = all.find(({ type, selectedCandidatePairId }) => type === "transport" && typeof selectedCandidatePairId === "string");
  const selected = transport === undefined ? undefined : by.get(String(transport.selectedCandidatePairId));
  return selected ?? all.find(({ type, nominated, state }) => type === "candidate-pair" && nominated === true && state === "succeeded");
}

function wayOf(pair: Report, by: ReadonlyMap<string, Report>): Way | null {
  const local = by.get(String(pair.localCandidateId ?? ""));
  if (local === undefined) return null;
  if (local.candidateType === "relay") return "relay";
  return local.protocol === "tcp" ? "tcp" : "udp";
}
