// A colour as a shape with its numeral.

import type { Alert_Color as Color } from "../../../built/gen/placard/v1/alert_pb.ts";
import { NUMERALS, numeralDrop, outline } from "../../map/marks.ts";
import { palette } from "../../theme.ts";
import { colorName } from "./names.ts";

const RADIUS = 11;

export function Mark(props: { color: Color; size?: number }) {
  const mark = () => palette().marks[props.color];
  const size = () => props.size ?? 28;
  return (
    <svg class="mark" width={size()} height={size()} viewBox="-14 -14 28 28" role="img">
      <title>{colorName(props.color)}</title>
      <path
        d={outline(props.color, RADIUS)}
        fill={mark().fill}
        stroke={palette().outline}
        stroke-width="1.5"
        stroke-linejoin="round"
      />
      <text
        y={RADIUS * numeralDrop(props.color)}
        fill={mark().ink}
        text-anchor="middle"
        dominant-baseline="central"
      >
        {NUMERALS[props.color]}
      </text>
    </svg>
  );
}
