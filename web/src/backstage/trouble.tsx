// What went wrong with a device, in plain words: what it is, what to try, and the way on without it.

import { useRoom } from "../context";
import type { Trouble } from "../devices";

export interface TroubleProps {
  readonly trouble: Trouble;
  readonly kind: "camera" | "microphone" | "screen";
  readonly again: () => void;
}

export function TroubleText({ trouble, kind, again }: TroubleProps) {
  const { words, page } = useRoom();
  const device = words.t(`backstage.device.${kind}`);
  // On a page that is not secure no device is given, so that one is no way on from the other.
  const way = trouble === "insecure" ? trouble : kind;
  // Only the green room has a place for a screen and slides.
  const shows = page.session != null && kind !== "screen" && trouble !== "insecure";
  return (
    <div class="notice notice-danger trouble" data-trouble={trouble} role="alert">
      <p class="notice-title">{words.t(`backstage.trouble.${trouble}`, { device })}</p>
      <p>{words.t(`backstage.try.${trouble}`)}</p>
      <p>{words.t(`backstage.way_on.${way}`)} {shows && words.t("backstage.show_anyway")} {page.phone != null && <Phone number={page.phone} />}</p>
      {trouble !== "insecure" && <p><button type="button" class="button button-small" onClick={again}>{words.t("backstage.try_again")}</button></p>}
    </div>
  );
}

export function Phone({ number }: { number: string }) {
  const { words } = useRoom();
  return <a href={`tel:${number.replace(/[^+\d]/g, "")}`}>{words.t("backstage.phone", { number })}</a>;
}
