// Zones as the server has them: outline and hatch, never a saturated colour; a name from near.

import GeoJSON from "ol/format/GeoJSON.js";
import Feature from "ol/Feature.js";
import { circular } from "ol/geom/Polygon.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { Zone } from "../../built/gen/placard/v1/zone_pb.ts";
import { palette } from "../theme.ts";
import { label } from "./names.ts";
import { forbids, zoneName } from "./zones-known.ts";

/** Areas are named from here on, m a pixel: about zoom 12; bridges and tunnels, which are many,
 * from zoom 14. */
const NAMES_M = { area: 40, line: 10 };
/** Sides of the circle that stands for a point with its radius. */
const CIRCLE_SIDES = 48;

const format = new GeoJSON({ featureProjection: "EPSG:3857" });

function feature(zone: Zone): Feature | undefined {
  const geometry = zone.geometry as { type: string; coordinates: number[] } | undefined;
  if (geometry === undefined) return undefined;
  const drawn = new Feature();
  if (geometry.type === "Point") {
    const ring = circular(geometry.coordinates, zone.radiusM ?? 0, CIRCLE_SIDES);
    drawn.setGeometry(ring.transform("EPSG:4326", "EPSG:3857"));
  } else {
    drawn.setGeometry(format.readGeometry(geometry));
  }
  drawn.set("zone", zone);
  drawn.setId(zone.id);
  return drawn;
}

/** Slanted lines over what is banned. */
function hatch(color: string): CanvasPattern | string {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const context = canvas.getContext("2d");
  if (!context) return color;
  context.strokeStyle = color;
  context.globalAlpha = 0.45;
  for (const at of [-8, 0, 8]) {
    context.moveTo(at, 8);
    context.lineTo(at + 8, 0);
  }
  context.stroke();
  return context.createPattern(canvas, "repeat") ?? color;
}

function draw(drawn: Feature, resolution: number, isChosen: (id: string) => boolean): Style {
  const zone = drawn.get("zone") as Zone;
  const { zone: plain, zoneBanned, label: ink } = palette();
  const banned = forbids(zone);
  const color = banned ? zoneBanned : plain;
  const chosen = isChosen(zone.id);
  const style = new Style();
  if (zone.widthM !== undefined) {
    // A line with a width on the ground.
    const latitude = 29 * (Math.PI / 180);
    const width = Math.max(chosen ? 5 : 2, zone.widthM / (resolution * Math.cos(latitude)));
    const stroke = new Stroke({ color: `${color}99`, width, lineCap: "butt" });
    style.setStroke(stroke);
  } else {
    const dashed = banned ? {} : { lineDash: [4, 3] };
    style.setStroke(
      new Stroke({ color: chosen ? ink : color, width: chosen ? 3 : 1.2, ...dashed }),
    );
    style.setFill(new Fill({ color: banned ? hatch(color) : `${color}14` }));
  }
  return style;
}

function nameOf(drawn: Feature, resolution: number, isChosen: (id: string) => boolean) {
  const zone = drawn.get("zone") as Zone;
  const near = resolution < NAMES_M[zone.widthM === undefined ? "area" : "line"];
  if (!near && !isChosen(zone.id)) return undefined;
  return new Style({ text: label(zoneName(zone)) });
}

/** The layer, that of its names, and what puts zones on both. */
export function zonesLayer(isChosen: (id: string) => boolean) {
  const source = new VectorSource();
  const style = (drawn: unknown, resolution: number) =>
    draw(drawn as Feature, resolution, isChosen);
  const layer = new VectorLayer({ source, style });
  const names = new VectorLayer({
    source,
    declutter: "names",
    style: (drawn, resolution) => nameOf(drawn as Feature, resolution, isChosen),
  });
  const show = (zones: readonly Zone[]) => {
    source.clear();
    source.addFeatures(zones.map(feature).filter((drawn) => drawn !== undefined));
  };
  return { layer, names, show };
}
