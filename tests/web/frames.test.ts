import { expect, test } from "vitest";

import PROTOCOL from "../../PROTOCOL.md?raw";
import * as frames from "@/frames";

const examples = (side: string) => [...PROTOCOL.matchAll(new RegExp("```json " + side + "\\n([\\s\\S]*?)```", "g"))].map(([, text]) => JSON.parse(text!) as unknown);

test("what the browser sends is what the protocol shows", () => {
  const made = [
    frames.helloFrame("es", null),
    frames.helloFrame("es", "k7Qd:41"),
    frames.pongFrame(),
    frames.commandFrame("c1", { type: "question.ask", text: "¿Por qué?", anonymous: false }),
    frames.pageFrame("p1", "chat", 51, 50),
    frames.languageFrame("en"),
    frames.choiceFrame({ understands: ["en", "fr"], sound: "original", captions: "es", translations: "instead", share: 0.3 }),
    frames.signalFrame("caption.interim", { language: "en", text: "Welcome to all of" }),
  ].map((text) => JSON.parse(text) as unknown);
  expect(made).toEqual(examples("client"));
});

test("every example of the server is understood", () => {
  for (const example of examples("server")) expect(frames.parseFrame(JSON.stringify(example))).toEqual(example);
});

test("unknown frames are passed over and texts that are no frames are not", () => {
  expect(frames.parseFrame('{"type": "poll", "x": 1}')).toBeNull();
  for (const text of ["", "[]", "null", '{"type": 1}', "{"]) expect(() => frames.parseFrame(text)).toThrow(SyntaxError);
});

test("the close codes are those of the protocol", () => {
  const table = [...PROTOCOL.matchAll(/^\| (4\d{3}) \| `(\w+)` \|/gm)].map(([, code, name]) => [code, name]);
  expect(Object.entries(frames.CLOSE_CODES)).toEqual(table);
});

test("the emoji are those of the protocol", () => {
  const line = /The emoji are (.*)\.$/m.exec(PROTOCOL)![1];
  expect(frames.EMOJI.join(" ")).toBe(line);
});
