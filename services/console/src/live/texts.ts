// Texts to drivers: sent from an alert, and what became of each.

import { createEffect } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import type { Alert } from "../../built/gen/placard/v1/alert_pb.ts";
import {
  Command_State as State,
  CommandSchema,
  type Command,
} from "../../built/gen/placard/v1/command_pb.ts";
import { call } from "./call.ts";
import { second } from "./clock.ts";

const [known, setKnown] = createStore<Record<string, Command>>({});
const asked = new Set<string>();

/** A text as last heard of; none until it has been read. */
export const textOf = (id: string): Command | undefined => known[id];

/** Whether something may still become of it. */
const waits = (id: string): boolean => {
  const state = known[id]?.state;
  return state !== State.ANSWERED && state !== State.FAILED;
};

const take = (command: Command): void => void setKnown(command.id, reconcile(command));

/** Hands the words to the vehicle's terminal, and to the alert's history. */
export async function sendText(alert: Alert, text: string, urgent: boolean): Promise<void> {
  const path = `vehicles/${encodeURIComponent(alert.vehicleId)}:sendText`;
  take(await call(CommandSchema, "POST", path, { text, urgent, alertId: alert.id }));
}

/** Asks each second after those that still wait. */
export function followTexts(ids: () => readonly string[]): void {
  createEffect(() => {
    second();
    for (const id of ids()) {
      if (asked.has(id) || !waits(id)) continue;
      asked.add(id);
      call(CommandSchema, "GET", `commands/${encodeURIComponent(id)}`)
        .then(take)
        // A second later it is asked again.
        .catch(() => undefined)
        .finally(() => asked.delete(id));
    }
  });
}
