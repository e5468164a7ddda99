// What can come of an alert: a key, a word, and the class that measures the rules.

import { Alert_Disposition as Disposition } from "../../../built/gen/placard/v1/alert_pb.ts";

/** How a disposition counts when a rule is measured. */
export type Class = "true" | "excused" | "false" | "neither";

interface Row {
  key: string;
  disposition: Disposition;
  /** The value's name in JSON, and in the catalogue. */
  name: Exclude<keyof typeof Disposition, "DISPOSITION_UNSPECIFIED">;
  class: Class;
}

/** In the order of their keys. */
export const DISPOSITIONS: readonly Row[] = [
  { key: "1", disposition: Disposition.CORRECTED, name: "CORRECTED", class: "true" },
  { key: "2", disposition: Disposition.CHECKED, name: "CHECKED", class: "true" },
  { key: "3", disposition: Disposition.PENALISED, name: "PENALISED", class: "true" },
  { key: "4", disposition: Disposition.ACCIDENT, name: "ACCIDENT", class: "true" },
  { key: "5", disposition: Disposition.PERMITTED, name: "PERMITTED", class: "excused" },
  { key: "6", disposition: Disposition.POSITION_WRONG, name: "POSITION_WRONG", class: "false" },
  { key: "7", disposition: Disposition.DATA_WRONG, name: "DATA_WRONG", class: "false" },
  { key: "8", disposition: Disposition.DEVICE_FAULT, name: "DEVICE_FAULT", class: "false" },
  { key: "9", disposition: Disposition.DUPLICATE, name: "DUPLICATE", class: "neither" },
];

/** The row of a disposition; none where nothing came of it yet. */
export function dispositionRow(disposition: Disposition): Row | undefined {
  return DISPOSITIONS.find((row) => row.disposition === disposition);
}
