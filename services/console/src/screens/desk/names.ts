// The names that protos give their values, as words.

import {
  Alert_Color as Color,
  Alert_Confidence as Confidence,
  Alert_State as State,
  Ending_Reason as Reason,
} from "../../../built/gen/placard/v1/alert_pb.ts";
import {
  catalogue,
  language,
  sayIn,
  sayOr,
  type Key,
  type Language,
} from "../../words/words.ts";

export const colorName = (color: Color): string => sayOr(`color.${Color[color]}`, () => "");
export const stateName = (state: State): string => sayOr(`state.${State[state]}`, () => "");
export const ruleName = (id: string, of: Language = language()): string => {
  const key = `rule.${id}`;
  return key in catalogue ? sayIn(of, key as Key) : sayIn(of, "rule.other", { id });
};
export const actName = (act: string): string => sayOr(`act.${act}`, () => act);
export const endingName = (reason: Reason): string => sayOr(`ending.${Reason[reason]}`, () => "");
export const confidenceName = (how: Confidence): string =>
  sayOr(`confidence.${Confidence[how]}`, () => "");
