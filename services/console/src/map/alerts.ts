// Alerts on the map: each its own mark, the most urgent on top; those in one place are one mark
// with their number.

import type { Alert } from "../../built/gen/placard/v1/alert_pb.ts";
import { palette } from "../theme.ts";
import { NUMERALS, numeralDrop, outline } from "./marks.ts";
import { mercator } from "./mercator.ts";
import type { Frame, Painter } from "./view.ts";

const RADIUS_PX = 12;
/** Marks closer than this could not be told apart. */
const TOGETHER_PX = 12;
/** A mark stands so far above its place, so that the vehicle is seen beneath. */
const RAISED_PX = 26;

/** Paints `shown`, the most urgent first in it; `chosen` is larger. */
export function alertsPainter(
  shown: () => readonly Alert[],
  chosen: () => string | undefined,
): Painter {
  let drawn: readonly Place[] = [];
  const paint = (context: CanvasRenderingContext2D, frame: Frame): boolean => {
    drawn = places(shown(), chosen(), frame);
    for (const { alert, x, y, count } of drawn) {
      const radius = alert.id === chosen() ? RADIUS_PX * 1.35 : RADIUS_PX;
      mark(context, alert, x, y, radius);
      if (count > 1) number(context, count, x + radius, y - RAISED_PX - radius);
    }
    return false;
  };
  const hit = (x: number, y: number): string | undefined => {
    const near = (one: Place) => Math.hypot(one.x - x, one.y - RAISED_PX - y) <= RADIUS_PX + 2;
    const there = drawn.findLast(near);
    return there === undefined ? undefined : `alert/${there.alert.id}`;
  };
  return { paint, hit };
}

/** Alerts in one place: the most urgent of them, or the chosen one. */
interface Place {
  alert: Alert;
  x: number;
  y: number;
  count: number;
}

/** Where marks stand, the topmost last. */
function places(
  shown: readonly Alert[],
  chosen: string | undefined,
  { pixel, width, height }: Frame,
): Place[] {
  const found: Place[] = [];
  const first = shown.filter(({ id }) => id === chosen);
  for (const alert of [...first, ...shown.filter(({ id }) => id !== chosen)]) {
    if (alert.position === undefined) continue;
    const { longitude, latitude } = alert.position;
    const [x, y] = pixel(...mercator(longitude, latitude));
    if (x < -30 || y < -30 || x > width + 30 || y > height + 30) continue;
    const there = found.find((one) => Math.hypot(one.x - x, one.y - y) < TOGETHER_PX);
    if (there) there.count += 1;
    else found.push({ alert, x, y, count: 1 });
  }
  return found.reverse();
}

/** How many there are, at the corner of a mark. */
function number(context: CanvasRenderingContext2D, count: number, x: number, y: number): void {
  const { label, halo } = palette();
  const text = String(count);
  context.font = "700 11px sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  const half = Math.max(8, context.measureText(text).width / 2 + 4);
  context.beginPath();
  context.roundRect(Math.round(x) - half, Math.round(y) - 8, half * 2, 16, 8);
  context.fillStyle = label;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = halo;
  context.stroke();
  context.fillStyle = halo;
  context.fillText(text, Math.round(x), Math.round(y) + 0.5);
}

function mark(
  context: CanvasRenderingContext2D,
  alert: Alert,
  x: number,
  y: number,
  radius: number,
): void {
  const colors = palette();
  const { fill, ink } = colors.marks[alert.color];
  context.save();
  context.translate(Math.round(x), Math.round(y));
  stem(context, colors.halo, colors.outline);
  context.translate(0, -RAISED_PX);
  const path = new Path2D(outline(alert.color, radius));
  context.lineJoin = "round";
  context.lineWidth = 5;
  context.strokeStyle = colors.halo;
  context.stroke(path);
  context.fillStyle = fill;
  context.fill(path);
  context.lineWidth = 1.5;
  context.strokeStyle = colors.outline;
  context.stroke(path);
  context.fillStyle = ink;
  context.font = `700 ${Math.round(radius * 0.95)}px "Times New Roman", serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(NUMERALS[alert.color], 0, radius * (numeralDrop(alert.color) + 0.06));
  context.restore();
}

/** From the place to the mark. */
function stem(context: CanvasRenderingContext2D, halo: string, ink: string): void {
  for (const [color, width] of [
    [halo, 5],
    [ink, 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(0, 0);
    context.lineTo(0, -RAISED_PX);
    context.stroke();
  }
}
