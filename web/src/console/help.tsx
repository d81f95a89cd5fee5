// The keys, in words, and the switch for those who would rather not have them.

import { useDesk } from "./context";
import { DEEDS } from "./deeds";
import { OTHER_KEYS } from "./keys";
import { SheetFrame } from "./sheet";

export function HelpSheet() {
  const desk = useDesk();
  const { words } = desk.room;
  const deeds = Object.entries(DEEDS).map(([name, { key }]) => [key, `console.do.${name}`] as const);
  const others = OTHER_KEYS.map(([key, name]) => [key, `console.key.${name}`] as const);
  return (
    <SheetFrame title={words.t("console.keys")}>
      <label class="choice">
        <input type="checkbox" checked={desk.shortcuts.value} autofocus onChange={(change) => (desk.shortcuts.value = change.currentTarget.checked)} />
        {words.t("console.keys_on")}
      </label>
      <dl class="keys">
        {[...others, ...deeds].map(([key, what]) => (
          <div key={what}><dt>{key.split(" ").map((each) => <kbd key={each}>{each}</kbd>)}</dt><dd>{words.t(what)}</dd></div>
        ))}
      </dl>
    </SheetFrame>
  );
}
