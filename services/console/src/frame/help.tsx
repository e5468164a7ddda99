// All keys, from the one list; and the switch that turns single letters off.

import { createSignal, For, Show } from "solid-js";
import { setSingles, singles } from "../keyboard.ts";
import { ACTIONS, face } from "../keys.ts";
import { say } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";

const [shown, setShown] = createSignal(false);

export const toggleHelp = (): void => void setShown(!shown());

/** Shuts it; whether it was open. */
export function shutHelp(): boolean {
  const was = shown();
  setShown(false);
  return was;
}

export function Help() {
  return (
    <Show when={shown()}>
      <Dialog label={say("help.title")} shut={shutHelp}>
        <h2>{say("help.title")}</h2>
        <p class="quiet">{say("help.note")}</p>
        <label class="switch">
          <input
            type="checkbox"
            checked={singles()}
            onChange={(event) => setSingles(event.currentTarget.checked)}
          />
          {say("help.on")}
        </label>
        <dl class="keys">
          <For each={ACTIONS.filter(({ keys }) => keys.length > 0)}>
            {({ keys, word }) => (
              <div>
                <dt>
                  <For each={keys}>{(key) => <kbd>{face(key)}</kbd>}</For>
                </dt>
                <dd>{say(word)}</dd>
              </div>
            )}
          </For>
        </dl>
        <button onClick={shutHelp}>
          {say("close.label")} <kbd>Esc</kbd>
        </button>
      </Dialog>
    </Show>
  );
}
