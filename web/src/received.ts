// A track that was received, as a source of Web Audio. Input: the browser's tracks.

/** `outlet` is what makes the track flow; it is silent itself. */
export interface Received {
  readonly source: MediaStreamAudioSourceNode;
  readonly outlet: HTMLAudioElement;
}

/** Chromium lets a received track flow into Web Audio only while an element plays it too. */
export function receive(sound: AudioContext, track: MediaStreamTrack): Received {
  const stream = new MediaStream([track]);
  const outlet = new Audio();
  outlet.srcObject = stream;
  outlet.muted = true;
  void outlet.play().catch(() => undefined);
  return { source: sound.createMediaStreamSource(stream), outlet };
}

export function release({ source, outlet }: Received): void {
  source.disconnect();
  outlet.srcObject = null;
}
