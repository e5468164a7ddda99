// The command palette: every action that means something now, every vehicle and alert.

import { createMemo, createSignal, For, Show } from "solid-js";
import { go } from "../address.ts";
import { can, run } from "../keyboard.ts";
import { ACTIONS, face } from "../keys.ts";
import { fleet } from "../live/vehicles.ts";
import { ruleName } from "../screens/desk/names.ts";
import { wanted } from "../screens/desk/queue-state.ts";
import { plateOf } from "../screens/desk/vehicles-known.ts";
import { folded } from "../screens/vehicles/search.ts";
import { say } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";

const ROWS_MAX = 12;
/** What makes no sense out of a list. */
const UNLISTED = new Set(["next", "previous", "open", "back", "filter", "palette", "search"]);

const [shown, setShown] = createSignal(false);

export const openPalette = (): void => void setShown(true);

/** Shuts it; whether it was open. */
export function shutPalette(): boolean {
  const was = shown();
  setShown(false);
  return was;
}

interface Entry {
  text: string;
  hint: string;
  run(): void;
}

export function Palette() {
  return (
    <Show when={shown()}>
      <Open />
    </Show>
  );
}

function Open() {
  const [asked, setAsked] = createSignal("");
  const [at, setAt] = createSignal(0);
  // What can be done is judged when the palette opens: inside it nothing is chosen.
  const actions = ACTIONS.filter(({ id }) => !UNLISTED.has(id) && can(id));
  const entries = createMemo<Entry[]>(() => {
    const all = [
      ...actions.map(({ id, keys, word }) => ({
        text: say(word),
        hint: keys.map(face).join(", "),
        run: () => void run(id),
      })),
      ...wanted().map(({ id, rule, vehicleId }) => ({
        text: `${plateOf(vehicleId)} ${ruleName(rule)}`,
        hint: say("screen.alerts"),
        run: () => go({ screen: "alerts", alert: id }),
      })),
      ...[...fleet.values()].map(({ vehicle }) => ({
        text: vehicle.plate,
        hint: say("screen.vehicles"),
        run: () => go({ screen: "vehicles", vehicle: vehicle.vehicleId }),
      })),
    ];
    return all.filter(({ text }) => folded(text).includes(folded(asked()))).slice(0, ROWS_MAX);
  });
  const choose = (entry: Entry | undefined) => {
    shutPalette();
    // When the focus is back where it was.
    if (entry) setTimeout(() => entry.run());
  };
  const key = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((no) => Math.min(entries().length - 1, Math.max(0, no + step)));
    else if (event.key === "Enter") choose(entries()[at()]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label={say("palette.title")} shut={shutPalette}>
      <input
        class="search"
        type="text"
        autofocus
        value={asked()}
        onInput={(event) => {
          setAsked(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={key}
        placeholder={say("palette.prompt")}
        aria-label={say("palette.prompt")}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-rows"
      />
      <ul class="palette" id="palette-rows" role="listbox">
        <For each={entries()} fallback={<li class="quiet">{say("palette.none")}</li>}>
          {(entry, no) => (
            <li role="option" aria-selected={no() === at()} onClick={() => choose(entry)}>
              <span>{entry.text}</span> <span class="quiet">{entry.hint}</span>
            </li>
          )}
        </For>
      </ul>
    </Dialog>
  );
}
