// The queue as shown, handed over as a file.

import { alerts } from "../../live/alerts.ts";
import { now } from "../../live/clock.ts";
import { zoneName, zoneOf } from "../../map/zones-known.ts";
import { iso } from "../../words/time.ts";
import { csv } from "./csv.ts";
import { arrangement } from "./queue-state.ts";
import { plateOf } from "./vehicles-known.ts";

const zone = (id: string): string => {
  const known = zoneOf(id);
  return known === undefined ? id : zoneName(known);
};

/** Saves the queue as shown, row by row in its order. */
export function exportQueue(): void {
  const shown = arrangement().rows.flatMap((id) => alerts[id] ?? []);
  const file = new Blob([csv(shown, { plate: plateOf, zone })], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `alerts-${iso(now()).replaceAll(":", "")}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}
