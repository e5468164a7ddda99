// Web mercator, in which maps are drawn: metres of a globe, true in angles and nowhere in lengths.

/** The radius of the globe, m. */
const RADIUS_M = 6_378_137;

/** Where a place of WGS-84 is drawn, m. */
export function mercator(longitude: number, latitude: number): [number, number] {
  const [east, north] = [(longitude * Math.PI) / 180, (latitude * Math.PI) / 180];
  return [RADIUS_M * east, RADIUS_M * Math.log(Math.tan(Math.PI / 4 + north / 2))];
}

/** How many metres of mercator a metre on the ground is, at a latitude. */
export const stretch = (latitude: number): number => 1 / Math.cos((latitude * Math.PI) / 180);
