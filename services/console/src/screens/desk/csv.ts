// Alerts as CSV: each time with the jurisdiction's offset, and a mark in front by
// which a spreadsheet knows that it is UTF-8.

import type { Alert } from "../../../built/gen/placard/v1/alert_pb.ts";
import { ms } from "../../live/moments.ts";
import { iso } from "../../words/time.ts";
import { say, told, type Key } from "../../words/words.ts";
import { colorName, confidenceName, ruleName, stateName } from "./names.ts";

const MARK = "\u{feff}";
const DECIMALS = 6;
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** What cannot stand between commas as it is. */
const SPECIAL = /[",\r\n]/;

const time = (at: number | undefined): string => (at === undefined ? "" : iso(at));
const degrees = (at: number | undefined): string => at?.toFixed(DECIMALS) ?? "";

/** What people call vehicles and zones. */
export interface Known {
  plate(vehicleId: string): string;
  zone(zoneId: string): string;
}

/** What stands in each column. */
const COLUMNS: readonly (readonly [Key, (alert: Alert, known: Known) => string])[] = [
  ["csv.id", ({ id }) => id],
  ["csv.color", ({ color }) => colorName(color)],
  ["csv.state", ({ state }) => stateName(state)],
  ["csv.plate", ({ vehicleId }, { plate }) => plate(vehicleId)],
  ["csv.rule", ({ rule }) => ruleName(rule)],
  ["csv.summary", ({ summary }) => told(summary)],
  ["csv.zone", ({ zoneId }, { zone }) => zone(zoneId)],
  ["csv.opened", ({ openedAt }) => time(ms(openedAt))],
  ["csv.ended", ({ endedAt }) => time(ms(endedAt))],
  ["csv.detected", ({ detectedAt }) => time(ms(detectedAt))],
  ["csv.late", ({ late }) => (late ? say("row.late") : "")],
  ["csv.sure", ({ confidence }) => confidenceName(confidence)],
  ["csv.owner", ({ owner }) => owner],
  ["csv.longitude", ({ position }) => degrees(position?.longitude)],
  ["csv.latitude", ({ position }) => degrees(position?.latitude)],
];

/** A cell as RFC 4180 writes it, and never a formula: plates and names come from outside. */
export function cell(text: string): string {
  const plain = FORMULA.test(text) ? `'${text}` : text;
  return SPECIAL.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Alerts as a table, a row each. */
export function csv(shown: readonly Alert[], known: Known): string {
  const head = COLUMNS.map(([word]) => say(word));
  const rows = shown.map((alert) => COLUMNS.map(([, of]) => of(alert, known)));
  return MARK + [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
