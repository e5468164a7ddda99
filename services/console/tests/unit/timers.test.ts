import assert from "node:assert/strict";
import { test } from "node:test";
import { Alert_Color as Color, Alert_State as State } from "../../built/gen/placard/v1/alert_pb.ts";
import { due } from "../../src/screens/desk/timers.ts";
import { alertWith, at, msAt } from "../support/alerts.ts";

test("each colour has its own time to be acknowledged", () => {
  const limit = (color: Color) => due(alertWith({ color, detectedAt: at(0) }));
  assert.deepEqual(limit(Color.RED), { what: "acknowledge", at: msAt(60) });
  assert.deepEqual(limit(Color.ORANGE), { what: "acknowledge", at: msAt(180) });
  assert.deepEqual(limit(Color.YELLOW), { what: "acknowledge", at: msAt(900) });
  assert.deepEqual(limit(Color.BLUE), { what: "close", at: msAt(86_400) });
});

test("once taken, it is to be closed, counted from the taking", () => {
  const history = [
    { time: at(20), actor: "li", act: "ACKNOWLEDGED" },
    { time: at(40), actor: "li", act: "COMMENTED" },
  ];
  const alert = alertWith({ state: State.ACKNOWLEDGED, history });
  assert.deepEqual(due(alert), { what: "close", at: msAt(20 + 15 * 60) });
});

test("handed back, it is to be acknowledged anew, counted from then", () => {
  const history = [
    { time: at(20), actor: "li", act: "ACKNOWLEDGED" },
    { time: at(90), actor: "li", act: "HANDED_BACK" },
  ];
  const alert = alertWith({ state: State.OPEN, history });
  assert.deepEqual(due(alert), { what: "acknowledge", at: msAt(150) });
});

test("a closed alert has no timer", () => {
  assert.equal(due(alertWith({ state: State.CLOSED })), undefined);
});

test("a timer runs from when the engine was sure, not from when it happened", () => {
  const alert = alertWith({ openedAt: at(0), detectedAt: at(100) });
  assert.deepEqual(due(alert), { what: "acknowledge", at: msAt(160) });
});

test("what was told late presses nobody to take it, only to deal with it", () => {
  const alert = alertWith({ openedAt: at(0), detectedAt: at(600), late: true });
  assert.deepEqual(due(alert), { what: "close", at: msAt(600 + 15 * 60) });
});
