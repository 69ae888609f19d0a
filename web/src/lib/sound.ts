const SOON_MS = 1000;
let context: AudioContext | undefined;

/** Two soft tones, made here: no file to fetch. Silent until the person has touched the page, as browsers demand. */
export function chime(kind: 'message' | 'notice'): void {
  context ??= new AudioContext();
  if (context.state === 'running') {
    play(kind);
    return;
  }
  // A context just made may need a moment. One that waits for a touch begins long after what it told of.
  const askedMs = performance.now();
  void context.resume().then(() => {
    if (performance.now() - askedMs < SOON_MS) play(kind);
  });
}

function play(kind: 'message' | 'notice'): void {
  const tones = kind === 'notice' ? [659, 880] : [587];
  for (const [index, hertz] of tones.entries()) tone(hertz, index * 0.11);
}

function tone(hertz: number, delaySeconds: number): void {
  if (!context) return;
  const start = context.currentTime + delaySeconds;
  const oscillator = new OscillatorNode(context, { type: 'sine', frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.linearRampToValueAtTime(0.06, start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.32);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.34);
}
