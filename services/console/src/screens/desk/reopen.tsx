// Opening a closed alert again needs a reason.

import { createSignal, onMount } from "solid-js";
import type { Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { reopen } from "../../live/acts.ts";
import { say } from "../../words/words.ts";
import { perform } from "./perform.ts";
import { FormEnd } from "./form-end.tsx";

export function ReopenForm(props: { alert: Alert; done(): void }) {
  const [note, setNote] = createSignal("");
  let words: HTMLInputElement | undefined;
  onMount(() => words?.focus());
  const send = async (event: Event) => {
    event.preventDefault();
    if (await perform(() => reopen(props.alert, note()))) props.done();
  };
  return (
    <form class="form" aria-label={say("reopen.title")} onSubmit={(event) => void send(event)}>
      <h3>{say("reopen.title")}</h3>
      <input
        ref={words}
        type="text"
        required
        value={note()}
        maxlength="2000"
        onInput={(event) => setNote(event.currentTarget.value)}
        placeholder={say("reopen.note")}
        aria-label={say("reopen.note")}
      />
      <FormEnd deed="do.reopen" back={props.done} />
    </form>
  );
}
