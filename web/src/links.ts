// Finds web and mail addresses in what people write. Nothing else becomes a link.

import { LinkifyIt } from "linkify-it";

export interface Piece {
  readonly text: string;
  /** Where the piece leads, for a piece that is a link. */
  readonly href?: string;
}

const SAFE = new Set(["https:", "http:", "mailto:"]);
const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false, maxLength: 2_000 })
  .add("ftp:", null)
  .add("//", null);

/** The text cut into pieces that together are the text again. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of finder.match(text) ?? []) {
    const href = safe(match.url);
    if (href === null) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: text.slice(match.index, match.lastIndex), href });
    end = match.lastIndex;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

function safe(url: string): string | null {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed !== null && SAFE.has(parsed.protocol) ? parsed.href : null;
}
