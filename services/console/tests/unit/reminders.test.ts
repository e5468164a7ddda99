import assert from "node:assert/strict";
import { test } from "node:test";
import { Alert_Color as Color, Alert_State as State } from "../../built/gen/placard/v1/alert_pb.ts";
import { reminders } from "../../src/screens/desk/timers.ts";
import { alertWith, at, msAt } from "../support/alerts.ts";

const counts = (more: Parameters<typeof alertWith>[0], ...seconds: number[]) =>
  seconds.map((after) => reminders(alertWith(more), msAt(after)));

test("red left alone sounds again after a minute, and every 20 s from then on", () => {
  assert.deepEqual(counts({ color: Color.RED }, 0, 59, 60, 79, 80, 100), [0, 0, 1, 1, 2, 3]);
});

test("orange sounds once more, yellow and blue never", () => {
  assert.deepEqual(counts({ color: Color.ORANGE }, 179, 180, 900), [0, 1, 1]);
  assert.deepEqual(counts({ color: Color.YELLOW }, 900, 9_000), [0, 0]);
  assert.deepEqual(counts({ color: Color.BLUE }, 90_000), [0]);
});

test("what was taken is silent; handed back, its minute begins anew", () => {
  assert.deepEqual(counts({ state: State.ACKNOWLEDGED }, 600), [0]);
  const history = [{ time: at(100), actor: "li", act: "HANDED_BACK" }];
  assert.deepEqual(counts({ history }, 159, 160), [0, 1]);
});

test("what was told late sounds at no time", () => {
  assert.deepEqual(counts({ late: true }, 0, 60, 600), [0, 0, 0]);
});
