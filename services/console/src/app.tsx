// The frame: top bar, rail, and whatever the screen puts to the left of the map and to its right.

import { createEffect, createSignal, lazy, Match, on, onCleanup, Show, Switch } from "solid-js";
import { Alert_Color as Color } from "../built/gen/placard/v1/alert_pb.ts";
import { followAddress, go, place } from "./address.ts";
import { bind, listen } from "./keyboard.ts";
import { alerts, link, onOpened, ready, watchAlerts } from "./live/alerts.ts";
import { runClock } from "./live/clock.ts";
import { readPlace } from "./live/place.ts";
import { watchVehicles } from "./live/vehicles.ts";
import { key } from "./live/session.ts";
import { Announcer } from "./frame/announcer.tsx";
import { Help, toggleHelp, shutHelp } from "./frame/help.tsx";
import { Palette, openPalette, shutPalette } from "./frame/palette.tsx";
import { Rail } from "./frame/rail.tsx";
import { SignIn } from "./frame/sign-in.tsx";
import { TopBar } from "./frame/top-bar.tsx";
import { startPreferences, switchLanguage, switchTheme } from "./frame/preferences.ts";
import { SCREENS } from "./screens.ts";
import { bindActs, dismiss } from "./screens/desk/actions.tsx";
import { Detail } from "./screens/desk/detail.tsx";
import { exportQueue } from "./screens/desk/export.ts";
import { focusRow, Queue } from "./screens/desk/queue.tsx";
import * as queue from "./screens/desk/queue-state.ts";
import { remind } from "./screens/desk/reminders.ts";
import { followChosen } from "./screens/desk/track.ts";
import { Vehicles } from "./screens/vehicles/list.tsx";
import { chime, toggleMute } from "./sound.ts";
import { theme } from "./theme.ts";
import { locale, say } from "./words/words.ts";

/** The map is made when the queue can be read, or after this, ms. */
const QUEUE_FIRST_MS = 500;

/** The queue does not wait for the map's library. */
const MapPanel = lazy(async () => ({ default: (await import("./map/panel.tsx")).MapPanel }));

const COLORS = [Color.RED, Color.ORANGE, Color.YELLOW, Color.BLUE];

export function App() {
  startPreferences();
  onCleanup(followAddress());
  onCleanup(runClock());
  onCleanup(listen());
  void readPlace();
  // A new key is a new line.
  createEffect(
    on(key, () => {
      const ends = [watchAlerts(), watchVehicles()];
      onCleanup(() => ends.forEach((end) => end()));
    }),
  );
  createEffect(() => {
    document.documentElement.lang = locale();
    document.documentElement.dataset["theme"] = theme();
    document.title = title();
  });
  createEffect(() => ready() && performance.mark("queue"));
  const [waited, setWaited] = createSignal(false);
  setTimeout(() => setWaited(true), QUEUE_FIRST_MS);
  // What happened long ago is shown at its own time, and rings nobody.
  onCleanup(onOpened(({ color, late }) => late || chime(color)));
  remind();
  followChosen();
  bindActs(nextAlert);
  bindKeys();
  return (
    <>
      <TopBar />
      <Rail />
      <main
        class={`screen-${place().screen}`}
        classList={{
          detailed: detailed(),
          chosen: place().alert !== undefined,
          stale: ready() && link().kind !== "live",
        }}
      >
        <Switch>
          <Match when={place().screen === "alerts"}>
            <Queue />
          </Match>
          <Match when={place().screen === "vehicles"}>
            <Vehicles />
          </Match>
        </Switch>
        <Show when={ready() || waited()} fallback={<div class="map" />}>
          <MapPanel />
        </Show>
        <Show when={detailed()}>
          <Detail />
        </Show>
      </main>
      <Announcer />
      <Help />
      <Palette />
      <SignIn />
    </>
  );
}

const detailed = () => place().alert !== undefined || place().screen === "alerts";

function title(): string {
  const open = queue.total();
  return `${open > 0 ? `(${open}) ` : ""}${say(`screen.${place().screen}`)} · Placard`;
}

/** After a closing: the next most urgent one. */
function nextAlert(): void {
  const next = queue.wanted().find(({ id }) => id !== place().alert);
  if (next === undefined) {
    document.getElementById("detail")?.focus();
    return;
  }
  go({ alert: next.id });
  // When the row of the closed one is gone.
  setTimeout(() => focusRow(next.id));
}

function bindKeys(): void {
  const walk = (by: number) => {
    const id = queue.step(by);
    focusRow(id);
    if (place().alert !== undefined && id !== undefined) go({ alert: id });
  };
  const onDesk = () => place().screen === "alerts" && queue.total() > 0;
  const bindings = [
    bind("next", () => walk(1), onDesk),
    bind("previous", () => walk(-1), onDesk),
    bind("open", open, onDesk),
    bind("back", back),
    bind(
      "admit",
      () => queue.admit(),
      () => queue.arrangement().waiting.length + queue.arrangement().above.length > 0,
    ),
    bind("filter", (key) => queue.toggleColor(COLORS[Number(key) - 1] ?? Color.RED)),
    bind("mute", toggleMute),
    bind("help", toggleHelp),
    bind("palette", openPalette),
    bind("search", openPalette),
    bind("export", exportQueue, onDesk),
    bind("theme", switchTheme),
    bind("language", switchLanguage),
    ...SCREENS.map(({ path }) => bind(path, () => go({ screen: path }))),
  ];
  onCleanup(() => bindings.forEach((unbind) => unbind()));
}

function open(): void {
  const id = queue.focused() ?? queue.step(0);
  if (id === undefined || !alerts[id]) return;
  focusRow(id);
  go({ alert: id });
}

/** One thing at a time: what lies on top is left first. */
function back(): void {
  if (shutHelp() || shutPalette()) return;
  const active = document.activeElement;
  if (dismiss() || active instanceof HTMLInputElement) {
    focusRow(queue.focused());
    return;
  }
  go({ alert: undefined, vehicle: undefined });
}
