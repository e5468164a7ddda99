// How long an officer has. The limits are defaults of the design until a jurisdiction sets its own;
// they run on server time.

import {
  Alert_Color as Color,
  Alert_State as State,
  type Alert,
} from "../../../built/gen/placard/v1/alert_pb.ts";
import { ms } from "../../live/moments.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RED_AGAIN_MS = 20_000;

interface Limits {
  acknowledgeMs: number | undefined;
  closeMs: number | undefined;
}

/** A yellow alert is closed by the end of a shift of eight hours. */
const LIMITS: Readonly<Record<Color, Limits>> = {
  [Color.RED]: { acknowledgeMs: MINUTE, closeMs: 15 * MINUTE },
  [Color.ORANGE]: { acknowledgeMs: 3 * MINUTE, closeMs: HOUR },
  [Color.YELLOW]: { acknowledgeMs: 15 * MINUTE, closeMs: 8 * HOUR },
  [Color.BLUE]: { acknowledgeMs: undefined, closeMs: 24 * HOUR },
  [Color.COLOR_UNSPECIFIED]: { acknowledgeMs: undefined, closeMs: undefined },
};

/** What must be done by when, ms of server time. */
export interface Due {
  what: "acknowledge" | "close";
  at: number;
}

/** What is to be done next with an alert; nothing once it is closed. */
export function due(alert: Alert): Due | undefined {
  const limits = LIMITS[alert.color];
  switch (alert.state) {
    case State.OPEN: {
      const since = latest(alert, ["HANDED_BACK", "REOPENED"]) ?? ms(alert.detectedAt);
      if (since === undefined) return undefined;
      // Told late, there is nothing left to prevent: it is only to be dealt with.
      if (limits.acknowledgeMs !== undefined && !alert.late) {
        return { what: "acknowledge", at: since + limits.acknowledgeMs };
      }
      return limits.closeMs === undefined
        ? undefined
        : { what: "close", at: since + limits.closeMs };
    }
    case State.ACKNOWLEDGED:
    case State.ESCALATED: {
      const since = latest(alert, ["ACKNOWLEDGED", "ESCALATED"]) ?? ms(alert.detectedAt);
      if (since === undefined || limits.closeMs === undefined) return undefined;
      return { what: "close", at: since + limits.closeMs };
    }
    default:
      return undefined;
  }
}

/** How often an alert that nobody has taken should have sounded again by `at`: red when its time is
 * out and every 20 s from then on, orange once. */
export function reminders(alert: Alert, at: number): number {
  const what = due(alert);
  if (alert.state !== State.OPEN || what?.what !== "acknowledge" || at < what.at) return 0;
  switch (alert.color) {
    case Color.RED:
      return 1 + Math.floor((at - what.at) / RED_AGAIN_MS);
    case Color.ORANGE:
      return 1;
    default:
      return 0;
  }
}

/** When the last act of these kinds was done. */
function latest(alert: Alert, acts: readonly string[]): number | undefined {
  const done = alert.history.findLast((entry) => acts.includes(entry.act));
  return ms(done?.time);
}
