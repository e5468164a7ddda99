// Alerts on the map: each its own mark, never clustered away, the most urgent on top.

import type { Alert } from "../../built/gen/placard/v1/alert_pb.ts";
import { palette } from "../theme.ts";
import { NUMERALS, numeralDrop, outline } from "./marks.ts";
import { mercator } from "./mercator.ts";
import type { Frame, Painter } from "./view.ts";

const RADIUS_PX = 12;
/** A mark stands so far above its place, so that the vehicle is seen beneath. */
const RAISED_PX = 26;

/** Paints `shown`, the most urgent first in it; `chosen` is larger. */
export function alertsPainter(
  shown: () => readonly Alert[],
  chosen: () => string | undefined,
): Painter {
  let drawn: { id: string; x: number; y: number }[] = [];
  const paint = (context: CanvasRenderingContext2D, frame: Frame): boolean => {
    drawn = [];
    for (const alert of shown().toReversed()) {
      if (alert.position === undefined) continue;
      const { longitude, latitude } = alert.position;
      const [x, y] = frame.pixel(...mercator(longitude, latitude));
      if (x < -30 || y < -30 || x > frame.width + 30 || y > frame.height + 30) continue;
      drawn.push({ id: alert.id, x, y: y - RAISED_PX });
      mark(context, alert, x, y, alert.id === chosen() ? RADIUS_PX * 1.35 : RADIUS_PX);
    }
    return false;
  };
  const hit = (x: number, y: number): string | undefined => {
    const there = drawn.findLast((one) => Math.hypot(one.x - x, one.y - y) <= RADIUS_PX + 2);
    return there === undefined ? undefined : `alert/${there.id}`;
  };
  return { paint, hit };
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
