// The slides of a recording, beside its picture: at each moment the page that everyone saw then, sharp as it was drawn.
// Input: `<section data-slides>` as web/templates/session.html writes it (server/pages/recording.py); the moment of the picture.

/** From `at` (ms since 1970) on this page was shown; without a picture, none. */
export interface Showing {
  readonly at: number;
  readonly picture?: string;
  readonly words?: string;
  readonly alt?: string;
}

const AGAIN_MS = 3_000;

/** What was shown at a moment, and what comes next; `showings` are in order. */
export function showingAt(showings: readonly Showing[], moment: number): { now: Showing | null; next: Showing | null } {
  const at = showings.findLastIndex((each) => each.at <= moment);
  return { now: showings[at] ?? null, next: showings[at + 1] ?? null };
}

export class RecordedSlides {
  private readonly showings: readonly Showing[];
  private readonly image: HTMLImageElement;
  private readonly late: HTMLElement;
  private readonly details: HTMLDetailsElement;
  private shown: string | undefined;
  private ahead: string | undefined;
  private again = 0;

  constructor(private readonly section: HTMLElement) {
    this.showings = JSON.parse(section.dataset.slides ?? "[]") as Showing[];
    this.image = section.querySelector("img")!;
    this.late = section.querySelector("[role=status]")!;
    this.details = section.querySelector("details")!;
    this.image.addEventListener("load", () => {
      this.late.hidden = true;
      delete this.image.dataset.late;
    });
    this.image.addEventListener("error", () => {
      if (this.shown === undefined) return;
      this.late.hidden = false;
      this.again = window.setTimeout(() => this.load(), AGAIN_MS);
    });
  }

  /** Shows what was on at a moment (ms since 1970). */
  show(moment: number): void {
    const { now, next } = showingAt(this.showings, moment);
    if (next?.picture !== undefined && next.picture !== this.ahead) {
      this.ahead = next.picture;
      new Image().src = next.picture;
    }
    if (now?.picture === this.shown) return;
    this.shown = now?.picture;
    window.clearTimeout(this.again);
    this.late.hidden = true;
    this.section.hidden = now?.picture === undefined;
    if (now?.picture === undefined) return;
    this.image.alt = now.alt ?? "";
    this.load();
    void this.read(now);
  }

  /** Until the page has come the one before it stays, faint. */
  private load(): void {
    this.image.dataset.late = "";
    this.image.src = this.shown!;
  }

  private async read({ picture, words }: Showing): Promise<void> {
    this.details.hidden = true;
    const answer = words === undefined ? null : await fetch(words).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    if (this.shown !== picture) return;
    this.details.querySelector("p")!.textContent = text;
    this.details.hidden = text === "";
  }
}
