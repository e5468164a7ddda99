import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { test } from "node:test";

interface Meta {
  outputs: Record<string, { bytes: number; inputs: Record<string, { bytesInOutput: number }> }>;
}

/** KB of 1024 bytes, gzipped: the script with its map, and its part without the map's library. */
const [WHOLE_KB, OWN_KB] = [400, 150];

test("the script keeps to its budget", () => {
  const script = readFileSync("bundle/console.js");
  const packed = gzipSync(script).length / 1024;
  const meta = JSON.parse(readFileSync("built/meta.json", "utf8")) as Meta;
  const inputs = Object.values(meta.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  const sum = (of: (path: string) => boolean) =>
    inputs
      .filter(([path]) => of(path))
      .reduce((all, [, { bytesInOutput }]) => all + bytesInOutput, 0);
  const map = sum((path) => /node_modules\/(ol|rbush|quickselect|color-|geotiff)/.test(path));
  const own = packed * (1 - map / sum((path) => /\.(js|ts|tsx)$/.test(path)));
  console.log(
    `${packed.toFixed(0)} KB gzipped, about ${own.toFixed(0)} of it without the map library`,
  );
  assert.ok(packed < WHOLE_KB, `${packed} KB`);
  assert.ok(own < OWN_KB, `${own} KB`);
});

test("the page names nothing outside", () => {
  for (const name of ["index.html", "style.css"]) {
    assert.doesNotMatch(readFileSync(`bundle/${name}`, "utf8"), /https?:|\/\/[a-z]/, name);
  }
});
