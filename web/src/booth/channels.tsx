// The room's channels in the booth: who is on air in each, how many listen, and the alarm of one that is missed.

import { useRoom } from "../context";
import type { Channel } from "../interpretation";

export function Channels() {
  const { words, store } = useRoom();
  const channels = store.values<Channel>("channels/");
  return (
    <ul class="list-plain booth-channels" aria-label={words.t("booth.channels")}>
      {channels.map(({ language, on_air: onAir }) => (
        <li key={language} data-live={onAir !== null}>
          <strong>{words.languageName(language)}</strong> <span class="meta">{onAir?.name ?? words.t("booth.nobody_on_air")}</span>
          <Sound language={language} />
        </li>
      ))}
    </ul>
  );
}

/** How many hear a channel, and whether nothing was heard in it for long. */
function Sound({ language }: { language: string }) {
  const { words, soundings } = useRoom();
  const sound = soundings.of(language);
  if (sound === null) return null;
  return (
    <>
      <span class="meta">{words.t("channels.listeners", { count: sound.listeners })}</span>
      {sound.alarm && <span class="badge badge-danger" role="alert">{words.t("channels.missed", { count: sound.missed_s })}</span>}
    </>
  );
}
