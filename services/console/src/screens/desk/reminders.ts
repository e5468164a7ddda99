// What nobody has taken sounds again, by the server's clock.

import { createEffect } from "solid-js";
import { Alert_Color as Color } from "../../../built/gen/placard/v1/alert_pb.ts";
import { alerts, link } from "../../live/alerts.ts";
import { now, second } from "../../live/clock.ts";
import { chime } from "../../sound.ts";
import { reminders } from "./timers.ts";

/** Sounds again whatever is left alone; not while nothing could be done about it. */
export function remind(): void {
  let before = new Map<string, number>();
  createEffect(() => {
    second();
    if (link().kind !== "live") return;
    const counted = new Map<string, number>();
    let loudest = Color.COLOR_UNSPECIFIED;
    for (const alert of Object.values(alerts)) {
      if (alert === undefined) continue;
      const count = reminders(alert, now());
      counted.set(alert.id, count);
      // One that was overdue when it was first seen waits for its next turn.
      const known = before.get(alert.id) ?? count;
      if (count > known && alert.color > loudest) loudest = alert.color;
    }
    before = counted;
    if (loudest !== Color.COLOR_UNSPECIFIED) chime(loudest);
  });
}
