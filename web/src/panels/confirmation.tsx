// The dialog that asks before something is done that others feel. Its focus returns to where it came from.

import { useEffect, useRef } from "preact/hooks";

import { useRoom } from "../context";

export function ConfirmationDialog() {
  const { confirmation, words } = useRoom();
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = confirmation.value;
  useEffect(() => {
    if (asked !== null) dialog.current?.showModal();
  }, [asked]);
  if (asked === null) return null;
  const answer = (yes: boolean) => {
    // Closing by hand first lets the browser give the focus back before the dialog is gone.
    dialog.current?.close();
    asked.answer(yes);
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="confirmation-title" aria-describedby="confirmation-text"
      onCancel={(cancel) => {
        cancel.preventDefault();
        answer(false);
      }}>
      <h2 id="confirmation-title" class="dialog-title">{asked.title}</h2>
      <p id="confirmation-text">{asked.text}</p>
      <div class="dialog-actions">
        <button type="button" class="button" autofocus onClick={() => answer(false)}>{words.t("room.cancel")}</button>
        <button type="button" class="button button-danger" onClick={() => answer(true)}>{asked.deed}</button>
      </div>
    </dialog>
  );
}
