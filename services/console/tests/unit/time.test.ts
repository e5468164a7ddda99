import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clock,
  countdown,
  dateTime,
  duration,
  moment,
  offset,
  setZone,
} from "../../src/words/time.ts";
import { setLanguage } from "../../src/words/words.ts";

const AT = Date.UTC(2026, 2, 5, 6, 3, 27);

test("times are those of the jurisdiction, whatever this computer's zone is", () => {
  assert.equal(clock(AT), "14:03:27");
  assert.equal(dateTime(AT), "2026-03-05 14:03:27");
  assert.equal(offset(AT), "+08:00");
  setZone("Asia/Urumqi");
  assert.equal(dateTime(AT), "2026-03-05 12:03:27");
  setZone("Asia/Shanghai");
});

test("midnight is 00, and a moment of another day bears its date", () => {
  const midnight = Date.UTC(2026, 2, 5, 16, 0, 0);
  assert.equal(dateTime(midnight), "2026-03-06 00:00:00");
  assert.equal(moment(AT, AT + 3_600_000), "14:03:27");
  assert.equal(moment(AT, midnight), "2026-03-05 14:03:27");
});

test("durations have two units, in the language of the screen", () => {
  setLanguage("en");
  assert.equal(duration(41_900), "41 s");
  assert.equal(duration(72_000), "1 min 12 s");
  assert.equal(duration(3_720_000), "1 h 2 min");
  assert.equal(duration(90_000_000), "1 d 1 h");
  setLanguage("zh");
  assert.equal(duration(72_000), "1 分 12 秒");
});

test("a timer never shows less than is left", () => {
  assert.equal(countdown(59_001), "1:00");
  assert.equal(countdown(0), "0:00");
  assert.equal(countdown(11_405_000), "3:10:05");
});
