// Sound is a duty: red is two rising tones, orange one, the others none; never two at a time. A
// browser wants a gesture first.

import { createSignal } from "solid-js";
import { Alert_Color as Color } from "../built/gen/placard/v1/alert_pb.ts";
import { now } from "./live/clock.ts";

const MUTE_MS = 10 * 60_000;
const TONE_S = 0.18;
/** A chime and the next one are this far apart, ms. */
const APART_MS = 1_500;
const LOUD = 0.25;
/** Hz. */
const TONES: Partial<Record<Color, readonly number[]>> = {
  [Color.RED]: [660, 880],
  [Color.ORANGE]: [560],
};

let context: AudioContext | undefined;
let last = Number.NEGATIVE_INFINITY;

const [armed, setArmed] = createSignal(false);
const [mutedUntil, setMutedUntil] = createSignal(0);
/** Whether sound may be made. */
export { armed };
/** Until when it is not, server time, ms. */
export { mutedUntil };

/** A gesture has been made: sound may follow. */
export async function arm(): Promise<void> {
  context ??= new AudioContext();
  await context.resume();
  setArmed(context.state === "running");
}

/** Silent for ten minutes, or no longer so. */
export function toggleMute(): void {
  setMutedUntil((until) => (until > now() ? 0 : now() + MUTE_MS));
}

/** Sounds as the colour asks; whatever comes within the same moment is one chime. */
export function chime(color: Color): void {
  const tones = TONES[color];
  const at = performance.now();
  if (!context || !armed() || tones === undefined || now() < mutedUntil()) return;
  if (at - last < APART_MS) return;
  last = at;
  performance.mark("chime");
  for (const [no, hertz] of tones.entries()) {
    const begins = context.currentTime + no * TONE_S;
    const [tone, volume] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(LOUD, begins);
    volume.gain.exponentialRampToValueAtTime(0.001, begins + TONE_S);
    tone.connect(volume).connect(context.destination);
    tone.start(begins);
    tone.stop(begins + TONE_S);
  }
}
