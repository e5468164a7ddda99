// The vehicle that is chosen on the map: what it is, how it stands, what is wrong with it.

import { createMemo, For, Show } from "solid-js";
import { go, place } from "../address.ts";
import { can, run } from "../keyboard.ts";
import { alerts } from "../live/alerts.ts";
import { now, second } from "../live/clock.ts";
import { ms } from "../live/moments.ts";
import { fleet, version } from "../live/vehicles.ts";
import { Mark } from "../screens/desk/mark.tsx";
import { ruleName } from "../screens/desk/names.ts";
import { Plate } from "../screens/desk/plate.tsx";
import { Vehicle_Kind as Kind } from "../../built/gen/placard/v1/vehicle_pb.ts";
import { moment } from "../words/time.ts";
import { say, sayOr } from "../words/words.ts";
import { look } from "./vehicles.ts";

export function VehicleCard() {
  const moving = createMemo(
    () => {
      version();
      second();
      return fleet.get(place().vehicle ?? "");
    },
    undefined,
    { equals: false },
  );
  return <Show when={moving()}>{(one) => <Card one={one()} />}</Show>;
}

function Card(props: { one: NonNullable<ReturnType<typeof fleet.get>> }) {
  const vehicle = () => props.one.vehicle;
  const heard = () => ms(vehicle().last?.deviceTime) ?? 0;
  const open = () => vehicle().alertIds.filter((id) => alerts[id]);
  const speed = () => {
    const kmh = vehicle().last?.speedKmh;
    return kmh === undefined ? "" : ` · ${Math.round(kmh)} km/h`;
  };
  return (
    <section class="card" aria-label={vehicle().plate} data-vehicle={vehicle().vehicleId}>
      <header>
        <Plate plate={vehicle().plate} color={vehicle().plateColor} word />
        <button
          class="small"
          aria-label={say("close.label")}
          onClick={() => go({ vehicle: undefined })}
        >
          ×
        </button>
      </header>
      <p>
        {sayOr(`kind.${Kind[vehicle().kind || Kind.TANKER]}`, () => "")} ·{" "}
        {say(vehicle().laden ? "vehicle.laden" : "vehicle.empty")} ·{" "}
        {say(`vehicle.${look(props.one, now())}`)}
        <span class="figures">{speed()}</span>
      </p>
      <p class="quiet">
        {say("vehicles.heard")} <time>{moment(heard(), now())}</time>
      </p>
      <For each={open()}>
        {(id) => (
          <button class="card-alert" onClick={() => go({ screen: "alerts", alert: id })}>
            <Mark color={alerts[id]?.color ?? 0} size={20} /> {ruleName(alerts[id]?.rule ?? "")}
          </button>
        )}
      </For>
      <button class="small" disabled={!can("follow")} onClick={() => run("follow")}>
        {say("do.follow")} <kbd>F</kbd>
      </button>
    </section>
  );
}
