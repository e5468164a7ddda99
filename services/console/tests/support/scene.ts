// Vehicles and what they do, told to a real server through the real socket.

import type { Server } from "./server.ts";
import { Terminal, type Report } from "./terminal.ts";

/** In the starter's zone `ws1-level1`, closed to all, and the road before it. */
const INSIDE = { longitude: 111.605_053, latitude: 29.01986 };
const OUTSIDE = { longitude: 111.605_053, latitude: 29.06 };
const STEP_MS = 10_000;

export interface Truck {
  id: string;
  plate: string;
  phone: string;
}

/** The `no`-th truck of a test. */
export function truck(no: number): Truck {
  const digits = String(no).padStart(5, "0");
  return { id: `truck-${digits}`, plate: `湘J${digits}`, phone: `139074${digits}` };
}

/** Registers a truck full of petrol and its terminal, and connects that. */
export async function connect(server: Server, { id, plate, phone }: Truck, key?: string) {
  const goods = [{ unNumber: "1203", packingGroup: "II", massKg: 22_400 }];
  const load = { state: "FULL", inTank: true, goods };
  await server.call("POST", "vehicles", { id, plate, kind: "TANKER", load }, key);
  const terminal = { phone, vehicleId: id, authCode: id };
  await server.call("POST", "terminals", terminal, key);
  return Terminal.connect(server.jt808, phone, id);
}

/** Drives into the closed zone; the last report is of now. */
export async function breach(terminal: Terminal, now = Date.now()): Promise<void> {
  const places = [OUTSIDE, OUTSIDE, INSIDE, INSIDE, INSIDE, INSIDE];
  const first = now - (places.length - 1) * STEP_MS;
  const reports = places.map((place, no): Report => {
    // Not all in one place: a truck moves.
    const latitude = place.latitude - no * 2e-4;
    return { at: first + no * STEP_MS, ...place, latitude, speedKmh: 40 + no, headingDeg: 180 };
  });
  await terminal.report(...reports);
}

/** Drives along a road where nothing is banned; nothing is heard after that. */
export async function pass(terminal: Terminal): Promise<void> {
  const first = Date.now() - 2 * STEP_MS;
  for (const no of [0, 1, 2]) {
    const latitude = OUTSIDE.latitude + no * 1e-3;
    await terminal.report({ ...OUTSIDE, latitude, at: first + no * STEP_MS, speedKmh: 40 });
  }
}

/** Waits until it is so. */
export async function until<T>(
  what: string,
  find: () => Promise<T | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

interface Listed {
  alerts: { id: string; rule: string; openedAt: string; detectedAt: string }[];
}

/** The alert of a truck, when it is there. */
export function alertOf(
  server: Server,
  { id }: Truck,
  { key, rule: wanted = "zone.entered" }: { key?: string; rule?: string } = {},
) {
  return until(`${wanted} of ${id}`, async () => {
    const path = `alerts?vehicleId=${id}`;
    const { alerts } = await server.call<Listed>("GET", path, undefined, key);
    return alerts.find(({ rule }) => rule === wanted);
  });
}
