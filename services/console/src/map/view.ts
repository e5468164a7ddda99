// The one interface to the map library: camera, projection, layers, painters, hit test. Everything
// inside is WGS-84; mercator metres are only for drawing.

import OlMap from "ol/Map.js";
import OlView from "ol/View.js";
import type BaseLayer from "ol/layer/Base.js";
import { boundingExtent, getCenter } from "ol/extent.js";
import { fromLonLat, toLonLat } from "ol/proj.js";
import { isCalm } from "../theme.ts";

/** Degrees of WGS-84, and OpenLayers' zoom. */
export interface Camera {
  longitude: number;
  latitude: number;
  zoom: number;
}

/** Places of WGS-84: longitude, latitude. */
type Places = readonly (readonly [number, number])[];

/** What a painter needs to know of a frame. */
export interface Frame {
  width: number;
  height: number;
  /** Metres of mercator a pixel. */
  resolution: number;
  zoom: number;
  /** `performance.now()`. */
  at: number;
  /** Pixels of a place in mercator. */
  pixel(x: number, y: number): readonly [number, number];
}

/** Draws over the base without redrawing it. */
export interface Painter {
  /** Whether something is still moving, so that another frame is wanted. */
  paint(context: CanvasRenderingContext2D, frame: Frame): boolean;
  /** What lies at a pixel. */
  hit?(x: number, y: number): string | undefined;
}

/** While something moves, frames this far apart, ms: 30 a second. */
const MOVING_MS = 1000 / 30;
/** Fitting leaves this much room round what proves an alert, and round the whole, px. */
const ROOM_PX = 72;
const EDGE_PX = 16;
const FLY_MS = 350;
/** A place alone is shown from no nearer than this. */
const NEAREST_ZOOM = 15;

const ZOOM_MIN = 6;
const ZOOM_MAX = 18;

export class MapView {
  readonly #map: OlMap;
  readonly #canvas = document.createElement("canvas");
  readonly #painters: Painter[] = [];
  #asked = false;
  #painted = 0;

  /** `moved` hears where the camera has come to rest. */
  constructor(element: HTMLElement, moved: (camera: Camera) => void) {
    const view = new OlView({
      center: [0, 0],
      zoom: ZOOM_MIN,
      minZoom: ZOOM_MIN,
      maxZoom: ZOOM_MAX,
      enableRotation: false,
    });
    this.#map = new OlMap({ target: element, controls: [], view, moveTolerance: 3 });
    this.#canvas.className = "overlay";
    element.append(this.#canvas);
    this.#map.on("postrender", () => this.#paint());
    this.#map.on("moveend", () => moved(this.camera()));
  }

  /** When everything that is there has been drawn for the first time. */
  drawn(): Promise<void> {
    return new Promise((done) => this.#map.once("rendercomplete", () => done()));
  }

  /** Where it looks. */
  camera(): Camera {
    const view = this.#map.getView();
    const [longitude = 0, latitude = 0] = toLonLat(view.getCenter() ?? [0, 0]);
    return { longitude, latitude, zoom: view.getZoom() ?? 0 };
  }

  /** Looks there, at once. */
  look({ longitude, latitude, zoom }: Camera): void {
    const view = this.#map.getView();
    view.cancelAnimations();
    view.setCenter(fromLonLat([longitude, latitude]));
    view.setZoom(zoom);
  }

  /** Moves the middle there, as near as before. */
  center(x: number, y: number): void {
    this.#map.getView().setCenter([x, y]);
  }

  /** Whether a place in mercator is well within the picture. */
  isSeen(x: number, y: number): boolean {
    const [pixel, size] = [this.#map.getPixelFromCoordinate([x, y]), this.#map.getSize()];
    if (pixel === null || size === undefined) return false;
    return pixel.every((at, axis) => at > ROOM_PX && at < (size[axis] ?? 0) - ROOM_PX);
  }

  /** Nearer by so many steps, or further away. */
  zoomBy(steps: number): void {
    const view = this.#map.getView();
    const zoom = (view.getZoom() ?? 0) + steps;
    if (isCalm()) view.setZoom(zoom);
    else view.animate({ zoom, duration: FLY_MS });
  }

  /** Flies, or jumps where motion is not wanted, so that all these places are seen to the left of
   * what covers so many pixels at the right. */
  fit(places: Places, coveredPx: number): void {
    const padding = [ROOM_PX, ROOM_PX + coveredPx, ROOM_PX, ROOM_PX];
    this.#fit(places, padding, isCalm() ? 0 : FLY_MS);
  }

  /** Looks at all these places, at once and from as near as can be. */
  behold(places: Places): void {
    this.#fit(places, [EDGE_PX, EDGE_PX, EDGE_PX, EDGE_PX], 0);
  }

  #fit(places: Places, padding: number[], duration: number): void {
    const extent = boundingExtent(places.map((place) => fromLonLat([...place])));
    const view = this.#map.getView();
    view.cancelAnimations();
    if (getCenter(extent).every(Number.isFinite)) {
      view.fit(extent, { padding, maxZoom: NEAREST_ZOOM, duration });
    }
  }

  /** Lays a layer over those that are there. */
  addLayer(layer: BaseLayer): void {
    this.#map.addLayer(layer);
  }

  /** Paints over everything that is there. */
  addPainter(painter: Painter): void {
    this.#painters.push(painter);
    this.repaint();
  }

  /** Hears of what is clicked: what the topmost painter knows there. */
  onClick(heard: (id: string) => void): void {
    this.#map.on("singleclick", ({ pixel: [x = 0, y = 0] }) => {
      const id = this.hit(x, y);
      if (id !== undefined) heard(id);
    });
    this.#map.on("pointermove", ({ dragging, pixel: [x = 0, y = 0] }) => {
      if (dragging) return;
      const over = this.hit(x, y) !== undefined;
      const target = this.#map.getTargetElement();
      if (target) target.style.cursor = over ? "pointer" : "";
    });
  }

  /** What lies at a pixel, the topmost first. */
  hit(x: number, y: number): string | undefined {
    for (const painter of this.#painters.toReversed()) {
      const id = painter.hit?.(x, y);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** Something that painters show has changed. */
  repaint(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      if (performance.now() - this.#painted < MOVING_MS - 4) this.repaint();
      else this.#paint();
    });
  }

  /** Fits the map to its place on the page. */
  resize(): void {
    this.#map.updateSize();
  }

  /** Lets the map go. */
  end(): void {
    this.#map.setTarget(undefined);
    this.#canvas.remove();
  }

  #paint(): void {
    const size = this.#map.getSize();
    const context = this.#canvas.getContext("2d");
    const view = this.#map.getView();
    const [resolution, center] = [view.getResolution(), view.getCenter()];
    if (!size || !context || resolution === undefined || center === undefined) return;
    this.#painted = performance.now();
    const [width = 0, height = 0] = size;
    const ratio = devicePixelRatio;
    if (this.#canvas.width !== width * ratio || this.#canvas.height !== height * ratio) {
      this.#canvas.width = width * ratio;
      this.#canvas.height = height * ratio;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const [cx = 0, cy = 0] = center;
    const frame: Frame = {
      width,
      height,
      resolution,
      zoom: view.getZoom() ?? 0,
      at: this.#painted,
      pixel: (x, y) => [width / 2 + (x - cx) / resolution, height / 2 - (y - cy) / resolution],
    };
    let moving = false;
    for (const painter of this.#painters) moving = painter.paint(context, frame) || moving;
    if (moving) this.repaint();
  }
}
