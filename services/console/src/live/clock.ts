// Server time. Timers run on it, so that a wrong clock of this computer changes nothing.

import { createSignal } from "solid-js";

/** How many beats are remembered. */
const BEATS = 16;

/** Server time less `performance.now()`, of the last beats. */
const heard: number[] = [];
let best: number | undefined;

/** Takes a moment that the server has just told. A delayed beat lies behind: the newest wins. */
export function hearTime(serverMs: number): void {
  heard.push(serverMs - performance.now());
  if (heard.length > BEATS) heard.shift();
  best = Math.max(...heard);
}

/** Server time, ms; this computer's until the server has been heard. */
export function now(): number {
  return best === undefined ? Date.now() : best + performance.now();
}

/** How far this computer's clock is ahead of the server's, ms. */
export function clockError(): number {
  return best === undefined ? 0 : Date.now() - now();
}

const [second, setSecond] = createSignal(Math.floor(now() / 1000));
/** The server's second that runs, for everything that counts. */
export { second };

/** Lets the second run; returns what stops it. */
export function runClock(): () => void {
  const timer = setInterval(() => setSecond(Math.floor(now() / 1000)), 200);
  return () => clearInterval(timer);
}
