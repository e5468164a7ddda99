// Vehicles, on a canvas of their own: an arrowhead when moving, a bar when standing, hollow when
// the fix is old, crossed when silent. Laden is filled, empty is outlined.

import { VehicleState_Motion as Motion } from "../../built/gen/placard/v1/vehicle_pb.ts";
import { alerts } from "../live/alerts.ts";
import { now } from "../live/clock.ts";
import { ms } from "../live/moments.ts";
import { fleet, placeAt, type Moving } from "../live/vehicles.ts";
import { palette } from "../theme.ts";
import type { Frame, Painter } from "./view.ts";

/** How a vehicle looks. */
export type Look = "moving" | "standing" | "late" | "silent";

/** The rule whose alert says that nothing comes any more. */
const SILENCE = "signal.lost";
/** Plates are written from here on. */
const PLATES_ZOOM = 13;
/** Above so many in view they are dots. */
const SPRITES_MAX = 8_000;
/** Targets are 24 px across. */
const REACH_PX = 12;
const HALF_PX = 9;

/** How a vehicle looks at a moment of the server's clock. */
export function look({ vehicle }: Moving, serverMs: number): Look {
  if (vehicle.alertIds.some((id) => alerts[id]?.rule === SILENCE)) return "silent";
  const stale = ms(vehicle.staleAfter);
  if (stale !== undefined && serverMs > stale) return "late";
  return vehicle.motion === Motion.STOPPED ? "standing" : "moving";
}

interface Sprites {
  /** `look`, laden, and one of 64 headings. */
  get(look: Look, laden: boolean, heading: number): HTMLCanvasElement;
}

const HEADINGS = 64;

function sprites(ink: string, ground: string): Sprites {
  const made = new Map<string, HTMLCanvasElement>();
  const ratio = devicePixelRatio;
  return {
    get(look, laden, headingDeg) {
      const heading =
        look === "standing" ? 0 : Math.round((headingDeg / 360) * HEADINGS) % HEADINGS;
      const name = `${look}/${laden}/${heading}`;
      let canvas = made.get(name);
      if (canvas === undefined) {
        canvas = document.createElement("canvas");
        canvas.width = canvas.height = Math.ceil(HALF_PX * 2 * ratio) + 2;
        const context = canvas.getContext("2d");
        if (context) {
          context.setTransform(ratio, 0, 0, ratio, canvas.width / 2, canvas.height / 2);
          drawVehicle(context, look, laden, (heading / HEADINGS) * 2 * Math.PI, ink, ground);
        }
        made.set(name, canvas);
      }
      return canvas;
    },
  };
}

function drawVehicle(
  context: CanvasRenderingContext2D,
  look: Look,
  laden: boolean,
  turn: number,
  ink: string,
  ground: string,
): void {
  context.lineJoin = "round";
  context.save();
  context.rotate(turn);
  context.beginPath();
  if (look === "standing") {
    context.rect(-6.5, -3, 13, 6);
  } else {
    context.moveTo(0, -7.5);
    context.lineTo(5.5, 6);
    context.lineTo(0, 3);
    context.lineTo(-5.5, 6);
    context.closePath();
  }
  context.strokeStyle = ground;
  context.lineWidth = 4;
  context.stroke();
  const filled = laden && look !== "late" && look !== "silent";
  context.fillStyle = filled ? ink : ground;
  context.fill();
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  if (look === "late") context.setLineDash([2.5, 1.5]);
  context.stroke();
  context.restore();
  if (look === "silent") {
    context.lineWidth = 2;
    context.strokeStyle = ink;
    context.beginPath();
    context.moveTo(-6, -6);
    context.lineTo(6, 6);
    context.moveTo(6, -6);
    context.lineTo(-6, 6);
    context.stroke();
  }
}

/** Paints the fleet; `chosen` is ringed. */
export function vehiclesPainter(chosen: () => string | undefined): Painter {
  let atlas: { key: string; sprites: Sprites } | undefined;
  const drawn: { id: string; x: number; y: number }[] = [];
  const paint = (context: CanvasRenderingContext2D, frame: Frame): boolean => {
    const colors = palette();
    const key = `${colors.vehicle}/${devicePixelRatio}`;
    if (atlas?.key !== key) atlas = { key, sprites: sprites(colors.vehicle, colors.halo) };
    const serverMs = now();
    const plates = frame.zoom >= PLATES_ZOOM;
    let moving = false;
    drawn.length = 0;
    for (const [id, one] of fleet) {
      const [x, y] = frame.pixel(...placeAt(one, frame.at));
      const moves = one.ends > frame.at;
      // No frame for what moves out of sight.
      if (x < -20 || y < -20 || x > frame.width + 20 || y > frame.height + 20) continue;
      moving ||= moves;
      drawn.push({ id, x, y });
    }
    // The chosen one lies on top.
    const top = drawn.findIndex(({ id }) => id === chosen());
    if (top >= 0) drawn.push(...drawn.splice(top, 1));
    const dots = drawn.length > SPRITES_MAX;
    for (const { id, x, y } of drawn) {
      const one = fleet.get(id);
      if (one === undefined) continue;
      if (dots) {
        context.fillStyle = colors.vehicle;
        context.fillRect(Math.round(x) - 2, Math.round(y) - 2, 4, 4);
        continue;
      }
      const { vehicle } = one;
      const sprite = atlas.sprites.get(
        look(one, serverMs),
        vehicle.laden,
        vehicle.last?.headingDeg ?? 0,
      );
      const side = sprite.width / devicePixelRatio;
      context.drawImage(sprite, Math.round(x - side / 2), Math.round(y - side / 2), side, side);
      if (plates) write(context, vehicle.plate, x, y + 21, colors.label, colors.halo);
      if (id === chosen()) ring(context, x, y, colors.vehicle, colors.halo);
    }
    return moving;
  };
  const hit = (x: number, y: number): string | undefined => {
    let [nearest, distance] = [undefined as string | undefined, REACH_PX];
    for (const one of drawn) {
      const away = Math.hypot(one.x - x, one.y - y);
      if (away <= distance) [nearest, distance] = [`vehicle/${one.id}`, away];
    }
    return nearest;
  };
  return { paint, hit };
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  ink: string,
  halo: string,
): void {
  context.font = '12px "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif';
  context.textAlign = "center";
  context.lineWidth = 3;
  context.strokeStyle = halo;
  context.strokeText(text, Math.round(x), Math.round(y));
  context.fillStyle = ink;
  context.fillText(text, Math.round(x), Math.round(y));
}

function ring(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  ink: string,
  halo: string,
): void {
  for (const [color, width] of [
    [halo, 5],
    [ink, 2],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, 14, 0, 2 * Math.PI);
    context.stroke();
  }
}
