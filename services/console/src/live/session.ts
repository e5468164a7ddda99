// Who asks: a key where the server wants one, kept in this tab alone.

import { createSignal } from "solid-js";

const PLACE = "placard.key";

const [key, set] = createSignal(sessionStorage.getItem(PLACE) ?? "");
/** The key that is shown with each call; empty where none is needed. */
export { key };

/** Whether the server has asked who we are. */
export const [asked, setAsked] = createSignal(false);

/** Shows `value` from now on. */
export function signIn(value: string): void {
  sessionStorage.setItem(PLACE, value);
  set(value);
  setAsked(false);
}

/** What each call bears. */
export function credentials(): Record<string, string> {
  return key() === "" ? {} : { authorization: `Bearer ${key()}` };
}
