// A picture or sound as an element: a stream put together of tracks, played, and told when the browser refuses to play sound.

import { useEffect, useRef } from "preact/hooks";

export interface VideoProps {
  readonly video: MediaStreamTrack | null;
  readonly audio?: MediaStreamTrack | null;
  readonly muted?: boolean;
  /** 0 to 1. */
  readonly volume?: number;
  readonly mirrored?: boolean;
  readonly paused?: boolean;
  readonly label: string;
  /** Is told that the browser wants a gesture before there is sound. */
  readonly refused?: () => void;
  readonly element?: (element: HTMLVideoElement | null) => void;
}

export function Video({ video, audio = null, muted = false, volume = 1, mirrored = false, paused = false, label, refused, element }: VideoProps) {
  const held = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const shown = held.current!;
    const tracks = [video, audio].filter((track) => track !== null);
    const before = shown.srcObject instanceof MediaStream ? shown.srcObject.getTracks() : [];
    if (before.length !== tracks.length || tracks.some((track) => !before.includes(track))) shown.srcObject = tracks.length === 0 ? null : new MediaStream(tracks);
    if (tracks.length === 0) return;
    shown.muted = muted;
    if (paused) return shown.pause();
    shown.play().catch((fault: unknown) => {
      // A newer stream took this one's place; that one is played.
      if ((fault as { name?: string }).name === "NotAllowedError") refused?.();
    });
  }, [video, audio, muted, paused]);
  useEffect(() => {
    held.current!.volume = volume;
  }, [volume]);
  useEffect(() => {
    element?.(held.current);
    return () => element?.(null);
  }, []);
  return <video ref={held} class="video" data-mirrored={mirrored} playsInline autoPlay muted={muted} aria-label={label} />;
}
