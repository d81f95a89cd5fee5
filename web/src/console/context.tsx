// Gives every part of the console its desk.

import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { Desk } from "./desk";

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("this part stands outside of the console");
  return desk;
}
