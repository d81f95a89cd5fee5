// What the test of the line found, in plain words: the way, how far it is, how wide; and what to try where it falls short.

import type { ComponentChildren } from "preact";

import { useRoom } from "../context";
import { Icon } from "../icons";
import { LEAST_UP, type LineReport } from "../line_test";
import type { Words } from "../i18n";
import type { GreenRoom } from "./green_room";
import { Phone } from "./trouble";

const LONG_MS = 300;

type Mark = "good" | "warn" | "bad" | "wait";

export function Line({ greenRoom }: { greenRoom: GreenRoom }) {
  const { words, page } = useRoom();
  const report = greenRoom.line.value;
  const { running, way, problem } = report;
  return (
    <section class="card check" aria-labelledby="check-line" aria-busy={running}>
      <h3 id="check-line" class="check-title"><Icon name="signal" /> {words.t("backstage.check.line")}</h3>
      <div role="status">
        {way === undefined && <p class="field-hint">{words.t(greenRoom.problem.value === null ? "backstage.line.running" : "backstage.line.unknown")}</p>}
        <ul class="list-plain findings">{findings(words, report)}</ul>
        {way === null && (
          <div class="stack-tight">
            <p>{words.t(problem === "media.full" || problem === "media.busy" ? "backstage.line.full" : "backstage.line.try", { host: location.hostname })}</p>
            <p>{words.t("backstage.line.way_on")} {page.phone != null && <Phone number={page.phone} />}</p>
          </div>
        )}
      </div>
      <p><button type="button" class="button button-small" aria-disabled={running || greenRoom.reception.value === null} onClick={() => void greenRoom.testLine()}>{words.t(running ? "backstage.line.running" : "backstage.line.again")}</button></p>
    </section>
  );
}

function findings(words: Words, { way, relay, round_trip_ms: trip, up, down }: LineReport): ComponentChildren {
  const found: [string, Mark, string][] = [];
  if (way !== undefined) found.push(["way", way === null ? "bad" : way === "udp" ? "good" : "warn", words.t(`backstage.line.way.${way ?? "none"}`)]);
  if (trip !== null) found.push(["trip", trip > LONG_MS ? "warn" : "good", words.t(trip > LONG_MS ? "backstage.line.far" : "backstage.line.near", { ms: Math.round(trip) })]);
  if (relay !== null) found.push(["relay", relay ? "good" : "warn", words.t(relay ? "backstage.line.relay" : "backstage.line.no_relay")]);
  if (up !== null && down !== null) found.push(["width", up < LEAST_UP ? "warn" : "good", words.t(up < LEAST_UP ? "backstage.line.thin" : "backstage.line.wide", { up: megabits(words, up), down: megabits(words, down) })]);
  return found.map(([name, mark, text]) => <li key={name} data-finding={name} data-mark={mark}><Icon name={mark === "good" ? "check" : mark === "bad" ? "close" : "clock"} /> <span>{text}</span></li>);
}

function megabits(words: Words, bits: number): string {
  return words.number(bits >= 10_000_000 ? Math.round(bits / 1_000_000) : Math.round(bits / 100_000) / 10);
}
