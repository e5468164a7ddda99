// What proves the chosen alert: the track round it, the proving fixes as numbered dots, and how far
// each may be off as a ring. A gap is never a solid line.

import type { Alert } from "../../built/gen/placard/v1/alert_pb.ts";
import type { TrackFix } from "../../built/gen/placard/v1/fix_pb.ts";
import { ms } from "../live/moments.ts";
import { palette } from "../theme.ts";
import { mercator, stretch } from "./mercator.ts";
import type { Frame, Painter } from "./view.ts";

/** Fixes further apart than this are not joined by a solid line, ms. */
export const GAP_MS = 120_000;

/** What is shown of an alert. */
export interface Shown {
  alert: Alert;
  track: readonly TrackFix[];
}

/** A place of the track, with its moment. */
export interface Point {
  longitude: number;
  latitude: number;
  at: number;
}

/** The fixes of a track that say where they were. */
export function points(track: readonly TrackFix[]): Point[] {
  return track.flatMap(({ fix }) => {
    const at = ms(fix?.deviceTime);
    const { longitude, latitude } = fix ?? {};
    if (at === undefined || longitude === undefined || latitude === undefined) return [];
    return [{ longitude, latitude, at }];
  });
}

/** Paints what `shown` gives. */
export function evidencePainter(shown: () => Shown | undefined): Painter {
  const paint = (context: CanvasRenderingContext2D, frame: Frame): boolean => {
    const what = shown();
    if (what === undefined) return false;
    drawTrack(context, frame, points(what.track));
    what.alert.evidence?.fixes.forEach((fix, no) => {
      if (fix.position === undefined) return;
      const { longitude, latitude } = fix.position;
      drawProof(context, frame, at(frame, longitude, latitude), latitude, fix.sigmaM, no + 1);
    });
    return false;
  };
  return { paint };
}

function at(frame: Frame, longitude: number, latitude: number): readonly [number, number] {
  return frame.pixel(...mercator(longitude, latitude));
}

function drawTrack(context: CanvasRenderingContext2D, frame: Frame, track: readonly Point[]): void {
  const { track: ink, halo } = palette();
  for (const [color, width] of [
    [halo, 6],
    [ink, 3],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.lineJoin = "round";
    for (const [no, point] of track.entries()) {
      const before = track[no - 1];
      if (before === undefined) continue;
      context.setLineDash(point.at - before.at > GAP_MS ? [5, 6] : []);
      context.beginPath();
      context.moveTo(...at(frame, before.longitude, before.latitude));
      context.lineTo(...at(frame, point.longitude, point.latitude));
      context.stroke();
    }
  }
  context.setLineDash([]);
}

function drawProof(
  context: CanvasRenderingContext2D,
  frame: Frame,
  [x, y]: readonly [number, number],
  latitude: number,
  sigmaM: number,
  no: number,
): void {
  const { track: ink, halo } = palette();
  const radius = (sigmaM * stretch(latitude)) / frame.resolution;
  if (radius > 8) {
    context.strokeStyle = ink;
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
    context.setLineDash([]);
  }
  context.beginPath();
  context.arc(x, y, 7.5, 0, 2 * Math.PI);
  context.fillStyle = ink;
  context.fill();
  context.strokeStyle = halo;
  context.lineWidth = 1.5;
  context.stroke();
  context.fillStyle = halo;
  context.font = "700 10px sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(String(no), x, y + 0.5);
}
