// WHIP and WHEP over HTTP (RFC 9725, and WHEP which follows it): an offer in, an answer out, and a resource to change and delete.
// Input: addresses, and a bearer token or the browser's cookie. Refusals come as problem details (RFC 9457) and are thrown as MediaProblem. No DOM.

/** A refusal of the media's doors, or `network` when nothing answered. `status` is HTTP's, 0 for none. */
export class MediaProblem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly data: { readonly [name: string]: unknown } = {},
    readonly retry_ms: number | null = null,
  ) {
    super(`${code} (${status})`);
  }

  /** Whether the same request may be answered otherwise in a moment. */
  get temporary(): boolean {
    return this.code !== "media.off" && (this.status === 0 || this.status === 429 || this.status >= 500);
  }
}

/** A publisher or subscriber at the server. `tag` names the ICE generation. */
export interface Resource {
  readonly address: string;
  readonly tag: string;
  readonly answer: string;
  readonly iceServers: readonly RTCIceServer[];
}

export type Fetch = (address: string, request: RequestInit) => Promise<Response>;

const FRAGMENT = "application/trickle-ice-sdpfrag";

export class Door {
  /** `base` is what relative addresses are relative to. */
  constructor(
    private readonly fetch: Fetch,
    private readonly base: string,
    private readonly token: string | null = null,
  ) {}

  /** Posts an offer. */
  async offer(address: string, sdp: string): Promise<Resource> {
    const answer = await this.#ask("POST", address, { "Content-Type": "application/sdp" }, sdp);
    const location = answer.headers.get("Location");
    if (location === null) throw new MediaProblem("media.answer", answer.status, { reason: "no Location" });
    return {
      address: new URL(location, new URL(address, this.base)).href,
      tag: answer.headers.get("ETag") ?? "",
      answer: await answer.text(),
      iceServers: iceServersOf(answer.headers.get("Link") ?? ""),
    };
  }

  /** Tells the server about local candidates. */
  async trickle({ address, tag }: Resource, fragment: string): Promise<void> {
    await this.#ask("PATCH", address, { "Content-Type": FRAGMENT, "If-Match": tag }, fragment);
  }

  /** Restarts ICE; gives the server's fragment and the new tag. */
  async restart({ address }: Resource, fragment: string): Promise<{ readonly fragment: string; readonly tag: string }> {
    const answer = await this.#ask("PATCH", address, { "Content-Type": FRAGMENT, "If-Match": "*" }, fragment);
    return { fragment: await answer.text(), tag: answer.headers.get("ETag") ?? "" };
  }

  /** Chooses what a section of a subscriber carries. */
  async choose({ address }: Resource, mid: string, track: string | null, layer: string | null): Promise<void> {
    await this.#ask("POST", `${address}/sections/${mid}`, { "Content-Type": "application/json" }, JSON.stringify({ track, layer }));
  }

  /** Deletes the resource; a page that is left may do it too. One that is gone already is as well. */
  async leave({ address }: Resource): Promise<void> {
    try {
      await this.#ask("DELETE", address, {}, null);
    } catch (fault) {
      if (!(fault instanceof MediaProblem) || fault.status >= 500) console.warn("A media resource was not deleted:", fault);
    }
  }

  async #ask(method: string, address: string, headers: { [name: string]: string }, body: string | null): Promise<Response> {
    let answer: Response;
    try {
      answer = await this.fetch(new URL(address, this.base).href, {
        method,
        headers: this.token === null ? headers : { ...headers, Authorization: `Bearer ${this.token}` },
        body,
        keepalive: method === "DELETE",
      });
    } catch (fault) {
      throw new MediaProblem("network", 0, { reason: String(fault) });
    }
    if (answer.ok) return answer;
    throw await problemOf(answer);
  }
}

/** What a refused request is told, as problem details say it. */
export async function problemOf(answer: Response): Promise<MediaProblem> {
  const seconds = Number(answer.headers.get("Retry-After") ?? "");
  const retry = seconds > 0 ? seconds * 1000 : null;
  try {
    const { code, ...data } = (await answer.json()) as { code?: unknown };
    return new MediaProblem(typeof code === "string" ? code : "media.http", answer.status, data, retry);
  } catch {
    // A proxy's own page is no problem detail; its status says enough.
    return new MediaProblem("media.http", answer.status, {}, retry);
  }
}

/** The ICE servers of a Link header (RFC 9725 §4.6). */
export function iceServersOf(link: string): RTCIceServer[] {
  return link.split(/,(?=\s*<)/).flatMap((value) => {
    const urls = /<([^>]+)>/.exec(value)?.[1];
    if (urls === undefined || !/;\s*rel="?ice-server"?/.test(value)) return [];
    const named = (name: string) => new RegExp(`;\\s*${name}="([^"]*)"`).exec(value)?.[1];
    const [username, credential] = [named("username"), named("credential")];
    return [{ urls, ...(username === undefined ? {} : { username }), ...(credential === undefined ? {} : { credential }) }];
  });
}
