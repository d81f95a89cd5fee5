// Gives every panel the room that it shows.

import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { LiveRoom } from "./room";

export const RoomContext = createContext<LiveRoom | null>(null);

export function useRoom(): LiveRoom {
  const room = useContext(RoomContext);
  if (room === null) throw new Error("this panel stands outside of a room");
  return room;
}
