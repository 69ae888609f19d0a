let context: AudioContext | undefined;

/** Two soft tones, made here: no file to fetch. Silent until the person has touched the page, as browsers demand. */
export function chime(kind: 'message' | 'notice'): void {
  context ??= new AudioContext();
  if (context.state === 'suspended') {
    void context.resume();
    return;
  }
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
