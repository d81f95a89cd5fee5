// The entry of the console, the prompter and the projector: opens the room and fills the page that there is.
// Input: what server/pages/moderate.py and screens.py, and their templates, wrote.

import type { ComponentChild } from "preact";
import { render } from "preact";

import { Console } from "./console/app";
import { Desk } from "./console/desk";
import { Projector } from "./console/projector";
import { Prompter } from "./console/prompter";
import { RoomContext } from "./context";
import { watchLayout } from "./layout";
import { openRoom } from "./opening";
import type { LiveRoom } from "./room";

const VIEWS: { readonly [id: string]: (room: LiveRoom) => ComponentChild } = {
  console: (room) => <Console desk={new Desk(room)} layout={watchLayout()} />,
  prompter: () => <Prompter />,
  projector: () => <Projector />,
};

async function start(mount: HTMLElement): Promise<void> {
  const room = await openRoom(document);
  mount.replaceChildren();
  render(<RoomContext.Provider value={room}>{VIEWS[mount.id]!(room)}</RoomContext.Provider>, mount);
}

for (const id of Object.keys(VIEWS)) {
  const mount = document.getElementById(id);
  if (mount === null) continue;
  start(mount).catch((fault: unknown) => {
    console.error("The page cannot start:", fault);
    document.getElementById("room-failed")?.removeAttribute("hidden");
  });
}
