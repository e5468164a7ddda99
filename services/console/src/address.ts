// The address bar holds what a colleague should see: screen, filter, selection, camera. A link
// pasted in a chat opens the same view; Back works.

import { createSignal } from "solid-js";
import { Alert_Color as Color } from "../built/gen/placard/v1/alert_pb.ts";
import type { Camera } from "./map/view.ts";
import { SCREENS, type Screen } from "./screens.ts";

/** What the address bar says. */
export interface Place {
  screen: Screen;
  alert: string | undefined;
  vehicle: string | undefined;
  /** Colours that are shown; none: all. */
  colors: readonly Color[];
  camera: Camera | undefined;
}

const DECIMALS = 5;

/** Reads `#/alerts?alert=…&color=RED&at=111.6,29.0,11`. What is not understood is left out. */
export function readAddress(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  const given = new URLSearchParams(query);
  const screen = SCREENS.find((one) => one.path === path)?.path ?? "alerts";
  const names = (given.get("color") ?? "").split(",");
  const colors = names
    .map((name) => Color[name as keyof typeof Color])
    .filter((color) => color !== undefined && color !== Color.COLOR_UNSPECIFIED);
  const at = (given.get("at") ?? "").split(",").map(Number);
  const [longitude, latitude, zoom] = at;
  const whole = at.length === 3 && at.every(Number.isFinite) && given.has("at");
  return {
    screen,
    alert: given.get("alert") ?? undefined,
    vehicle: given.get("vehicle") ?? undefined,
    colors,
    camera: whole
      ? { longitude: longitude ?? 0, latitude: latitude ?? 0, zoom: zoom ?? 0 }
      : undefined,
  };
}

/** Writes what `readAddress` reads. */
export function writeAddress({ screen, alert, vehicle, colors, camera }: Place): string {
  const parts: string[] = [];
  if (alert !== undefined) parts.push(`alert=${encodeURIComponent(alert)}`);
  if (vehicle !== undefined) parts.push(`vehicle=${encodeURIComponent(vehicle)}`);
  if (colors.length > 0) parts.push(`color=${colors.map((color) => Color[color]).join(",")}`);
  if (camera !== undefined) {
    const { longitude, latitude, zoom } = camera;
    const place = [longitude.toFixed(DECIMALS), latitude.toFixed(DECIMALS), zoom.toFixed(2)];
    parts.push(`at=${place.join(",")}`);
  }
  return `#/${screen}${parts.length > 0 ? "?" : ""}${parts.join("&")}`;
}

const [place, setPlace] = createSignal<Place>(readAddress(location.hash));
export { place };

/** Goes there. A new screen or alert is a step that Back undoes; a moved camera is none. */
export function go(change: Partial<Place>): void {
  const before = place();
  const after = { ...before, ...change };
  const address = writeAddress(after);
  if (address === writeAddress(before)) return;
  const step = after.screen !== before.screen || after.alert !== before.alert;
  if (step) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
  setPlace(after);
}

/** Follows Back, Forward, and links pasted into the bar. */
export function followAddress(): () => void {
  const read = () => setPlace(readAddress(location.hash));
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  return () => {
    removeEventListener("popstate", read);
    removeEventListener("hashchange", read);
  };
}
