// What takes a command back, as the tables beside this file give it for each kind of command. No DOM.

import type { LiveRoom } from "../../room";
import type { Given } from "../everywhere";

/** A command of one kind. */
export type Of<T extends Given["type"]> = Given & { readonly type: T };

/** The commands that take one back, in their order; or what gives them once it is stored, because only then they can be known. */
export type Back = readonly Given[] | (() => readonly Given[]);

/** Looks at how things stand before the command is given. */
export type Inverse<T extends Given["type"]> = (command: Of<T>, room: LiveRoom) => Back;

/** An inverse for each kind of command whose name begins so; null for what is not taken back. */
export type Inverses<P extends string> = { readonly [T in Extract<Given["type"], `${P}.${string}`>]: Inverse<T> | null };
