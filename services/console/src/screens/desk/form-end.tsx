// How every form of the desk ends: its one deed, and the way back.

import { say, type Key } from "../../words/words.ts";

export function FormEnd(props: { deed: Key; back: () => void }) {
  return (
    <div class="buttons">
      <button class="main" type="submit">
        {say(props.deed)} <kbd>Enter</kbd>
      </button>
      <button type="button" onClick={() => props.back()}>
        {say("do.back")} <kbd>Esc</kbd>
      </button>
    </div>
  );
}
