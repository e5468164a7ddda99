// Where vehicles are: what the map draws sixty times a second, and a signal for lists that want to
// know once in a while.

import { createSignal } from "solid-js";
import type { LiveVehicle } from "../../built/gen/placard/v1/vehicle_pb.ts";
import { mercator } from "../map/mercator.ts";
import { hearTime } from "./clock.ts";
import { ms } from "./moments.ts";
import { keep, type Source, type Told } from "./watch.ts";
import { beat, fleetService, surroundings } from "./wire.ts";

/** A vehicle between its last two fixes. */
export interface Moving {
  vehicle: LiveVehicle;
  /** Mercator, m: from where and to where it is drawn. */
  from: readonly [number, number];
  to: readonly [number, number];
  /** When the drawn motion begins and ends, `performance.now()`. */
  begins: number;
  ends: number;
}

/** A motion is drawn for one interval between fixes, and never longer than this, ms. */
const MOTION_MAX_MS = 30_000;

const fleet = new Map<string, Moving>();
const [version, setVersion] = createSignal(0);
const [newest, setNewest] = createSignal(0);
const [ready, setReady] = createSignal(false);

/** Every vehicle that ever said where it is, by its id; not reactive: see `version`. */
export { fleet };
/** Grows when something in `fleet` changed. */
export { version };
/** When the server last heard of any vehicle, ms of its clock; 0: never. */
export { newest };
/** Whether a snapshot has come. */
export { ready as fleetReady };

/** Where a vehicle is drawn at `at`, mercator: on its way for one interval, then held. */
export function placeAt(moving: Moving, at: number): readonly [number, number] {
  const { from, to, begins, ends } = moving;
  const part = ends <= begins ? 1 : Math.min(1, Math.max(0, (at - begins) / (ends - begins)));
  return [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
}

function put(vehicle: LiveVehicle): void {
  const { last } = vehicle;
  if (last === undefined) return;
  const to = mercator(last.longitude, last.latitude);
  const begins = performance.now();
  const known = fleet.get(vehicle.vehicleId);
  const interval = (ms(last.deviceTime) ?? 0) - (ms(vehicle.previous?.deviceTime) ?? 0);
  const moves = known !== undefined && interval > 0 && interval <= MOTION_MAX_MS;
  const from = moves ? placeAt(known, begins) : to;
  const ends = moves ? begins + interval : begins;
  fleet.set(vehicle.vehicleId, { vehicle, from, to, begins, ends });
  const heard = ms(vehicle.lastHeard);
  if (heard !== undefined && heard > newest()) setNewest(heard);
}

/** Vehicles as they stand now, and those to take away. */
interface Change {
  vehicles: readonly LiveVehicle[];
  leftIds: readonly string[];
}

function hear(told: Told<Change>): void {
  if (told.serverMs !== undefined) hearTime(told.serverMs);
  if (told.kind === "beat") return;
  const changes = told.kind === "change" ? [told.item] : told.items;
  if (told.kind === "snapshot") {
    const there = new Set(changes.flatMap(({ vehicles }) => vehicles.map((v) => v.vehicleId)));
    for (const id of [...fleet.keys()].filter((id) => !there.has(id))) fleet.delete(id);
    setReady(true);
  }
  for (const { vehicles, leftIds } of changes) {
    vehicles.forEach(put);
    for (const id of leftIds) fleet.delete(id);
  }
  setVersion((old) => old + 1);
}

const source: Source<Change> = async function* (_token, signal) {
  const snapshot: Change[] = [];
  for await (const { event } of fleetService.watchVehicles({ maxVehicles: 20_000 }, { signal })) {
    if (event.case === "heartbeat") yield beat<Change>(event.value);
    if (event.case === "snapshot") {
      snapshot.push({ vehicles: event.value.vehicles, leftIds: [] });
      if (event.value.complete) yield { kind: "snapshot", items: snapshot };
    }
    if (event.case === "changes") yield { kind: "change", item: event.value };
  }
};

/** Watches until the returned function is called. */
export function watchVehicles(): () => void {
  return keep(source, surroundings, { news: hear, link: () => undefined });
}
