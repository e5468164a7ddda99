// The base: boundaries, water, built-up land, roads, from the starter's own files and
// nothing from outside. Quiet: the only saturated colours on the map are alerts.

import GeoJSON from "ol/format/GeoJSON.js";
import type Feature from "ol/Feature.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import { palette } from "../theme.ts";

type Layers = Record<string, object[]>;
type Draw = (feature: Feature, resolution: number) => Style | undefined;

/** Lesser roads are drawn from here on, m a pixel. */
const MINOR_ROADS_M = 250;

const area = (fill: string, stroke: string, width: number) =>
  new Style({ fill: new Fill({ color: fill }), stroke: new Stroke({ color: stroke, width }) });

/** What each layer looks like, from below. */
const DRAW: Readonly<Record<string, Draw>> = {
  boundary: (feature) => {
    const { ground, boundary } = palette();
    return feature.get("kind") === "prefecture"
      ? area(ground, boundary, 2)
      : new Style({ stroke: new Stroke({ color: boundary, width: 1, lineDash: [6, 4] }) });
  },
  built_up: () => area(palette().town, palette().town, 1),
  water: () => area(palette().water, palette().shore, 1),
  rivers: (_, resolution) => {
    const width = Math.min(6, Math.max(1.5, 150 / resolution));
    return new Style({ stroke: new Stroke({ color: palette().water, width, lineCap: "round" }) });
  },
  roads: (feature, resolution) => {
    const { roadMajor, roadMinor, roadEdge } = palette();
    const kind = feature.get("highway");
    if (kind === "primary" && resolution > MINOR_ROADS_M) return undefined;
    const scale = Math.min(2.2, Math.max(0.8, 40 / resolution));
    if (kind === "motorway") {
      return new Style({ stroke: new Stroke({ color: roadEdge, width: 2.4 * scale }) });
    }
    const color = kind === "trunk" ? roadMajor : roadMinor;
    return new Style({
      stroke: new Stroke({ color, width: (kind === "trunk" ? 2 : 1.4) * scale }),
    });
  },
};

/** The layers, from below, not yet filled. */
export function baseLayers(): VectorLayer[] {
  return Object.entries(DRAW).map(
    ([layer, draw]) =>
      new VectorLayer({
        source: new VectorSource(),
        style: (feature, resolution) => draw(feature as Feature, resolution),
        properties: { layer },
      }),
  );
}

/** Fills them from the port that the page came from, and hands on what was read, by layer. */
export async function readBase(
  layers: readonly VectorLayer[],
): Promise<Readonly<Record<string, readonly Feature[]>>> {
  const response = await fetch("/base.json");
  if (!response.ok) throw new Error(`base.json: HTTP ${response.status}`);
  const read = (await response.json()) as Layers;
  const format = new GeoJSON({ featureProjection: "EPSG:3857" });
  const found = Object.fromEntries(
    Object.entries(read).map(([name, features]) => [
      name,
      format.readFeatures({ type: "FeatureCollection", features }) as Feature[],
    ]),
  );
  for (const layer of layers) layer.getSource()?.addFeatures(found[layer.get("layer")] ?? []);
  return found;
}
