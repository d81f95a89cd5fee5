// The few lines of SDP that are read or written here: ICE credentials, candidates as fragments, mids. Input: text of a peer
// connection and of a server. Sources: RFC 8840 (fragments), RFC 9725 §4.3 (trickle and restart by PATCH). No DOM.

/** Credentials of one ICE generation. */
export interface IceCredentials {
  readonly ufrag: string;
  readonly pwd: string;
}

/** What a local candidate says, as RTCPeerConnection gives it. */
export interface LocalCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
}

/** The first ICE credentials of a description or fragment, null where there are none. */
export function credentialsOf(sdp: string): IceCredentials | null {
  const ufrag = /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
  const pwd = /^a=ice-pwd:(\S+)/m.exec(sdp)?.[1];
  return ufrag === undefined || pwd === undefined ? null : { ufrag, pwd };
}

/** A fragment (application/trickle-ice-sdpfrag) with candidates of one section; with all sections bundled one section stands for all. */
export function fragment({ ufrag, pwd }: IceCredentials, candidates: readonly LocalCandidate[], complete: boolean): string {
  const lines = [`a=ice-ufrag:${ufrag}`, `a=ice-pwd:${pwd}`];
  const mid = candidates.find(({ sdpMid }) => sdpMid !== null)?.sdpMid ?? "0";
  if (candidates.length > 0 || complete) lines.push("m=audio 9 UDP/TLS/RTP/SAVPF 0", `a=mid:${mid}`);
  for (const { candidate } of candidates) lines.push(`a=${candidate}`);
  if (complete) lines.push("a=end-of-candidates");
  return `${lines.join("\r\n")}\r\n`;
}

/** An answer with the credentials and candidates of a restart's fragment in the place of its own. */
export function restarted(answer: string, fresh: string): string {
  const credentials = credentialsOf(fresh);
  if (credentials === null) throw new SyntaxError("the fragment has no ICE credentials");
  const candidates = [...fresh.matchAll(/^a=candidate:[^\r\n]*/gm)].map(([line]) => line);
  const lines = answer.split("\r\n").flatMap((line) => {
    if (line.startsWith("a=ice-ufrag:")) return [`a=ice-ufrag:${credentials.ufrag}`];
    if (line.startsWith("a=ice-pwd:")) return [`a=ice-pwd:${credentials.pwd}`];
    return candidates.length > 0 && line.startsWith("a=candidate:") ? [] : [line];
  });
  if (candidates.length === 0) return lines.join("\r\n");
  const section = lines.findIndex((line) => line.startsWith("m="));
  const end = lines.findIndex((line, at) => at > section && line.startsWith("m="));
  lines.splice(end < 0 ? lines.length - (lines.at(-1) === "" ? 1 : 0) : end, 0, ...candidates);
  return lines.join("\r\n");
}

/** Codecs with those of a name first; what repairs and protects keeps its place after them. */
export function preferring<Codec extends { readonly mimeType: string }>(codecs: readonly Codec[], name: string): Codec[] {
  const wanted = `video/${name}`.toLowerCase();
  const preferred = codecs.filter(({ mimeType }) => mimeType.toLowerCase() === wanted);
  return [...preferred, ...codecs.filter((codec) => !preferred.includes(codec))];
}
