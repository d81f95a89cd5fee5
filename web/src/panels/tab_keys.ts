// The keys of a list of tabs: the tabs pattern of ARIA's authoring practices, where the focus chooses.

/** The handler of a list's keys. `idOf` gives the id of a tab's element, `current` is the one that is shown. */
export function tabKeys<Tab>(tabs: readonly Tab[], idOf: (tab: Tab) => string, current: Tab, show: (tab: Tab) => void) {
  return (press: KeyboardEvent) => {
    // By the focus, which keeps up with quick keys; what is drawn follows it.
    const at = tabs.indexOf(tabs.find((tab) => idOf(tab) === document.activeElement?.id) ?? current);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[press.key];
    if (to === undefined) return;
    press.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length]!;
    show(tab);
    document.getElementById(idOf(tab))?.focus();
  };
}
