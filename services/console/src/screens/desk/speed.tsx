// The strip of speeds round an alert, with the moment at which it began.

import { createMemo, For, Show } from "solid-js";
import type { Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { ms } from "../../live/moments.ts";
import { GAP_MS } from "../../map/evidence.ts";
import { say } from "../../words/words.ts";
import { track } from "./track.ts";

const WIDTH = 360;
const HEIGHT = 48;
/** The strip reaches at least to here, km/h. */
const SCALE_MIN = 80;

interface Point {
  at: number;
  kmh: number;
}

export function Speed(props: { alert: Alert }) {
  const known = createMemo<Point[]>(() =>
    (track() ?? []).flatMap(({ fix }) => {
      const at = ms(fix?.deviceTime);
      return at === undefined || fix?.speedKmh === undefined ? [] : [{ at, kmh: fix.speedKmh }];
    }),
  );
  const top = () => Math.max(SCALE_MIN, ...known().map(({ kmh }) => kmh));
  const scale = () => {
    const [first, last] = [known()[0]?.at ?? 0, known().at(-1)?.at ?? 1];
    const x = (at: number) => ((at - first) / Math.max(1, last - first)) * WIDTH;
    const y = (kmh: number) => HEIGHT - (kmh / top()) * (HEIGHT - 4) - 2;
    return { x, y };
  };
  const pieces = () => {
    const { x, y } = scale();
    const found: string[] = [];
    for (const [no, { at, kmh }] of known().entries()) {
      const before = known()[no - 1];
      const point = `${x(at).toFixed(1)},${y(kmh).toFixed(1)}`;
      if (before === undefined || at - before.at > GAP_MS) found.push(point);
      else found[found.length - 1] += ` ${point}`;
    }
    return found;
  };
  const begins = () => scale().x(ms(props.alert.openedAt) ?? 0);
  return (
    <Show when={track() !== undefined}>
      <figure class="speed">
        <figcaption class="quiet">
          {known().length > 1 ? say("detail.track") : say("detail.track.none")}
        </figcaption>
        <Show when={known().length > 1}>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={say("detail.track")}>
            <line class="speed-opened" x1={begins()} x2={begins()} y1="0" y2={HEIGHT} />
            <For each={pieces()}>{(points) => <polyline points={points} />}</For>
            <text x={WIDTH - 2} y="11" text-anchor="end">
              {Math.round(top())} km/h
            </text>
          </svg>
        </Show>
      </figure>
    </Show>
  );
}
