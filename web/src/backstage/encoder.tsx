// The key with which a program such as OBS streams in the person's place: made on request, shown with buttons to copy, and revoked.

import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";

import { useRoom } from "../context";
import { Icon } from "../icons";

interface Key {
  readonly url: string;
  readonly token: string;
  readonly expires: number;
}

export function Encoder() {
  const { words, page } = useRoom();
  const key = useSignal<Key | null>(null);
  const failed = useSignal(false);
  const address = page.socket.replace(/^\/socket\//, "/keys/");
  const ask = async (method: "POST" | "DELETE") => {
    failed.value = false;
    try {
      const answer = await fetch(address, { method });
      if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
      key.value = method === "POST" ? ((await answer.json()) as Key) : null;
    } catch (fault) {
      console.warn("The key was not had:", fault);
      failed.value = true;
    }
  };
  return (
    <section class="card check" aria-labelledby="encoder-title">
      <h3 id="encoder-title" class="check-title"><Icon name="screen" /> {words.t("backstage.encoder")}</h3>
      <p class="field-hint">{words.t("backstage.encoder_hint")}</p>
      {key.value === null ? (
        <p><button type="button" class="button button-small" onClick={() => void ask("POST")}>{words.t("backstage.encoder_make")}</button></p>
      ) : (
        <>
          <Copied label={words.t("backstage.encoder_url")} text={key.value.url} />
          <Copied label={words.t("backstage.encoder_token")} text={key.value.token} />
          <p class="field-hint">{words.t("backstage.encoder_until", { when: words.moment(key.value.expires, page.time_zone) })}</p>
          <p><button type="button" class="button button-small" onClick={() => void ask("DELETE")}>{words.t("backstage.encoder_revoke")}</button></p>
        </>
      )}
      {failed.value && <p role="alert" class="field-error">{words.t("backstage.encoder_failed")}</p>}
    </section>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  const { words } = useRoom();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const copied = useSignal(false);
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      copied.value = true;
    } catch (fault) {
      // Where the browser forbids it the text is selected, to be copied by hand.
      console.debug("Not copied:", fault);
    }
  };
  return (
    <div class="field">
      <label class="field-label" for={id}>{label}</label>
      <div class="encoder-line">
        <input ref={input} id={id} class="input" readOnly value={text} onFocus={(focus) => focus.currentTarget.select()} />
        <button type="button" class="button button-icon" aria-label={words.t("backstage.copy", { what: label })} onClick={() => void copy()}><Icon name={copied.value ? "check" : "copy"} /></button>
      </div>
      <span role="status" class="visually-hidden">{copied.value && words.t("backstage.copied")}</span>
    </div>
  );
}
