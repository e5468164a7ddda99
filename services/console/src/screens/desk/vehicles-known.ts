// Vehicles that alerts name, read once each; the live fleet knows the plates of most already.

import { createStore } from "solid-js/store";
import { VehicleSchema, type Vehicle } from "../../../built/gen/placard/v1/vehicle_pb.ts";
import { call } from "../../live/call.ts";
import { fleet } from "../../live/vehicles.ts";

const [known, setKnown] = createStore<Record<string, Vehicle>>({});
const asked = new Set<string>();

/** A vehicle as it is registered; none until it has been read. */
export function vehicleOf(id: string): Vehicle | undefined {
  if (!asked.has(id)) {
    asked.add(id);
    const path = `vehicles/${encodeURIComponent(id)}`;
    call(VehicleSchema, "GET", path)
      .then((vehicle) => setKnown(id, vehicle))
      // Asked again when it is next looked at.
      .catch(() => asked.delete(id));
  }
  return known[id];
}

/** What people know it by; its id until that is known. */
export const plateOf = (id: string): string =>
  vehicleOf(id)?.plate ?? fleet.get(id)?.vehicle.plate ?? id;
