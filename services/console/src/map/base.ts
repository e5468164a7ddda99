// The base: boundaries, water, built-up land, roads, towns, from the starter's own files and
// nothing from outside. Quiet: the only saturated colours on the map are alerts.

import GeoJSON from "ol/format/GeoJSON.js";
import type Feature from "ol/Feature.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import { palette } from "../theme.ts";
import { language } from "../words/words.ts";

type Layers = Record<string, object[]>;
type Draw = (feature: Feature, resolution: number) => Style | undefined;

const FONT = '12px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
/** Towns are named from here on, m a pixel; seats of counties from further away. */
const TOWNS_M = 60;
const MINOR_ROADS_M = 250;

function name(feature: Feature): string {
  const [zh, en] = [feature.get("name_zh"), feature.get("name_en")];
  return String((language() === "en" ? (en ?? zh) : (zh ?? en)) ?? "");
}

function label(feature: Feature, weight = ""): Text {
  const { label: ink, halo } = palette();
  return new Text({
    text: name(feature),
    font: `${weight} ${FONT}`,
    fill: new Fill({ color: ink }),
    stroke: new Stroke({ color: halo, width: 3 }),
    overflow: true,
  });
}

const area = (fill: string, stroke: string, width: number) =>
  new Style({ fill: new Fill({ color: fill }), stroke: new Stroke({ color: stroke, width }) });

/** What each layer looks like, from below. */
const DRAW: Readonly<Record<string, Draw>> = {
  boundary: (feature, resolution) => {
    const { ground, boundary } = palette();
    const whole = feature.get("kind") === "prefecture";
    const style = whole
      ? area(ground, boundary, 2)
      : new Style({
          stroke: new Stroke({ color: boundary, width: 1, lineDash: [6, 4] }),
          fill: new Fill({ color: "rgba(0,0,0,0)" }),
        });
    if (!whole && resolution > TOWNS_M) style.setText(label(feature, "600"));
    return style;
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
  towns: (feature, resolution) => {
    if (resolution > TOWNS_M) return undefined;
    return new Style({ text: label(feature) });
  },
};

/** The layers, from below, not yet filled. */
export function baseLayers(): VectorLayer[] {
  return Object.entries(DRAW).map(
    ([layer, draw]) =>
      new VectorLayer({
        source: new VectorSource(),
        style: (feature, resolution) => draw(feature as Feature, resolution),
        declutter: layer === "towns" || layer === "boundary",
        properties: { layer },
      }),
  );
}

/** Fills them from the port that the page came from. */
export async function readBase(layers: readonly VectorLayer[]): Promise<void> {
  const response = await fetch("/base.json");
  if (!response.ok) throw new Error(`base.json: HTTP ${response.status}`);
  const read = (await response.json()) as Layers;
  const format = new GeoJSON({ featureProjection: "EPSG:3857" });
  for (const layer of layers) {
    const features = read[layer.get("layer")] ?? [];
    layer.getSource()?.addFeatures(format.readFeatures({ type: "FeatureCollection", features }));
  }
}
