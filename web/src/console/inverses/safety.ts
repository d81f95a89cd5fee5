// What takes back what keeps a room safe: chat that waits, pins, the pace, lists of words, locks, what was done to people, reports. No DOM.

import { sceneIn } from "../../projection";
import type { Report, Waiting, WordList } from "../../safety";
import type { ChatSettings, Moderation } from "../../views";
import type { Inverses } from "./inverse";

type Area = "chat" | "room" | "participant" | "report" | "word";

export const SAFETY: Inverses<Area> = {
  "chat.send": null,
  "chat.edit": null,
  // What was removed is gone for everybody.
  "chat.remove": null,
  "chat.react": null,
  "chat.unreact": null,
  "chat.pin": ({ message }) => [{ type: "chat.unpin", message }],
  "chat.unpin": ({ message }) => [{ type: "chat.pin", message }],
  "chat.approve": ({ message }) => [{ type: "chat.hold", message }],
  "chat.dismiss": ({ message }) => [{ type: "chat.hold", message }],
  "chat.hold": ({ message }, { store }) => [{ type: store.peek<Waiting>(`held/${message}`) === undefined ? "chat.approve" : "chat.dismiss", message }],
  "chat.hold_all": ({ on }) => [{ type: "chat.hold_all", on: !on }],
  "chat.slow_mode": (_, { store }) => [{ type: "chat.slow_mode", seconds: store.peek<ChatSettings>("chat")?.slow_mode_s ?? 0 }],
  "room.lock": (_, { store }) => (store.peek<Moderation>("moderation")?.locked ? [] : [{ type: "room.unlock" }]),
  "room.unlock": (_, { store }) => (store.peek<Moderation>("moderation")?.locked ? [{ type: "room.lock" }] : []),
  "room.lock_down": () => [{ type: "room.lift_lock_down" }],
  "room.lift_lock_down": () => [{ type: "room.lock_down" }],
  "room.guests": ({ on }) => [{ type: "room.guests", on: !on }],
  "room.project": (_, { store }) => [{ type: "room.project", scene: sceneIn(store) }],
  "participant.mute": (command) => [{ ...command, type: "participant.unmute" }],
  "participant.unmute": (command) => [{ ...command, type: "participant.mute" }],
  "participant.remove": (command) => [{ ...command, type: "participant.readmit" }],
  "participant.readmit": (command) => [{ ...command, type: "participant.remove" }],
  "participant.ban": (command) => [{ ...command, type: "participant.unban" }],
  "participant.unban": (command) => [{ ...command, type: "participant.ban" }],
  "participant.purge": (command) => [{ ...command, type: "participant.restore" }],
  "participant.restore": (command) => [{ ...command, type: "participant.purge" }],
  "report.file": null,
  "report.handle": ({ report }) => [{ type: "report.reopen", report }],
  "report.dismiss": ({ report }) => [{ type: "report.reopen", report }],
  "report.reopen": ({ report }, { store }) => [{ type: store.peek<Report>(`reports/${report}`)?.state === "dismissed" ? "report.dismiss" : "report.handle", report }],
  "word.list": (command, { store }) => {
    const listed = new Set(store.peek<WordList>(`words/${command.language}`)?.words);
    const words = command.words.filter((word) => !listed.has(word));
    return words.length === 0 ? [] : [{ ...command, type: "word.unlist", words }];
  },
  "word.unlist": (command) => [{ ...command, type: "word.list" }],
};
