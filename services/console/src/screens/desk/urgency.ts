// The order of the queue: colour, then time left, then still going on before ended.

import type { Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { ms } from "../../live/moments.ts";
import { due } from "./timers.ts";

/** Below zero where `a` is the more urgent. Two are never equal: a queue does not flicker. */
export function byUrgency(a: Alert, b: Alert): number {
  return (
    b.color - a.color ||
    dueAt(a) - dueAt(b) ||
    Number(a.endedAt !== undefined) - Number(b.endedAt !== undefined) ||
    (ms(a.openedAt) ?? 0) - (ms(b.openedAt) ?? 0) ||
    (a.id < b.id ? -1 : 1)
  );
}

function dueAt(alert: Alert): number {
  return due(alert)?.at ?? Number.MAX_SAFE_INTEGER;
}
