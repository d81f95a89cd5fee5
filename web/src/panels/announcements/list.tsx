// The announcements that stand, in the reader's language or marked as being in another, with a way to put each away for oneself.

import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";

import { current, type Announcement } from "../../announcements";
import { useRoom } from "../../context";
import { mainPart, useFocusHeir } from "../../focus_heir";
import { Icon } from "../../icons";
import { LocalizedText } from "../localized";
import { Hour } from "../written";

const BOX = "announcements-read";

export function AnnouncementList() {
  const room = useRoom();
  const { store, clock, drafts, words } = room;
  // What one has put away is kept in this tab, as a draft is.
  const read = drafts.of(BOX);
  const all = useComputed(() => current(store.values<Announcement>("announcements/"), clock.second.value));
  const away = new Set(Array.isArray(read.about.value) ? (read.about.value as string[]) : []);
  const shown = all.value.filter(({ announcement, texts }) => !away.has(announcement + Object.keys(texts).join()));
  if (shown.length === 0) return null;
  return (
    <section class="announcements" aria-label={words.t("announcements.title")}>
      <ul class="list-plain">
        {shown.map((each) => <Item key={each.announcement} announcement={each} putAway={() => (read.about.value = [...away, each.announcement + Object.keys(each.texts).join()])} />)}
      </ul>
    </section>
  );
}

function Item({ announcement: { announcement, texts, at, everywhere }, putAway }: { announcement: Announcement; putAway: () => void }) {
  const { words } = useRoom();
  const item = useRef<HTMLLIElement>(null);
  useFocusHeir(item, (leaving) => (leaving.nextElementSibling ?? leaving.previousElementSibling)?.querySelector("button") ?? mainPart());
  return (
    <li ref={item} class="announcement" data-announcement={announcement}>
      <Icon name="horn" />
      <p class="announcement-text"><strong><LocalizedText text={texts} /></strong> <span class="meta">{everywhere && `${words.t("announcements.everywhere")} `}<Hour at={at} /></span></p>
      <button type="button" class="button button-quiet button-small button-icon" aria-label={words.t("announcements.put_away")} onClick={putAway}><Icon name="close" /></button>
    </li>
  );
}
