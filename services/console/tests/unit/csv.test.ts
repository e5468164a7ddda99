import assert from "node:assert/strict";
import { test } from "node:test";
import { cell, csv } from "../../src/screens/desk/csv.ts";
import { setLanguage } from "../../src/words/words.ts";
import { alertWith, at } from "../support/alerts.ts";

test("a cell keeps its commas, quotes and lines, and is never a formula", () => {
  assert.equal(cell("湘J00001"), "湘J00001");
  assert.equal(cell('a "b", c'), '"a ""b"", c"');
  assert.equal(cell("two\nlines"), '"two\nlines"');
  assert.equal(cell("=1+1"), "'=1+1");
  assert.equal(cell("@SUM(A1)"), "'@SUM(A1)");
});

test("a table has a head, a row an alert, and each time its offset", () => {
  setLanguage("en");
  const known = { plate: () => "湘J00001", zone: () => "" };
  const alert = alertWith({ id: "x1", late: true, endedAt: at(90) });
  const [head, row, end] = csv([alert], known).split("\r\n");
  assert.ok(head?.startsWith("\u{feff}id,severity,state,plate,"), head);
  const times = row?.match(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00/g) ?? [];
  assert.deepEqual(times, [
    "2026-03-05T14:00:00+08:00",
    "2026-03-05T14:01:30+08:00",
    "2026-03-05T14:00:00+08:00",
  ]);
  assert.match(row ?? "", /^x1,.*,late,/);
  assert.equal(end, "");
  setLanguage("zh");
});
