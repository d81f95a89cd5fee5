// Three notes to test a speaker with. Input: the browser's sound, and the speaker's id where the browser can choose one.

const NOTES = [523.25, 659.25, 783.99];
const NOTE_S = 0.28;

type Sink = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

/** Plays the notes; resolves when they have sounded. Rejects when the speaker cannot be used. */
export async function playTone(sound: AudioContext, speaker: string | null): Promise<void> {
  await sound.resume();
  const outlet = sound.createMediaStreamDestination();
  const element: Sink = new Audio();
  element.srcObject = outlet.stream;
  if (speaker !== null && element.setSinkId !== undefined) await element.setSinkId(speaker);
  await element.play();
  const starts = sound.currentTime + 0.05;
  NOTES.forEach((pitch, at) => {
    const [note, volume] = [sound.createOscillator(), sound.createGain()];
    const begin = starts + at * NOTE_S;
    note.frequency.value = pitch;
    note.type = "triangle";
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(0.25, begin + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + NOTE_S * 1.6);
    note.connect(volume).connect(outlet);
    note.start(begin);
    note.stop(begin + NOTE_S * 1.7);
  });
  await new Promise((done) => setTimeout(done, (NOTES.length + 1) * NOTE_S * 1000));
  element.srcObject = null;
}
