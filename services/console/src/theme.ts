// Dark for the night desk, light for the day: one word on the page, and the colours that canvases
// need by value.

import { createSignal } from "solid-js";
import { Alert_Color as Color } from "../built/gen/placard/v1/alert_pb.ts";

export type Theme = "dark" | "light";

const [theme, setTheme] = createSignal<Theme>("light");
export { theme, setTheme };

/** The system's wish, until somebody chooses. */
export const preferred = (): Theme =>
  matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

/** Whether things may fly and fade. */
export const isCalm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** A fill, and the numeral on it. */
export interface Mark {
  fill: string;
  ink: string;
}

interface Palette {
  ground: string;
  outside: string;
  water: string;
  shore: string;
  town: string;
  boundary: string;
  roadMajor: string;
  roadMinor: string;
  roadEdge: string;
  label: string;
  waterLabel: string;
  halo: string;
  zone: string;
  zoneBanned: string;
  vehicle: string;
  vehicleInk: string;
  outline: string;
  track: string;
  marks: Readonly<Record<Color, Mark>>;
}

const NONE: Mark = { fill: "#808080", ink: "#ffffff" };

const LIGHT: Palette = {
  ground: "#f4f2ec",
  outside: "#e9e6dd",
  water: "#c9d8de",
  shore: "#a9bec7",
  town: "#e6e1d6",
  boundary: "#a79f8e",
  roadMajor: "#d9cfb8",
  roadMinor: "#e2dccd",
  roadEdge: "#b9ae96",
  label: "#4c473d",
  waterLabel: "#48707f",
  halo: "#f4f2ec",
  zone: "#6b6480",
  zoneBanned: "#5b4a66",
  vehicle: "#22313a",
  vehicleInk: "#ffffff",
  outline: "#1a1a1a",
  track: "#38505c",
  marks: {
    [Color.RED]: { fill: "#a80018", ink: "#ffffff" },
    [Color.ORANGE]: { fill: "#d96500", ink: "#000000" },
    [Color.YELLOW]: { fill: "#ffdd33", ink: "#000000" },
    [Color.BLUE]: { fill: "#1558d6", ink: "#ffffff" },
    [Color.COLOR_UNSPECIFIED]: NONE,
  },
};

const DARK: Palette = {
  ground: "#12171d",
  outside: "#0d1115",
  water: "#1c2c38",
  shore: "#2f4858",
  town: "#1c222a",
  boundary: "#4a5563",
  roadMajor: "#3d4652",
  roadMinor: "#2b323b",
  roadEdge: "#566172",
  label: "#b7c0cb",
  waterLabel: "#7f9fb3",
  halo: "#12171d",
  zone: "#8d86a6",
  zoneBanned: "#a592b8",
  vehicle: "#dce5ec",
  vehicleInk: "#12171d",
  outline: "#05080b",
  track: "#9fb4c2",
  marks: {
    [Color.RED]: { fill: "#e02b3d", ink: "#ffffff" },
    [Color.ORANGE]: { fill: "#f28c1e", ink: "#000000" },
    [Color.YELLOW]: { fill: "#fff27f", ink: "#000000" },
    [Color.BLUE]: { fill: "#4a90ff", ink: "#000000" },
    [Color.COLOR_UNSPECIFIED]: NONE,
  },
};

/** The colours of the theme. */
export const palette = (): Palette => (theme() === "dark" ? DARK : LIGHT);
