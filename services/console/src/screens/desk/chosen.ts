// The alert that is chosen, as last known, be it in the queue or long closed.

import { createSignal } from "solid-js";
import type { Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { place } from "../../address.ts";

const [chosen, setChosen] = createSignal<Alert>();
export { chosen, setChosen };

/** Shows what an act has made of the chosen alert. */
export function show(alert: Alert): void {
  if (place().alert === alert.id) setChosen(alert);
}
