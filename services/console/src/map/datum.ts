// GCJ-02, the datum of Chinese web maps, from and to WGS-84. Inside the console everything is
// WGS-84; this file is the only door. The formula is the published one, as `services/geo` has it.

/** Degrees east and north. */
export type Degrees = readonly [longitude: number, latitude: number];

/** Krasovsky 1940, as the formula uses it: m, and the square of the eccentricity. */
const AXIS_M = 6_378_245;
const ECCENTRICITY2 = 0.006_693_421_622_965_943;

/** Turning back stops below this, degrees: a tenth of a millimetre. */
const CLOSE_DEG = 1e-9;
const TURNS_MAX = 30;

/** The box outside which nothing is shifted. */
const REGION = { west: 72.004, east: 137.8347, south: 0.8293, north: 55.8271 };

const { PI, sin, cos, sqrt, abs } = Math;

function isShifted([x, y]: Degrees): boolean {
  return x >= REGION.west && x <= REGION.east && y >= REGION.south && y <= REGION.north;
}

function waves(base: number, weights: readonly (readonly [number, number])[]): number {
  return weights.reduce((sum, [weight, step]) => sum + weight * sin(base * PI * step), 0) * (2 / 3);
}

function shift([longitude, latitude]: Degrees): Degrees {
  const [x, y] = [longitude - 105, latitude - 35];
  const both = waves(x, [
    [20, 6],
    [20, 2],
  ]);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    both +
    waves(y, [
      [20, 1],
      [40, 1 / 3],
    ]) +
    waves(y, [
      [160, 1 / 12],
      [320, 1 / 30],
    ]);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    both +
    waves(x, [
      [20, 1],
      [40, 1 / 3],
    ]) +
    waves(x, [
      [150, 1 / 12],
      [300, 1 / 30],
    ]);
  const angle = (latitude * PI) / 180;
  const magic = 1 - ECCENTRICITY2 * sin(angle) ** 2;
  return [
    (east * 180) / ((AXIS_M / sqrt(magic)) * cos(angle) * PI),
    (north * 180) / (((AXIS_M * (1 - ECCENTRICITY2)) / (magic * sqrt(magic))) * PI),
  ];
}

/** A place of WGS-84 as GCJ-02 has it. */
export function toGcj02(place: Degrees): Degrees {
  if (!isShifted(place)) return place;
  const [east, north] = shift(place);
  return [place[0] + east, place[1] + north];
}

/** A place of GCJ-02 as WGS-84 has it: no formula leads back, so it is found by trying. */
export function toWgs84(place: Degrees): Degrees {
  if (!isShifted(place)) return place;
  let [x, y] = place;
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const [gx, gy] = toGcj02([x, y]);
    const [ex, ey] = [gx - place[0], gy - place[1]];
    [x, y] = [x - ex, y - ey];
    if (abs(ex) < CLOSE_DEG && abs(ey) < CLOSE_DEG) break;
  }
  return [x, y];
}
