import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, NOTHING } from "../../src/screens/desk/arrange.ts";

const isRed = (id: string) => id.startsWith("red");
const shown = { rows: ["red1", "b", "c", "d"], waiting: [], above: [] };
const held = { held: true, focused: "c", isRed };

test("a list that nobody holds shows everything in order", () => {
  const found = arrange(NOTHING, { wanted: ["a", "b"], held: false, focused: undefined, isRed });
  assert.deepEqual(found, { rows: ["a", "b"], waiting: [], above: [] });
});

test("under the cursor new rows wait, and rows keep their order", () => {
  const found = arrange(shown, { ...held, wanted: ["d", "new", "red1", "b", "c"] });
  assert.deepEqual(found, { rows: ["red1", "b", "c", "d"], waiting: ["new"], above: [] });
});

test("a red one enters at once, where it belongs, and never below the focus", () => {
  const before = arrange(shown, { ...held, wanted: ["red1", "red2", "b", "c", "d"] });
  assert.deepEqual(before.rows, ["red1", "red2", "b", "c", "d"]);
  assert.deepEqual(before.above, ["red2"]);
  const wanted = ["red1", "b", "c", "d", "red9"];
  const after = arrange(shown, { ...held, focused: "b", wanted });
  assert.deepEqual(after.rows, ["red1", "red9", "b", "c", "d"]);
});

test("what is no more leaves, and waits no longer", () => {
  const waiting = { ...shown, waiting: ["x", "y"] };
  const found = arrange(waiting, { ...held, wanted: ["red1", "c", "x"] });
  assert.deepEqual(found, { rows: ["red1", "c"], waiting: ["x"], above: [] });
});

test("let go, the list is in order again", () => {
  const wanted = ["red1", "new", "b"];
  const found = arrange(shown, { ...held, held: false, wanted });
  assert.deepEqual(found, { rows: wanted, waiting: [], above: [] });
});
