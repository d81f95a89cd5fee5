import { expect, test } from "vitest";

import { piecesOf } from "@/links";

const hrefs = (text: string) => piecesOf(text).flatMap(({ href }) => href ?? []);

test.each([
  ["see https://example.org/a?b=1&c=2.", ["https://example.org/a?b=1&c=2"]],
  ["HTTP://EXAMPLE.ORG", ["http://example.org/"]],
  ["write to ana@example.org", ["mailto:ana@example.org"]],
  ["(https://es.wikipedia.org/wiki/Metrópolis_(desambiguación))", ["https://es.wikipedia.org/wiki/Metr%C3%B3polis_(desambiguaci%C3%B3n)"]],
])("links are found in «%s»", (text, expected) => {
  expect(hrefs(text)).toEqual(expected);
});

test.each([
  "javascript:alert(1)",
  "JaVaScRiPt:alert(document.cookie)",
  "java\nscript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "ftp://example.org/x",
  "//example.org/x",
  "<a href=\"x\" onclick=alert(1)>",
  "blob:https%3A",
])("«%s» does not lead to anything unsafe", (text) => {
  for (const href of hrefs(text)) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
  expect(hrefs(text).join(" ")).not.toMatch(/script|data:|file:|ftp:/i);
});

test.each(["", "plain", "a https://example.org b", "x@y.org https://z.org", "1.2.3.4 and 10.0", "🎉 https://example.org/🎉 ok"])("the pieces of «%s» are the text again", (text) => {
  expect(piecesOf(text).map((piece) => piece.text).join("")).toBe(text);
});

test("a hostile text is cut in bounded time", () => {
  const started = performance.now();
  piecesOf("http://".repeat(285) + "((((((((((");
  piecesOf("a@".repeat(1_000));
  piecesOf("www.".repeat(500));
  expect(performance.now() - started).toBeLessThan(1_000);
});
