import assert from "node:assert/strict";
import { test } from "node:test";
import { toGcj02, toWgs84, type Degrees } from "../../src/map/datum.ts";

const CHANGDE: Degrees = [111.69, 29.04];

/** Metres east and north, near Changde. */
function metres(from: Degrees, to: Degrees): [number, number] {
  const east = (to[0] - from[0]) * 111_320 * Math.cos((from[1] * Math.PI) / 180);
  return [east, (to[1] - from[1]) * 110_900];
}

test("in Changde GCJ-02 lies 545 m east and 336 m south", () => {
  const [east, north] = metres(CHANGDE, toGcj02(CHANGDE));
  assert.ok(Math.abs(east - 545) < 2, `${east} m east`);
  assert.ok(Math.abs(north + 336) < 2, `${north} m north`);
});

test("there and back is the same place to a millimetre, all over Changde", () => {
  for (let i = 0; i <= 20; i += 1) {
    for (let j = 0; j <= 20; j += 1) {
      const place: Degrees = [110.4 + 0.1 * i, 28.3 + 0.095 * j];
      const [east, north] = metres(place, toWgs84(toGcj02(place)));
      assert.ok(Math.hypot(east, north) < 1e-3, `${place}: ${east}, ${north}`);
    }
  }
});

test("outside China nothing moves", () => {
  const berlin: Degrees = [13.4, 52.5];
  assert.deepEqual(toGcj02(berlin), berlin);
  assert.deepEqual(toWgs84(berlin), berlin);
});
