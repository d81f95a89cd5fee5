// The booth's entry: opens the room and fills the page. Input: what server/pages/booth.py and its template wrote.

import { render } from "preact";

import { App } from "./booth/app";
import { Booth } from "./booth/booth";
import { RoomContext } from "./context";
import { openRoom } from "./opening";

async function start(mount: HTMLElement): Promise<void> {
  const room = await openRoom(document);
  const booth = new Booth(room, room.page.booth ?? "");
  mount.replaceChildren();
  render(<RoomContext.Provider value={room}><App booth={booth} /></RoomContext.Provider>, mount);
  booth.start();
}

const mount = document.getElementById("booth");
if (mount !== null) {
  start(mount).catch((fault: unknown) => {
    console.error("The booth cannot start:", fault);
    document.getElementById("room-failed")?.removeAttribute("hidden");
  });
}
