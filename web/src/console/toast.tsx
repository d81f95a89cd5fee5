// What was just done, and the buttons that take back what was done last.

import { Icon } from "../icons";
import type { Acts } from "./acts";

export function Toast({ acts }: { acts: Acts }) {
  const { words } = acts.room;
  const toast = acts.toast.value;
  return (
    <div class="console-toast" data-shown={toast !== null}>
      {toast && (
        <div class="notice notice-good console-toast-frame">
          <p>{toast.said()}</p>
          {toast.undoable && <button type="button" class="button button-small" onClick={() => void acts.undo()}>{words.t("console.undo")}</button>}
          <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("room.dismiss_notice")}
            onClick={() => acts.hideToast()}><Icon name="close" /></button>
        </div>
      )}
    </div>
  );
}

export function UndoButton({ acts }: { acts: Acts }) {
  const last = acts.acts.value.at(-1);
  return (
    <button type="button" class="button button-small" data-deed="undo" aria-disabled={last === undefined} title={last?.said() ?? ""}
      onClick={() => void acts.undo()}>{acts.room.words.t("console.undo")}</button>
  );
}
