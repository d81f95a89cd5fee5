// The other side of the sockets that a test's connection opens: says what the test scripts, keeps what it hears.

import type { Socket } from "@/connection";
import type { Changes, Command, ServerFrame, Welcome } from "@/frames";

export const WELCOME: Welcome = {
  type: "welcome",
  version: 1,
  participant: { participant: "p1", name: "Ana", role: "attendee" },
  audience: "hall",
  capabilities: ["chat.send", "chat.edit", "chat.remove", "chat.react", "chat.unreact", "question.ask", "question.withdraw", "question.upvote", "question.withdraw_upvote"],
  language: "es",
  now: 1_648_044_000_000,
  ping_s: 20,
  limits: { chat: 2000, question: 1000, name: 80, poll: 300, poll_option: 120, poll_word: 40, hand: 200, holding: 200, cue: 200, announcement: 500, word: 60, report: 300, translation: 3000, caption: 500 },
};

export class ScriptedSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  onclose: ((close: { code: number; reason: string }) => void) | null = null;
  readonly heard: Record<string, unknown>[] = [];
  closed = false;

  send(text: string): void {
    if (this.closed) throw new Error("sent on a closed socket");
    this.heard.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.closed = true;
  }

  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  sayText(text: string): void {
    this.onmessage?.({ data: text });
  }

  hangUp(code: number): void {
    this.closed = true;
    this.onclose?.({ code, reason: "" });
  }

  /** Opens, and answers the hello with a snapshot. */
  welcome(view: Changes = {}, position = "e:1", welcome: Welcome = WELCOME): void {
    this.onopen?.();
    this.say(welcome);
    this.say({ type: "own", reset: true, changes: { "my/standing": { muted: false } } });
    this.say({ type: "snapshot", position, view });
  }

  /** Opens, and answers the hello with what changed since. */
  resume(changes: Changes = {}, position = "e:2"): void {
    this.onopen?.();
    this.say(WELCOME);
    this.say({ type: "own", reset: true, changes: {} });
    this.say({ type: "delta", position, changes });
  }

  get commands(): { id: string; command: Command }[] {
    return this.heard.filter(({ type }) => type === "command") as unknown as { id: string; command: Command }[];
  }
}

export class ScriptedServer {
  readonly sockets: ScriptedSocket[] = [];

  readonly open = (): ScriptedSocket => {
    const socket = new ScriptedSocket();
    this.sockets.push(socket);
    return socket;
  };

  get socket(): ScriptedSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }
}
