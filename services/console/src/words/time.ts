// Times in the jurisdiction's zone, whatever the browser's; durations in words.

import { createSignal } from "solid-js";
import { say } from "./words.ts";

const [zone, setZone] = createSignal("Asia/Shanghai");
/** The jurisdiction's time zone. */
export { setZone };

const formats = new Map<string, Intl.DateTimeFormat>();

function parts(at: number): Record<string, string> {
  const name = zone();
  let format = formats.get(name);
  if (format === undefined) {
    // The digits are the same in both languages.
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: name,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    });
    formats.set(name, format);
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** `14:03:27`. */
export function clock(at: number): string {
  const { hour, minute, second } = parts(at);
  return `${hour}:${minute}:${second}`;
}

/** `2026-03-05 14:03:27`. */
export function dateTime(at: number): string {
  const { year, month, day } = parts(at);
  return `${year}-${month}-${day} ${clock(at)}`;
}

/** A moment of today by its clock, another with its date. */
export function moment(at: number, now: number): string {
  const [of, today] = [dateTime(at), dateTime(now)];
  return of.slice(0, 10) === today.slice(0, 10) ? of.slice(11) : of;
}

/** `+08:00`. */
export function offset(at: number): string {
  return (parts(at)["timeZoneName"] ?? "").replace("GMT", "") || "+00:00";
}

/** `2026-03-05T14:03:27+08:00`: for files that leave here. */
export function iso(at: number): string {
  return dateTime(at).replace(" ", "T") + offset(at);
}

/** `1 min 12 s`: the two largest units. */
export function duration(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const [s, m, h, d] = [all % 60, Math.floor(all / 60), Math.floor(all / 3600), all / 86_400];
  if (m === 0) return say("for.seconds", { s });
  if (h === 0) return say("for.minutes", { m, s });
  if (d < 1) return say("for.hours", { h, m: m % 60 });
  return say("for.days", { d: Math.floor(d), h: h % 24 });
}

/** `0:41`, `12:05`, `3:10:00`: what a timer shows. */
export function countdown(ms: number): string {
  const all = Math.max(0, Math.ceil(ms / 1000));
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
