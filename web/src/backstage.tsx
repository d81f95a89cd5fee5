// The green room's entry: opens the room and fills the page. Input: what server/pages/backstage.py and its template wrote.

import { render } from "preact";

import { App } from "./backstage/app";
import { GreenRoom } from "./backstage/green_room";
import { RoomContext } from "./context";
import { openRoom } from "./opening";

async function start(mount: HTMLElement): Promise<void> {
  const room = await openRoom(document);
  const greenRoom = new GreenRoom(room);
  mount.replaceChildren();
  render(<RoomContext.Provider value={room}><App greenRoom={greenRoom} /></RoomContext.Provider>, mount);
  greenRoom.start();
}

const mount = document.getElementById("backstage");
if (mount !== null) {
  start(mount).catch((fault: unknown) => {
    console.error("The green room cannot start:", fault);
    document.getElementById("room-failed")?.removeAttribute("hidden");
  });
}
