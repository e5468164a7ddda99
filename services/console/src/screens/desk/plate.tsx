// A number plate: its colour as a chip with the word, figures of one width, never wrapped.

import { Vehicle_PlateColor as PlateColor } from "../../../built/gen/placard/v1/vehicle_pb.ts";
import { sayOr } from "../../words/words.ts";

export function Plate(props: { plate: string; color: PlateColor; word?: boolean }) {
  const kind = () => PlateColor[props.color || PlateColor.YELLOW];
  const name = () => sayOr(`plate.${kind()}`, () => "");
  return (
    <span class="plate">
      <span class={`chip chip-${kind().toLowerCase()}`} title={name()} aria-hidden="true" />
      <span class="figures">{props.plate}</span>
      {props.word ? <span class="quiet"> {name()}</span> : null}
    </span>
  );
}
