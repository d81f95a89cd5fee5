// Keeps the guests' page fresh, and votes without leaving it. Input: the page that server/pages/guest.py wrote, which works without this.

const EVERY_MS = 5_000;
const FRESH = "guest-fresh";

/** Puts the lists of a newer page in the place of these, unless something in them has the focus of the keyboard. */
function take(html: string): void {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(FRESH);
  const held = document.getElementById(FRESH);
  if (fresh === null || held === null) return;
  const focused = document.activeElement?.closest<HTMLElement>("[id]");
  const inside = focused !== null && focused !== undefined && held.contains(focused) ? focused.id : null;
  held.replaceWith(fresh);
  if (inside !== null) document.getElementById(inside)?.querySelector<HTMLElement>("button")?.focus();
}

async function refresh(): Promise<void> {
  if (document.visibilityState !== "visible") return;
  try {
    const since = document.getElementById(FRESH)?.dataset.position ?? "";
    const answer = await fetch(`${location.pathname}?since=${encodeURIComponent(since)}`, { headers: { Accept: "text/html" } });
    // Where nothing has happened since there is nothing to take.
    if (answer.status === 200) take(await answer.text());
  } catch {
    // No network: the next turn tries again, and a form still goes the usual way.
  }
}

async function vote(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  const body = new URLSearchParams(new FormData(form, button) as unknown as Record<string, string>);
  try {
    const answer = await fetch(location.pathname, { method: "POST", body });
    if (answer.ok) take(await answer.text());
    else location.reload();
  } catch {
    location.reload();
  }
}

document.addEventListener("submit", (submit) => {
  const form = submit.target as HTMLFormElement;
  const button = submit.submitter;
  if (!form.classList.contains("guest-vote") || !(button instanceof HTMLButtonElement)) return;
  submit.preventDefault();
  void vote(form, button);
});
setInterval(() => void refresh(), EVERY_MS);
