import { expect, test, vi } from "vitest";

import { memoryShelf, shelfOver } from "@/shelf";

test("without the browser's leave a text lives as long as the page", () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const shelf = shelfOver(() => {
    throw new Error("forbidden");
  });
  shelf.setItem("a", "1");
  expect(shelf.getItem("a")).toBe("1");
  shelf.removeItem("a");
  expect(shelf.getItem("a")).toBeNull();
});

test("a full storage loses nothing on this page", () => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  const storage = { ...memoryShelf(), setItem: () => { throw new Error("full"); } };
  const shelf = shelfOver(() => storage);
  shelf.setItem("a", "1");
  expect(shelf.getItem("a")).toBe("1");
});
