// The vehicles as a list: what the map shows, for whoever cannot or will not use the map.

import { createMemo, createSignal, For, Match, onCleanup, onMount, Show, Switch } from "solid-js";
import { go, place } from "../../address.ts";
import { bind } from "../../keyboard.ts";
import { now, second } from "../../live/clock.ts";
import { ms } from "../../live/moments.ts";
import { fleet, fleetReady, version } from "../../live/vehicles.ts";
import { look } from "../../map/vehicles.ts";
import { clock } from "../../words/time.ts";
import { say } from "../../words/words.ts";
import { Plate } from "../desk/plate.tsx";
import { folded } from "./search.ts";

/** More rows than these are not drawn: search narrows them. */
const ROWS_MAX = 300;

export function Vehicles() {
  const [asked, setAsked] = createSignal("");
  let search: HTMLInputElement | undefined;
  onMount(() => onCleanup(bind("search", () => search?.focus())));
  // Once a second is enough for a list.
  const found = createMemo(() => {
    second();
    version();
    const wanted = folded(asked());
    const all = [...fleet.values()].filter(({ vehicle }) => folded(vehicle.plate).includes(wanted));
    return all.sort((a, b) => (a.vehicle.plate < b.vehicle.plate ? -1 : 1));
  });
  return (
    <section class="panel vehicles" aria-label={say("vehicles.title")}>
      <header class="panel-head">
        <h2>{say("vehicles.title")}</h2>
        <span class="quiet">{say("vehicles.count", { n: found().length })}</span>
      </header>
      <input
        ref={search}
        class="search"
        type="search"
        value={asked()}
        onInput={(event) => setAsked(event.currentTarget.value)}
        placeholder={say("vehicles.search")}
        aria-label={say("vehicles.search")}
      />
      <Switch>
        <Match when={!fleetReady()}>
          <div class="blank" aria-busy="true">
            {say("detail.loading")}
          </div>
        </Match>
        <Match when={(version(), fleet.size) === 0}>
          <div class="blank">{say("vehicles.empty")}</div>
        </Match>
        <Match when={found().length === 0}>
          <div class="blank">{say("vehicles.none")}</div>
        </Match>
      </Switch>
      <ul class="vehicle-rows">
        <For
          each={found()
            .slice(0, ROWS_MAX)
            .map(({ vehicle }) => vehicle.vehicleId)}
        >
          {(id) => <VehicleRow id={id} />}
        </For>
      </ul>
    </section>
  );
}

function VehicleRow(props: { id: string }) {
  const one = () => {
    second();
    return fleet.get(props.id);
  };
  const speed = () => {
    const kmh = one()?.vehicle.last?.speedKmh;
    return kmh === undefined ? "–" : `${Math.round(kmh)} km/h`;
  };
  const heard = () => {
    const at = ms(one()?.vehicle.last?.deviceTime);
    return at === undefined ? "–" : clock(at);
  };
  return (
    <Show when={one()}>
      {(moving) => (
        <li>
          <button
            class="vehicle-row"
            classList={{ chosen: place().vehicle === props.id }}
            onClick={() => go({ vehicle: props.id })}
          >
            <Plate plate={moving().vehicle.plate} color={moving().vehicle.plateColor} />
            <span>{say(`vehicle.${look(moving(), now())}`)}</span>
            <span class="figures">{speed()}</span>
            <span class="figures quiet">{heard()}</span>
          </button>
        </li>
      )}
    </Show>
  );
}
