import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ACTIONS, meaning, type Stroke } from "../../src/keys.ts";
import { SCREENS } from "../../src/screens.ts";

const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...more,
});

const action = (...args: Parameters<typeof meaning>) => {
  const found = meaning(...args);
  return typeof found === "object" ? found.action : found;
};

test("a letter acts outside text and not inside it", () => {
  assert.equal(action(stroke("a"), false, true), "acknowledge");
  assert.equal(action(stroke("a"), true, true), undefined);
});

test("nothing acts while an input method composes", () => {
  assert.equal(action(stroke("a", { isComposing: true }), false, true), undefined);
  assert.equal(action(stroke("a", { keyCode: 229 }), false, true), undefined);
  assert.equal(action(stroke("Escape", { isComposing: true }), true, true), undefined);
});

test("letters that were switched off never act; Escape and Ctrl+K still do", () => {
  for (const key of ["a", "e", "c", "?", "/", "1"]) {
    assert.equal(action(stroke(key), false, false), undefined, key);
  }
  assert.equal(action(stroke("Escape"), false, false), "back");
  assert.equal(action(stroke("k", { ctrlKey: true }), false, false), "palette");
});

test("with Ctrl or Alt a letter belongs to the browser", () => {
  assert.equal(action(stroke("a", { ctrlKey: true }), false, true), undefined);
  assert.equal(action(stroke("a", { altKey: true }), false, true), undefined);
});

test("a pair goes to a screen; a pair that is none acts by its second letter", () => {
  assert.equal(action(stroke("g"), false, true), "first");
  assert.equal(action(stroke("m"), false, true, "g"), "map");
  assert.equal(action(stroke("a"), false, true, "g"), "alerts");
  assert.equal(action(stroke("e"), false, true, "g"), "escalate");
});

test("Escape leaves a text field, and commands open from inside one", () => {
  assert.equal(action(stroke("Escape"), true, true), "back");
  assert.equal(action(stroke("k", { ctrlKey: true }), true, true), "palette");
});

test("no two actions share a key", () => {
  const keys = ACTIONS.flatMap(({ keys }) => keys);
  assert.equal(new Set(keys).size, keys.length);
});

test("every action of the list has a meaning somewhere", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  const sources = files
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(`src/${name}`, "utf8"))
    .join("\n");
  // Bound by their path, and by the name of their call.
  const others = [
    ...SCREENS.map(({ path }) => path as string),
    "acknowledge",
    "escalate",
    "handBack",
  ];
  for (const { id } of ACTIONS) {
    const bound = new RegExp(`bind\\(\\s*"${id}"`).test(sources);
    assert.ok(bound || others.includes(id), id);
  }
});
