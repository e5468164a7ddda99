// Every action, its keys, its word: the one list behind the keyboard, `?` and the command palette.
// Single letters act only outside text fields, never while an input method composes, and not at all
// once they are switched off.

import type { Key } from "./words/words.ts";

const LIST = [
  { id: "next", keys: ["j", "ArrowDown"], word: "do.next" },
  { id: "previous", keys: ["k", "ArrowUp"], word: "do.previous" },
  { id: "open", keys: ["Enter"], word: "do.open" },
  { id: "back", keys: ["Escape"], word: "do.back" },
  { id: "acknowledge", keys: ["a"], word: "do.acknowledge" },
  { id: "escalate", keys: ["e"], word: "do.escalate" },
  { id: "handBack", keys: ["h"], word: "do.handBack" },
  { id: "close", keys: ["c"], word: "do.close" },
  { id: "text", keys: ["t"], word: "do.text" },
  { id: "reopen", keys: ["o"], word: "do.reopen" },
  { id: "comment", keys: ["r"], word: "do.comment" },
  { id: "follow", keys: ["f"], word: "do.follow" },
  { id: "admit", keys: ["n"], word: "do.admit" },
  { id: "filter", keys: ["1", "2", "3", "4"], word: "do.filter" },
  { id: "mute", keys: ["m"], word: "do.mute" },
  { id: "alerts", keys: ["g a"], word: "do.alerts" },
  { id: "map", keys: ["g m"], word: "do.map" },
  { id: "vehicles", keys: ["g v"], word: "do.vehicles" },
  { id: "search", keys: ["/"], word: "do.search" },
  { id: "palette", keys: ["Ctrl+k"], word: "do.palette" },
  { id: "export", keys: [], word: "do.export" },
  { id: "theme", keys: [], word: "do.theme" },
  { id: "language", keys: [], word: "do.language" },
  { id: "help", keys: ["?"], word: "do.help" },
] as const satisfies readonly { id: string; keys: readonly string[]; word: Key }[];

/** The name of an action. */
export type Action = (typeof LIST)[number]["id"];

/** Every action. */
export const ACTIONS: readonly { id: Action; keys: readonly string[]; word: Key }[] = LIST;

const FACES: Readonly<Record<string, string>> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };

/** A key as it stands on the keyboard: `G A`, `Ctrl K`, `↓`. */
export function face(key: string): string {
  const single = (one: string) => FACES[one] ?? (one.length === 1 ? one.toUpperCase() : one);
  return key.split(/[ +]/).map(single).join(" ");
}

/** What a key stroke is judged by. */
export interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  keyCode: number;
}

/** What Chromium says of a key that goes to an input method. */
const COMPOSING = 229;

/** Which action a stroke means, after `before` (the first letter of a pair, or nothing). */
export function meaning(
  stroke: Stroke,
  inText: boolean,
  singles: boolean,
  before = "",
): { action: Action; key: string } | "first" | undefined {
  if (stroke.isComposing || stroke.keyCode === COMPOSING) return undefined;
  const control = stroke.ctrlKey || stroke.metaKey;
  if (stroke.altKey) return undefined;
  const pressed = control ? `Ctrl+${stroke.key.toLowerCase()}` : stroke.key;
  const single = !control && pressed.length === 1;
  if (single && (inText || !singles)) return undefined;
  if (inText && !control && pressed !== "Escape") return undefined;
  const wanted = before === "" ? pressed : `${before} ${pressed}`;
  const found = ACTIONS.find(({ keys }) => keys.includes(wanted));
  if (found) return { action: found.id, key: pressed };
  if (before !== "") return meaning(stroke, inText, singles);
  return ACTIONS.some(({ keys }) => keys.some((key) => key.startsWith(`${pressed} `)))
    ? "first"
    : undefined;
}
