// A sign for staff that the translation engine fails. Nobody else is shown it: they read the originals.

import { useRoom } from "../context";
import type { TranslationState } from "../translations";

export function TranslationSign() {
  const { store, words } = useRoom();
  const engine = store.get<TranslationState>("translation");
  if (engine?.state !== "failing") return null;
  return <p class="notice notice-danger translation-sign" role="status">{words.t("translations.failing", { engine: engine.engine, reason: engine.reason })}</p>;
}
