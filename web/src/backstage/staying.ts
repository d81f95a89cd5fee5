// Whoever is on air is asked before a link, a reload or a closed tab takes them off the stage. Input: whether they are.

import { useEffect } from "preact/hooks";

const ask = (leaving: Event) => leaving.preventDefault();

export function useStaying(onAir: boolean): void {
  useEffect(() => {
    if (!onAir) return;
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [onAir]);
}
