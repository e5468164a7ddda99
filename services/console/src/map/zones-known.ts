// Every zone as the server has it, read once and again when the page is looked at after a while.

import { createSignal } from "solid-js";
import { ListZonesResponseSchema } from "../../built/gen/placard/v1/zone_service_pb.ts";
import { Ban_Effect as Effect, type Zone } from "../../built/gen/placard/v1/zone_pb.ts";
import { call } from "../live/call.ts";
import { language } from "../words/words.ts";

const PAGE = 1000;

const [zones, setZones] = createSignal<readonly Zone[]>([]);
export { zones };

/** A zone by its id. */
export const zoneOf = (id: string): Zone | undefined => zones().find((zone) => zone.id === id);

/** Whether being there is banned to somebody at some time. */
export const forbids = (zone: Zone): boolean =>
  zone.bans.some((ban) => ban.effect === Effect.FORBID);

/** What people call it, in the language of the screen. */
export const zoneName = (zone: Zone): string =>
  language() === "en" ? zone.nameEn || zone.name : zone.name || zone.nameEn;

/** Every corner of a zone. */
export function corners(zone: Zone): [number, number][] {
  const found: [number, number][] = [];
  const walk = (at: unknown): void => {
    if (!Array.isArray(at)) return;
    const [x, y] = at as unknown[];
    if (typeof x === "number" && typeof y === "number") found.push([x, y]);
    else at.forEach(walk);
  };
  walk((zone.geometry as { coordinates?: unknown } | undefined)?.coordinates);
  return found;
}

/** Reads them all. */
export async function readZones(): Promise<void> {
  const read: Zone[] = [];
  let pageToken = "";
  do {
    const path = `zones?pageSize=${PAGE}&pageToken=${encodeURIComponent(pageToken)}`;
    const page = await call(ListZonesResponseSchema, "GET", path);
    read.push(...page.zones);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  setZones(read);
}
