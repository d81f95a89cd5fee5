// An ear at a page's loudspeakers: how loud each of some tones is, every 10 ms, in what is heard and in the tracks that came in.
// The page's first script. The worklet's code is that of `worklet`; tests/tones.py calls `hear` with the tones, in hertz: multiples of
// 100, so that 10 ms hold whole waves.

function hear(TONES) {
  // Rows of [seconds, loudness of each tone as heard, loudness of each tone as it came in], of the newest sound that was opened.
  window.heard = [];
  window.ear = { context: null, frames: [], waits: 0 };
  const { connect } = AudioNode.prototype;
  const made = new Map();
  const code = URL.createObjectURL(new Blob([`(${worklet})(${JSON.stringify(TONES)})`], { type: "text/javascript" }));
  const nodeOf = (context) => {
    if (!made.has(context)) {
      made.set(context, context.audioWorklet.addModule(code).then(() => {
        const node = new AudioWorkletNode(context, "ear", { numberOfInputs: 2, numberOfOutputs: 0 });
        node.port.onmessage = ({ data }) => context === window.ear.context && window.heard.push(...data);
        return node;
      }));
    }
    return made.get(context);
  };
  const listen = (source, input) => void nodeOf(source.context).then((node) => connect.call(source, node, 0, input));
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) listen(this, 0);
    if (this instanceof MediaStreamAudioSourceNode) {
      window.ear.context = this.context;
      listen(this, 1);
    }
    return connect.call(this, to, ...rest);
  };
  // An element's sound, and when its pictures were shown.
  window.ear.at = (video) => {
    const context = (window.ear.context = new AudioContext());
    window.heard.length = 0;
    context.createMediaElementSource(video).connect(context.destination);
    const shown = () => {
      window.ear.frames.push(performance.now());
      video.requestVideoFrameCallback(shown);
    };
    video.requestVideoFrameCallback(shown);
    video.addEventListener("waiting", () => (window.ear.waits += 1));
  };
}

function worklet(TONES) {
  const BATCH = 5;
  class Ear extends AudioWorkletProcessor {
    constructor() {
      super();
      this.length = Math.round(sampleRate / 100);
      this.waves = TONES.map((hertz) => {
        const turn = (place) => (2 * Math.PI * hertz * place) / sampleRate;
        const wave = (shape) => Float32Array.from({ length: this.length }, (_, place) => shape(turn(place)));
        return [wave(Math.cos), wave(Math.sin)];
      });
      this.begin(currentTime);
      this.rows = [];
    }
    begin(time) {
      this.time = time;
      this.place = 0;
      this.sums = Array.from({ length: 2 * TONES.length }, () => [0, 0]);
    }
    process(inputs) {
      for (let sample = 0; sample < 128; sample++) {
        inputs.forEach(([channel], input) => {
          const value = channel?.[sample] ?? 0;
          if (value === 0) return;
          this.waves.forEach(([cosine, sine], tone) => {
            const sum = this.sums[input * TONES.length + tone];
            sum[0] += value * cosine[this.place];
            sum[1] += value * sine[this.place];
          });
        });
        if (++this.place < this.length) continue;
        this.rows.push([this.time, ...this.sums.map(([a, b]) => (2 * Math.hypot(a, b)) / this.length)]);
        this.begin(currentTime + (sample + 1) / sampleRate);
        if (this.rows.length === BATCH) this.port.postMessage(this.rows.splice(0));
      }
      return true;
    }
  }
  registerProcessor("ear", Ear);
}
