// The live room's entry: opens the room and puts the panels into the page.
// Input: what server/pages/room.py and web/templates/room.html wrote.

import { render } from "preact";

import { RoomContext } from "./context";
import { watchLayout } from "./layout";
import { openRoom } from "./opening";
import { App } from "./panels/app";
import { LanguagePanel } from "./panels/language_panel";

async function start(mount: HTMLElement): Promise<void> {
  const room = await openRoom(document);
  mount.replaceChildren();
  // On a phone the rooms' names are one line that moves sideways.
  document.querySelector(".room-links [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  render(<RoomContext.Provider value={room}><App layout={watchLayout()} /></RoomContext.Provider>, mount);
  const languages = document.getElementById("language-panel");
  if (languages !== null) render(<RoomContext.Provider value={room}><LanguagePanel /></RoomContext.Provider>, languages);
}

const mount = document.getElementById("room");
if (mount !== null) {
  start(mount).catch((fault: unknown) => {
    console.error("The room cannot start:", fault);
    document.getElementById("room-failed")?.removeAttribute("hidden");
  });
}
