// The frame of what opens over the board: a dialog that gives the focus back, and tells others that the question is handled.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { useDesk } from "./context";

export interface SheetFrameProps {
  readonly title: string;
  /** The question that is marked as handled while the sheet is open. */
  readonly handles?: string | undefined;
  /** The words of the button that does it; without, the sheet is only closed. */
  readonly deed?: string;
  readonly disabled?: boolean;
  readonly refusal?: string | null;
  readonly onDo?: () => void;
  readonly children: ComponentChildren;
}

export function SheetFrame({ title, handles, deed, disabled, refusal, onDo, children }: SheetFrameProps) {
  const desk = useDesk();
  const { words } = desk.room;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const cameFrom = document.activeElement;
    const column = cameFrom?.closest("[data-column]");
    dialog.current?.showModal();
    return () => {
      dialog.current?.close();
      if (cameFrom instanceof HTMLElement && cameFrom.isConnected) cameFrom.focus();
      // The question went elsewhere: on with the next one where it stood.
      else (column?.querySelector<HTMLElement>("[data-question]") ?? column?.querySelector<HTMLElement>(".column-title"))?.focus();
    };
  }, []);
  useEffect(() => {
    if (handles === undefined || desk.mark(handles)?.handled_by !== undefined) return;
    void desk.mark_as("question.handle", handles);
    return () => {
      // A move has ended it already; nobody else's is released.
      if (desk.mark(handles)?.handled_by?.participant === desk.room.me.participant) void desk.mark_as("question.release", handles);
    };
  }, [handles]);
  return (
    <dialog ref={dialog} class="dialog sheet" aria-labelledby="sheet-title"
      onCancel={(cancel) => {
        cancel.preventDefault();
        desk.close();
      }}>
      <form class="stack" onSubmit={(submit) => {
        submit.preventDefault();
        if (!disabled) onDo?.();
      }}>
        <h2 id="sheet-title" class="dialog-title">{title}</h2>
        {children}
        {refusal && <p class="notice notice-danger" role="alert">{refusal}</p>}
        <div class="dialog-actions">
          <button type="button" class="button" onClick={() => desk.close()}>{words.t(deed === undefined ? "console.close" : "room.cancel")}</button>
          {deed !== undefined && <button type="submit" class="button button-primary" aria-disabled={disabled ?? false}>{deed}</button>}
        </div>
      </form>
    </dialog>
  );
}
