// What an officer does to an alert, one call each. The answer is the alert as it then stands.

import { createSignal } from "solid-js";
import {
  AlertSchema,
  Alert_Disposition as Disposition,
} from "../../built/gen/placard/v1/alert_pb.ts";
import type { Alert } from "../../built/gen/placard/v1/alert_pb.ts";
import { take } from "./alerts.ts";
import { call } from "./call.ts";
import { key } from "./session.ts";

/** Who asks where a server has no keys. */
const LOCAL = "local";

const [name, setName] = createSignal("");

/** Our own name: told by the first act that bears it. */
export const me = (): string => name() || (key() === "" ? LOCAL : "");

type Verb = "acknowledge" | "handBack" | "escalate" | "close" | "reopen" | "comment";

async function act(alert: Alert, verb: Verb, body: Record<string, string>): Promise<Alert> {
  const answer = await call(AlertSchema, "POST", `alerts/${alert.id}:${verb}`, body);
  take(answer);
  const own = answer.history.at(-1)?.actor;
  if (own) setName(own);
  return answer;
}

export const acknowledge = (alert: Alert) => act(alert, "acknowledge", {});
export const handBack = (alert: Alert) => act(alert, "handBack", {});
export const escalate = (alert: Alert) => act(alert, "escalate", {});
export const reopen = (alert: Alert, note: string) => act(alert, "reopen", { note });
export const comment = (alert: Alert, note: string) => act(alert, "comment", { note });

/** Closes it with what came of it. */
export function close(
  alert: Alert,
  disposition: Disposition,
  note: string,
  duplicateOf = "",
): Promise<Alert> {
  const body = { disposition: Disposition[disposition], note, duplicateOf };
  return act(alert, "close", body);
}
