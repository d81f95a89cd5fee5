// The browser's sound as far as the mix uses it: gains remember what they were told, the analyser gives a level.

class FakeParam {
  value = 1;
  readonly ramps: { readonly to: number; readonly at: number }[] = [];
  cancelScheduledValues(): void {}
  setValueAtTime(): void {}
  setTargetAtTime(to: number): void {
    this.value = to;
  }
  exponentialRampToValueAtTime(to: number, at: number): void {
    this.ramps.push({ to, at });
  }
}

class FakeNode {
  readonly gain = new FakeParam();
  fftSize = 0;
  readonly into: unknown[] = [];
  constructor(private readonly sound: FakeSound) {}
  connect(node: unknown): unknown {
    this.into.push(node);
    return node;
  }
  disconnect(): void {
    this.into.length = 0;
  }
  getFloatTimeDomainData(samples: Float32Array): void {
    samples.fill(this.sound.amplitude);
  }
}

export class FakeSound {
  state = "running";
  /** In seconds. */
  currentTime = 0;
  amplitude = 0;
  readonly destination = {};
  readonly gains: FakeNode[] = [];
  readonly sources: FakeNode[] = [];
  onstatechange: (() => void) | null = null;
  createGain(): FakeNode {
    const node = new FakeNode(this);
    this.gains.push(node);
    return node;
  }
  createAnalyser(): FakeNode {
    return new FakeNode(this);
  }
  createMediaStreamSource(): FakeNode {
    const node = new FakeNode(this);
    this.sources.push(node);
    return node;
  }
  resume(): Promise<void> {
    return Promise.resolve();
  }
  close(): Promise<void> {
    return Promise.resolve();
  }
  become(state: string): void {
    this.state = state;
    this.onstatechange?.();
  }
}
