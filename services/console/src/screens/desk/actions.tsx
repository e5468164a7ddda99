// What an officer may do with the chosen alert: a button each, and its key. A refusal stands beside
// the buttons, in the server's own words.

import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from "solid-js";
import { Alert_State as State, type Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import * as acts from "../../live/acts.ts";
import { bind, can, run } from "../../keyboard.ts";
import { ACTIONS, face, type Action } from "../../keys.ts";
import { say, told } from "../../words/words.ts";
import { chosen } from "./chosen.ts";
import { CloseForm } from "./close.tsx";
import { busy, isOffline, perform, refused, setRefused } from "./perform.ts";
import { ReopenForm } from "./reopen.tsx";
import { TextForm } from "./text.tsx";

const [form, setForm] = createSignal<"close" | "text" | "reopen">();

const WHEN: Partial<Record<Action, readonly State[]>> = {
  // Whoever comes second is told who has it.
  acknowledge: [State.OPEN, State.ESCALATED, State.ACKNOWLEDGED],
  escalate: [State.OPEN, State.ACKNOWLEDGED],
  handBack: [State.ACKNOWLEDGED],
  close: [State.ACKNOWLEDGED, State.ESCALATED],
  text: [State.OPEN, State.ACKNOWLEDGED, State.ESCALATED],
  reopen: [State.CLOSED],
};

const BUTTONS = ["acknowledge", "close", "text", "escalate", "handBack", "reopen"] as const;

const DO = { acknowledge: acts.acknowledge, escalate: acts.escalate, handBack: acts.handBack };

/** Gives the keys their meaning; `closed` hears when an alert was closed. */
export function bindActs(closed: () => void): void {
  const may = (action: Action) => () => {
    const alert = chosen();
    return alert !== undefined && (WHEN[action]?.includes(alert.state) ?? false) && !isOffline();
  };
  for (const [action, act] of Object.entries(DO)) {
    const id = action as keyof typeof DO;
    const doIt = () => {
      const alert = chosen();
      if (alert) void perform(() => act(alert));
    };
    onCleanup(bind(id, doIt, may(id)));
  }
  onCleanup(bind("close", () => setForm("close"), may("close")));
  onCleanup(bind("text", () => setForm("text"), may("text")));
  onCleanup(bind("reopen", () => setForm("reopen"), may("reopen")));
  onCleanup(
    bind(
      "comment",
      () => document.getElementById("comment")?.focus(),
      () => chosen() !== undefined,
    ),
  );
  // A form closes for good when its alert has been dealt with.
  createEffect(
    on(
      () => chosen()?.state,
      (state, before) => {
        if (state === State.CLOSED && before !== undefined && before !== State.CLOSED) closed();
      },
    ),
  );
  // An alert that moves while a form stands on it, by the engine or a colleague, leaves the form.
  const id = createMemo(() => chosen()?.id);
  createEffect(on(id, () => dismiss()));
}

/** Shuts the form that is open; whether there was one. */
export function dismiss(): boolean {
  const was = form() !== undefined;
  setForm(undefined);
  setRefused(undefined);
  return was;
}

export function Actions(props: { alert: Alert }) {
  const taken = () => props.alert.state === State.ACKNOWLEDGED;
  const fits = (id: Action) => WHEN[id]?.includes(props.alert.state) ?? false;
  const shown = () => BUTTONS.filter((id) => fits(id) && !(id === "acknowledge" && taken()));
  return (
    <footer class="actions">
      <Show when={refused()}>
        {(why) => (
          <p class="refused" role="alert" data-reason={why().reason}>
            {told(why())}
          </p>
        )}
      </Show>
      <Show when={isOffline()}>
        <p class="refused">{say("refused.offline")}</p>
      </Show>
      <Show when={form() === "close"}>
        <CloseForm alert={props.alert} done={() => setForm(undefined)} />
      </Show>
      <Show when={form() === "text"}>
        <TextForm alert={props.alert} done={() => setForm(undefined)} />
      </Show>
      <Show when={form() === "reopen"}>
        <ReopenForm alert={props.alert} done={() => setForm(undefined)} />
      </Show>
      <Show when={form() === undefined}>
        <div class="buttons">
          <For each={shown()}>
            {(id, no) => (
              <button
                data-action={id}
                class={no() === 0 ? "main" : ""}
                disabled={busy() || isOffline() || !can(id)}
                onClick={() => run(id)}
              >
                {say(wordOf(id))} <kbd>{face(keyOf(id))}</kbd>
              </button>
            )}
          </For>
        </div>
      </Show>
    </footer>
  );
}

const rowOf = (id: Action) => ACTIONS.find((action) => action.id === id);
const wordOf = (id: Action) => rowOf(id)?.word ?? "do.open";
const keyOf = (id: Action) => rowOf(id)?.keys[0] ?? "";
