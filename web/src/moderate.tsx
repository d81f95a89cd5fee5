// The entry of the console, the prompter, the projector and the day: opens the room and fills the page that there is.
// Input: what server/pages/moderate.py, screens.py and day.py, and their templates, wrote.

import type { ComponentChild } from "preact";
import { render } from "preact";

import { Captioner } from "./captioning/captioner";
import { CaptionScreen } from "./captioning/screen";
import { Console } from "./console/app";
import { Day } from "./console/day";
import { Desk } from "./console/desk";
import { Projector } from "./console/projector";
import { Prompter } from "./console/prompter";
import { RoomContext } from "./context";
import { watchLayout } from "./layout";
import { openRoom, openRooms } from "./opening";
import type { LiveRoom } from "./room";

const VIEWS: { readonly [id: string]: (room: LiveRoom) => ComponentChild } = {
  console: (room) => <Console desk={new Desk(room)} layout={watchLayout()} />,
  prompter: () => <Prompter />,
  projector: () => <Projector />,
  captions: () => <CaptionScreen />,
  captioner: ({ page }) => <Captioner tongue={page.tongue ?? page.language} feed={page.feed ?? ""} />,
};

async function start(mount: HTMLElement): Promise<void> {
  const room = await openRoom(document);
  mount.replaceChildren();
  render(<RoomContext.Provider value={room}>{VIEWS[mount.id]!(room)}</RoomContext.Provider>, mount);
}

async function startDay(mount: HTMLElement): Promise<void> {
  const rooms = await openRooms(document);
  mount.replaceChildren();
  render(<Day rooms={rooms} />, mount);
}

for (const id of [...Object.keys(VIEWS), "day"]) {
  const mount = document.getElementById(id);
  if (mount === null) continue;
  (id === "day" ? startDay : start)(mount).catch((fault: unknown) => {
    console.error("The page cannot start:", fault);
    document.getElementById("room-failed")?.removeAttribute("hidden");
  });
}
