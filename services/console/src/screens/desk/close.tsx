// Closing: `c`, a digit, a note where wanted, Enter.

import { createSignal, For, onMount, Show } from "solid-js";
import {
  Alert_Disposition as Disposition,
  type Alert,
} from "../../../built/gen/placard/v1/alert_pb.ts";
import { close } from "../../live/acts.ts";
import { say } from "../../words/words.ts";
import { perform } from "./perform.ts";
import { DISPOSITIONS } from "./dispositions.ts";
import { FormEnd } from "./form-end.tsx";

export function CloseForm(props: { alert: Alert; done(): void }) {
  const [disposition, setDisposition] = createSignal<Disposition>();
  const [note, setNote] = createSignal("");
  const [other, setOther] = createSignal("");
  const [missing, setMissing] = createSignal(false);
  let form: HTMLFormElement | undefined;
  let words: HTMLInputElement | undefined;
  onMount(() => form?.focus());

  const choose = (what: Disposition) => {
    setDisposition(what);
    setMissing(false);
    words?.focus();
  };
  const digit = (event: KeyboardEvent) => {
    const inText = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (event.isComposing || inText || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = DISPOSITIONS.find(({ key }) => key === event.key);
    if (row === undefined) return;
    event.preventDefault();
    choose(row.disposition);
  };
  const send = async (event: Event) => {
    event.preventDefault();
    const what = disposition();
    if (what === undefined) {
      setMissing(true);
      return;
    }
    if (await perform(() => close(props.alert, what, note(), other()))) props.done();
  };
  return (
    <form
      class="form"
      ref={form}
      tabindex="-1"
      aria-label={say("close.title")}
      onKeyDown={digit}
      onSubmit={(event) => void send(event)}
    >
      <h3>{say("close.title")}</h3>
      <div class="dispositions" role="radiogroup" aria-label={say("close.title")}>
        <For each={DISPOSITIONS}>
          {(row) => (
            <button
              type="button"
              role="radio"
              aria-checked={disposition() === row.disposition}
              data-disposition={row.name}
              onClick={() => choose(row.disposition)}
            >
              <kbd>{row.key}</kbd> {say(`disposition.${row.name}`)}
              <span class="class">{say(`class.${row.class}`)}</span>
            </button>
          )}
        </For>
      </div>
      <Show when={missing()}>
        <p class="refused" role="alert">
          {say("close.required")}
        </p>
      </Show>
      <Show when={disposition() === Disposition.DUPLICATE}>
        <input
          type="text"
          value={other()}
          onInput={(event) => setOther(event.currentTarget.value.trim())}
          placeholder={say("close.duplicate")}
          aria-label={say("close.duplicate")}
        />
      </Show>
      <input
        type="text"
        ref={words}
        id="close-note"
        value={note()}
        maxlength="2000"
        onInput={(event) => setNote(event.currentTarget.value)}
        placeholder={say("close.note")}
        aria-label={say("close.note")}
      />
      <FormEnd deed="close.confirm" back={props.done} />
    </form>
  );
}
