// A sheet over the page when the server wants to know who asks; what lies beneath is kept.

import { createSignal, Show } from "solid-js";
import { asked, key, signIn } from "../live/session.ts";
import { say } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";

export function SignIn() {
  const [typed, setTyped] = createSignal("");
  const send = (event: Event) => {
    event.preventDefault();
    if (typed().trim() !== "") signIn(typed().trim());
  };
  return (
    <Show when={asked()}>
      <Dialog label={say("signin.title")} shut={() => undefined}>
        <form class="form" onSubmit={send}>
          <h2>{say("signin.title")}</h2>
          <p>{say("signin.text")}</p>
          <Show when={key() !== ""}>
            <p class="refused" role="alert">
              {say("signin.wrong")}
            </p>
          </Show>
          <input
            type="password"
            name="key"
            autocomplete="current-password"
            autofocus
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
            placeholder={say("signin.key")}
            aria-label={say("signin.key")}
          />
          <button class="main">{say("signin.go")}</button>
        </form>
      </Dialog>
    </Show>
  );
}
