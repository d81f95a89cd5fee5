// Hands a file or a text in over HTTP, by cookie. No DOM.

import { MediaProblem, problemOf, type Fetch } from "./peer/door";

/** Throws MediaProblem with the server's reason; `network` where it was not reached. */
export async function handInTo(fetch: Fetch, address: string, body: BodyInit, type: string): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(address, { method: "POST", body, headers: { "Content-Type": type } });
  } catch (fault) {
    throw new MediaProblem("network", 0, { reason: String(fault) });
  }
  if (!answer.ok) throw await problemOf(answer);
}
