// What lies where, in words: counties, towns, waters, numbers of roads. Over everything that is
// drawn below, so that no hatch runs through a name, and thinned out where two would touch.

import Feature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import Point from "ol/geom/Point.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text, { type Options } from "ol/style/Text.js";
import { palette } from "../theme.ts";
import { language } from "../words/words.ts";

const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';
/** From where on each is named, m a pixel. */
const TOWNS_M = 60;
const WATERS_M = 160;
const ROADS_M = 160;
/** The number of a road stands once in a square of this side, m of mercator. */
const ROAD_EVERY_M = 8_000;

/** A text as all names have it: dark on a halo of the ground. */
export function label(text: string, more: Options = {}): Text {
  const { label: ink, halo } = palette();
  return new Text({
    text,
    font: `12px ${FONT}`,
    fill: new Fill({ color: ink }),
    stroke: new Stroke({ color: halo, width: 3 }),
    overflow: true,
    ...more,
  });
}

/** In the language of the screen; Chinese has no use for a name in letters. */
function name(feature: Feature): string {
  if (language() === "zh") return String(feature.get("name_zh") ?? "");
  const english = String(feature.get("name_en") ?? feature.get("name_zh") ?? "");
  return english.replace(/ \(.*\)$/, "");
}

type Draw = (feature: Feature, resolution: number) => Text | undefined;

/** How the names of each layer look; the first have the right of way. */
const DRAW: Readonly<Record<string, Draw>> = {
  boundary: (feature, resolution) =>
    feature.get("kind") === "county" && resolution > TOWNS_M
      ? label(name(feature), { font: `600 13px ${FONT}` })
      : undefined,
  roads: (feature, resolution) =>
    resolution > ROADS_M ? undefined : shield(String(feature.get("ref"))),
  rivers: (feature, resolution) =>
    resolution > WATERS_M
      ? undefined
      : label(name(feature), {
          font: `italic 12px ${FONT}`,
          fill: new Fill({ color: palette().waterLabel }),
          placement: "line",
          maxAngle: Math.PI / 8,
          overflow: false,
        }),
  water: (feature, resolution) =>
    resolution > WATERS_M
      ? undefined
      : label(name(feature), {
          font: `italic 12px ${FONT}`,
          fill: new Fill({ color: palette().waterLabel }),
          overflow: false,
        }),
  towns: (feature, resolution) => (resolution > TOWNS_M ? undefined : label(name(feature))),
};

/** The number of a road on its plate. */
function shield(ref: string): Text {
  const { label: ink, halo, roadEdge } = palette();
  return label(ref, {
    font: "600 10px sans-serif",
    fill: new Fill({ color: ink }),
    stroke: new Stroke({ color: halo, width: 0 }),
    backgroundFill: new Fill({ color: halo }),
    backgroundStroke: new Stroke({ color: roadEdge, width: 1 }),
    padding: [1, 3, 0, 4],
  });
}

/** The layer of names, and what takes them from features of the base. */
export function namesLayer() {
  const source = new VectorSource();
  const layer = new VectorLayer({
    source,
    declutter: "names",
    style: (drawn, resolution) => {
      const feature = drawn as Feature;
      const text = DRAW[String(feature.get("layer"))]?.(feature, resolution);
      return text === undefined ? undefined : new Style({ text });
    },
  });
  const take = (read: Readonly<Record<string, readonly Feature[]>>) => {
    for (const of of Object.keys(DRAW)) {
      const features = read[of] ?? [];
      source.addFeatures(of === "roads" ? numbers(features) : features.map(named(of)));
    }
  };
  return { layer, take };
}

const named = (layer: string) => (feature: Feature) =>
  new Feature({ ...feature.getProperties(), layer });

/** The middles of numbered roads, thinned out. */
function numbers(roads: readonly Feature[]): Feature[] {
  const there = new Set<string>();
  return roads.flatMap((road) => {
    const [ref, way] = [road.get("ref") as string | undefined, road.getGeometry()];
    if (!ref || !(way instanceof LineString)) return [];
    const middle = way.getCoordinateAt(0.5);
    const square = middle.map((at) => Math.floor(at / ROAD_EVERY_M));
    const key = `${ref}/${square.join("/")}`;
    if (there.has(key)) return [];
    there.add(key);
    const properties = { ref: ref.replace(";", " "), layer: "roads" };
    return [new Feature({ ...properties, geometry: new Point(middle) })];
  });
}
