// What is written in the booth: to the partner alone, or to the technician too.

import { useSignal } from "@preact/signals";

import { useRoom } from "../context";
import { Icon } from "../icons";
import type { Hearer } from "../interpretation";
import { isSendable, TextBox } from "../panels/text_box";
import { Hour, Written } from "../panels/written";
import type { Booth } from "./booth";

const HEARERS: readonly Hearer[] = ["booth", "technician"];

export function Said({ booth }: { booth: Booth }) {
  const { words, drafts, store } = useRoom();
  const to = useSignal<Hearer>("booth");
  const draft = drafts.of(`booth/${booth.language}`);
  const limit = store.welcome.value?.limits.chat ?? 2_000;
  const send = () => {
    const text = draft.text.peek().trim();
    if (!isSendable(text, limit)) return;
    draft.text.value = "";
    booth.say(to.peek(), text);
  };
  return (
    <section class="card booth-said" aria-labelledby="booth-said">
      <h2 id="booth-said" class="check-title"><Icon name="chat" /> {words.t("booth.said")}</h2>
      <ol class="list-plain booth-said-list" aria-live="polite">
        {booth.said.value.map(({ message, author, to: hearer, text, language, at }) => (
          <li key={message} data-to={hearer}>
            <p class="meta"><strong>{author.name}</strong> <Hour at={at} /> {hearer === "technician" && <span class="badge">{words.t("booth.to.technician")}</span>}</p>
            <Written text={text} language={language} />
          </li>
        ))}
      </ol>
      {booth.inside ? (
        <form class="stack stack-tight" onSubmit={(submit) => {
          submit.preventDefault();
          send();
        }}>
          <div class="segmented" role="group" aria-label={words.t("booth.to")}>
            {HEARERS.map((each) => <button key={each} type="button" class="button button-small" aria-pressed={to.value === each} onClick={() => (to.value = each)}>{words.t(`booth.to.${each}`)}</button>)}
          </div>
          <TextBox draft={draft} label={words.t("booth.write")} placeholder={words.t("booth.write")} limit={limit} onSend={send} />
          <p><button type="submit" class="button button-small">{words.t("booth.send")}</button></p>
        </form>
      ) : <p class="field-hint">{words.t("booth.said_inside")}</p>}
    </section>
  );
}
