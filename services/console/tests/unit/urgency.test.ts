import assert from "node:assert/strict";
import { test } from "node:test";
import { Alert_Color as Color, Alert_State as State } from "../../built/gen/placard/v1/alert_pb.ts";
import { byUrgency } from "../../src/screens/desk/urgency.ts";
import { alertWith, at } from "../support/alerts.ts";

const order = (...alerts: Parameters<typeof alertWith>[0][]) =>
  alerts
    .map(alertWith)
    .sort(byUrgency)
    .map(({ id }) => id);

test("colour comes before everything", () => {
  const found = order(
    { id: "blue", color: Color.BLUE, detectedAt: at(0) },
    { id: "red", color: Color.RED, detectedAt: at(900), endedAt: at(950) },
    { id: "yellow", color: Color.YELLOW, detectedAt: at(1) },
    { id: "orange", color: Color.ORANGE, detectedAt: at(2) },
  );
  assert.deepEqual(found, ["red", "orange", "yellow", "blue"]);
});

test("within a colour, the one with the least time left comes first, whenever it arrived", () => {
  const history = [{ time: at(10), actor: "li", act: "ACKNOWLEDGED" }];
  const found = order(
    // To be closed by 910.
    { id: "taken", state: State.ACKNOWLEDGED, detectedAt: at(0), history },
    // To be acknowledged by 160.
    { id: "new", detectedAt: at(100) },
    // By 65.
    { id: "old", detectedAt: at(5) },
  );
  assert.deepEqual(found, ["old", "new", "taken"]);
});

test("what goes on comes before what has ended", () => {
  const found = order({ id: "ended", endedAt: at(30) }, { id: "goes on" });
  assert.deepEqual(found, ["goes on", "ended"]);
});

test("two alerts are never equal, so that a queue does not flicker", () => {
  const [a, b] = [alertWith({ id: "a" }), alertWith({ id: "b" })];
  assert.ok(byUrgency(a, b) < 0 && byUrgency(b, a) > 0);
});
