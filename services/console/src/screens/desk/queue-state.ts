// What the queue shows: filtered by colour, ordered by urgency, held still under the cursor.

import { createEffect, createMemo, createSignal } from "solid-js";
import { Alert_Color as Color, type Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { go, place } from "../../address.ts";
import { alerts } from "../../live/alerts.ts";
import { arrange, NOTHING, type Arrangement } from "./arrange.ts";
import { byUrgency } from "./urgency.ts";

const all = createMemo(() => Object.values(alerts).filter((alert) => alert !== undefined));

/** Everything at work that the filter lets through, most urgent first. */
export const wanted = createMemo<readonly Alert[]>(() => {
  const { colors } = place();
  const passes = (alert: Alert) => colors.length === 0 || colors.includes(alert.color);
  return all().filter(passes).sort(byUrgency);
});

/** How many are at work, by colour, whatever the filter. */
export const counts = createMemo(() => {
  const by = new Map<Color, number>();
  for (const { color } of all()) by.set(color, (by.get(color) ?? 0) + 1);
  return by;
});

export const total = (): number => all().length;

const [held, setHeld] = createSignal(false);
const [focused, setFocused] = createSignal<string>();
const [arrangement, setArrangement] = createSignal<Arrangement>(NOTHING);
/** Whether pointer or focus is in the list. */
export { setHeld };
/** The row that has the focus, or would have it. */
export { focused, setFocused };
/** What is shown, and what waits. */
export { arrangement };

/** Does what it is given; whatever shall stand still on the screen is measured round it. */
type Around = (change: () => void) => void;

/** Arranges again whenever something changed. */
export function arrangeAlways(around: Around): void {
  createEffect(() => {
    const wish = {
      wanted: wanted().map(({ id }) => id),
      held: held(),
      isRed: (id: string) => alerts[id]?.color === Color.RED,
    };
    // After this effect, so that the page changes within `around`.
    queueMicrotask(() =>
      around(() => setArrangement((shown) => arrange(shown, { ...wish, focused: focused() }))),
    );
  });
}

/** Lets waiting rows in, in their order. */
export function admit(): void {
  setArrangement({ rows: wanted().map(({ id }) => id), waiting: [], above: [] });
}

/** The row so many steps below the focused one; the first where there is none. */
export function step(by: number): string | undefined {
  const { rows } = arrangement();
  const at = rows.indexOf(focused() ?? "");
  return rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
}

/** Shows one colour alone, or all again. */
export function toggleColor(color: Color): void {
  const { colors } = place();
  const only = colors.length === 1 && colors[0] === color;
  go({ colors: only ? [] : [color] });
}
