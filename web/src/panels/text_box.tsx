// A box for text that grows as it fills, counts near its limit, and says why its last text was refused.

import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

import { useRoom } from "../context";
import { lengthOf, type Draft } from "../drafts";
import { refusalText } from "../refusals";

/** From this part of the limit on, the count is shown. */
const COUNTED_FROM = 0.9;

export interface TextBoxProps {
  readonly draft: Draft;
  readonly label: string;
  readonly placeholder?: string;
  readonly limit: number;
  readonly disabled?: boolean;
  /** Why nothing can be sent now. */
  readonly hint?: ComponentChildren;
  readonly autoFocus?: boolean;
  readonly onSend: () => void;
  readonly onEscape?: () => void;
  readonly id?: string;
}

/** Whether the text may be sent. */
export function isSendable(text: string, limit: number): boolean {
  const length = lengthOf(text);
  return length > 0 && length <= limit;
}

export function TextBox({ draft, label, placeholder, limit, disabled, hint, autoFocus, onSend, onEscape, id }: TextBoxProps) {
  const { words } = useRoom();
  const own = useId();
  const described = `${own}-about`;
  const focused = useRef(false);
  const length = lengthOf(draft.text.value);
  const over = length > limit;
  const refusal = draft.refusal.value;
  const keys = (press: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it.
    if (press.isComposing) return;
    if (press.key === "Enter" && !press.shiftKey) {
      press.preventDefault();
      onSend();
    } else if (press.key === "Escape" && onEscape) {
      press.preventDefault();
      press.stopPropagation();
      onEscape();
    }
  };
  return (
    <div class="text-box">
      <textarea
        id={id ?? own}
        class="input"
        rows={1}
        aria-label={label}
        aria-describedby={described}
        aria-invalid={over || refusal !== null}
        placeholder={placeholder}
        value={draft.text.value}
        readOnly={disabled ?? false}
        onInput={(input) => {
          draft.text.value = input.currentTarget.value;
          draft.refusal.value = null;
        }}
        onKeyDown={keys}
        ref={(box) => {
          if (box && autoFocus && !focused.current) {
            focused.current = true;
            box.focus();
            box.setSelectionRange(box.value.length, box.value.length);
          }
        }}
      />
      <div id={described} class="text-box-about">
        {refusal && <p class="field-error">{refusalText(words, refusal)}</p>}
        {hint && <p class="field-hint">{hint}</p>}
        {length >= limit * COUNTED_FROM && (
          <p class={over ? "field-error figures" : "field-hint figures"}>
            {over ? words.t("room.over_limit", { count: length - limit }) : words.t("room.left", { count: limit - length })}
          </p>
        )}
      </div>
    </div>
  );
}
