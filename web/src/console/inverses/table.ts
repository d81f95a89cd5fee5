// One table of what takes back each command: a new command has no place in the console before it has its line. No DOM.

import type { LiveRoom } from "../../room";
import type { Given } from "../everywhere";
import type { Back, Inverse, Inverses } from "./inverse";
import { QUESTIONS } from "./questions";
import { SAFETY } from "./safety";
import { WORK } from "./work";

const TABLE: Inverses<string> = { ...QUESTIONS, ...SAFETY, ...WORK };

/** What takes a command back that is about to be given; nothing for what cannot be taken back. */
export function backOf(command: Given, room: LiveRoom): Back {
  const inverse = TABLE[command.type] as Inverse<Given["type"]> | null;
  return inverse === null ? [] : inverse(command, room);
}
