// The rail: a word for each screen.

import { For } from "solid-js";
import { place } from "../address.ts";
import { run } from "../keyboard.ts";
import { face } from "../keys.ts";
import { SCREENS } from "../screens.ts";
import { say } from "../words/words.ts";

export function Rail() {
  return (
    <nav class="rail" aria-label={say("rail.label")}>
      <For each={SCREENS}>
        {({ path, word, letter }) => (
          <button
            aria-current={place().screen === path ? "page" : undefined}
            onClick={() => run(path)}
          >
            <span>{say(word)}</span>
            <kbd>{face(`g ${letter}`)}</kbd>
          </button>
        )}
      </For>
    </nav>
  );
}
