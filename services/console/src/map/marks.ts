// The shapes of the four colours: octagon, triangle, square, circle, each with its numeral, so that
// colour is never needed. The same paths serve the map, and the icons beside every row.

import { Alert_Color as Color } from "../../built/gen/placard/v1/alert_pb.ts";

/** Roman, as the official scale counts. */
export const NUMERALS: Readonly<Record<Color, string>> = {
  [Color.RED]: "I",
  [Color.ORANGE]: "II",
  [Color.YELLOW]: "III",
  [Color.BLUE]: "IV",
  [Color.COLOR_UNSPECIFIED]: "",
};

/** Corners on a circle of radius 1 round the middle; none: the circle itself. */
const CORNERS: Readonly<Record<Color, readonly (readonly [number, number])[]>> = {
  [Color.RED]: ring(8, 22.5, 1),
  [Color.ORANGE]: [
    [0, -1.12],
    [1.08, 0.8],
    [-1.08, 0.8],
  ],
  [Color.YELLOW]: [
    [-0.84, -0.84],
    [0.84, -0.84],
    [0.84, 0.84],
    [-0.84, 0.84],
  ],
  [Color.BLUE]: [],
  [Color.COLOR_UNSPECIFIED]: [],
};

function ring(sides: number, turnDeg: number, radius: number): [number, number][] {
  return Array.from({ length: sides }, (_, no) => {
    const angle = ((no * 360) / sides + turnDeg) * (Math.PI / 180);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** The shape as a path of SVG, of this radius round (0, 0). */
export function outline(color: Color, radius: number): string {
  const corners = CORNERS[color];
  const at = (n: number) => (n * radius).toFixed(2);
  if (corners.length === 0) {
    const r = at(0.95);
    return `M-${r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 -${r} 0Z`;
  }
  return `M${corners.map(([x, y]) => `${at(x)} ${at(y)}`).join("L")}Z`;
}

/** Where the numeral stands below the middle, of the radius: a triangle's middle lies low. */
export const numeralDrop = (color: Color): number => (color === Color.ORANGE ? 0.22 : 0);
