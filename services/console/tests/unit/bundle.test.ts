import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { test } from "node:test";

interface Output {
  inputs: Record<string, unknown>;
  imports: { path: string; kind: string }[];
}

/** KB of 1024 bytes, gzipped: the whole script, the map's library in it; and what the queue needs
 * before it is seen. */
const [WHOLE_KB, FIRST_KB] = [400, 150];

const meta = JSON.parse(readFileSync("built/meta.json", "utf8")) as {
  outputs: Record<string, Output>;
};
const scripts = Object.keys(meta.outputs).filter((path) => path.endsWith(".js"));

/** What `path` cannot begin without. */
function needs(path: string, found = new Set<string>()): Set<string> {
  found.add(path);
  for (const { path: other, kind } of meta.outputs[path]?.imports ?? []) {
    if (kind === "import-statement" && !found.has(other)) needs(other, found);
  }
  return found;
}

const packed = (paths: Iterable<string>) =>
  [...paths].reduce((sum, path) => sum + gzipSync(readFileSync(path)).length / 1024, 0);

const first = needs(scripts.find((path) => path.endsWith("/console.js")) ?? "");

test("the script keeps to its budget", () => {
  const [whole, own] = [packed(scripts), packed(first)];
  console.log(`${whole.toFixed(0)} KB gzipped, ${own.toFixed(0)} of it before the queue is seen`);
  assert.ok(whole < WHOLE_KB, `${whole} KB`);
  assert.ok(own < FIRST_KB, `${own} KB`);
});

test("the queue does not wait for the map's library", () => {
  const inputs = [...first].flatMap((path) => Object.keys(meta.outputs[path]?.inputs ?? {}));
  const library = /node_modules\/(ol|rbush|geotiff)\//;
  assert.deepEqual(
    inputs.filter((path) => library.test(path)),
    [],
  );
  const all = scripts.flatMap((path) => Object.keys(meta.outputs[path]?.inputs ?? {}));
  assert.ok(
    all.some((path) => library.test(path)),
    "the library is somewhere",
  );
});

test("the page names nothing outside", () => {
  for (const name of ["index.html", "style.css"]) {
    assert.doesNotMatch(readFileSync(`bundle/${name}`, "utf8"), /https?:|\/\/[a-z]/, name);
  }
});
