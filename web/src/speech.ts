// The live region that the announcer fills.

const CLEARED_MS = 8_000;

/** Adds a polite live region to the page; the result speaks a text through it. */
export function openSpeech(root: Document): (text: string) => void {
  const region = root.createElement("div");
  region.className = "visually-hidden";
  region.setAttribute("aria-live", "polite");
  root.body.append(region);
  let clearing = 0;
  return (text) => {
    const line = root.createElement("p");
    line.textContent = text;
    region.replaceChildren(line);
    clearTimeout(clearing);
    clearing = window.setTimeout(() => region.replaceChildren(), CLEARED_MS);
  };
}
