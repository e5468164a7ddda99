// What was done with an alert, oldest first, and a word to add.

import { createSignal, For, Show } from "solid-js";
import type { Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { comment } from "../../live/acts.ts";
import { now } from "../../live/clock.ts";
import { ms } from "../../live/moments.ts";
import { moment } from "../../words/time.ts";
import { say } from "../../words/words.ts";
import { isOffline, perform } from "./actions.tsx";
import { actName } from "./names.ts";

export function History(props: { alert: Alert }) {
  const [words, setWords] = createSignal("");
  const at = (time: number | undefined) => (time === undefined ? "" : moment(time, now()));
  const send = async (event: Event) => {
    event.preventDefault();
    if (words().trim() === "") return;
    if (await perform(() => comment(props.alert, words()))) setWords("");
  };
  return (
    <section class="history" aria-label={say("detail.history")}>
      <h3>{say("detail.history")}</h3>
      <ol>
        <li>
          <time>{at(ms(props.alert.detectedAt))}</time> {say("act.OPENED")}
        </li>
        <For each={props.alert.history}>
          {(entry) => (
            <li>
              <time>{at(ms(entry.time))}</time> {actName(entry.act)} <b>{entry.actor}</b>
              <Show when={entry.note}>{(note) => <span class="note">{note()}</span>}</Show>
            </li>
          )}
        </For>
      </ol>
      <form class="comment" onSubmit={(event) => void send(event)}>
        <input
          id="comment"
          value={words()}
          onInput={(event) => setWords(event.currentTarget.value)}
          placeholder={say("comment.label")}
          aria-label={say("comment.label")}
          maxlength="2000"
        />
        <button disabled={isOffline() || words().trim() === ""}>{say("comment.send")}</button>
      </form>
    </section>
  );
}
