// The list of screens: one line each.

import type { Key } from "./words/words.ts";

/** The path of a screen. */
export type Screen = "alerts" | "map" | "vehicles";

/** In the order of the rail. */
export const SCREENS: readonly { path: Screen; word: Key; letter: string }[] = [
  { path: "alerts", word: "screen.alerts", letter: "a" },
  { path: "map", word: "screen.map", letter: "m" },
  { path: "vehicles", word: "screen.vehicles", letter: "v" },
];
