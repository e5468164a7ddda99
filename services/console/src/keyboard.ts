// Listens to the keyboard, and gives each action of the list the meaning that the screen has for
// it.

import { createSignal } from "solid-js";
import { meaning, type Action } from "./keys.ts";

/** The second letter of a pair comes within this, ms. */
const PAIR_MS = 1_500;
const SWITCH = "placard.keys";

type Handler = (key: string) => void;

const bound = new Map<Action, { run: Handler; can: () => boolean }[]>();

const [singles, set] = createSignal(localStorage.getItem(SWITCH) !== "off");
/** Whether single letters act. */
export { singles };

/** Single letters can be switched off (WCAG 2.1.4). */
export function setSingles(on: boolean): void {
  localStorage.setItem(SWITCH, on ? "on" : "off");
  set(on);
}

/** Gives an action its meaning, until the returned function is called; the newest one counts. */
export function bind(action: Action, run: Handler, can: () => boolean = () => true): () => void {
  const one = { run, can };
  bound.set(action, [...(bound.get(action) ?? []), one]);
  return () =>
    bound.set(
      action,
      (bound.get(action) ?? []).filter((other) => other !== one),
    );
}

/** Whether an action means something here and now. */
export const can = (action: Action): boolean => bound.get(action)?.at(-1)?.can() ?? false;

/** Does it, where it means something. */
export function run(action: Action, key = ""): boolean {
  const one = bound.get(action)?.at(-1);
  if (!one?.can()) return false;
  one.run(key);
  return true;
}

function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio"].includes(target.type);
  return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}

/** Enter and the arrows belong to the control that has the focus. */
function isOwn(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (key === "Enter") return ["BUTTON", "A", "SUMMARY"].includes(target.tagName);
  return key.startsWith("Arrow") && target.closest("[data-arrows]") !== null;
}

/** Listens to the keyboard until the returned function is called. */
export function listen(): () => void {
  let before = "";
  let forget: ReturnType<typeof setTimeout> | undefined;
  const heard = (event: KeyboardEvent) => {
    if (event.defaultPrevented || isOwn(event.target, event.key)) return;
    const meant = meaning(event, isText(event.target), singles(), before);
    if (event.key !== "Shift") before = "";
    clearTimeout(forget);
    if (meant === "first") {
      before = event.key;
      forget = setTimeout(() => (before = ""), PAIR_MS);
    } else if (meant !== undefined && run(meant.action, meant.key)) {
      event.preventDefault();
    }
  };
  addEventListener("keydown", heard);
  return () => removeEventListener("keydown", heard);
}
