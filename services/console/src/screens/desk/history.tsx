// What was done with an alert, oldest first, and a word to add.

import { createEffect, createSignal, For, on, Show } from "solid-js";
import type { Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import {
  Command_Failure as Failure,
  Command_State as State,
} from "../../../built/gen/placard/v1/command_pb.ts";
import { comment } from "../../live/acts.ts";
import { now } from "../../live/clock.ts";
import { ms } from "../../live/moments.ts";
import { followTexts, textOf } from "../../live/texts.ts";
import { moment } from "../../words/time.ts";
import { say, sayOr } from "../../words/words.ts";
import { isOffline, perform } from "./perform.ts";
import { dispositionRow } from "./dispositions.ts";
import { actName } from "./names.ts";

const at = (time: number | undefined) => (time === undefined ? "" : moment(time, now()));

export function History(props: { alert: Alert }) {
  const [words, setWords] = createSignal("");
  followTexts(() => props.alert.history.map(({ commandId }) => commandId).filter(Boolean));
  /** The act that closed it, where it is closed. */
  const closing = () => props.alert.history.findLastIndex(({ act }) => act === "CLOSED");
  const outcome = () => {
    const row = dispositionRow(props.alert.disposition);
    if (row === undefined) return undefined;
    const [disposition, what] = [say(`disposition.${row.name}`), say(`class.${row.class}`)];
    return say("detail.closed", { disposition, class: what });
  };
  let list: HTMLOListElement | undefined;
  const fates = () => props.alert.history.map(({ commandId }) => textOf(commandId)?.state ?? 0);
  // What was just done is seen, and what came of it.
  createEffect(
    on([() => props.alert.id, () => fates().join()], ([id, news], before) => {
      if (before?.[0] !== id || before[1] === news) return;
      queueMicrotask(() => list?.lastElementChild?.scrollIntoView({ block: "nearest" }));
    }),
  );
  const send = async (event: Event) => {
    event.preventDefault();
    if (words().trim() === "") return;
    if (await perform(() => comment(props.alert, words()))) setWords("");
  };
  return (
    <section class="history" aria-label={say("detail.history")}>
      <h3>{say("detail.history")}</h3>
      <ol ref={list}>
        <li>
          <time>{at(ms(props.alert.detectedAt))}</time> {say("act.OPENED")}
        </li>
        <For each={props.alert.history}>
          {(entry, no) => (
            <li>
              <time>{at(ms(entry.time))}</time> {actName(entry.act)} <b>{entry.actor}</b>
              <Show when={no() === closing() && outcome()}>
                {(what) => <span class="note">{what()}</span>}
              </Show>
              <Show when={entry.note}>{(note) => <span class="note">{note()}</span>}</Show>
              <Show when={entry.commandId}>{(id) => <Fate id={id()} />}</Show>
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

/** What became of a text to the driver. */
function Fate(props: { id: string }) {
  return (
    <Show when={textOf(props.id)}>
      {(text) => (
        <span
          class="fate"
          classList={{ failed: text().state === State.FAILED }}
          data-text={State[text().state]}
          role="status"
        >
          {sayOr(`text.${State[text().state]}`, () => "")}{" "}
          <Show when={text().state !== State.QUEUED}>
            <time>{at(ms(text().changedAt))}</time>
          </Show>
          <Show when={text().state === State.FAILED}>
            {sayOr(`text.${Failure[text().failure]}`, () => "")}
          </Show>
        </span>
      )}
    </Show>
  );
}
