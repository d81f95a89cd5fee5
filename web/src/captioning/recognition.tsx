// Captions from the speaker's own browser, where it can recognise speech: off until they ask for it, with a plain word on where
// the sound goes. The green room mounts it. Each speaker says which language they speak, so a floor that changes breaks nothing.

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";

import { useRoom } from "../context";

/** The part of the browser's recogniser that is used here (Web Speech API, W3C community group). */
interface Recogniser {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((result: RecognitionResult) => void) | null;
  onend: (() => void) | null;
  onerror: ((fault: { readonly error: string }) => void) | null;
  start(): void;
  stop(): void;
}

interface RecognitionResult {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ readonly transcript: string }> & { readonly isFinal: boolean }>;
}

type Window = { readonly SpeechRecognition?: new () => Recogniser; readonly webkitSpeechRecognition?: new () => Recogniser };

/** Faults after which trying again is no use. */
const FINAL: ReadonlySet<string> = new Set(["not-allowed", "service-not-allowed", "language-not-supported", "audio-capture"]);
const LIMIT = 500;

export function Recognition({ language }: { readonly language: string }) {
  const room = useRoom();
  const { words, connection, clock } = room;
  const id = useId();
  const on = useSignal(false);
  const fault = useSignal<string | null>(null);
  const running = useRef<Recogniser | null>(null);
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as unknown as Window;
  const Kind = SpeechRecognition ?? webkitSpeechRecognition;
  const wanted = on.value;
  useEffect(() => {
    if (!wanted || Kind === undefined) return;
    const recogniser = new Kind();
    running.current = recogniser;
    let started: number | null = null;
    recogniser.lang = language;
    recogniser.continuous = recogniser.interimResults = true;
    recogniser.onresult = ({ resultIndex, results }) => {
      let interim = "";
      for (let place = resultIndex; place < results.length; place += 1) {
        const text = results[place]![0]!.transcript.trim().slice(0, LIMIT);
        started ??= clock.now();
        if (!results[place]!.isFinal) interim += `${text} `;
        else if (text !== "") {
          room.give({ type: "caption.write", language, text, started: Math.round(started), recognised: true });
          started = null;
        }
      }
      connection.signal("caption.interim", { language, text: interim.trim().slice(0, LIMIT) });
    };
    recogniser.onerror = ({ error }) => {
      if (!FINAL.has(error)) return;
      fault.value = error;
      on.value = false;
    };
    // Browsers end it after a silence; it goes on until its speaker says otherwise.
    recogniser.onend = () => running.current === recogniser && recogniser.start();
    recogniser.start();
    return () => {
      running.current = null;
      recogniser.stop();
    };
  }, [wanted, language]);
  if (Kind === undefined) return <p class="meta">{words.t("captions.no_recognition")}</p>;
  return (
    <section class="recognition" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} class="panel-subtitle">{words.t("captions.recognition")}</h3>
      <p class="meta">{words.t("captions.recognition_hint")}</p>
      <div class="cluster">
        <label class="choice"><input type="checkbox" checked={wanted} onChange={({ currentTarget }) => {
          fault.value = null;
          on.value = currentTarget.checked;
        }} />{words.t("captions.recognise_in", { language: words.languageName(language) })}</label>
      </div>
      {fault.value !== null && <p class="field-error" role="alert">{words.t("captions.recognition_failed", { reason: fault.value })}</p>}
    </section>
  );
}
