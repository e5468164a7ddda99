// What a screen reader is told: red at once, orange when there is a pause.

import { createSignal, onCleanup } from "solid-js";
import { Alert_Color as Color, type Alert } from "../../built/gen/placard/v1/alert_pb.ts";
import { onOpened } from "../live/alerts.ts";
import { told } from "../words/words.ts";

export function Announcer() {
  const [red, setRed] = createSignal<Alert>();
  const [orange, setOrange] = createSignal<Alert>();
  onCleanup(
    onOpened((alert) => {
      if (alert.color === Color.RED) setRed(alert);
      if (alert.color === Color.ORANGE) setOrange(alert);
    }),
  );
  return (
    <div class="sr">
      <p aria-live="assertive">{told(red()?.summary)}</p>
      <p aria-live="polite">{told(orange()?.summary)}</p>
    </div>
  );
}
