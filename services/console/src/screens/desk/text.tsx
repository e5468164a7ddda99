// Words for the driver: `t`, the words, Enter. The terminal shows them and reads them aloud.

import { createSignal, onMount } from "solid-js";
import { Alert_Color as Color, type Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { sendText } from "../../live/texts.ts";
import { say, sayIn } from "../../words/words.ts";
import { perform } from "./perform.ts";
import { ruleName } from "./names.ts";
import { plateOf } from "./vehicles-known.ts";
import { FormEnd } from "./form-end.tsx";

/** Characters of a text; the server's bound. */
const TEXT_MAX = 500;

export function TextForm(props: { alert: Alert; done(): void }) {
  const [words, setWords] = createSignal(template(props.alert));
  const [urgent, setUrgent] = createSignal(props.alert.color === Color.RED);
  let form: HTMLFormElement | undefined;
  let field: HTMLTextAreaElement | undefined;
  // Marked, so that whoever types replaces it.
  onMount(() => field?.select());
  const send = async (event: Event) => {
    event.preventDefault();
    const sent = await perform(() => sendText(props.alert, words().trim(), urgent()));
    if (sent) props.done();
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form?.requestSubmit();
  };
  return (
    <form
      class="form"
      ref={form}
      aria-label={say("text.title")}
      onSubmit={(event) => void send(event)}
    >
      <h3>{say("text.title")}</h3>
      <textarea
        ref={field}
        rows="3"
        required
        maxlength={TEXT_MAX}
        value={words()}
        onInput={(event) => setWords(event.currentTarget.value)}
        onKeyDown={key}
        aria-label={say("text.label")}
      />
      <p class="quiet small-print">{say("text.hint", { max: TEXT_MAX })}</p>
      <label class="switch">
        <input
          type="checkbox"
          checked={urgent()}
          onChange={(event) => setUrgent(event.currentTarget.checked)}
        />
        {say("text.urgent")}
      </label>
      <FormEnd deed="text.send" back={props.done} />
    </form>
  );
}

/** What is mostly said, in Chinese whatever the screen's language: the driver reads it. */
function template({ rule, vehicleId }: Alert): string {
  return sayIn("zh", "text.template", { plate: plateOf(vehicleId), rule: ruleName(rule, "zh") });
}
