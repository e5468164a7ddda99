// The map on the page: base, zones, track and proof, vehicles, alerts; its buttons, its credit, and
// the datum in the corner.

import { createEffect, createSignal, on, onCleanup, onMount, Show } from "solid-js";
import { go, place } from "../address.ts";
import { bind } from "../keyboard.ts";
import { alerts } from "../live/alerts.ts";
import { asked, key } from "../live/session.ts";
import { fleet, version } from "../live/vehicles.ts";
import { chosen } from "../screens/desk/chosen.ts";
import { wanted } from "../screens/desk/queue-state.ts";
import { track } from "../screens/desk/track.ts";
import { theme } from "../theme.ts";
import { language, say } from "../words/words.ts";
import { alertsPainter } from "./alerts.ts";
import { baseLayers, readBase } from "./base.ts";
import { VehicleCard } from "./card.tsx";
import { evidencePainter, points } from "./evidence.ts";
import { vehiclesPainter } from "./vehicles.ts";
import { namesLayer } from "./names.ts";
import { MapView } from "./view.ts";
import { corners, readZones, zoneOf, zones } from "./zones-known.ts";
import { zonesLayer } from "./zones.ts";

/** The corners of Changde. */
const HOME = [
  [110.493, 28.409],
  [112.3, 30.128],
] as const;
/** A place alone is shown with this much round it, degrees: about 500 m. */
const ROUND_DEG = 0.005;

export function MapPanel() {
  const [broken, setBroken] = createSignal("");
  const [view, setView] = createSignal<MapView>();
  let element: HTMLDivElement | undefined;
  onMount(() => {
    if (element === undefined) return;
    const map = build(element, setBroken);
    followSelection(map, element);
    onCleanup(followVehicle(map));
    onCleanup(() => map.end());
    setView(map);
  });
  return (
    <section class="map" aria-label={say("map.label")}>
      <div
        class="map-canvas"
        ref={element}
        tabindex="0"
        data-arrows
        aria-label={say("map.label")}
      />
      <div class="map-buttons">
        <button aria-label={say("map.in")} title={say("map.in")} onClick={() => view()?.zoomBy(1)}>
          +
        </button>
        <button
          aria-label={say("map.out")}
          title={say("map.out")}
          onClick={() => view()?.zoomBy(-1)}
        >
          −
        </button>
        <button
          aria-label={say("map.home")}
          title={say("map.home")}
          onClick={() => view()?.behold(HOME)}
        >
          ⌂
        </button>
      </div>
      <VehicleCard />
      <Show when={followed()}>
        {(plate) => (
          <p class="map-following" role="status">
            {say("map.following", { plate: plate() })} <kbd>F</kbd>
          </p>
        )}
      </Show>
      <Show when={broken()}>
        <p class="map-broken" role="alert">
          {broken()} <button onClick={() => location.reload()}>{say("broken.retry")}</button>
        </p>
      </Show>
      <p class="map-foot">
        <b>{say("map.datum")}</b> {say("map.credit")}
      </p>
    </section>
  );
}

function build(element: HTMLDivElement, broken: (why: string) => void): MapView {
  const map = new MapView(element, (camera) => go({ camera }));
  const { camera } = place();
  if (camera) map.look(camera);
  else map.behold(HOME);
  const base = baseLayers();
  const zone = zonesLayer((id) => chosen()?.zoneId === id);
  const names = namesLayer();
  const layers = [...base, zone.layer, names.layer, zone.names];
  for (const layer of layers) map.addLayer(layer);
  map.addPainter(
    evidencePainter(() => {
      const alert = chosen();
      return alert && { alert, track: track() ?? [] };
    }),
  );
  map.addPainter(vehiclesPainter(() => place().vehicle ?? chosen()?.vehicleId));
  map.addPainter(alertsPainter(shownAlerts, () => place().alert));
  map.onClick((id) => {
    const [kind, name] = id.split("/");
    go(kind === "alert" ? { alert: name } : { vehicle: name });
  });
  const read = readBase(base)
    .then(names.take)
    .catch(() => broken(say("map.broken")));
  // Zones are read when it is known who asks, and anew by whoever signs in.
  createEffect(
    on(key, () => {
      const zones = readZones().catch(() => asked() || broken(say("map.zones.broken")));
      // What the page's own measure of its first map is.
      void Promise.all([read, zones])
        .then(() => map.drawn())
        .then(() => performance.mark("map"));
    }),
  );
  createEffect(() => zone.show(zones()));
  createEffect(
    on([theme, language, chosen], () => {
      for (const layer of layers) layer.changed();
    }),
  );
  createEffect(on([version, wanted, chosen, track, theme], () => map.repaint()));
  const watch = new ResizeObserver(() => map.resize());
  watch.observe(element);
  onCleanup(() => watch.disconnect());
  return map;
}

/** Those of the queue, and the chosen one though it be closed. */
function shownAlerts() {
  const one = chosen();
  return one === undefined || alerts[one.id] ? wanted() : [one, ...wanted()];
}

/** Whose vehicle the map keeps in its middle. */
const [follows, setFollows] = createSignal<string>();
const followed = () =>
  follows() === undefined ? undefined : fleet.get(follows() ?? "")?.vehicle.plate;

/** Keeps a vehicle in the middle while it is followed; shows one that is chosen out of sight. */
function followVehicle(map: MapView): () => void {
  const target = () => place().vehicle ?? chosen()?.vehicleId;
  createEffect(
    on(
      () => place().vehicle,
      (id) => {
        const one = fleet.get(id ?? "");
        if (one && !map.isSeen(...one.to)) map.center(...one.to);
      },
      { defer: true },
    ),
  );
  createEffect(
    on([version, follows], () => {
      const one = fleet.get(follows() ?? "");
      if (one) map.center(...one.to);
    }),
  );
  return bind(
    "follow",
    () => setFollows((now) => (now === undefined ? target() : undefined)),
    () => follows() !== undefined || fleet.has(target() ?? ""),
  );
}

/** How much of the map the detail lies over, px: on a narrow desk. */
function covered(element: HTMLElement): number {
  const [map, detail] = [element, document.getElementById("detail")].map((one) =>
    one?.getBoundingClientRect(),
  );
  if (!map || !detail || detail.width === 0) return 0;
  const over = Math.max(0, map.right - detail.left);
  return over < map.width ? over : 0;
}

/** Shows the whole evidence of an alert when it is chosen, and again when its track has come. */
function followSelection(map: MapView, element: HTMLElement): void {
  const fit = () => {
    const alert = chosen();
    if (alert?.position === undefined) return;
    const { longitude, latitude } = alert.position;
    const proof = (alert.evidence?.fixes ?? []).flatMap(({ position }) =>
      position ? [[position.longitude, position.latitude] as const] : [],
    );
    const way = points(track() ?? []).map((point) => [point.longitude, point.latitude] as const);
    const around = [-ROUND_DEG, ROUND_DEG].map((d) => [longitude + d, latitude + d] as const);
    const zone = zoneOf(alert.zoneId);
    const places = [...around, ...proof, ...way, ...(zone ? corners(zone) : [])];
    map.fit(places, covered(element));
  };
  // A link with a camera opens where it says; what is chosen after that is flown to.
  let fitted = place().camera === undefined ? undefined : place().alert;
  createEffect(
    on([() => chosen()?.id, track], ([id, way]) => {
      if (id === undefined) fitted = undefined;
      const key = `${id}/${way !== undefined}`;
      if (id === undefined || fitted === id || fitted === key) return;
      fitted = way === undefined ? key : id;
      fit();
    }),
  );
}
