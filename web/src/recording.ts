// Plays the recordings of a session's page, by hls.js where the browser has Media Source. Nothing is fetched before somebody plays.
// Input: `<video data-recording="…/index.m3u8">` as web/templates/session.html writes it, with the choice of sound below it.

import Hls, { Events } from "hls.js";

import { RecordedBeside } from "./recorded_beside";
import { RecordedSlides } from "./recorded_slides";

function prepare(video: HTMLVideoElement): void {
  const address = video.dataset.recording ?? "";
  const failed = () => document.getElementById(`${video.id}-failed`)?.removeAttribute("hidden");
  if (!Hls.isSupported()) {
    video.src = address;
    video.onerror = failed;
    follow(video, () => ((video as WithStart).getStartDate?.().getTime() ?? NaN) + video.currentTime * 1000);
    return;
  }
  const hls = new Hls({ enableWorker: false, autoStartLoad: false });
  const choice = document.getElementById(`${video.id}-sound`) as HTMLSelectElement | null;
  hls.on(Events.AUDIO_TRACKS_UPDATED, (_, { audioTracks }) => {
    if (choice === null) return;
    choice.replaceChildren(...audioTracks.map(({ name }, at) => new Option(name, String(at), at === hls.audioTrack, at === hls.audioTrack)));
    document.getElementById(`${video.id}-sound-line`)?.toggleAttribute("hidden", audioTracks.length < 2);
  });
  choice?.addEventListener("change", () => (hls.audioTrack = Number(choice.value)));
  hls.on(Events.ERROR, (_, { fatal, type }) => {
    if (!fatal) return;
    if (type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else failed();
  });
  follow(video, () => hls.playingDate?.getTime() ?? NaN);
  let begun = false;
  video.addEventListener("play", () => {
    if (begun) return;
    begun = true;
    hls.startLoad(0);
  });
  hls.loadSource(address);
  hls.attachMedia(video);
}

/** Safari tells when a stream began; others have hls.js. */
interface WithStart extends HTMLVideoElement {
  getStartDate?(): Date;
}

/** Lets slides and second picture follow the picture. `moment` is its own, in ms since 1970; not a number while nobody knows it. */
function follow(video: HTMLVideoElement, moment: () => number): void {
  const stage = video.closest<HTMLElement>(".recording-stage")!;
  const section = document.getElementById(`${video.id}-slides`);
  const second = document.getElementById(`${video.id}-beside`) as HTMLVideoElement | null;
  const slides = section === null ? null : new RecordedSlides(section);
  const beside = second === null || !Hls.isSupported() ? null : new RecordedBeside(second);
  if (slides === null && beside === null) return;
  const look = () => {
    const known = moment();
    const shown = Number.isNaN(known) ? Number(stage.dataset.began) + video.currentTime * 1000 : known;
    slides?.show(shown);
    beside?.show(shown, video);
  };
  for (const change of ["timeupdate", "seeking", "seeked", "play", "pause", "ratechange"]) video.addEventListener(change, look);
  look();
  const full = document.getElementById(`${video.id}-full`)!;
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => void stage.requestFullscreen());
}

for (const video of document.querySelectorAll<HTMLVideoElement>("video[data-recording]")) prepare(video);
